"""Internal ranges: addresses of a network that are set aside before there is a subnetwork.

Owns their allocation: a range that is given, or the first free one of the wanted size, and what it may not overlap
(Google Cloud documentation: Internal ranges overview).
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network

from podwright.emulator.core import claims, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.pointers import Pointer, network
from podwright.emulator.gcp.ranges import NETWORK

INTERNAL_RANGE = "gcp:networkconnectivity/internalRange:InternalRange"
_WHOLE = ("10.0.0.0/8",)
_SUBNETS = "OVERLAP_EXISTING_SUBNET_RANGE"


def space(network_id: str) -> str:
    """The space in which the internal ranges of a network may not overlap."""
    return f"{network_id}/internalRanges"


def taken(tx: Transaction, network_id: str, cidr: str) -> str | None:
    """The id of the internal range that a range is in."""
    return next((each.id for each in claims.overlapping(tx, [space(network_id)], cidr)), None)


def named(inputs: Values) -> list[str]:
    """The ids of the internal ranges that a subnetwork uses, its primary one's first."""
    paths = ("reservedInternalRange", "secondaryIpRanges[*].reservedInternalRange")
    found = [str(text) for path in paths for _, text in values.each(inputs, path) if text]
    return ["projects/" + text.split("projects/", 1)[-1] for text in found]


def references(inputs: Values) -> list[Reference]:
    """Those, which must exist and stay as long as they are used."""
    found: list[Reference] = []
    for index, each in enumerate(named(inputs)):
        path = "reservedInternalRange" if index == 0 else f"reservedInternalRange.{index}"
        found.append(Reference(path, INTERNAL_RANGE, each, errors.not_found(each)))
    return found


def filled(tx: Transaction, inputs: Values) -> Values:
    """The inputs of a subnetwork with the ranges that it takes whole from internal ones."""
    blocks = [_filled(tx, block) for block in values.blocks(inputs, "secondaryIpRanges")]
    return {**_filled(tx, inputs), **({"secondaryIpRanges": blocks} if blocks else {})}


def _filled(tx: Transaction, block: Values) -> Values:
    own = {"reservedInternalRange": block.get("reservedInternalRange")}
    record = next((tx.get(INTERNAL_RANGE, each) for each in named(own)), None)
    if record is None or values.given(block, "ipCidrRange"):
        return block
    return {**block, "ipCidrRange": record.outputs.get("ipCidrRange")}


class InternalRange(GoogleKind):
    """A range of a network."""

    title, noun = "InternalRange", "internal range"
    template = "projects/{project}/locations/global/internalRanges/{name}"
    labels = "labels"
    pointers = (Pointer("network", NETWORK, network),)

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """A range or a size (SDK docstring, networkconnectivity/internal_range.py)."""
        found = list(super().check(scope, inputs))
        both = [values.get(inputs, name) for name in ("ipCidrRange", "prefixLength")]
        if both == [None, None]:
            found.append(PropertyError("ipCidrRange", "one of ipCidrRange and prefixLength must be given"))
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """It may not overlap another one, nor a subnetwork unless it says so."""
        network_id = links.network(str(inputs["network"]), identity.project)
        cidr = self._cidr(call, identity, inputs, old)
        found = self._in_the_way(call, identity, inputs, cidr)
        if found:
            raise errors.api_error(
                400,
                f"Requested range {cidr} conflicts with {found}",
                "badRequest",
                note="built after the documented rule, no public sample of the sentence was found",
            )
        claims.set_claims(call.tx, self.token, identity.id, [(space(network_id), cidr)])

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The range, also when only its size was asked for."""
        cidr = self._cidr(call, identity, inputs, old)
        return {
            **self.common(call, identity, inputs, old),
            "ipCidrRange": cidr,
            "prefixLength": ip_network(cidr).prefixlen,
            "users": old.outputs.get("users") if old else [],
        }

    def _cidr(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> str:
        given = values.string(inputs, "ipCidrRange")
        if given:
            return given
        size = values.number(inputs, "prefixLength") or 24
        kept = values.string(old.outputs, "ipCidrRange") if old else None
        if kept and ip_network(kept).prefixlen == size:
            return kept
        for whole in values.strings(inputs, "targetCidrRanges") or _WHOLE:
            for block in ip_network(whole).subnets(new_prefix=size):
                if not self._in_the_way(call, identity, inputs, str(block)):
                    return str(block)
        raise CloudError(
            f"googleapi: Error 400: There is no free range of prefix length {size} in the target ranges, badRequest",
            note="built after the documented rule, no public sample of the sentence was found",
        )

    def _in_the_way(self, call: Call, identity: Identity, inputs: Values, cidr: str) -> str | None:
        network_id = links.network(str(inputs["network"]), identity.project)
        spaces = [space(network_id)]
        if _SUBNETS not in values.strings(inputs, "overlaps"):
            spaces.append(network_id)
        mine = (self.token, identity.id)
        for excluded in values.strings(inputs, "excludeCidrRanges"):
            if ip_network(excluded).overlaps(ip_network(cidr)):
                return excluded
        return next((each.id for each in claims.overlapping(call.tx, spaces, cidr, besides=mine)), None)
