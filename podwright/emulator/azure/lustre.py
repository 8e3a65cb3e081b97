"""Azure Managed Lustre: a file system in a subnet, of one size for life.

Owns which sizes there are, that it stands in one zone, and what its clients mount. How many addresses it takes of its
subnet is not public, and not counted.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import base64
from collections.abc import Mapping

from podwright.catalog.data import Fields
from podwright.emulator.azure import errors, ids, locations, ranges
from podwright.emulator.azure.addresses import SUBNET_TYPE
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.identities import IDENTITY_POINTER, shown_identity
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

_VERSION = "2.15.5"
_FIRST = 4
"""The first address of a subnet that is not Azure's own."""


class AmlFilesystem(ArmKind):
    """A Lustre file system."""

    arm_type = "Microsoft.StorageCache/amlFilesystems"
    keys = ("amlFilesystemName",)
    pointers = (Pointer("filesystemSubnet", ranges.SUBNET, SUBNET_TYPE), IDENTITY_POINTER)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A size in whole steps, one zone where there are some, and an identity for a key of one's own."""
        name = values.string(inputs, "sku.name") or ""
        sku = _skus().get(name)
        if sku is None:
            raise _invalid(f"The SKU '{name}' of {identity.id} is not valid. It must be one of {', '.join(_skus())}.")
        size, step, most = values.number(inputs, "storageCapacityTiB") or 0, sku.number("step"), sku.number("most")
        if size < step or size > most or size % step:
            raise _invalid(
                f"The storage capacity {size} TiB of {identity.id} is not valid for SKU {name}. It must be a multiple"
                f" of {step} TiB and at most {most} TiB."
            )
        zones = values.strings(inputs, "zones")
        location = self.located(call, identity, inputs)
        if len(zones) > 1 or (not zones and location not in locations.without_zones()):
            raise _invalid(f"{identity.id} must be in exactly one availability zone, {len(zones)} were specified.")
        if values.given(inputs, "encryptionSettings.keyEncryptionKey") and not values.strings(
            inputs, "identity.userAssignedIdentities"
        ):
            raise _invalid(f"{identity.id} must have a user-assigned identity to use a customer-managed key.")

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What clients mount, and the throughput of its size."""
        sku = _skus().get(values.string(inputs, "sku.name") or "")
        size = values.number(inputs, "storageCapacityTiB") or 0
        address = _address(call, inputs)
        return {
            "clientInfo": {
                "mgsAddress": address,
                "mountCommand": f"mount -t lustre -o noatime,flock {address}@tcp:/lustrefs /lustre",
                "lustreVersion": _VERSION,
                "containerStorageInterface": {
                    name: base64.b64encode(f"# {name} of {identity.name}\n".encode()).decode()
                    for name in ("persistentVolume", "persistentVolumeClaim", "storageClass")
                },
            },
            "health": {"state": "Available", "statusCode": "", "statusDescription": "amlFilesystem is ok."},
            "throughputProvisionedMBps": size * sku.number("throughput") if sku else 0,
            **shown_identity(call, identity, inputs, old),
        }


def _skus() -> Mapping[str, Fields]:
    return TABLES.table("lustre.yaml").children("skus")


def _address(call: Call, inputs: Values) -> str:
    target = ids.normal(values.string(inputs, "filesystemSubnet") or "", SUBNET_TYPE)
    subnet = call.tx.get(ranges.SUBNET, target)
    space = ranges.of_subnet(subnet.inputs, subnet.id) if subnet else []
    return str(space[0][_FIRST]) if space else ""


def _invalid(message: str) -> CloudError:
    return errors.bad_request(
        message,
        code="InvalidParameter",
        note="source: learn.microsoft.com, Create an Azure Managed Lustre file system; built the same way as Azure's"
        " words",
    )
