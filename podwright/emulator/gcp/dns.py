"""Cloud DNS: managed zones and their record sets.

Owns their ids, which name belongs in which zone, and what the API fills in. Nothing is ever resolved.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.pointers import Pointer, in_project, network

MANAGED_ZONE = "gcp:dns/managedZone:ManagedZone"


def _no_zone(zone: str) -> CloudError:
    return errors.api_error(
        404, f"The 'parameters.managedZone' resource named '{links.last(zone)}' does not exist.", "notFound"
    )


class ManagedZone(GoogleKind):
    """A zone, public or private."""

    title, noun = "ManagedZone", "managed zone"
    template = "projects/{project}/managedZones/{name}"
    labels = "labels"
    defaults = (("description", "Managed by Pulumi"), ("visibility", "public"))
    pointers = (
        Pointer("privateVisibilityConfig.networks[*].networkUrl", NETWORK, network),
        Pointer("peeringConfig.targetNetwork.networkUrl", NETWORK, network),
    )

    def takes_along(self, record: Record, user: Record) -> bool:
        """Its records, with `forceDestroy`."""
        return values.flag(record.inputs, "forceDestroy")

    def in_use(self, record: Record, user: Record) -> CloudError:
        """A zone with records in it cannot be deleted."""
        return errors.api_error(
            400,
            f"The resource named '{record.name}' cannot be deleted because it contains one or more 'resource records'.",
            "containerNotEmpty",
        )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Name servers, and a number."""
        letter = "abcde"[numbers.pick(5, identity.id)]
        public = [f"ns-cloud-{letter}{number}.googledomains.com." for number in range(1, 5)]
        private = values.string(inputs, "visibility") == "private"
        number = str(numbers.numeric_id(call, self.token, identity.id))
        return {
            **self.common(call, identity, inputs, old),
            "creationTime": old.outputs.get("creationTime") if old else call.timestamp(),
            "managedZoneId": old.outputs.get("managedZoneId") if old else number,
            "nameServers": ["ns-gcp-private.googledomains.com."] if private else public,
        }


class DnsPolicy(GoogleKind):
    """A server policy of networks: logging, forwarding."""

    title, noun = "Policy", "policy"
    template = "projects/{project}/policies/{name}"
    defaults = (("description", "Managed by Pulumi"),)
    pointers = (Pointer("networks[*].networkUrl", NETWORK, network),)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A network has one policy (Google Cloud documentation: DNS server policies); the words are ours."""
        mine = set(_networks(inputs, identity))
        for other in call.tx.records(self.token, identity.project):
            taken = mine & set(_networks(other.inputs, Identity(other.id, other.project, other.name, "global")))
            if other.id != identity.id and taken:
                raise errors.api_error(
                    409, f"The network '{min(taken)}' is already bound to the policy '{other.name}'.", "alreadyExists"
                )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Nothing beyond what was asked for."""
        return self.common(call, identity, inputs, old)


def _networks(inputs: Values, identity: Identity) -> list[str]:
    found = (network(str(text), identity) for _, text in values.each(inputs, "networks[*].networkUrl"))
    return [each for each in found if each]


class RecordSet(GoogleKind):
    """The records of one name and type."""

    title, noun = "RecordSet", "record set"
    template = "projects/{project}/managedZones/{zoneName}/rrsets/{name}/{type}"
    auto_name = None
    pointers = (Pointer("managedZone", MANAGED_ZONE, in_project("managedZones"), missing=_no_zone),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The zone may be given by name or id."""
        zone = links.last(str(values.get(inputs, "managedZone")))
        return {**super().place(scope, inputs), "zoneName": zone, "type": str(values.get(inputs, "type"))}

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The name must be inside the zone."""
        zone_id = in_project("managedZones")(str(inputs["managedZone"]), identity)
        zone = call.tx.get(MANAGED_ZONE, zone_id) if zone_id else None
        inside = values.string(zone.inputs, "dnsName") if zone else None
        if inside and identity.name != inside and not identity.name.endswith(f".{inside}"):
            kind = values.string(inputs, "type")
            raise errors.invalid(
                f"Invalid value for 'entity.change.additions[{identity.name}][{kind}].name': '{identity.name}'"
            )
