"""Persistent disks and Hyperdisks.

Owns their ids, their sizes and what the API fills in. Images and snapshots are not looked up: most are Google's own.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.cluster import CRYPTO_KEY
from podwright.emulator.gcp.pointers import Pointer, as_given

DISK = "gcp:compute/disk:Disk"
DEFAULT_TYPE = "pd-standard"
_EMPTY_GB, _IMAGE_GB = 500, 10


def type_link(kind: str | None, project: str, zone: str) -> str:
    """The link of a disk type."""
    return f"{links.COMPUTE}projects/{project}/zones/{zone}/diskTypes/{links.last(kind or DEFAULT_TYPE)}"


class Disk(GoogleKind):
    """A disk of one zone."""

    title, noun = "Disk", "disk"
    template = "projects/{project}/zones/{zone}/disks/{name}"
    link_base, labels = links.COMPUTE, "labels"
    defaults = (("type", DEFAULT_TYPE),)
    secret_paths = (
        "diskEncryptionKey.rawKey",
        "diskEncryptionKey.rsaEncryptedKey",
        "sourceImageEncryptionKey.rawKey",
        "sourceSnapshotEncryptionKey.rawKey",
    )
    pointers = (
        Pointer("diskEncryptionKey.kmsKeySelfLink", CRYPTO_KEY, as_given, on_delete="allow"),
        Pointer("sourceDisk", DISK, as_given, on_delete="allow"),
    )

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A disk only grows."""
        before = values.number(old.outputs, "size") if old else None
        after = values.number(inputs, "size")
        if before and after and after < before:
            raise errors.invalid(
                f"Invalid value for field 'sizeGb': '{after}'. The specified size is smaller than the current size"
                f" {before}."
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """500 GB for an empty disk, the image's size for a disk of an image."""
        sourced = any(values.given(inputs, name) for name in ("image", "snapshot", "sourceDisk"))
        number = str(numbers.numeric_id(call, self.token, identity.id))
        found: Values = {
            **self.common(call, identity, inputs, old),
            "diskId": old.outputs.get("diskId") if old else number,
            "size": values.number(inputs, "size")
            or (old.outputs.get("size") if old else None)
            or (_IMAGE_GB if sourced else _EMPTY_GB),
            "physicalBlockSizeBytes": values.number(inputs, "physicalBlockSizeBytes") or 4096,
            "accessMode": values.string(inputs, "accessMode") or "READ_WRITE_SINGLE",
        }
        if values.given(inputs, "image"):
            found["sourceImageId"] = numbers.decimal_digits(18, str(inputs["image"]))
        return found
