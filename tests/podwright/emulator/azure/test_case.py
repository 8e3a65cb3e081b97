"""Azure Resource Manager takes names and ids in any case, and gives back the case that a resource was made with."""

from __future__ import annotations

from pathlib import Path

from podwright.emulator.azure.azure import SUBSCRIPTION, AzureCloud
from podwright.emulator.core.drift import Drift
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.store import Store
from podwright.emulator.listing import show
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.azure.conftest import NOON
from tests.podwright.emulator.azure.everything import INPUTS
from tests.podwright.emulator.client import Client, Made, refused

P = "azure-native:network:"
SUBSCRIPTION_ID = f"/subscriptions/{SUBSCRIPTION}"


def test_a_name_in_another_case_is_taken(azure: Client, network: Made) -> None:
    """Of a group, of a resource in it, of a child; the provider names what it was asked for."""
    group = "azure-native:resources:ResourceGroup"
    assert refused(lambda: azure.create(group, "two", {"resourceGroupName": "LAB"})) == (
        f"cannot create already existing resource '{SUBSCRIPTION_ID}/resourceGroups/LAB'"
    )
    again = {**network.inputs, "resourceGroupName": "Lab", "virtualNetworkName": "NET"}
    assert refused(lambda: azure.create(network.token, "two", again)) == (
        f"cannot create already existing resource '{SUBSCRIPTION_ID}/resourceGroups/Lab/providers/Microsoft.Network"
        "/virtualNetworks/NET'"
    )
    inner = {"resourceGroupName": "LAB", "virtualNetworkName": "nEt", "addressPrefix": "10.1.0.0/24"}
    azure.create(f"{P}Subnet", "a", {**inner, "subnetName": "nodes"})
    assert refused(lambda: azure.create(f"{P}Subnet", "b", {**inner, "subnetName": "Nodes"})) == (
        f"cannot create already existing resource '{SUBSCRIPTION_ID}/resourceGroups/LAB/providers/Microsoft.Network"
        "/virtualNetworks/nEt/subnets/Nodes'"
    )


def test_a_reference_in_another_case_finds_its_target(azure: Client, cluster: Made, subnet: Made) -> None:
    """And holds it: the subnet cannot go, its addresses are counted."""
    pool = {"resourceGroupName": "LAB", "resourceName": "TRAIN", "agentPoolName": "more", "count": 1}
    made = azure.create(
        "azure-native:containerservice:AgentPool",
        "more",
        {**pool, "vmSize": "Standard_D4s_v5", "vnetSubnetID": subnet.id.upper()},
    )
    azure.delete(cluster)
    assert azure.refresh(made) is None
    gateway = azure.create(
        f"{P}RouteTable", "rt", {"resourceGroupName": "LAB", "routeTableName": "rt", "tags": {"a": "b"}}
    )
    azure.update(subnet, {**subnet.inputs, "routeTable": {"id": gateway.id.lower()}})
    assert refused(lambda: azure.delete(gateway)) == (
        'Status=400 Code="InUseRouteTableCannotBeDeleted" Message="Route table rt is in use and cannot be deleted."\n'
        f"  note: it is used by {subnet.id}"
    )


def test_addresses_are_counted_once_for_a_subnet_in_two_spellings(azure: Client, cluster: Made, subnet: Made) -> None:
    """A pool of 250 nodes does not fit beside the two that are there, however the subnet is written."""
    pool = {"resourceGroupName": "lab", "resourceName": "train", "agentPoolName": "more", "count": 250}
    wanted = {**pool, "vmSize": "Standard_D2s_v5", "vnetSubnetID": subnet.id.replace("nodes", "NODES")}
    assert refused(lambda: azure.create("azure-native:containerservice:AgentPool", "more", wanted)) == (
        'Status=400 Code="InsufficientSubnetSize" Message="Pre-allocated IPs 252 exceeds IPs available 251 in Subnet'
        " Cidr 10.1.0.0/24, Subnet Name nodes. If Autoscaler is enabled, the max-count from each nodepool is counted"
        " towards this total (which means that pre-allocated IPs count represents a theoretical max value, not the"
        ' actual number of IPs requested). http://aka.ms/aks/insufficientsubnetsize"'
    )


def test_an_id_keeps_the_case_it_was_made_with(azure: Client, group: Made) -> None:
    """Whatever case it is imported, refreshed or asked for by."""
    inputs = {**INPUTS[f"{P}RouteTable"], "resourceGroupName": "Lab", "routeTableName": "Out"}
    made = azure.create(f"{P}RouteTable", "rt", inputs)
    assert made.id == f"{SUBSCRIPTION_ID}/resourceGroups/Lab/providers/Microsoft.Network/routeTables/Out"
    found = azure.import_(f"{P}RouteTable", "rt", made.id.lower())
    assert found is not None
    assert (found.id, found.out("name")) == (made.id, "Out")
    asked = azure.invoke(f"{P}getRouteTable", {"resourceGroupName": "LAB", "routeTableName": "OUT"})
    assert (asked["id"], asked["name"]) == (made.id, "Out")


def test_a_group_in_another_case_is_no_difference(azure: Client, network: Made) -> None:
    """An update follows the case of the program, the id does not."""
    inputs = {**network.inputs, "resourceGroupName": "LAB"}
    assert azure.diff(network, inputs).changes == {}
    changed = azure.update(network, {**inputs, "tags": {"a": "b"}})
    found = azure.refresh(changed)
    assert found is not None
    assert found.id == network.id


def test_an_inline_child_is_the_one_that_is_there(azure: Client, network: Made, subnet: Made) -> None:
    """A network that lists its subnet in another case changes it; there are no two of them."""
    listed = [{"name": "NODES", "addressPrefix": "10.1.0.0/24", "serviceEndpoints": [{"service": "Microsoft.Storage"}]}]
    changed = azure.update(network, {**network.inputs, "subnets": listed})
    assert [each["id"] for each in changed.out("subnets")] == [subnet.id]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
    found = azure.refresh(subnet)
    assert found is not None
    assert found.out("serviceEndpoints") == [{"service": "Microsoft.Storage", "provisioningState": "Succeeded"}]


def test_somebody_else_may_write_an_id_in_any_case(
    azure: Client, network: Made, azure_index: SdkIndex, azure_store: Store, tmp_path: Path
) -> None:
    """At a console, or with `podwright emulator drift`."""
    drift = Drift(Lifecycle(AzureCloud(azure_index), azure_index, azure_store, lambda: NOON))
    drift.set(network.token, network.id.upper(), [("tags.owner", "somebody")])
    found = azure.refresh(network)
    assert found is not None
    assert (found.id, found.out("tags")) == (network.id, {"owner": "somebody"})
    assert [each.record.id for each in show(tmp_path / "cloud.sqlite", network.id.lower())] == [network.id]
    drift.delete(network.token, network.id.upper(), force=True)
    assert azure.refresh(network) is None


def test_a_child_is_where_its_parent_is(azure: Client, cluster: Made, azure_store: Store) -> None:
    """A location that only the group or the parent tells is told of each resource in a listing."""
    with azure_store.transaction("azure-native") as tx:
        places = {record.token.rsplit(":", 1)[-1]: record.location for record in tx.records()}
    assert places == dict.fromkeys(
        ("AgentPool", "ManagedCluster", "ResourceGroup", "Subnet", "UserAssignedIdentity", "VirtualNetwork"),
        "westeurope",
    )
