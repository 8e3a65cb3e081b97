"""How many addresses of a subnet are taken, and by whom.

Owns the count over node pools, scale sets, fleets and private endpoints, and ARM's words when there is none left. Azure
keeps five addresses of every subnet for itself (`ranges.py`).
"""

from __future__ import annotations

from podwright.emulator.azure import aks, errors, ids, ranges
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

SUBNET_TYPE = "Microsoft.Network/virtualNetworks/subnets"
SCALE_SET = "azure-native:compute:VirtualMachineScaleSet"
ENDPOINT = "azure-native:network:PrivateEndpoint"
FLEET = "azure-native:azurefleet:Fleet"
FLEET_NICS = (
    "computeProfile.baseVirtualMachineProfile.networkProfile.networkInterfaceConfigurations[*].properties"
    ".ipConfigurations[*].properties.subnet.id"
)
NICS = "virtualMachineProfile.networkProfile.networkInterfaceConfigurations[*].ipConfigurations[*].subnet.id"


def check(call: Call, subnet_id: str, wanted: int, besides: str) -> None:
    """Refuses what wants more addresses of a subnet than are left; the resource `besides` is not counted."""
    subnet = call.tx.get(ranges.SUBNET, ids.normal(subnet_id, SUBNET_TYPE))
    if subnet is None or not wanted:
        return
    space = ranges.of_subnet(subnet.inputs, subnet.id)
    if taken(call, subnet, besides) + wanted > ranges.usable(space):
        # sample: MicrosoftDocs/azure-docs issue 88211
        raise errors.bad_request(
            f"Subnet {subnet.name} with address prefix {', '.join(map(str, space))} does not have enough capacity for"
            f" {wanted} IP addresses.",
            code="SubnetIsFull",
        )


def taken(call: Call, subnet: Record, besides: str = "") -> int:
    """The addresses that resources have in a subnet, nodes that may come included."""
    users = (each for each in call.tx.users(ranges.SUBNET, subnet.id) if not ids.same(each.id, besides))
    return sum(_of(call, each, subnet.id) for each in users)


def of_scale_set(inputs: Values, subnet_id: str) -> int:
    """One for each machine and each of its configurations in the subnet."""
    count = values.number(inputs, "sku.capacity") or 0
    return count * sum(ids.same(str(found), subnet_id) for _, found in values.each(inputs, NICS))


def of_fleet(inputs: Values, subnet_id: str) -> int:
    """The same for a fleet, which has machines on demand and Spot ones."""
    profiles = ("regularPriorityProfile", "spotPriorityProfile")
    count = sum(values.number(inputs, f"{profile}.capacity") or 0 for profile in profiles)
    return count * sum(ids.same(str(found), subnet_id) for _, found in values.each(inputs, FLEET_NICS))


def _of(call: Call, user: Record, subnet_id: str) -> int:
    if user.token == aks.POOL:
        if not ids.same(values.string(user.inputs, "vnetSubnetID") or "", subnet_id):
            return 0  # its pods' subnet
        cluster = call.tx.get(aks.CLUSTER, user.id.rsplit("/agentPools/", 1)[0])
        return aks.addresses(user.inputs, cluster.inputs if cluster else {})
    if user.token == SCALE_SET:
        return of_scale_set(user.inputs, subnet_id)
    if user.token == FLEET:
        return of_fleet(user.inputs, subnet_id)
    return 1 if user.token == ENDPOINT else 0
