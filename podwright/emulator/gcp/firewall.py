"""VPC firewall rules.

Owns their ids and what Compute Engine fills in and refuses. Firewall policies are generic types.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.gcp import links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK, network_reference
from podwright.emulator.gcp.tables import TABLES

_SOURCES = ("sourceRanges", "sourceTags", "sourceServiceAccounts")


class Firewall(GoogleKind):
    """A firewall rule of a network."""

    title, noun = "Firewall", "firewall"
    template = "projects/{project}/global/firewalls/{name}"
    link_base = links.COMPUTE
    defaults = (("priority", 1000),)

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, and what only one direction may have (SDK docstring, compute/firewall.py)."""
        found = list(check_rules(TABLES, self.token, inputs))
        egress = values.string(inputs, "direction") == "EGRESS"
        wrong = _SOURCES if egress else ()
        found += [
            PropertyError(path, "cannot be given for an EGRESS rule") for path in wrong if values.given(inputs, path)
        ]
        known = values.get(inputs, "direction") is not UNKNOWN
        if known and not egress and not any(values.given(inputs, path) for path in _SOURCES):
            found.append(
                PropertyError("sourceRanges", f"one of {', '.join(_SOURCES)} must be specified for an INGRESS rule")
            )
        return found

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its network."""
        return network_reference(inputs, identity)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Networks with an RDMA profile take no classic rules (Google Cloud documentation: RDMA network profiles)."""
        network = call.tx.get(NETWORK, links.network(str(inputs["network"]), identity.project))
        profile = values.string(network.inputs, "networkProfile") if network else None
        if profile and "roce" in profile:
            raise CloudError(
                "googleapi: Error 400: Firewall rules are not supported on networks with network profile"
                f" {links.last(profile)}., invalid",
                note="attach a regional network firewall policy of type RDMA_ROCE_POLICY instead",
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The network as a link."""
        network = links.COMPUTE + links.network(str(inputs["network"]), identity.project)
        direction = values.string(inputs, "direction") or "INGRESS"
        return {**self.common(call, identity, inputs, old), "network": network, "direction": direction}
