"""What a resource keeps for life: some changes replace it, others Azure refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from podwright.emulator.azure.coverage import MODELLED
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.azure.everything import INPUTS, everything
from tests.podwright.emulator.client import Client, Made, refused

P = "azure-native:"
BUILT = "\n  note: built the same way as Azure's words, no public sample was found"

REPLACES = {
    "azurefleet:Fleet",
    "compute:CapacityReservation",
    "compute:CapacityReservationGroup",
    "compute:DiskEncryptionSet",
    "compute:ProximityPlacementGroup",
    "compute:VirtualMachineScaleSet",
    "containerregistry:Registry",
    "network:PublicIPAddress",
    "network:VirtualNetwork",
    "privatedns:PrivateZone",
    "privatedns:VirtualNetworkLink",
    "storage:StorageAccount",
    "storagecache:AmlFilesystem",
}
"""Types of `everything` that a new location replaces."""
KEPT = {
    "keyvault:Vault",
    "network:FlowLog",
    "network:LocalNetworkGateway",
    "network:NatGateway",
    "network:NetworkSecurityGroup",
    "network:PrivateEndpoint",
    "network:RouteTable",
    "network:VirtualNetworkGateway",
    "network:VirtualNetworkGatewayConnection",
}
"""Types of `everything` of which the provider sends a new location, and ARM refuses it."""


def _moved(name: str, group: str, old: str, new: str) -> str:
    return (
        f'Status=409 Code="InvalidResourceLocation" Message="The resource \'{name}\' already exists in location'
        f" '{old}' in resource group '{group}'. A resource with the same name cannot be created in location '{new}'."
        ' Please select a new resource name."'
    )


def test_a_new_location_replaces_or_is_refused(azure: Client, group: Made, subnet: Made, cluster: Made) -> None:
    """As each type's specification says; no resource moves."""
    made = {each.token.removeprefix(P): each for each in everything(azure)}
    located = {name for name in made if name in REPLACES | KEPT}
    assert located == REPLACES | KEPT
    for name in sorted(located):
        each = made[name]
        changed = {**each.inputs, "location": "japaneast"}
        assert azure.diff(each, changed).replaces == (["location"] if name in REPLACES else []), name
        if name in KEPT:
            group_name = str(each.inputs["resourceGroupName"])
            assert refused(lambda each=each, changed=changed: azure.update(each, changed)) == _moved(
                str(each.out("name")), group_name, "westeurope", "japaneast"
            )


def test_a_location_of_the_group_counts_as_the_resources_own(
    connect: Callable[[Mapping[str, object]], Client],
) -> None:
    """Nobody said it for the route table, and it is there all the same."""
    azure = connect({})
    azure.create(f"{P}resources:ResourceGroup", "north", {"resourceGroupName": "north", "location": "Norway East"})
    table = azure.create(f"{P}network:RouteTable", "rt", {"resourceGroupName": "north", "routeTableName": "rt"})
    assert table.out("location") == "norwayeast"
    assert refused(lambda: azure.update(table, {**table.inputs, "location": "uksouth"})) == _moved(
        "rt", "north", "norwayeast", "uksouth"
    )
    assert azure.update(table, {**table.inputs, "location": "NorwayEast"}).out("location") == "norwayeast"


def test_a_generic_type_has_a_location_too(azure: Client, group: Made) -> None:
    """A load balancer is checked by type only, and still stays where it is."""
    token = f"{P}network:LoadBalancer"
    made = azure.create(token, "lb", {"resourceGroupName": "lab", "loadBalancerName": "lb"})
    assert azure.diff(made, {**made.inputs, "location": "japaneast"}).replaces == []
    assert refused(lambda: azure.update(made, {**made.inputs, "location": "japaneast"})) == _moved(
        "lb", "lab", "westeurope", "japaneast"
    )


def test_a_file_systems_size_replaces_it(azure: Client, subnet: Made) -> None:
    """A new size of a Lustre file system loses its data; a maintenance window does not."""
    token = f"{P}storagecache:AmlFilesystem"
    inputs: dict[str, object] = {
        "resourceGroupName": "lab",
        "amlFilesystemName": "scratch",
        "filesystemSubnet": subnet.id,
        "storageCapacityTiB": 16,
        "maintenanceWindow": {"dayOfWeek": "Monday", "timeOfDayUTC": "03:00"},
        "sku": {"name": "AMLFS-Durable-Premium-125"},
        "zones": ["1"],
    }
    made = azure.create(token, "scratch", inputs)
    assert azure.diff(made, {**inputs, "storageCapacityTiB": 32}).replaces == ["storageCapacityTiB"]
    assert azure.diff(made, {**inputs, "zones": ["2"]}).replaces == ["zones"]
    window = {"dayOfWeek": "Sunday", "timeOfDayUTC": "03:00"}
    assert azure.diff(made, {**inputs, "maintenanceWindow": window}).replaces == []


