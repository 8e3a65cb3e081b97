"""Health checks and forwarding rules, regional and global.

Owns their ids, addresses and what Private Service Connect demands. Targets of load balancers (proxies, backend
services) are generic types and not looked up.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import links
from podwright.emulator.gcp.address import documentation_address
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.pointers import Form, Pointer, in_region, network
from podwright.emulator.gcp.ranges import SUBNETWORK
from podwright.emulator.gcp.tables import TABLES

ADDRESS, GLOBAL_ADDRESS = "gcp:compute/address:Address", "gcp:compute/globalAddress:GlobalAddress"
HEALTH_CHECK = "gcp:compute/healthCheck:HealthCheck"
GOOGLE_APIS = ("all-apis", "vpc-sc")
_PSC_NAME = 20


def _address(collection: str) -> Form:
    """An address by id or link; a plain IP address names no resource."""

    def form(text: str, identity: Identity) -> str | None:
        del identity
        path = links.strip(text)
        return path if path.startswith("projects/") and f"/{collection}/" in path else None

    return form


class HealthCheck(GoogleKind):
    """A health check."""

    title, noun = "HealthCheck", "health check"
    template = "projects/{project}/global/healthChecks/{name}"
    link_base = links.COMPUTE
    defaults = (("checkIntervalSec", 5), ("healthyThreshold", 2), ("timeoutSec", 5), ("unhealthyThreshold", 2))

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its protocol, from the block that is given."""
        block = next((name for name in inputs if name.endswith("HealthCheck")), "tcpHealthCheck")
        kind = block.removesuffix("HealthCheck").upper()
        names = {"GRPCTLS": "GRPC_WITH_TLS"}
        return {**self.common(call, identity, inputs, old), "type": names.get(kind, kind)}


class ForwardingRule(GoogleKind):
    """A regional forwarding rule."""

    title, noun = "ForwardingRule", "forwarding rule"
    template = "projects/{project}/regions/{region}/forwardingRules/{name}"
    link_base, labels = links.COMPUTE, "labels"
    defaults = (("loadBalancingScheme", "EXTERNAL"),)
    pointers = (
        Pointer("network", NETWORK, network),
        Pointer("subnetwork", SUBNETWORK, in_region("subnetworks")),
        Pointer("ipAddress", ADDRESS, _address("addresses")),
    )
    address_token = ADDRESS

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The address it answers on, and a number."""
        number = numbers.numeric_id(call, self.token, identity.id)
        found: Values = {
            **self.common(call, identity, inputs, old),
            "forwardingRuleId": old.outputs.get("forwardingRuleId") if old else number,
            "ipAddress": self._answering_address(call, identity, inputs),
            "ipProtocol": values.string(inputs, "ipProtocol") or "TCP",
            "networkTier": values.string(inputs, "networkTier") or "PREMIUM",
            "baseForwardingRule": "",
        }
        if values.string(inputs, "target") in GOOGLE_APIS:
            found |= {"pscConnectionId": str(number), "pscConnectionStatus": "ACCEPTED"}
        text = values.string(inputs, "network")
        if text:
            found["network"] = links.COMPUTE + links.network(text, identity.project)
        return found

    def _answering_address(self, call: Call, identity: Identity, inputs: Values) -> str:
        text = values.string(inputs, "ipAddress")
        if text is None:
            return documentation_address(identity.id)
        record = call.tx.get(self.address_token, links.strip(text))
        return str(record.outputs.get("address")) if record else text


class GlobalForwardingRule(ForwardingRule):
    """A global forwarding rule, or a Private Service Connect endpoint for Google's APIs."""

    title, noun = "GlobalForwardingRule", "forwarding rule"
    template = "projects/{project}/global/forwardingRules/{name}"
    address_token = GLOBAL_ADDRESS
    pointers = (
        Pointer("network", NETWORK, network),
        Pointer("ipAddress", GLOBAL_ADDRESS, _address("addresses")),
    )

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """An endpoint for Google's APIs has a short name (Google Cloud documentation: Private Service Connect)."""
        found = list(check_rules(TABLES, self.token, inputs))
        name = values.string(inputs, "name")
        if name and values.string(inputs, "target") in GOOGLE_APIS and (len(name) > _PSC_NAME or not name.isalnum()):
            found.append(
                PropertyError(
                    "name", f'must be 1 to {_PSC_NAME} lowercase letters and digits for Google\'s APIs, got "{name}"'
                )
            )
        return found
