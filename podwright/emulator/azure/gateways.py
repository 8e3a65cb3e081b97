"""Public IP addresses, NAT gateways and route tables.

Owns who holds an address, and the addresses themselves: they come from 20.0.0.0/8, one of Microsoft's ranges.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.azure import errors, ids
from podwright.emulator.azure.base import ArmKind, guid, network_etag
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

ADDRESS = "azure-native:network:PublicIPAddress"
GATEWAY = "azure-native:network:NatGateway"
ADDRESS_TYPE = "Microsoft.Network/publicIPAddresses"


class PublicIPAddress(ArmKind):
    """A public IP address."""

    arm_type = ADDRESS_TYPE
    keys = ("publicIpAddressName",)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """An address of the Standard SKU is static."""
        if _sku(inputs) == "Standard" and _method(inputs) != "static":
            raise errors.bad_request(
                f"Standard sku publicIp {identity.id} must have AllocationMethod set to Static.",
                code="StandardAndStandardV2SkuPublicIPAddressesMustBeStatic",
            )

    def in_use(self, record: Record, user: Record) -> CloudError:
        """ARM's words name who holds it."""
        return errors.bad_request(
            f"Public IP address {record.id} can not be deleted since it is still allocated to resource {user.id}. In"
            " order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn"
            " how to do this, see aka.ms/deletepublicip.",
            code="PublicIPAddressCannotBeDeleted",
        )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The address, once there is one: a dynamic one only comes with what holds it."""
        found: Values = {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
            "publicIPAddressVersion": values.string(inputs, "publicIPAddressVersion") or "IPv4",
            "publicIPAllocationMethod": values.string(inputs, "publicIPAllocationMethod") or "Dynamic",
            "idleTimeoutInMinutes": values.number(inputs, "idleTimeoutInMinutes") or 4,
            "ipTags": values.blocks(inputs, "ipTags"),
            "sku": {"name": _sku(inputs), "tier": values.string(inputs, "sku.tier") or "Regional"},
        }
        kept = old.outputs.get("ipAddress") if old else None
        if _method(inputs) == "static":
            found["ipAddress"] = kept or _address(identity.id, call.incarnation)
        return found


class NatGateway(ArmKind):
    """A NAT gateway."""

    arm_type = "Microsoft.Network/natGateways"
    keys = ("natGatewayName",)
    pointers = (Pointer("publicIpAddresses[*].id", ADDRESS, ADDRESS_TYPE),)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Its addresses are held by nothing else and of a SKU that it takes; it stands in one zone at most."""
        for _, address in values.each(inputs, "publicIpAddresses[*].id"):
            target = ids.normal(str(address), ADDRESS_TYPE)
            for link in call.tx.links_to(ADDRESS, target):
                if not ids.same(link.id, identity.id):
                    raise errors.bad_request(
                        f"Resource {identity.id} is referencing public IP address {target} that is already allocated"
                        f" to resource {link.id}.",
                        code="PublicIPAddressInUse",
                    )
            held = call.tx.get(ADDRESS, target)
            if held:
                self._check_address(identity, inputs, held)
        zones = values.strings(inputs, "zones")
        if len(zones) > 1:
            # samples: hashicorp/terraform-provider-azurerm issue 21696, MicrosoftDocs/azure-docs issue 97098
            raise errors.bad_request(
                f"Resource {identity.id} has {len(zones)} zones specified. Only one zone can be specified for this"
                " resource.",
                code="ResourceCannotHaveMultipleZonesSpecified",
            )

    def _check_address(self, identity: Identity, inputs: Values, address: Record) -> None:
        """Standard addresses only, in the gateway's zone or in all (learn.microsoft.com, NAT gateway resource)."""
        zones, theirs = values.strings(inputs, "zones"), values.strings(address.inputs, "zones")
        refusal = None
        if _sku(address.inputs) != "Standard":
            refusal = f"Nat gateway {identity.id} cannot use public IP address {address.id} of the Basic sku."
        elif len(theirs) == 1 and zones != theirs:
            refusal = (
                f"Nat gateway {identity.id} in zone {', '.join(zones) or 'NoZone'} cannot use public IP address"
                f" {address.id} of zone {theirs[0]}."
            )
        if refusal:
            raise errors.bad_request(
                refusal,
                code="InvalidRequestFormat",
                note="source: learn.microsoft.com, NAT gateway resource; built the same way as Azure's words",
            )

    def in_use(self, record: Record, user: Record) -> CloudError:
        """The code is Azure's, the sentence is built like that of the other network types."""
        return errors.bad_request(
            f"Nat gateway {record.id} cannot be deleted because it is in use by the following resources: {user.id}.",
            code="InUseNatGatewayCannotBeDeleted",
        )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What ARM fills in."""
        return {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
            "idleTimeoutInMinutes": values.number(inputs, "idleTimeoutInMinutes") or 4,
            "sku": {"name": values.string(inputs, "sku.name") or "Standard"},
        }


class RouteTable(ArmKind):
    """A route table with the routes that are written inside it."""

    arm_type = "Microsoft.Network/routeTables"
    keys = ("routeTableName",)

    def in_use(self, record: Record, user: Record) -> CloudError:
        """ARM's words do not name who uses it."""
        return errors.bad_request(
            f"Route table {record.name} is in use and cannot be deleted.",
            code="InUseRouteTableCannotBeDeleted",
            note=f"it is used by {user.id}",
        )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What ARM fills in."""
        routes: list[Values] = [
            {
                **block,
                "id": f"{identity.id}/routes/{values.string(block, 'name') or ''}",
                "type": f"{self.arm_type}/routes",
                "etag": network_etag(call, identity),
                "provisioningState": "Succeeded",
                "hasBgpOverride": False,
            }
            for block in values.blocks(inputs, "routes")
        ]
        return {
            "etag": network_etag(call, identity),
            "resourceGuid": guid(call, old, "resourceGuid", identity.id),
            "routes": routes,
            "disableBgpRoutePropagation": values.flag(inputs, "disableBgpRoutePropagation"),
        }


def _sku(inputs: Values) -> str:
    return values.string(inputs, "sku.name") or "Basic"


def _method(inputs: Values) -> str:
    return (values.string(inputs, "publicIPAllocationMethod") or "Dynamic").lower()


def _address(resource_id: str, incarnation: int) -> str:
    return "20." + ".".join(str(1 + numbers.pick(253, place, resource_id, incarnation)) for place in range(3))
