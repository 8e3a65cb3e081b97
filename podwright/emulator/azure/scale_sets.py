"""Scale sets; their machines are a number here.

Owns how many machines stand in one placement group, and what a scale set may ask of a capacity reservation.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import addresses, capacity, compute, errors, ranges, stock, vm_sizes
from podwright.emulator.azure.base import ArmKind, guid
from podwright.emulator.azure.identities import IDENTITY_POINTER, shown_identity
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

_RESERVED = "virtualMachineProfile.capacityReservation.capacityReservationGroup.id"
_MOST_IN_ONE_GROUP = 100


def _is_alone(inputs: Values) -> bool:
    """Whether all machines stand in one placement group, as they do unless the scale set is flexible or says no."""
    given = values.get(inputs, "singlePlacementGroup")
    if isinstance(given, bool):
        return given
    return values.string(inputs, "orchestrationMode") != "Flexible"


class VirtualMachineScaleSet(ArmKind):
    """A scale set; its machines are a number here."""

    arm_type = "Microsoft.Compute/virtualMachineScaleSets"
    keys = ("vmScaleSetName",)
    pointers = (
        Pointer(addresses.NICS, ranges.SUBNET, "Microsoft.Network/virtualNetworks/subnets"),
        Pointer("proximityPlacementGroup.id", compute.PLACEMENT_GROUP, compute.PLACEMENT_GROUP_TYPE),
        Pointer(_RESERVED, compute.RESERVATION_GROUP, compute.RESERVATION_GROUP_TYPE),
        IDENTITY_POINTER,
    )

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One network for all subnets, a size that is one, and not too many in one placement group."""
        networks = {str(path).rsplit("/subnets/", 1)[0].lower() for _, path in values.each(inputs, addresses.NICS)}
        if len(networks) > 1:
            # the code is Azure's, the sentence is built the same way
            raise errors.bad_request(
                f"Subnets of virtual machine scale set {identity.id} are not in the same virtual network.",
                code="SubnetsNotInSameVnet",
            )
        name, count = values.string(inputs, "sku.name"), values.number(inputs, "sku.capacity") or 0
        if name:
            compute.size_of(name)
        alone = values.get(inputs, "singlePlacementGroup")
        if _is_alone(inputs) and count > _MOST_IN_ONE_GROUP:
            # sample: hashicorp/terraform-azurerm-nomad issue 6
            raise errors.arm_error(
                409,
                "OperationNotAllowed",
                f"Unable to create or update VirtualMachineScaleSet '{identity.name}' as it exceeds the total limit of"
                f" '{_MOST_IN_ONE_GROUP}' Virtual Machine instances.",
                note="singlePlacementGroup is true unless it is given, and one placement group holds no more",
            )
        if values.given(inputs, _RESERVED):
            self._check_reserved(inputs)
        for _, subnet in values.each(inputs, addresses.NICS):
            addresses.check(call, str(subnet), addresses.of_scale_set(inputs, str(subnet)), identity.id)
        before = values.get(old.inputs, "singlePlacementGroup") if old else None
        if before is False and alone is True:
            # source: SDK docstring of single_placement_group: "true may be modified to false", never back
            raise errors.bad_request(
                "Changing property 'singlePlacementGroup' is not allowed.", code="PropertyChangeNotAllowed"
            )

    def _check_reserved(self, inputs: Values) -> None:
        """What on-demand reservations do not go with (source: learn.microsoft.com, On-demand capacity reservation)."""
        size = vm_sizes.find(values.string(inputs, "sku.name") or "")
        if size and not size.reservable:
            raise compute.not_reservable(size.name)
        conflicts = {
            "a proximity placement group": values.given(inputs, "proximityPlacementGroup.id"),
            "a single placement group": _is_alone(inputs),
            "Spot priority": values.string(inputs, "virtualMachineProfile.priority") in ("Spot", "Low"),
        }
        found = [what for what, is_so in conflicts.items() if is_so]
        if found:
            raise errors.bad_request(
                f"Capacity reservation is not supported together with {' and '.join(found)}.",
                code="OperationNotAllowed",
                note="source: learn.microsoft.com, On-demand capacity reservation; built the same way as Azure's words",
            )

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """Its machines."""
        name, count = values.string(inputs, "sku.name"), values.number(inputs, "sku.capacity") or 0
        size = vm_sizes.find(name) if name else None
        if size is None or not count or values.given(inputs, _RESERVED):
            return ()
        spot = values.string(inputs, "virtualMachineProfile.priority") in ("Spot", "Low")
        location = self.located(call, identity, inputs)
        return capacity.machines(identity.project, location, size, count, spot=spot)

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its machines."""
        name, count = values.string(inputs, "sku.name"), values.number(inputs, "sku.capacity") or 0
        if not name or not count or values.given(inputs, _RESERVED):
            return ()
        return stock.draws(self.located(call, identity, inputs), values.strings(inputs, "zones"), name, count)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What Compute fills in."""
        return {
            "uniqueId": guid(call, old, "uniqueId", identity.id),
            "etag": f'"{call.now.timestamp():.0f}"',
            "timeCreated": old.created if old else call.timestamp(),
            "singlePlacementGroup": _is_alone(inputs),
            "overprovision": values.get(inputs, "overprovision") is not False,
            "orchestrationMode": values.string(inputs, "orchestrationMode") or "Uniform",
            **shown_identity(call, identity, inputs, old),
        }
