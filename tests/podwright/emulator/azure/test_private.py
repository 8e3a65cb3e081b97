"""Private endpoints and private DNS: what they lead to, what they stand in, what a network sees."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.azure.everything import INPUTS
from tests.podwright.emulator.client import Client, Made, refused

P = "azure-native:"
ENDPOINT = f"{P}network:PrivateEndpoint"
SUBNET = f"{P}network:Subnet"
ZONE, LINK = f"{P}privatedns:PrivateZone", f"{P}privatedns:VirtualNetworkLink"
ACCOUNT = f"{P}storage:StorageAccount"


@pytest.fixture
def account(azure: Client, group: Made) -> Made:
    """The storage account `labdata`."""
    return azure.create(ACCOUNT, "labdata", INPUTS[ACCOUNT])


def test_an_endpoint_leads_to_something(azure: Client, subnet: Made) -> None:
    """A storage account that is not there is looked for."""
    assert refused(lambda: azure.create(ENDPOINT, "blob", INPUTS[ENDPOINT])) == (
        'Status=404 Code="ResourceNotFound" Message="The Resource \'Microsoft.Storage/storageAccounts/labdata\' under'
        " resource group 'lab' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix\""
    )


def test_what_an_endpoint_leads_to_may_go(azure: Client, subnet: Made, account: Made) -> None:
    """It is left behind, disconnected."""
    made = azure.create(ENDPOINT, "blob", INPUTS[ENDPOINT])
    azure.delete(account)
    assert azure.refresh(made) is not None


def test_an_endpoint_stands_in_no_delegated_subnet(azure: Client, subnet: Made, account: Made) -> None:
    """A subnet that was given to a service belongs to it; with an endpoint in it, a subnet is not given any more."""
    delegations = [{"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}]
    other = {**subnet.inputs, "subnetName": "aci", "addressPrefix": "10.1.1.0/24", "delegations": delegations}
    given = azure.create(SUBNET, "aci", other)
    wanted = {**INPUTS[ENDPOINT], "subnet": {"id": given.id}}
    group_id = given.id.split("/providers/", maxsplit=1)[0]
    assert refused(lambda: azure.create(ENDPOINT, "blob", wanted)) == (
        'Status=400 Code="PrivateEndpointCannotBeCreatedInSubnet" Message="Private endpoint'
        f" {group_id}/providers/Microsoft.Network/privateEndpoints/blob cannot be created in a subnet {given.id} since"
        ' it is delegated to Microsoft.ContainerInstance/containerGroups."\n'
        "  note: the sentence is built the same way as Azure's, no public sample was found"
    )
    made = azure.create(ENDPOINT, "blob", INPUTS[ENDPOINT])
    assert refused(lambda: azure.update(subnet, {**subnet.inputs, "delegations": delegations})) == (
        'Status=400 Code="SubnetDelegationsCannotChangeWhenSubnetUsedByResource" Message="Delegations of subnet'
        f" {subnet.id} cannot be changed from [] to [Microsoft.ContainerInstance/containerGroups] because it is being"
        f' used by the resource {made.id}."'
    )


def test_a_subnet_can_be_full(azure: Client, network: Made, account: Made) -> None:
    """A /29 has three addresses to give."""
    names = {"resourceGroupName": "lab", "virtualNetworkName": "net", "subnetName": "small"}
    small = azure.create(SUBNET, "small", {**names, "addressPrefix": "10.1.9.0/29"})
    made = [
        azure.create(
            ENDPOINT, name, {**INPUTS[ENDPOINT], "privateEndpointName": name, "subnet": {"id": small.id.upper()}}
        )
        for name in ("e0", "e1", "e2")
    ]
    assert azure.update(made[0], {**made[0].inputs, "tags": {"a": "b"}}).out("tags") == {"a": "b"}
    more = {**INPUTS[ENDPOINT], "privateEndpointName": "more", "subnet": {"id": small.id}}
    full = "Subnet small with address prefix 10.1.9.0/29 does not have enough capacity for"
    assert refused(lambda: azure.create(ENDPOINT, "more", more)) == (
        f'Status=400 Code="SubnetIsFull" Message="{full} 1 IP addresses."'
    )
    batch = INPUTS[f"{P}compute:VirtualMachineScaleSet"]
    nic = {"name": "nic", "ipConfigurations": [{"name": "ip", "subnet": {"id": small.id}}]}
    machines = {**batch, "virtualMachineProfile": {"networkProfile": {"networkInterfaceConfigurations": [nic]}}}
    assert refused(lambda: azure.create(f"{P}compute:VirtualMachineScaleSet", "batch", machines)) == (
        f'Status=400 Code="SubnetIsFull" Message="{full} 2 IP addresses."'
    )


def test_a_network_sees_one_zone_of_a_name(azure: Client, network: Made) -> None:
    """A second landing zone that brings its own `privatelink` zone meets it."""
    name = "privatelink.blob.core.windows.net"
    azure.create(ZONE, "zone", INPUTS[ZONE])
    link = azure.create(LINK, "net", INPUTS[LINK])
    azure.create(f"{P}resources:ResourceGroup", "two", {"resourceGroupName": "two"})
    azure.create(ZONE, "zone2", {**INPUTS[ZONE], "resourceGroupName": "two"})
    again = {**INPUTS[LINK], "resourceGroupName": "two"}
    assert refused(lambda: azure.create(LINK, "net2", again)) == (
        'Status=400 Code="BadRequest" Message="A virtual network cannot be linked to multiple zones with overlapping'
        f" namespaces. You tried to link virtual network with '{name}' and '{name}' zones.\""
    )
    azure.delete(link)
    assert azure.create(LINK, "net2", again).out("virtualNetworkLinkState") == "Completed"


def test_a_network_registers_in_one_zone(azure: Client, network: Made) -> None:
    """Its machines have one name."""
    for name in ("lab.example", "more.example"):
        azure.create(ZONE, name, {**INPUTS[ZONE], "privateZoneName": name})
    link = {**INPUTS[LINK], "registrationEnabled": True}
    azure.create(LINK, "one", {**link, "privateZoneName": "lab.example"})
    assert refused(lambda: azure.create(LINK, "two", {**link, "privateZoneName": "more.example"})) == (
        'Status=409 Code="Conflict" Message="A virtual network can only be linked to 1 Private DNS zone(s) with'
        " auto-registration enabled; conflicting Private DNS zone is 'lab.example'.\""
    )
