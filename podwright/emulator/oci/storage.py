"""Buckets, block volumes, file systems and mount targets.

Owns the namespace of the tenancy, by which its buckets are named, and the addresses that a mount target takes. Exports
are generic types, objects are in `objects.py`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, errors, limits, ocids, quota_policy
from podwright.emulator.oci.base import OracleKind, domain_of, go_time, region_of, tenancy_of
from podwright.emulator.oci.cluster import KEY
from podwright.emulator.oci.regions import regions, same_domain
from podwright.emulator.oci.security import NSG
from podwright.emulator.oci.vcn import SUBNET

FILE_SYSTEM = "oci:FileStorage/fileSystem:FileSystem"
_VOLUME = (50, 32768)
"""GB (SDK docstring, core/volume.py: size_in_gbs)."""


def namespace_of(tenancy: str) -> str:
    """The Object Storage namespace of a tenancy: 12 letters and digits that say nothing."""
    return numbers.text(12, "abcdefghijklmnopqrstuvwxyz0123456789", "namespace", tenancy)


class Bucket(OracleKind):
    """A bucket. Its id does not say the region, so the name is unique in all regions here, not in each of them."""

    ocid, noun, state = "bucket", "Bucket", "ACTIVE"
    points_at = (("kmsKeyId", KEY),)
    auto_name = AutoName("name", 256)

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """`n/<namespace>/b/<name>`, as the provider has it."""
        namespace, name = (str(values.get(inputs, each)) for each in ("namespace", "name"))
        return Identity(f"n/{namespace}/b/{name}", tenancy_of(scope), name, region_of(scope).name)

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """Its name is its id."""
        return identity

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The namespace must be the tenancy's."""
        namespace, own = values.string(inputs, "namespace"), namespace_of(tenancy_of(call.scope))
        if namespace != own:
            raise errors.service_error(
                404,
                "NamespaceNotFound",
                f"The namespace in the URL ('{namespace}') must match the namespace of the account ('{own}') or of the"
                f" compartment in the request ('{values.string(inputs, 'compartmentId')}')",
                note="take the namespace from oci.objectstorage.get_namespace()",
            )

    def in_use(self, record: Record, user: Record, user_noun: str) -> CloudError:
        """No option of the provider empties it (oracle/terraform-provider-oci issue 2071)."""
        return errors.service_error(
            409,
            "BucketNotEmpty",
            f"Bucket named '{record.name}' is not empty. Delete all object versions first.",
            note=f"{user.id} is in it",
        )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """An empty bucket with Oracle's defaults."""
        region = regions()[identity.location]
        return {
            **self.common(call, identity, inputs, old),
            "accessType": values.string(inputs, "accessType") or "NoPublicAccess",
            "approximateCount": "0",
            "approximateSize": "0",
            "autoTiering": values.string(inputs, "autoTiering") or "Disabled",
            "bucketId": old.outputs.get("bucketId") if old else self._bucket_id(call, identity),
            "createdBy": ocids.make("user", region.realm, "", "podwright"),
            "etag": numbers.uuid_of("bucket", identity.id, call.timestamp()),
            "isReadOnly": False,
            "objectEventsEnabled": values.flag(inputs, "objectEventsEnabled"),
            "replicationEnabled": False,
            "storageTier": values.string(inputs, "storageTier") or "Standard",
            "versioning": values.string(inputs, "versioning") or "Disabled",
        }

    def _bucket_id(self, call: Call, identity: Identity) -> str:
        region = regions()[identity.location]
        return ocids.make("bucket", region.realm, region.name, identity.project, identity.id, call.incarnation)


class Volume(OracleKind):
    """A block volume."""

    ocid, noun = "volume", "Volume"
    points_at = (("kmsKeyId", KEY),)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Between 50 GB and 32 TB, and never smaller than it was."""
        domain_of(call, inputs)
        size = _size(inputs)
        if not _VOLUME[0] <= size <= _VOLUME[1]:
            raise errors.invalid(f"sizeInGBs {size} must be between {_VOLUME[0]} and {_VOLUME[1]}.")
        if old and size < _size(old.inputs):
            raise errors.invalid(f"sizeInGBs {size} must not be less than the present size {_size(old.inputs)}.")

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """Gigabytes of the domain's total."""
        needs = [limits.need(call, "block-storage", "total-storage-gb", _size(inputs), domain_of(call, inputs))]
        return quota_policy.within(call, self.token, identity, inputs, needs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Sizes as text, as the provider has them."""
        vpus = values.number(inputs, "vpusPerGb")
        return {
            **self.common(call, identity, inputs, old),
            "availabilityDomain": domain_of(call, inputs),
            "sizeInGbs": str(_size(inputs)),
            "sizeInMbs": str(_size(inputs) * 1024),
            "vpusPerGb": str(10 if vpus is None else vpus),
            "autoTunedVpusPerGb": str(10 if vpus is None else vpus),
            "isHydrated": True,
            "isAutoTuneEnabled": values.flag(inputs, "isAutoTuneEnabled"),
        }


class FileSystem(OracleKind):
    """A file system."""

    ocid, noun, state = "filesystem", "File System", "ACTIVE"
    points_at = (("kmsKeyId", KEY),)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """One of the domain's file systems."""
        needs = [limits.need(call, "filesystem", "file-system-count", 1, domain_of(call, inputs))]
        return quota_policy.within(call, self.token, identity, inputs, needs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """An empty one."""
        return {
            **self.common(call, identity, inputs, old),
            "availabilityDomain": domain_of(call, inputs),
            "meteredBytes": "0",
            "isHydrated": True,
            "isTargetable": True,
            "isCloneParent": False,
        }


class MountTarget(OracleKind):
    """A mount target; it takes three addresses of its subnet (Oracle documentation: managing mount targets)."""

    ocid, noun, state = "mounttarget", "Mount Target", "ACTIVE"
    points_at = (("subnetId", SUBNET), ("nsgIds[*]", NSG))

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A subnet of one domain must be of the same one."""
        domain = domain_of(call, inputs)
        subnet = call.tx.get(SUBNET, str(inputs.get("subnetId")))
        own = values.string(subnet.outputs, "availabilityDomain") if subnet else None
        if own and not same_domain(own, domain):
            raise errors.invalid(
                f"The subnet {inputs.get('subnetId')} is in availability domain {own}, not in {domain}."
            )

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """One of the domain's mount targets."""
        needs = [limits.need(call, "filesystem", "mount-target-count", 1, domain_of(call, inputs))]
        return quota_policy.within(call, self.token, identity, inputs, needs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its address and export set."""
        region = regions()[identity.location]
        subnet = call.tx.get(SUBNET, str(inputs.get("subnetId")))
        asked = values.string(inputs, "ipAddress")
        kept = [str(old.outputs.get("ipAddress"))] if old else [asked] if asked else []
        address = cidrs.addresses(call.tx, subnet, 1, identity.id, kept)[0] if subnet else ""
        return {
            **self.common(call, identity, inputs, old),
            "availabilityDomain": domain_of(call, inputs),
            "exportSetId": ocids.make("exportset", region.realm, region.name, identity.id),
            "ipAddress": address,
            "privateIpIds": [ocids.make("privateip", region.realm, region.name, identity.id)],
            "idmapType": values.string(inputs, "idmapType") or "NONE",
            "timeBillingCycleEnd": old.outputs.get("timeBillingCycleEnd") if old else go_time(call),
        }


def _size(inputs: Values) -> int:
    return values.number(inputs, "sizeInGbs") or 1024
