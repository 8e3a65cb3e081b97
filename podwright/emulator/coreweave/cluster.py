"""CKS clusters: where they go, which ranges of their VPC they use, what of them can grow.

Owns the rules between a cluster and its VPC, and the two changes that replace a cluster because of their values. The
control plane is there at once; in reality it takes up to 45 minutes. Node pools are Kubernetes objects in the cluster
(`node_pool.py`). Source: coreweave/terraform-provider-coreweave `coreweave/cks/resource_cluster.go`.
"""

# ruff: noqa: ARG002 - see base.py

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.diff import ReplaceRules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.coreweave import errors, vpc
from podwright.emulator.coreweave.base import CoreWeaveKind
from podwright.emulator.coreweave.facts import versions

_ISSUER = "https://oidc.cks.coreweave.com/id"
_NODE_PORTS = (30000, 32767)
_MOST_SANS = 10


class CksCluster(CoreWeaveKind):
    """A Kubernetes cluster in a VPC."""

    noun = "cluster"

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """Also lists that may not repeat an entry, or be too long."""
        found = list(super().check(scope, inputs))
        for name in ("internalLbCidrNames", "internalLbCidrNamesV6s"):
            given = values.strings(inputs, name)
            twice = sorted({item for item in given if given.count(item) > 1})
            if twice:
                found.append(PropertyError(name, f"This attribute contains duplicate values of: {', '.join(twice)}"))
        sans = values.strings(inputs, "additionalServerSans")
        if len(sans) > _MOST_SANS:
            found.append(
                PropertyError(
                    "additionalServerSans", f"set must contain at most {_MOST_SANS} elements, got: {len(sans)}"
                )
            )
        return found

    def replaces(self, scope: Scope, old: Values, new: Values) -> ReplaceRules:
        """Giving up a range for load balancers, and node ports that shrink."""
        return ReplaceRules.within(replacing(old, new))

    def goes_first(self, scope: Scope, old: Values, new: Values) -> bool | None:
        """The old cluster goes first, its name stays."""
        return bool(replacing(old, new)) or None

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The VPC."""
        vpc_id = str(inputs.get("vpcId"))
        return (Reference("vpcId", vpc.TOKEN, vpc_id, errors.not_found("VPC", vpc_id)),)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The VPC's zone and prefixes, the version, the audit policy's form."""
        super().admit(call, identity, inputs, old)
        vpc_id = str(inputs.get("vpcId"))
        network = call.tx.get(vpc.TOKEN, vpc_id)
        if network is None:
            raise errors.not_found("VPC", vpc_id)
        if network.location != identity.location:
            raise errors.bad_request(
                "zone", f"the cluster is in {identity.location}, its VPC {network.name} in {network.location}"
            )
        names = {str(entry.get("name")) for entry in values.blocks(plain_values(network.outputs), "vpcPrefixes")}
        missing = sorted(vpc.used_names(inputs) - names)
        if missing:
            known = ", ".join(f'"{name}"' for name in sorted(names)) or "none"
            raise errors.bad_request(
                "network", f'"{missing[0]}" is not a prefix of VPC {network.name}, which has: {known}'
            )
        if values.string(inputs, "podCidrName") == values.string(inputs, "serviceCidrName"):
            raise errors.bad_request("network.service_cidr_name", "pods and services need different prefixes")
        self._version(inputs, old)
        _ports(inputs)
        _policy(inputs)

    def _version(self, inputs: Values, old: Record | None) -> None:
        version = str(inputs.get("version"))
        before = values.string(plain_values(old.inputs), "version") if old else None
        if version == before:
            return
        if version not in versions():
            raise errors.bad_request("version", f"{version} is not supported, supported are {', '.join(versions())}")
        if before and _minor(version) < _minor(before):
            raise errors.bad_request("version", f"a cluster cannot go back from {before} to {version}")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Endpoint and issuer; the endpoint is a bare host, as CoreWeave documents it."""
        ports = {"start": _NODE_PORTS[0], "end": _NODE_PORTS[1], **values.mapping(inputs, "nodePortRange")}
        number = numbers.hex_digits(8, "endpoint", identity.id)
        zone = identity.location.lower()
        return {
            "public": values.flag(inputs, "public"),
            "nodePortRange": ports,
            "apiServerEndpoint": f"{identity.project}-{number}.k8s.{zone}.coreweave.com",
            "serviceAccountOidcIssuerUrl": f"{_ISSUER}/{identity.id}",
            "status": "STATUS_RUNNING",
        }


def replacing(old: Values, new: Values) -> list[str]:
    """The properties whose change replaces a cluster because of their values; unknown ones do not."""
    found: list[str] = []
    before, after = values.strings(old, "internalLbCidrNames"), values.get(new, "internalLbCidrNames")
    if isinstance(after, list) and not set(before) <= set(values.strings(new, "internalLbCidrNames")):
        found.append("internalLbCidrNames")
    one, two = (_range(each) for each in (old, new))
    if one and two and (two[0] > one[0] or two[1] < one[1]):
        found.append("nodePortRange")
    return found


def _range(inputs: Values) -> tuple[int, int] | None:
    start, end = (values.number(inputs, f"nodePortRange.{key}") for key in ("start", "end"))
    return None if start is None or end is None else (start, end)


def _ports(inputs: Values) -> None:
    given = _range(inputs)
    if given and given[0] > given[1]:
        raise errors.bad_request("network.service_node_port_range", f"start {given[0]} is after end {given[1]}")


def _policy(inputs: Values) -> None:
    policy = values.string(inputs, "auditPolicy")
    if policy:
        try:
            base64.b64decode(policy, validate=True)
        except (binascii.Error, ValueError) as error:
            raise errors.bad_request("audit_policy", "must be base64-encoded JSON or YAML") from error


def _minor(version: str) -> int:
    return int(version.rsplit(".", 1)[-1])
