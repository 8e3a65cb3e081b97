"""The emulated Google Cloud: what the core asks a cloud for.

Owns the provider's settings and the words that are common to all types; types, rules and functions have files of their
own, listed in `coverage.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from podwright.emulator.core import values
from podwright.emulator.core.capacity import Shortfall
from podwright.emulator.core.cloud import Call, Cloud, Identity, Kind, Scope, Spot
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import QuotaKey, Shortage
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import capacity, coverage, errors, invokes, links, preemption, stock
from podwright.emulator.gcp.base import ATTRIBUTION, GoogleKind
from podwright.emulator.gcp.tables import TABLES
from podwright.emulator.sdk.index import SdkIndex

_REFERENCES = frozenset(
    {
        *("network", "subnetwork", "router", "cluster", "keyRing", "natIps", "nextHopGateway", "region", "zone"),
        *("parent", "peerNetwork", "hub", "topic", "managedZone", "instanceTemplate", "instanceGroupManager"),
        *("firewallPolicy", "attachmentTarget", "machineType", "source", "autoHealingPolicies"),
    }
)
"""Properties in which a name and a link mean the same (the provider compares them so)."""


class GoogleCloud(Cloud):
    """Implements `podwright.emulator.core.cloud.Cloud`."""

    package = "gcp"

    def __init__(self, index: SdkIndex) -> None:
        self._index = index

    def scope(self, config: Values) -> Scope:
        """Project, region, zone and the labels that the provider adds."""
        labels = config.get("defaultLabels")
        parsed = json.loads(labels) if isinstance(labels, str) and labels else labels
        own = {key: str(value) for key, value in cast("Values", parsed or {}).items()}
        attribution = {} if config.get("addPulumiAttributionLabel") in (False, "false") else ATTRIBUTION
        project, region, zone = (values.string(config, name) for name in ("project", "region", "zone"))
        return Scope(project, region, zone, {**attribution, **own})

    def kind(self, token: str) -> Kind:
        """The modelled type, or a generic stand-in."""
        found = coverage.modelled(token)
        if found:
            return found
        definition = self._index.resource(token)
        if definition is None:
            raise CloudError(f"unrecognized resource type: {token}")
        return coverage.generic(definition)

    def rules(self, token: str) -> ReplaceRules:
        """The provider's replacement rules."""
        return TABLES.replace_rules(token)

    def equivalent(self, token: str, path: Path, old: object, new: object) -> bool:
        """A name and a link of the same resource; text and number of the same value."""
        del token
        names = {step for step in path if isinstance(step, str)}
        if isinstance(old, str) and isinstance(new, str):
            return bool(names & _REFERENCES) and links.same(old, new)
        return not isinstance(old, (dict, list)) and not isinstance(new, (dict, list)) and _text(old) == _text(new)

    def keeps(self, token: str, path: Path) -> bool:
        """Whether leaving out an input that was given is no change, because the cloud then keeps what it has: what
        Terraform calls optional and computed. Such an input is not required and its output always has a value; one
        with a default of the provider's own has an output that may be absent."""
        resource = self._index.resource(token)
        if len(path) != 1 or resource is None:
            return False
        name = str(path[0])
        given, told = resource.inputs.get(name), resource.outputs.get(name)
        is_own = name == "deletionPolicy"  # the provider's, and without one it is DELETE
        return given is not None and told is not None and not given.required and told.required and not is_own

    def spot(self, call: Call, record: Record) -> Spot | None:
        """Spot TPU VMs, VMs, groups of VMs and node pools."""
        return preemption.spot(call, coverage.modelled(record.token), record)

    def resource_id(self, token: str, text: str, scope: Scope) -> str:
        """Links are taken as well as ids."""
        del token, scope
        return links.strip(text)

    def invoke(self, call: Call, token: str, args: Values) -> Values:
        """The result of a function."""
        return invokes.invoke(call, token, args)

    def default_limit(self, key: QuotaKey) -> int:
        """0 for accelerators, none for others."""
        return capacity.default_limit(key)

    def already_exists(self, kind: Kind, identity: Identity) -> CloudError:
        """409, in the older or the younger APIs' words."""
        if kind.permanent:
            note = kind.kept_note.format(id=identity.id) if isinstance(kind, GoogleKind) else None
            return errors.plain_already_exists(_title(kind), identity.id, note=note)
        if kind.token.startswith("gcp:compute/"):
            return errors.already_exists(identity.id)
        return errors.api_error(409, f"Already exists: {identity.id}.", "alreadyExists")

    def not_found(self, kind: Kind, resource_id: str) -> CloudError:
        """404, in the older or the younger APIs' words."""
        is_compute = kind.token.startswith("gcp:compute/")
        return errors.not_found(resource_id) if is_compute else errors.container_not_found(resource_id)

    def in_use(self, kind: Kind, record: Record, user: Record) -> CloudError:
        """400 with both names."""
        if isinstance(kind, GoogleKind):
            return kind.in_use(record, user)
        return errors.in_use("resource", record.id, user.id)

    def over_quota(self, shortages: Sequence[Shortage]) -> CloudError:
        """403 with every quota that is short."""
        return capacity.over_quota(shortages)

    def out_of_capacity(self, shortfalls: Sequence[Shortfall]) -> CloudError:
        """What no type has refused in words of its own."""
        return stock.vm_stockout("-", shortfalls)

    def throttled(self, token: str) -> CloudError:
        """429 of the API's own limit."""
        service = _service(token)
        return errors.api_error(
            429,
            f"Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service '{service}' for"
            " consumer",
            "rateLimitExceeded",
        )

    def unavailable(self, token: str) -> CloudError:
        """503."""
        del token
        return errors.api_error(503, "The service is currently unavailable.", "backendError")

    def timed_out(self, token: str) -> CloudError:
        """The provider gives up waiting."""
        return CloudError(f'Post "https://{_service(token)}/": context deadline exceeded')

    def verb_failed(self, verb: str, kind: Kind, error: CloudError) -> CloudError:
        """`Error creating Network: …`; what is no answer of an API keeps its own words."""
        if not error.message.startswith("googleapi:"):
            return error
        return error.prefixed(f"Error {verb} {_title(kind)}")


def _service(token: str) -> str:
    return f"{token.removeprefix('gcp:').split('/', maxsplit=1)[0]}.googleapis.com"


def _title(kind: Kind) -> str:
    return kind.title if isinstance(kind, GoogleKind) else kind.token


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
