"""AKS clusters and node pools: identities, ranges, pools, what cannot change."""

from __future__ import annotations

import base64
from typing import cast

from podwright.emulator.azure.azure import TENANT
from podwright.emulator.core.wire import UNKNOWN, Secret
from tests.podwright.emulator.client import Client, Made, refused

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
Inputs = dict[str, object]


def _pool(**more: object) -> Inputs:
    pool: Inputs = {"resourceGroupName": "lab", "resourceName": "train", "agentPoolName": "work", "count": 1}
    return {**pool, "vmSize": "Standard_D4s_v5", **more}


def _system(inputs: Inputs, **more: object) -> Inputs:
    pools = cast("list[Inputs]", inputs["agentPoolProfiles"])
    return {**inputs, "agentPoolProfiles": [{**pools[0], **more}]}


def test_identities_come_back_as_a_mapping(cluster: Made, identity: Made) -> None:
    """They go in as a list."""
    shown = cast("dict[str, Inputs]", cluster.out("identity"))
    assert shown["type"] == "UserAssigned"
    assert shown["userAssignedIdentities"] == {
        identity.id: {"clientId": identity.out("clientId"), "principalId": identity.out("principalId")}
    }


def test_identities_are_a_mapping_in_a_preview_too(azure: Client, cluster_inputs: Inputs, identity: Made) -> None:
    """A list there stops every program in Python that uses an output of the cluster."""
    shown = cast("Inputs", azure.preview(CLUSTER, "more", {**cluster_inputs, "resourceName": "more"})["identity"])
    assert shown["userAssignedIdentities"] == {identity.id: UNKNOWN}
    later = {"type": "UserAssigned", "userAssignedIdentities": [UNKNOWN]}
    shown = cast("Inputs", azure.preview(CLUSTER, "more", {**cluster_inputs, "identity": later})["identity"])
    assert shown["userAssignedIdentities"] is UNKNOWN


def test_a_cluster_shows_what_aks_fills_in(cluster: Made) -> None:
    """Addresses, versions, the group of its nodes, the issuer for workload identity."""
    assert str(cluster.out("fqdn")).startswith("train-")
    assert str(cluster.out("fqdn")).endswith(".hcp.westeurope.azmk8s.io")
    assert cluster.out("nodeResourceGroup") == "MC_lab_train_westeurope"
    assert (cluster.out("kubernetesVersion"), cluster.out("currentKubernetesVersion")) == ("1.33", "1.33.5")
    issuer = cast("dict[str, str]", cluster.out("oidcIssuerProfile"))["issuerURL"]
    assert issuer.startswith(f"https://westeurope.oic.prod-aks.azure.com/{TENANT}/")
    pools = cast("list[Inputs]", cluster.out("agentPoolProfiles"))
    assert (pools[0]["maxPods"], pools[0]["osType"], pools[0]["provisioningState"]) == (250, "Linux", "Succeeded")


def test_values_of_a_cluster_stay_on_an_update(azure: Client, cluster: Made, cluster_inputs: Inputs) -> None:
    """A new address would cut off everybody."""
    changed = azure.update(cluster, {**cluster_inputs, "tags": {"a": "b"}})
    for name in ("fqdn", "identityProfile", "oidcIssuerProfile", "resourceUID"):
        assert changed.out(name) == cluster.out(name)


def test_the_service_range_may_not_overlap_the_nodes(azure: Client, cluster_inputs: Inputs) -> None:
    """With AKS's own default the classic collision is with a network of 10.0.0.0/16."""
    network = {"networkPlugin": "azure", "serviceCidr": "10.1.0.0/20", "dnsServiceIP": "10.1.0.10"}
    inputs = {**cluster_inputs, "networkProfile": network}
    assert refused(lambda: azure.create(CLUSTER, "train", inputs)) == (
        'Status=400 Code="ServiceCidrOverlapExistingSubnetsCidr" Message="The specified service CIDR 10.1.0.0/20 is'
        ' conflicted with an existing subnet CIDR 10.1.0.0/24"'
    )


