"""Regional and global IP addresses.

Owns their ids and the addresses they get: internal ones from the subnetwork or the range they reserve, external ones
from the documentation blocks of RFC 5737, so that no real machine is ever named.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import network_reference
from podwright.emulator.gcp.ranges import SUBNETWORK
from podwright.emulator.gcp.tables import TABLES

_DOCUMENTATION = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")


def documentation_address(*parts: object) -> str:
    """An address of RFC 5737, the same for the same parts."""
    block = ip_network(_DOCUMENTATION[numbers.pick(len(_DOCUMENTATION), *parts)])
    return str(block[1 + numbers.pick(254, "host", *parts)])


class Address(GoogleKind):
    """A regional address."""

    title, noun = "Address", "address"
    template = "projects/{project}/regions/{region}/addresses/{name}"
    link_base, labels = links.COMPUTE, "labels"
    defaults = (("addressType", "EXTERNAL"),)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its network and subnetwork."""
        found = network_reference(inputs, identity)
        text = values.string(inputs, "subnetwork")
        if text:
            subnet = links.regional(text, identity.project, identity.location, "subnetworks")
            found.append(Reference("subnetwork", SUBNETWORK, subnet, errors.not_found(subnet)))
        return found

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The address, which stays for the life of the resource."""
        found = self.common(call, identity, inputs, old)
        if old:
            return {**found, "address": old.outputs.get("address"), "addressId": old.outputs.get("addressId")}
        found["address"] = values.string(inputs, "address") or self._pick(call, identity, inputs)
        found["networkTier"] = values.string(inputs, "networkTier") or "PREMIUM"
        found["addressId"] = str(numbers.numeric_id(call, self.token, identity.id))
        return found

    def _pick(self, call: Call, identity: Identity, inputs: Values) -> str:
        text = values.string(inputs, "subnetwork")
        subnet = text and call.tx.get(
            SUBNETWORK, links.regional(text, identity.project, identity.location, "subnetworks")
        )
        cidr = values.string(subnet.outputs, "ipCidrRange") if subnet else None
        if cidr is None:
            return documentation_address(identity.id)
        block = ip_network(cidr)
        return str(block[2 + numbers.pick(max(block.num_addresses - 4, 1), identity.id)])


class GlobalAddress(GoogleKind):
    """A global address, or a range reserved for private services access."""

    title, noun = "GlobalAddress", "address"
    template = "projects/{project}/global/addresses/{name}"
    link_base, labels = links.COMPUTE, "labels"
    defaults = (("addressType", "EXTERNAL"),)

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The purposes say what must be there (SDK docstring, compute/global_address.py)."""
        found = list(check_rules(TABLES, self.token, inputs))
        purpose = values.string(inputs, "purpose")
        if purpose == "PRIVATE_SERVICE_CONNECT" and values.given(inputs, "prefixLength"):
            found.append(PropertyError("prefixLength", "cannot be given when purpose is PRIVATE_SERVICE_CONNECT"))
        if purpose == "VPC_PEERING" and not values.given(inputs, "prefixLength"):
            found.append(PropertyError("prefixLength", "must be given when purpose is VPC_PEERING"))
        return found

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its network."""
        return network_reference(inputs, identity)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The address, which stays for the life of the resource."""
        picked = old.outputs.get("address") if old else documentation_address(identity.id)
        if values.string(inputs, "purpose") == "VPC_PEERING" and not old:
            picked = f"10.{200 + numbers.pick(50, identity.id)}.0.0"
        return {
            **self.common(call, identity, inputs, old),
            "address": values.string(inputs, "address") or picked,
        }
