"""Private endpoints, private DNS zones with their links, and flow logs.

Owns what they point at. The zones and links exist at one location only, which is `global`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import addresses, errors, ids, locations, ranges
from podwright.emulator.azure.base import ArmKind, guid, network_etag
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

ZONE = "azure-native:privatedns:PrivateZone"
LINK = "azure-native:privatedns:VirtualNetworkLink"
_SUBNET_TYPE = "Microsoft.Network/virtualNetworks/subnets"


_TARGETS = {
    "microsoft.storage/storageaccounts": "azure-native:storage:StorageAccount",
    "microsoft.keyvault/vaults": "azure-native:keyvault:Vault",
    "microsoft.containerregistry/registries": "azure-native:containerregistry:Registry",
    "microsoft.containerservice/managedclusters": "azure-native:containerservice:ManagedCluster",
}
"""What an endpoint can lead to of the modelled types, by ARM type."""


class PrivateEndpoint(ArmKind):
    """A private endpoint; the resource that it leads to is looked for when its type is modelled."""

    arm_type = "Microsoft.Network/privateEndpoints"
    keys = ("privateEndpointName",)
    pointers = (Pointer("subnet.id", ranges.SUBNET, _SUBNET_TYPE),)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """It stands in a subnet, in that network's region."""
        subnet = ids.parse(values.string(inputs, "subnet.id") or "")
        if subnet is None:
            # built the same way, no public sample was found
            raise errors.bad_request(f"Private endpoint {identity.id} must have a subnet.", code="InvalidRequestFormat")
        network = ids.build(subnet.subscription, subnet.group, "Microsoft.Network/virtualNetworks", subnet.names[:1])
        found = call.tx.get(ranges.NETWORK, network)
        if found and found.location and self.located(call, identity, inputs) not in ("", found.location):
            raise errors.invalid_reference(ids.normal(str(values.get(inputs, "subnet.id"))), identity.id)
        inside = call.tx.get(ranges.SUBNET, ids.normal(values.string(inputs, "subnet.id") or "", _SUBNET_TYPE))
        delegated = values.blocks(inside.inputs if inside else {}, "delegations")
        if old is None and inside and delegated:
            # source: MicrosoftDocs/azure-docs issue 47048; a delegation that comes later is taken
            raise errors.bad_request(
                f"Private endpoint {identity.id} cannot be created in a subnet {inside.id} since it is delegated to"
                f" {values.string(delegated[0], 'serviceName')}.",
                code="PrivateEndpointCannotBeCreatedInSubnet",
                note="the sentence is built the same way as Azure's, no public sample was found",
            )
        addresses.check(call, values.string(inputs, "subnet.id") or "", 1, identity.id)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its subnet, and what it leads to; that may be deleted, and leaves the endpoint disconnected."""
        found = list(super().references(scope, inputs, identity))
        for side in ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections"):
            for path, value in values.each(inputs, f"{side}[*].privateLinkServiceId"):
                target = ids.parse(str(value))
                token = _TARGETS.get(target.arm_type.lower()) if target else None
                if token:
                    resource_id = ids.normal(str(value))
                    found.append(Reference(path, token, resource_id, errors.not_found(resource_id), "allow"))
        return found

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The network interface that Azure makes for it."""
        nic = values.string(inputs, "customNetworkInterfaceName") or (
            f"{identity.name}.nic.{numbers.uuid_of('nic', identity.id)}"
        )
        group = values.string(inputs, "resourceGroupName") or ""
        nic_id = ids.build(identity.project, group, "Microsoft.Network/networkInterfaces", (nic,))
        return {
            "etag": network_etag(call, identity),
            "networkInterfaces": [{"id": nic_id}],
            "customDnsConfigs": values.blocks(inputs, "customDnsConfigs"),
            "privateLinkServiceConnections": [
                {
                    **block,
                    "id": f"{identity.id}/privateLinkServiceConnections/{values.string(block, 'name') or ''}",
                    "type": f"{self.arm_type}/privateLinkServiceConnections",
                    "etag": network_etag(call, identity),
                    "provisioningState": "Succeeded",
                    "privateLinkServiceConnectionState": {
                        "status": "Approved",
                        "description": "Auto-Approved",
                        "actionsRequired": "None",
                    },
                }
                for block in values.blocks(inputs, "privateLinkServiceConnections")
            ],
        }