def test_a_subnet_runs_out_of_addresses(azure: Client, cluster_inputs: Inputs) -> None:
    """Without an overlay every pod that may run takes one, and Azure keeps five."""
    flat = {**_system(cluster_inputs, count=5, maxPods=110), "networkProfile": {"networkPlugin": "azure"}}
    assert refused(lambda: azure.create(CLUSTER, "train", flat)) == (
        'Status=400 Code="InsufficientSubnetSize" Message="Pre-allocated IPs 555 exceeds IPs available 251 in Subnet'
        " Cidr 10.1.0.0/24, Subnet Name nodes. If Autoscaler is enabled, the max-count from each nodepool is counted"
        " towards this total (which means that pre-allocated IPs count represents a theoretical max value, not the"
        ' actual number of IPs requested). http://aka.ms/aks/insufficientsubnetsize"'
    )


def test_pools_of_one_subnet_share_its_addresses(azure: Client, cluster: Made, subnet: Made) -> None:
    """What the first pool may take is gone for the second; an autoscaled pool counts with its most nodes."""
    pool = _pool(vnetSubnetID=subnet.id, enableAutoScaling=True, minCount=1, maxCount=250)
    assert refused(lambda: azure.create(POOL, "work", pool)).startswith(
        'Status=400 Code="InsufficientSubnetSize" Message="Pre-allocated IPs 252 exceeds IPs available 251 in Subnet'
    )
    assert azure.create(POOL, "work", {**pool, "maxCount": 249}).out("maxPods") == 250


def test_a_cluster_has_a_system_pool(azure: Client, cluster_inputs: Inputs) -> None:
    """Its own workloads run there."""
    message = refused(lambda: azure.create(CLUSTER, "train", _system(cluster_inputs, mode="User")))
    assert message == 'Status=400 Code="InvalidParameter" Message="Must define at least one system pool."'


def test_a_cluster_needs_a_name_in_dns(azure: Client, cluster_inputs: Inputs) -> None:
    """The provider makes none."""
    inputs = {key: value for key, value in cluster_inputs.items() if key != "dnsPrefix"}
    assert refused(lambda: azure.create(CLUSTER, "train", inputs)) == (
        'Status=400 Code="InvalidParameter" Message="Required parameter dnsPrefix is missing (null)."'
    )


def test_a_version_that_aks_does_not_have_is_refused(azure: Client, cluster_inputs: Inputs) -> None:
    """The note says which ones the emulated cloud takes."""
    message = refused(lambda: azure.create(CLUSTER, "train", {**cluster_inputs, "kubernetesVersion": "1.12"}))
    assert message.splitlines()[0] == (
        'Status=400 Code="K8sVersionNotSupported" Message="Managed cluster train is on version 1.12, which is not'
        " supported in this region. Please use [az aks get-versions] command to get the supported version list in this"
        ' region."'
    )


def test_a_pool_written_inside_is_a_pool(azure: Client, cluster: Made) -> None:
    """It cannot be declared a second time."""
    assert refused(lambda: azure.create(POOL, "system", _pool(agentPoolName="system"))) == (
        f"cannot create already existing resource '{cluster.id}/agentPools/system'"
    )


def test_a_pool_needs_its_cluster(azure: Client, group: Made) -> None:
    """A child has a parent."""
    assert refused(lambda: azure.create(POOL, "work", _pool())) == (
        'Status=404 Code="ParentResourceNotFound" Message="Can not perform requested operation on nested resource.'
        " Parent resource 'train' not found.\""
    )


def test_the_size_of_a_pool_replaces_it(azure: Client, cluster: Made) -> None:
    """Its count does not."""
    made = azure.create(POOL, "work", _pool())
    assert azure.diff(made, _pool(vmSize="Standard_D8s_v5")).replaces == ["vmSize"]
    assert azure.diff(made, _pool(count=2)).changes == {"count": "update"}


def test_the_size_of_a_pool_written_inside_cannot_change(azure: Client, cluster: Made, cluster_inputs: Inputs) -> None:
    """The provider tries, AKS refuses."""
    changed = _system(cluster_inputs, vmSize="Standard_D8s_v5")
    assert azure.diff(cluster, changed).changes == {"agentPoolProfiles[0].vmSize": "update"}
    assert refused(lambda: azure.update(cluster, changed)) == (
        'Status=400 Code="PropertyChangeNotAllowed" Message="Changing property \'properties.vmSize\' is not allowed."'
    )


