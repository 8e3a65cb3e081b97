"""The emulated Google Cloud: what the core asks a cloud for.

Owns the provider's settings and the words that are common to all types; types, rules and functions have files of their
own, listed in `coverage.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from podwright.emulator.core.cloud import Call, Identity, Kind, Scope
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import QuotaKey, Shortage
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import capacity, coverage, errors, invokes, links, values
from podwright.emulator.gcp.base import ATTRIBUTION, GoogleKind
from podwright.emulator.gcp.tables import replace_rules
from podwright.emulator.sdk.index import SdkIndex

_REFERENCES = frozenset(
    {"network", "subnetwork", "router", "cluster", "keyRing", "natIps", "nextHopGateway", "region", "zone", "parent"}
)
"""Properties in which a name and a link mean the same (the provider compares them so)."""

_PERMANENT_NOTE = (
    "Google Cloud cannot delete it, and neither does the provider: take it over with the resource option"
    ' import_="{id}"; retain_on_delete=True keeps it whole until then'
)


class GoogleCloud:
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
        return replace_rules(token)

    def equivalent(self, token: str, path: Path, old: object, new: object) -> bool:
        """A name and a link of the same resource; text and number of the same value."""
        del token
        names = {step for step in path if isinstance(step, str)}
        if isinstance(old, str) and isinstance(new, str):
            return bool(names & _REFERENCES) and links.same(old, new)
        return not isinstance(old, (dict, list)) and not isinstance(new, (dict, list)) and _text(old) == _text(new)

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
            return errors.plain_already_exists(_title(kind), identity.id, note=_PERMANENT_NOTE.format(id=identity.id))
        if kind.token.startswith("gcp:compute/"):
            return errors.already_exists(identity.id)
        return errors.api_error(409, f"Already exists: {identity.id}.", "alreadyExists")

    def not_found(self, kind: Kind, resource_id: str) -> CloudError:
        """404, in the older or the younger APIs' words."""
        is_compute = kind.token.startswith("gcp:compute/")
        return errors.not_found(resource_id) if is_compute else errors.container_not_found(resource_id)

    def in_use(self, kind: Kind, record: Record, user: Record) -> CloudError:
        """400 with both names."""
        noun = kind.noun if isinstance(kind, GoogleKind) else "resource"
        return errors.in_use(noun, record.id, user.id)

    def over_quota(self, shortages: Sequence[Shortage]) -> CloudError:
        """403 with every quota that is short."""
        return capacity.over_quota(shortages)

    def verb_failed(self, verb: str, kind: Kind, error: CloudError) -> CloudError:
        """`Error creating Network: …`; what is no answer of an API keeps its own words."""
        if not error.message.startswith("googleapi:"):
            return error
        return error.prefixed(f"Error {verb} {_title(kind)}")


def _title(kind: Kind) -> str:
    return kind.title if isinstance(kind, GoogleKind) else kind.token


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
