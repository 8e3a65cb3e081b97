"""VPCs: ranges for nodes, and named ranges that clusters use for pods, services and load balancers.

Owns what the API checks in the ranges together: overlaps, names, the one primary range. Defaults are those that the
provider documents.
"""

# ruff: noqa: ARG002 - see base.py

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import combinations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.coreweave import errors
from podwright.emulator.coreweave.base import CoreWeaveKind
from podwright.emulator.coreweave.facts import zones

TOKEN = "coreweave:index/networkingVpc:NetworkingVpc"  # noqa: S105, a type, no password
CLUSTERS = "coreweave:index/cksCluster:CksCluster"
_PRIMARY_NAME = "host primary"


class NetworkingVpc(CoreWeaveKind):
    """A VPC of one zone."""

    noun = "VPC"

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Ranges that fit together, and none taken away that a cluster uses."""
        super().admit(call, identity, inputs, old)
        hosts = values.blocks(inputs, "hostPrefixes")
        primary = [entry for entry in hosts if entry.get("type") == "PRIMARY"]
        if hosts and len(primary) != 1:
            raise errors.bad_request("host_prefixes", f"exactly one PRIMARY prefix is needed, found {len(primary)}")
        if any(entry.get("ipam") for entry in primary):
            raise errors.bad_request("host_prefixes", "host prefix ipam must not be set for a PRIMARY prefix")
        names = [str(entry.get("name")) for entry in values.blocks(inputs, "vpcPrefixes")]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise errors.bad_request("vpc_prefixes", f'the name "{twice[0]}" is used more than once')
        for (one, first), (two, second) in combinations(_ranges(inputs, _hosts(inputs, identity)), 2):
            if first.version == second.version and first.overlaps(second):
                raise errors.bad_request("vpc_prefixes", f"{two} ({second}) overlaps {one} ({first})")
        if old:
            self._keep_used(call, identity, set(names))

    def _keep_used(self, call: Call, identity: Identity, names: set[str]) -> None:
        for cluster in call.tx.users(self.token, identity.id, CLUSTERS):
            missing = sorted(used_names(plain_values(cluster.inputs)) - names)
            if missing:
                raise errors.failed_precondition(
                    "VPC_PREFIX_IN_USE", f'prefix "{missing[0]}" is used by cluster {cluster.name}'
                )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The ranges for nodes, the zone's own unless the VPC names some, and traffic that nothing blocks."""
        return {
            **_hosts(inputs, identity),
            "ingress": values.mapping(inputs, "ingress") or {"disablePublicServices": False},
            "egress": values.mapping(inputs, "egress") or {"disablePublicAccess": False},
        }


def used_names(cluster: Values) -> set[str]:
    """The names of the VPC's prefixes that a cluster uses."""
    singles = ("podCidrName", "serviceCidrName", "podCidrNameV6", "serviceCidrNameV6")
    lists = ("internalLbCidrNames", "internalLbCidrNamesV6s")
    found = {values.string(cluster, name) for name in singles}
    return {name for name in found if name} | {name for each in lists for name in values.strings(cluster, each)}


def _hosts(inputs: Values, identity: Identity) -> Values:
    given = values.blocks(inputs, "hostPrefixes")
    if given:
        primary = next((entry for entry in given if entry.get("type") == "PRIMARY"), given[0])
        first = next(iter(values.strings(primary, "prefixes")), "")
        filled = [
            {**entry, "ipam": {"gatewayAddressPolicy": "UNSPECIFIED", **values.mapping(entry, "ipam")}}
            if entry.get("ipam")
            else entry
            for entry in given
        ]
        return {"hostPrefix": first, "hostPrefixes": filled}
    only = values.string(inputs, "hostPrefix") or zones()[identity.location].hosts
    return {"hostPrefix": only, "hostPrefixes": [{"name": _PRIMARY_NAME, "type": "PRIMARY", "prefixes": [only]}]}


def _ranges(inputs: Values, hosts: Values) -> Iterator[tuple[str, IPv4Network | IPv6Network]]:
    for entry in values.blocks(hosts, "hostPrefixes"):
        for prefix in values.strings(entry, "prefixes"):
            yield f'host prefix "{entry.get("name")}"', ip_network(prefix)
    for entry in values.blocks(inputs, "vpcPrefixes"):
        yield f'prefix "{entry.get("name")}"', ip_network(str(entry.get("value")))
