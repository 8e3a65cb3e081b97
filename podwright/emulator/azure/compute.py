"""Capacity reservations, disk encryption sets and proximity placement groups.

Owns the ids and refusals of Microsoft.Compute. A reservation holds its machines' quota as long as it stands.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import capacity, errors, stock, vm_sizes
from podwright.emulator.azure.base import ArmKind, guid
from podwright.emulator.azure.identities import IDENTITY_POINTER, shown_identity
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

RESERVATION_GROUP = "azure-native:compute:CapacityReservationGroup"
RESERVATION_GROUP_TYPE = "Microsoft.Compute/capacityReservationGroups"
PLACEMENT_GROUP = "azure-native:compute:ProximityPlacementGroup"
PLACEMENT_GROUP_TYPE = "Microsoft.Compute/proximityPlacementGroups"
DISK_ENCRYPTION_SET = "azure-native:compute:DiskEncryptionSet"
DISK_ENCRYPTION_SET_TYPE = "Microsoft.Compute/diskEncryptionSets"


def size_of(name: str) -> vm_sizes.VmSize:
    """The VM size, or Azure's refusal of a text that is none."""
    found = vm_sizes.find(name)
    if found is None:
        raise errors.bad_request(f"The value {name} provided for the VM size is not valid.", code="InvalidParameter")
    return found


def not_reservable(size: str) -> CloudError:
    """400 for a size that on-demand reservations do not cover (sample: Azure/azure-cli issue 18943)."""
    return errors.bad_request(
        f"Capacity Reservation is not supported for VM size {size}.",
        code="NotSupported",
        note="on-demand reservations do not cover ND and NCads H100 v5 sizes; ask Microsoft for a block reservation",
    )


class CapacityReservationGroup(ArmKind):
    """A group of reservations."""

    arm_type = RESERVATION_GROUP_TYPE
    keys = ("capacityReservationGroupName",)

    def in_use(self, record: Record, user: Record) -> CloudError:
        """The code is Azure's, the sentence is built the same way."""
        return errors.arm_error(
            409,
            "OperationNotAllowed",
            f"Capacity reservation group '{record.name}' cannot be deleted because it is associated with {user.id}.",
        )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What it holds is shown empty: nothing is attached when it is made."""
        return {"capacityReservations": [], "virtualMachinesAssociated": [], "instanceView": {}}


class CapacityReservation(ArmKind):
    """Machines that are kept free for the subscription."""

    arm_type = "Microsoft.Compute/capacityReservationGroups/capacityReservations"
    keys = ("capacityReservationGroupName", "capacityReservationName")
    parent = RESERVATION_GROUP
    parent_goes = "refuse"

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A size that reservations take, in the zones of the group."""
        size = size_of(values.string(inputs, "sku.name") or "")
        if not size.reservable:
            raise not_reservable(size.name)
        group = call.tx.get(RESERVATION_GROUP, self.parent_id(identity) or "")
        allowed = values.strings(group.inputs if group else {}, "zones")
        outside = [zone for zone in values.strings(inputs, "zones") if zone not in allowed]
        if outside:
            raise errors.bad_request(
                f"The zone '{outside[0]}' of capacity reservation '{identity.name}' is not among the zones"
                f" '{','.join(allowed)}' of its capacity reservation group.",
                code="InvalidParameter",
                note="built the same way as Azure's words, no public sample was found",
            )

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """The machines it keeps, whether they run or not."""
        size, count = vm_sizes.find(values.string(inputs, "sku.name") or ""), values.number(inputs, "sku.capacity")
        if size is None or not count:
            return ()
        return capacity.machines(identity.project, self.located(call, identity, inputs), size, count)

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """The machines it keeps."""
        name, count = values.string(inputs, "sku.name"), values.number(inputs, "sku.capacity") or 0
        zones = values.strings(inputs, "zones")
        return stock.draws(self.located(call, identity, inputs), zones, name, count) if name and count else ()

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What Compute fills in."""
        return {
            "reservationId": guid(call, old, "reservationId", identity.id),
            "platformFaultDomainCount": 1,
            "provisioningTime": old.created if old else call.timestamp(),
            "timeCreated": old.created if old else call.timestamp(),
            "virtualMachinesAssociated": [],
            "instanceView": {},
        }


class DiskEncryptionSet(ArmKind):
    """A key for disks."""

    arm_type = DISK_ENCRYPTION_SET_TYPE
    keys = ("diskEncryptionSetName",)
    pointers = (
        Pointer("activeKey.sourceVault.id", "azure-native:keyvault:Vault", "Microsoft.KeyVault/vaults", "allow"),
        IDENTITY_POINTER,
    )

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What Compute fills in."""
        return {
            "previousKeys": [],
            "lastKeyRotationTimestamp": old.created if old else call.timestamp(),
            "encryptionType": values.string(inputs, "encryptionType") or "EncryptionAtRestWithCustomerKey",
            **shown_identity(call, identity, inputs, old),
        }


class ProximityPlacementGroup(ArmKind):
    """A group of machines that stand close together."""

    arm_type = PLACEMENT_GROUP_TYPE
    keys = ("proximityPlacementGroupName",)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What is in it is shown empty: nothing is when it is made."""
        kind = values.string(inputs, "proximityPlacementGroupType") or "Standard"
        return {
            "proximityPlacementGroupType": kind,
            "availabilitySets": [],
            "virtualMachineScaleSets": [],
            "virtualMachines": [],
        }
