"""Log groups and logs, such as the flow logs of a subnet.

Owns what a service log points at. Nothing is ever written into one.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors, ocids
from podwright.emulator.oci.base import OracleKind, go_time, tenancy_of
from podwright.emulator.oci.compute import INSTANCE
from podwright.emulator.oci.vcn import SUBNET, VCN

LOG_GROUP = "oci:Logging/logGroup:LogGroup"
_FLOW_SOURCES = {"subnet": SUBNET, "vcn": VCN, "instance": INSTANCE}
_DAYS = range(30, 181, 30)
"""SDK docstring, logging/log.py: retention_duration."""


class LogGroup(OracleKind):
    """A log group."""

    ocid, noun, state = "loggroup", "Log Group", "ACTIVE"
    unique = ("compartmentId", "displayName")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """When it last changed."""
        return {**self.common(call, identity, inputs, old), "timeLastModified": go_time(call)}


class Log(OracleKind):
    """A log of a group."""

    ocid, noun, state = "log", "Log", "ACTIVE"
    points_at = (("logGroupId", LOG_GROUP),)
    unique = ("logGroupId", "displayName")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Also what a flow log watches."""
        found = list(super().references(scope, inputs, identity))
        source = values.string(inputs, "configuration.source.resource")
        token = _FLOW_SOURCES.get(ocids.type_of(source) or "") if source else None
        if source and token and values.string(inputs, "configuration.source.service") == "flowlogs":
            found.append(self.reference(identity, "configuration.source.resource", token, source, "allow"))
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A service log says what it is of; one of a service and thing there is at most once."""
        super().admit(call, identity, inputs, old)
        if values.string(inputs, "logType") == "SERVICE" and not values.given(inputs, "configuration"):
            raise errors.invalid("configuration must be specified for a log of type SERVICE.")
        days = values.number(inputs, "retentionDuration")
        if days is not None and days not in _DAYS:
            raise errors.invalid(f"retentionDuration {days} must be one of {', '.join(map(str, _DAYS))}.")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The compartment is the group's."""
        group = call.tx.get(LOG_GROUP, str(inputs.get("logGroupId")))
        return {
            **self.common(call, identity, inputs, old),
            "compartmentId": group.outputs.get("compartmentId") if group else "",
            "isEnabled": values.get(inputs, "isEnabled") is not False,
            "retentionDuration": values.number(inputs, "retentionDuration") or 30,
            "tenancyId": tenancy_of(call.scope),
            "timeLastModified": go_time(call),
        }