def test_the_network_of_a_cluster_replaces_it(azure: Client, cluster: Made, cluster_inputs: Inputs) -> None:
    """Only the parts that AKS cannot change."""
    profile = cast("Inputs", cluster_inputs["networkProfile"])
    other = {**cluster_inputs, "networkProfile": {**profile, "outboundType": "userAssignedNATGateway"}}
    assert azure.diff(cluster, other).replaces == ["networkProfile"]
    sku = {**cluster_inputs, "networkProfile": {**profile, "loadBalancerSku": "standard"}}
    assert azure.diff(cluster, sku).changes == {"networkProfile.loadBalancerSku": "add"}


def test_a_bad_pool_name_is_refused_by_the_provider(azure: Client, cluster: Made) -> None:
    """Linux pools have twelve characters at most."""
    assert refused(lambda: azure.check(POOL, "x", _pool(agentPoolName="Gpu-Pool"))) == (
        "agentPoolName: 'agentPoolName' does not match expression '^[a-z][a-z0-9]{0,11}$'"
    )


def test_an_autoscaled_pool_has_both_bounds(azure: Client, cluster: Made) -> None:
    """AKS names the parameter."""
    message = refused(lambda: azure.create(POOL, "work", _pool(enableAutoScaling=True, minCount=1)))
    assert message == (
        'Status=400 Code="InvalidParameter" Message="The value of parameter agentPoolProfile.maxCount is invalid. Error'
        " details: None is not valid, it is needed when enableAutoScaling is true. Please see"
        ' https://aka.ms/aks-naming-rules for more details."'
    )


def test_a_pool_of_nd_machines_takes_no_reservation(azure: Client, cluster: Made) -> None:
    """On-demand reservations do not cover them."""
    kept = azure.create(
        "azure-native:compute:CapacityReservationGroup",
        "kept",
        {"resourceGroupName": "lab", "capacityReservationGroupName": "kept"},
    )
    pool = _pool(vmSize="Standard_ND96isr_H100_v5", capacityReservationGroupID=kept.id)
    assert refused(lambda: azure.create(POOL, "work", pool)).splitlines()[0] == (
        'Status=400 Code="OperationNotAllowed" Message="The VM size Standard_ND96isr_H100_v5 of agent pool \'work\' is'
        ' not supported for capacity reservations."'
    )


def test_a_region_without_zones_takes_no_zonal_pool(azure: Client, group: Made) -> None:
    """AKS names the zones that it has there, which are none."""
    inputs = {
        "resourceGroupName": "lab",
        "resourceName": "west",
        "location": "westus",
        "dnsPrefix": "west",
        "identity": {"type": "SystemAssigned"},
        "agentPoolProfiles": [
            {"name": "system", "mode": "System", "vmSize": "Standard_D4s_v5", "availabilityZones": ["1"]}
        ],
    }
    assert refused(lambda: azure.create(CLUSTER, "west", inputs)) == (
        "Status=400 Code=\"AvailabilityZoneNotSupported\" Message=\"The zone(s) '1' for resource 'system' is not"
        " supported. The supported zones for location 'westus' are ''\""
    )


def test_a_cluster_gives_its_kubeconfig(azure: Client, cluster: Made) -> None:
    """As a secret, in base64, with the cluster's address."""
    args = {"resourceGroupName": "lab", "resourceName": "train"}
    result = azure.invoke("azure-native:containerservice:listManagedClusterUserCredentials", args)
    entry = cast("list[dict[str, object]]", result["kubeconfigs"])[0]
    assert entry["name"] == "clusterUser"
    value = entry["value"]
    assert isinstance(value, Secret)
    text = base64.b64decode(str(value.value)).decode()
    assert f"server: https://{cluster.out('fqdn')}:443" in text


def test_local_accounts_can_be_off(azure: Client, cluster_inputs: Inputs) -> None:
    """Then nobody gets the administrator's kubeconfig."""
    made = azure.create(CLUSTER, "train", {**cluster_inputs, "disableLocalAccounts": True})
    args = {"resourceGroupName": "lab", "resourceName": "train"}
    token = "azure-native:containerservice:listManagedClusterAdminCredentials"
    assert refused(lambda: azure.invoke(token, args)) == (
        f'request failed {made.id}/listClusterAdminCredential: Status=400 Code="BadRequest" Message="Getting static'
        ' credential is not allowed because this cluster is set to disable local accounts."'
    )
