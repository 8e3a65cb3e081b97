"""Virtual networks and subnets.

Owns their address ranges, and subnets that are written inside their network. Peerings are in `peering.py`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.azure import children, errors, ids, peers, ranges
from podwright.emulator.azure.base import ArmKind, guid, network_etag
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

_PREFIX = "azure-native:network:"
_SUBNET_POINTERS = (
    ("natGateway.id", "NatGateway", "Microsoft.Network/natGateways"),
    ("networkSecurityGroup.id", "NetworkSecurityGroup", "Microsoft.Network/networkSecurityGroups"),
    ("routeTable.id", "RouteTable", "Microsoft.Network/routeTables"),
)


class Subnet(ArmKind):
    """A subnet, of its own or written inside its network."""

    arm_type = "Microsoft.Network/virtualNetworks/subnets"
    keys = ("virtualNetworkName", "subnetName")
    parent = ranges.NETWORK
    regional = False
    pointers = tuple(Pointer(path, f"{_PREFIX}{name}", arm_type) for path, name, arm_type in _SUBNET_POINTERS)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Its ranges lie within the network's and overlap no other subnet's."""
        network = call.tx.get(ranges.NETWORK, self.parent_id(identity) or "")
        if network is None:
            return
        _check_gateway_subnet(identity.name, inputs)
        space = ranges.of_network(network.inputs, network.id)
        wanted = ranges.of_subnet(inputs, identity.id)
        others = [
            found
            for each in ranges.subnets(call, network.id)
            if not ids.same(each.id, identity.id)
            for found in ranges.of_subnet(each.inputs, each.id)
        ]
        refusal = ranges.check_subnet(identity.name, network.name, wanted, space, others)
        if refusal:
            raise refusal
        if old and _ranges(old.inputs) != _ranges(inputs):
            in_use = children.in_use(call, self, old)
            if in_use:
                raise errors.bad_request(
                    f"Subnet {identity.name} is in use and cannot be updated.", code="InUseSubnetCannotBeUpdated"
                )

        if old:
            self._check_delegations(call, identity, inputs, old)

    def _check_delegations(self, call: Call, identity: Identity, inputs: Values, old: Record) -> None:
        """They stay while something is in the subnet (sample: MicrosoftDocs/azure-docs issue 39112)."""
        before, after = (
            [values.string(block, "serviceName") or "" for block in values.blocks(each, "delegations")]
            for each in (old.inputs, inputs)
        )
        users = call.tx.users(self.token, old.id)
        if sorted(before) != sorted(after) and users:
            raise errors.bad_request(
                f"Delegations of subnet {identity.id} cannot be changed from [{', '.join(before)}] to"
                f" [{', '.join(after)}] because it is being used by the resource {users[0].id}.",
                code="SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
            )

    def in_use(self, record: Record, user: Record) -> CloudError:
        """ARM's words name who uses it."""
        return errors.bad_request(
            f"Subnet {record.name} is in use by {user.id} and cannot be deleted. In order to delete the subnet, delete"
            " all the resources within the subnet. See aka.ms/deletesubnet.",
            code="InUseSubnetCannotBeDeleted",
        )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What ARM fills in."""
        return {
            "etag": network_etag(call, identity),
            "type": self.arm_type,
            "name": identity.name,
            "privateEndpointNetworkPolicies": values.string(inputs, "privateEndpointNetworkPolicies") or "Disabled",
            "privateLinkServiceNetworkPolicies": values.string(inputs, "privateLinkServiceNetworkPolicies")
            or "Enabled",
            "delegations": [
                {
                    **block,
                    "id": f"{identity.id}/delegations/{values.string(block, 'name') or ''}",
                    "etag": network_etag(call, identity),
                    "provisioningState": "Succeeded",
                    "actions": [],
                }
                for block in values.blocks(inputs, "delegations")
            ],
            "serviceEndpoints": [
                {**block, "provisioningState": "Succeeded"} for block in values.blocks(inputs, "serviceEndpoints")
            ],
        }


class VirtualNetwork(ArmKind):
    """A virtual network."""

    arm_type = "Microsoft.Network/virtualNetworks"
    keys = ("virtualNetworkName",)
    pointers = tuple(
        Pointer(f"subnets[*].{path}", f"{_PREFIX}{name}", arm_type) for path, name, arm_type in _SUBNET_POINTERS
    )
    subnet_kind = Subnet(ranges.SUBNET)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Its ranges are good, hold all its subnets and those of its peers do not overlap them."""
        space = ranges.of_network(inputs, identity.id)
        if not space and not values.given(inputs, "addressSpace.ipamPoolPrefixAllocations"):
            # built the same way, no public sample was found
            raise errors.bad_request(
                f"Virtual network {identity.id} must have at least one address prefix.", code="InvalidRequestFormat"
            )
        present = ranges.subnets(call, identity.id) if old else []
        inline = values.blocks(inputs, "subnets")
        given = values.given(inputs, "subnets")
        kept = [] if given else present
        taken = [found for each in kept for found in ranges.of_subnet(each.inputs, each.id)]
        for each in kept:
            self._check_inside(each.name, identity, ranges.of_subnet(each.inputs, each.id), space, [])
        for block in inline:
            name, wanted = str(block.get("name")), ranges.of_subnet(block, identity.id)
            self._check_inside(name, identity, wanted, space, taken)
            _check_gateway_subnet(name, block)
            taken += wanted
        if old:
            peers.check_space(call, identity, space)
        if given:
            children.remove(call, self.subnet_kind, present, [str(block.get("name")) for block in inline])

    def _check_inside(
        self,
        name: str,
        identity: Identity,
        wanted: list[ranges.Range],
        space: list[ranges.Range],
        taken: list[ranges.Range],
    ) -> None:
        refusal = ranges.check_subnet(name, identity.name, wanted, space, taken)
        if refusal:
            raise refusal

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What ARM fills in, and the subnets, which become resources here."""
        names = {"resourceGroupName": inputs.get("resourceGroupName"), "virtualNetworkName": identity.name}
        written = [
            children.write(call, self.subnet_kind, identity, block, {**names, "subnetName": block.get("name")})
            for block in values.blocks(inputs, "subnets")
        ]
        shown = written or (ranges.subnets(call, identity.id) if old else [])
        return {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
            "subnets": [_inner(each) for each in shown],
            "virtualNetworkPeerings": [],
            "enableDdosProtection": values.flag(inputs, "enableDdosProtection"),
            "privateEndpointVNetPolicies": values.string(inputs, "privateEndpointVNetPolicies") or "Disabled",
        }


def _check_gateway_subnet(name: str, inputs: Values) -> None:
    """Nothing may stand between a gateway and its peers (sample: Azure-Terraform/terraform-azurerm-virtual-network,
    issue 18)."""
    group = values.string(inputs, "networkSecurityGroup.id")
    if name == "GatewaySubnet" and group:
        raise errors.bad_request(
            f"The operation failed because the network security group {ids.last(group)} can not be associated to the"
            " GatewaySubnet. Please remove the network security group associated to the GatewaySubnet. No changes have"
            " occurred on the gateway at this time. See here for additional details: https://aka.ms/GatewaySubnet.",
            code="NetworkSecurityGroupCannotBeAttachedToGatewaySubnet",
        )


def _inner(record: Record) -> Values:
    """A subnet as its network shows it."""
    hidden = {"resourceGroupName", "virtualNetworkName", "subnetName", "azureApiVersion", "location", "systemData"}
    shown = {key: value for key, value in record.outputs.items() if key not in hidden}
    empty: Values = {
        key: []
        for key in (
            "ipConfigurationProfiles",
            "ipConfigurations",
            "privateEndpoints",
            "resourceNavigationLinks",
            "serviceAssociationLinks",
        )
    }
    return {**empty, "purpose": "", **shown, "id": record.id}


def _ranges(inputs: Values) -> list[str]:
    single = values.string(inputs, "addressPrefix")
    return [single] if single else values.strings(inputs, "addressPrefixes")
