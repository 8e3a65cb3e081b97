"""File systems: Filestore, Parallelstore and Managed Lustre instances.

Owns their ids, addresses and the network they are in. Nothing can be mounted. Stock-outs of storage are not emulated.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from ipaddress import ip_network

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.gcp import links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.cluster import CRYPTO_KEY
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.pointers import Pointer, as_given, network


class FileInstance(GoogleKind):
    """What the three have in common: a zone or region, a network, times."""

    noun = "instance"
    template = "projects/{project}/locations/{location}/instances/{name}"
    labels = "labels"

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """Zone or region."""
        found = next((values.get(inputs, key) for key in ("location", "zone") if values.given(inputs, key)), None)
        location = str(UNKNOWN) if found is UNKNOWN else links.last(str(found or scope.zone or scope.region or ""))
        return {**super().place(scope, inputs), "location": location}

    def timed(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The common part with location, name and times."""
        return {
            **self.common(call, identity, inputs, old),
            "location": identity.location,
            "createTime": old.outputs.get("createTime") if old else call.timestamp(),
            "updateTime": call.timestamp(),
            "state": "ACTIVE",
        }


class Filestore(FileInstance):
    """A Filestore instance."""

    title = "Instance"
    pointers = (
        Pointer("networks[*].network", NETWORK, network),
        Pointer("kmsKeyName", CRYPTO_KEY, as_given, on_delete="allow"),
    )

    def leave(self, call: Call, record: Record) -> None:
        """Its own lock."""
        if values.flag(record.inputs, "deletionProtectionEnabled"):
            reason = values.string(record.inputs, "deletionProtectionReason") or ""
            raise CloudError(
                f'googleapi: Error 400: instance "{record.id}" has deletion protection enabled ({reason}),'
                " failedPrecondition"
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """One address in a block of its own."""
        block = ip_network(f"10.{64 + numbers.pick(60, identity.id)}.{numbers.pick(250, 'block', identity.id)}.0/29")
        filled: list[Values] = [
            {"ipAddresses": [str(block[2])], "reservedIpRange": str(block), "connectMode": "DIRECT_PEERING", **given}
            for given in values.blocks(inputs, "networks")
        ]
        return {
            **self.timed(call, identity, inputs, old),
            "zone": identity.location,
            "networks": filled,
            "etag": numbers.etag(identity.id, sorted(map(str, inputs.items()))),
        }


class Parallelstore(FileInstance):
    """A Parallelstore instance."""

    title, name_property = "Instance", "instanceId"
    auto_name = AutoName("instanceId")
    pointers = (Pointer("network", NETWORK, network),)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Three access points."""
        third = numbers.pick(250, identity.id)
        return {
            **self.timed(call, identity, inputs, old),
            "name": identity.id,
            "accessPoints": [f"10.127.{third}.{host}" for host in (2, 3, 4)],
            "daosVersion": "v2.4",
            "effectiveReservedIpRange": values.string(inputs, "reservedIpRange") or "",
        }


class Lustre(FileInstance):
    """A Managed Lustre instance."""

    title, name_property = "Instance", "instanceId"
    auto_name = AutoName("instanceId")
    pointers = (
        Pointer("network", NETWORK, network),
        Pointer("kmsKey", CRYPTO_KEY, as_given, on_delete="allow"),
    )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Where it would be mounted from."""
        address = f"10.126.{numbers.pick(250, identity.id)}.2"
        return {
            **self.timed(call, identity, inputs, old),
            "name": identity.id,
            "mountPoint": f"{address}@tcp:/{values.string(inputs, 'filesystem')}",
            "uid": old.outputs.get("uid") if old else numbers.uuid_of(identity.id, call.incarnation),
        }
