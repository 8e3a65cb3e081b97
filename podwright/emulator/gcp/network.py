"""VPC networks, subnetworks and routes.

Owns their ids, what Compute Engine fills in, and its refusals: missing networks, ranges that overlap in a network or
with a peered one, ranges that would shrink. Subnetworks of auto-mode networks are not made: the toolkit's networks are
custom-mode, and a network with `autoCreateSubnetworks` left on is accepted without them.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network

from podwright.emulator.core import numbers, values
from podwright.emulator.core.claims import Claim
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import capacity, errors, internal_ranges, links, ranges, rdma
from podwright.emulator.gcp.base import GoogleKind

NETWORK = ranges.NETWORK
ROUTE = "gcp:compute/route:Route"


def network_reference(inputs: Values, identity: Identity, path: str = "network") -> list[Reference]:
    """The network that a property names, if it names one."""
    text = values.string(inputs, path)
    if text is None:
        return []
    network = links.network(text, identity.project)
    return [Reference(path, NETWORK, network, errors.not_found(network))]


class Network(GoogleKind):
    """A VPC network."""

    title, noun = "Network", "network"
    template = "projects/{project}/global/networks/{name}"
    link_base = links.COMPUTE
    defaults = (("autoCreateSubnetworks", True),)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """What a network profile asks for, and the subnetwork that it brings."""
        rdma.check_network(inputs)
        profile = links.last(values.string(inputs, "networkProfile") or "")
        if old is None and rdma.is_metal(profile):
            rdma.make_subnetwork(call, identity, profile)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """One of the project's networks."""
        return [capacity.one(identity.project, "NETWORKS-per-project", "networks")]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """MTU 1460, or that of its profile, and regional routing unless asked otherwise."""
        number = old.outputs.get("numericId") if old else str(numbers.numeric_id(call, self.token, identity.id))
        return {
            **self.common(call, identity, inputs, old),
            "mtu": values.number(inputs, "mtu") or (rdma.MTU if inputs.get("networkProfile") else 1460),
            "routingMode": values.string(inputs, "routingMode") or "REGIONAL",
            "networkFirewallPolicyEnforcementOrder": values.string(inputs, "networkFirewallPolicyEnforcementOrder")
            or "AFTER_CLASSIC_FIREWALL",
            "numericId": number,
            "networkId": number,
        }


class Subnetwork(GoogleKind):
    """A subnetwork with its secondary ranges."""

    title, noun = "Subnetwork", "subnetwork"
    template = "projects/{project}/regions/{region}/subnetworks/{name}"
    link_base = links.COMPUTE

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its network, and the internal ranges that it uses."""
        return [*network_reference(inputs, identity), *internal_ranges.references(inputs)]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Ranges may not overlap any other range of the network, nor each other; the primary one can only grow."""
        network = links.network(str(inputs["network"]), identity.project)
        inputs = internal_ranges.filled(call.tx, inputs)
        if old is None:
            rdma.check_subnetwork(call.tx.get(NETWORK, network), identity)
        cidrs = [cidr for _, cidr in ranges.subnetwork_ranges(inputs)]
        for index, cidr in enumerate(cidrs):
            if any(ranges.overlap(cidr, other) for other in cidrs[:index]):
                raise _conflict(cidr, identity.id)
        found = ranges.claim(call.tx, (self.token, identity.id), network, cidrs)
        if found:
            mine = next(cidr for cidr in cidrs if ranges.overlap(cidr, found.cidr))
            raise _conflict(mine, found.id) if found.space == network else _peer_conflict(mine, identity, found)
        if old:
            _check_growth(old, inputs)
        else:
            _check_internal_ranges(call, network, cidrs, inputs)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """One of the project's subnetworks."""
        return [capacity.one(identity.project, "SUBNETWORKS-per-project", "subnetworks")]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Gateway, fingerprint and the network as a link."""
        network = links.COMPUTE + links.network(str(inputs["network"]), identity.project)
        number = numbers.numeric_id(call, self.token, identity.id)
        inputs = internal_ranges.filled(call.tx, inputs)
        found: Values = {
            **self.common(call, identity, inputs, old),
            "network": network,
            "fingerprint": numbers.fingerprint(identity.id, sorted(ranges.subnetwork_ranges(inputs))),
            "purpose": values.string(inputs, "purpose") or "PRIVATE",
            "stackType": values.string(inputs, "stackType") or "IPV4_ONLY",
            "privateIpv6GoogleAccess": values.string(inputs, "privateIpv6GoogleAccess") or "DISABLE_GOOGLE_ACCESS",
            "subnetworkId": old.outputs.get("subnetworkId") if old else number,
            "secondaryIpRanges": values.blocks(inputs, "secondaryIpRanges"),
        }
        cidr = values.string(inputs, "ipCidrRange")
        if cidr:
            found |= {"ipCidrRange": cidr, "gatewayAddress": str(ip_network(cidr)[1])}
        return found


class Route(GoogleKind):
    """A static route."""

    title, noun = "Route", "route"
    template = "projects/{project}/global/routes/{name}"
    link_base = links.COMPUTE
    defaults = (("priority", 1000),)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its network."""
        return network_reference(inputs, identity)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The network as a link."""
        network = links.COMPUTE + links.network(str(inputs["network"]), identity.project)
        return {**self.common(call, identity, inputs, old), "network": network, "nextHopNetwork": network}


def _conflict(cidr: str, owner_id: str) -> CloudError:
    parts = owner_id.split("/")
    return errors.invalid(
        f"Invalid IPCidrRange: {cidr} conflicts with existing subnetwork '{parts[-1]}'"
        f" in region '{links.region_of(parts[3])}'."
    )


def _peer_conflict(cidr: str, identity: Identity, theirs: Claim) -> CloudError:
    return errors.invalid(
        f"An IP range in the peer network ({theirs.cidr}) overlaps with an IP range in the local network ({cidr})"
        f" allocated by resource ({identity.id})."
    )


def _check_internal_ranges(call: Call, network: str, cidrs: Sequence[str], inputs: Values) -> None:
    used = internal_ranges.named(inputs)
    for cidr in cidrs:
        found = internal_ranges.taken(call.tx, network, cidr)
        if found and found not in used:
            raise errors.api_error(
                400,
                f"Invalid IPCidrRange: {cidr} conflicts with internal range '{links.last(found)}'.",
                "invalid",
                note="name the internal range in reservedInternalRange to use it; built after the documented rule",
            )


def _check_growth(old: Record, inputs: Values) -> None:
    before, after = values.string(old.inputs, "ipCidrRange"), values.string(inputs, "ipCidrRange")
    if before and after and not ip_network(before).subnet_of(ip_network(after)):  # pyright: ignore[reportArgumentType]
        raise errors.invalid(
            f"Invalid value for field 'resource.ipCidrRange': '{after}'."
            f" The new range must contain the present range {before}: a subnetwork can only be expanded."
        )