class PrivateZone(ArmKind):
    """A private DNS zone."""

    arm_type = "Microsoft.Network/privateDnsZones"
    keys = ("privateZoneName",)
    only_location = locations.GLOBAL

    def in_use(self, record: Record, user: Record) -> CloudError:
        """Its links must go first."""
        return errors.nested([user.id])

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Counts and limits; source of the limits: learn.microsoft.com, Azure DNS limits."""
        return {
            "etag": numbers.uuid_of("etag", identity.id, call.timestamp()),
            "internalId": guid(call, old, "internalId", identity.id),
            "maxNumberOfRecordSets": 25000,
            "maxNumberOfVirtualNetworkLinks": 1000,
            "maxNumberOfVirtualNetworkLinksWithRegistration": 100,
            "numberOfRecordSets": 1,
            "numberOfVirtualNetworkLinks": 0,
            "numberOfVirtualNetworkLinksWithRegistration": 0,
        }


class VirtualNetworkLink(ArmKind):
    """A private DNS zone's link to a network."""

    arm_type = "Microsoft.Network/privateDnsZones/virtualNetworkLinks"
    keys = ("privateZoneName", "virtualNetworkLinkName")
    parent = ZONE
    parent_goes = "refuse"
    only_location = locations.GLOBAL
    pointers = (Pointer("virtualNetwork.id", ranges.NETWORK, "Microsoft.Network/virtualNetworks", "allow"),)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A network sees one zone of a name, and registers its machines in one zone."""
        network = ids.normal(values.string(inputs, "virtualNetwork.id") or "", "Microsoft.Network/virtualNetworks")
        zone = _zone_of(identity.id)
        for other in call.tx.users(ranges.NETWORK, network, LINK):
            if ids.same(other.id, identity.id):
                continue
            theirs = _zone_of(other.id)
            if theirs.lower() == zone.lower():
                # sample: MicrosoftDocs/azure-aks-docs issue 212
                raise errors.bad_request(
                    "A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to"
                    f" link virtual network with '{zone}' and '{theirs}' zones."
                )
            if values.flag(inputs, "registrationEnabled") and values.flag(other.inputs, "registrationEnabled"):
                # sample: Azure/terraform-azurerm-caf-enterprise-scale issue 157
                raise errors.arm_error(
                    409,
                    "Conflict",
                    "A virtual network can only be linked to 1 Private DNS zone(s) with auto-registration enabled;"
                    f" conflicting Private DNS zone is '{theirs}'.",
                )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its state."""
        return {
            "etag": numbers.uuid_of("etag", identity.id, call.timestamp()),
            "virtualNetworkLinkState": "Completed",
            "registrationEnabled": values.flag(inputs, "registrationEnabled"),
            "resolutionPolicy": values.string(inputs, "resolutionPolicy") or "Default",
        }


class FlowLog(ArmKind):
    """A flow log; the network watcher above it is one that Azure makes by itself, so it is not looked for."""

    arm_type = "Microsoft.Network/networkWatchers/flowLogs"
    keys = ("networkWatcherName", "flowLogName")
    pointers = (
        Pointer("storageId", "azure-native:storage:StorageAccount", "Microsoft.Storage/storageAccounts", "allow"),
    )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The target's id and the defaults."""
        target = values.string(inputs, "targetResourceId") or ""
        return {
            "etag": network_etag(call, identity),
            "targetResourceGuid": numbers.uuid_of("resourceGuid", target),
            "enabled": values.get(inputs, "enabled") is not False,
            "format": values.mapping(inputs, "format") or {"type": "JSON", "version": 2},
            "retentionPolicy": values.mapping(inputs, "retentionPolicy") or {"days": 0, "enabled": False},
        }


def _zone_of(link_id: str) -> str:
    """The name of the zone that a link is in."""
    return link_id.rsplit("/virtualNetworkLinks/", 1)[0].rsplit("/", 1)[-1]