def test_a_scale_set_keeps_its_fault_domains_and_zones(azure: Client, group: Made) -> None:
    """The provider would send the change."""
    inputs: dict[str, object] = {
        "resourceGroupName": "lab",
        "vmScaleSetName": "batch",
        "sku": {"name": "Standard_D2s_v5", "capacity": 1},
        "platformFaultDomainCount": 1,
        "zones": ["1"],
    }
    made = azure.create(f"{P}compute:VirtualMachineScaleSet", "batch", inputs)
    assert azure.diff(made, {**inputs, "platformFaultDomainCount": 5}).replaces == []
    assert refused(lambda: azure.update(made, {**inputs, "platformFaultDomainCount": 5})) == (
        'Status=409 Code="PropertyChangeNotAllowed" Message="Changing property \'platformFaultDomainCount\' is not'
        ' allowed."'
    )
    assert refused(lambda: azure.update(made, {**inputs, "zones": ["2"]})) == (
        'Status=409 Code="PropertyChangeNotAllowed" Message="Changing property \'zones\' is not allowed."'
    )


def test_a_reservation_keeps_its_size(azure: Client, group: Made) -> None:
    """Only its number changes."""
    azure.create(f"{P}compute:CapacityReservationGroup", "kept", INPUTS[f"{P}compute:CapacityReservationGroup"])
    inputs = INPUTS[f"{P}compute:CapacityReservation"]
    made = azure.create(f"{P}compute:CapacityReservation", "small", inputs)
    larger = {**inputs, "sku": {"name": "Standard_D2s_v5", "capacity": 3}}
    assert azure.update(made, larger).out("sku") == {"name": "Standard_D2s_v5", "capacity": 3}
    other = {**inputs, "sku": {"name": "Standard_D4s_v5", "capacity": 2}}
    assert refused(lambda: azure.update(made, other)) == (
        f'Status=409 Code="PropertyChangeNotAllowed" Message="Changing property \'sku.name\' is not allowed."{BUILT}'
    )


def test_an_address_keeps_its_zones(azure: Client, group: Made) -> None:
    """ARM names both."""
    inputs = {**INPUTS[f"{P}network:PublicIPAddress"], "zones": ["1"]}
    made = azure.create(f"{P}network:PublicIPAddress", "ip", inputs)
    assert refused(lambda: azure.update(made, {**inputs, "zones": ["2", "3"]})) == (
        f'Status=400 Code="ResourceAvailabilityZonesCannotBeModified" Message="Resource {made.id} has an existing'
        " availability zone constraint 1 and the request has availability zone constraint 2, 3, which do not match."
        " Zones cannot be added/updated/removed once the resource is created. The resource cannot be updated from"
        ' regional to zonal or vice-versa."'
    )


def test_an_assignment_keeps_its_role(azure: Client, group: Made) -> None:
    """A new principal replaces it, a new role is refused."""
    inputs = INPUTS[f"{P}authorization:RoleAssignment"]
    made = azure.create(f"{P}authorization:RoleAssignment", "ra", inputs)
    role = str(inputs["roleDefinitionId"]).replace("1111-", "2222-")
    assert azure.diff(made, {**inputs, "roleDefinitionId": role}).replaces == []
    assert refused(lambda: azure.update(made, {**inputs, "roleDefinitionId": role})) == (
        'Status=400 Code="RoleAssignmentUpdateNotPermitted" Message="Tenant ID, application ID, principal ID, and scope'
        ' are not allowed to be updated."'
    )


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("maxPods", {"maxPods": 30}, {"maxPods": 60}),
        ("availabilityZones", {"availabilityZones": ["1"]}, {"availabilityZones": ["2"]}),
        ("osDiskType", {"osDiskType": "Managed"}, {"osDiskType": "Ephemeral"}),
        ("gpuProfile.driver", {}, {"gpuProfile": {"driver": "None"}}),
    ],
)
def test_a_pool_keeps(
    azure: Client, cluster: Made, name: str, before: dict[str, object], after: dict[str, object]
) -> None:
    """What AKS sets when it makes the nodes; also when it was left to AKS at first."""
    pool = {"resourceGroupName": "lab", "resourceName": "train", "agentPoolName": "more", "vmSize": "Standard_D4s_v5"}
    made = azure.create(f"{P}containerservice:AgentPool", "more", {**pool, "count": 1, **before})
    assert azure.diff(made, {**made.inputs, **after}).replaces == []
    assert refused(lambda: azure.update(made, {**made.inputs, **after})) == (
        f'Status=400 Code="PropertyChangeNotAllowed" Message="Changing property \'properties.{name}\' is not allowed."'
    )


def test_a_vm_size_replaces_a_pool(azure: Client, cluster: Made) -> None:
    """And with it go its machines, which for a scarce size may not come back."""
    inputs = {"resourceGroupName": "lab", "resourceName": "train", "agentPoolName": "more", "count": 1}
    made = azure.create(f"{P}containerservice:AgentPool", "more", {**inputs, "vmSize": "Standard_D4s_v5"})
    difference = azure.diff(made, {**inputs, "vmSize": "Standard_D8s_v5"})
    assert (difference.replaces, difference.delete_before_replace) == (["vmSize"], True)


@pytest.mark.parametrize("table", ["replace.yaml", "fixed.yaml"])
def test_every_modelled_type_that_can_change_says_how(azure_index: SdkIndex, table: str) -> None:
    """A row about a type that the SDK does not have never fires."""
    assert [
        token for token in TABLES.table(table).child("types").values if azure_index.resource(str(token)) is None
    ] == []


def test_every_modelled_type_has_a_replacement_table() -> None:
    """The provider's own facts, and not a guess from names and location."""
    assert [token for token in MODELLED if not TABLES.has_replace_rules(token)] == []
