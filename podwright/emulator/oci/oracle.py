"""The emulated Oracle Cloud: what the core asks a cloud for.

Owns the provider's settings and the words that are common to all types; types, rules and functions have files of their
own, listed in `coverage.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.capacity import Shortfall
from podwright.emulator.core.cloud import Call, Cloud, Identity, Kind, Scope, Spot
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import QuotaKey, Shortage
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import coverage, errors, invokes, limits, ocids, preemption
from podwright.emulator.oci.base import OracleKind
from podwright.emulator.oci.tables import TABLES
from podwright.emulator.sdk.index import SdkIndex

_ANY_CASE = frozenset({"availabilityDomain", "dnsLabel", "sourceType", "hostnameLabel", "state"})
"""Properties whose case means nothing to the provider (its diff suppression)."""


class OracleCloud(Cloud):
    """Implements `podwright.emulator.core.cloud.Cloud`."""

    package = "oci"

    def __init__(self, index: SdkIndex) -> None:
        self._index = index

    def scope(self, config: Values) -> Scope:
        """Tenancy and region; without a tenancy, the emulated one."""
        tenancy = values.string(config, "tenancyOcid") or ocids.EMULATED_TENANCY
        return Scope(tenancy, values.string(config, "region"))

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
        """Text and number of the same value; names whose case means nothing."""
        del token
        if isinstance(old, (dict, list)) or isinstance(new, (dict, list)):
            return False
        if _text(old) == _text(new):
            return True
        return path[-1] in _ANY_CASE and _text(old).lower() == _text(new).lower()

    def resource_id(self, token: str, text: str, scope: Scope) -> str:
        """Ids are taken as they are."""
        del token, scope
        return text

    def invoke(self, call: Call, token: str, args: Values) -> Values:
        """The result of a function."""
        return invokes.invoke(call, token, args)

    def spot(self, call: Call, record: Record) -> Spot | None:
        """Preemptible instances and node pools."""
        return preemption.spot(call, coverage.modelled(record.token), record)

    def default_limit(self, key: QuotaKey) -> int:
        """0 for GPUs, Oracle's own for what is counted, none for others."""
        return limits.default_limit(key)

    def already_exists(self, kind: Kind, identity: Identity) -> CloudError:
        """409, in each service's own words."""
        title = kind.token.rsplit(":", 1)[-1]
        if title == "Bucket":
            _, namespace, _, name = identity.id.split("/", 3)
            return errors.service_error(
                409,
                "BucketAlreadyExists",
                f"Either the bucket '{name}' in namespace '{namespace}' already exists or you are not authorized to"
                " create it",
            )
        return errors.name_taken(kind.token, identity.name)

    def not_found(self, kind: Kind, resource_id: str) -> CloudError:
        """404, the same for what is not there and what one may not see."""
        del kind
        return errors.not_found(f"there is no {resource_id}")

    def in_use(self, kind: Kind, record: Record, user: Record) -> CloudError:
        """409 with both OCIDs."""
        noun = _noun(self.kind(user.token))
        if isinstance(kind, OracleKind):
            return kind.in_use(record, user, noun)
        return errors.referenced(_noun(kind), record.id, noun, user.id)

    def over_quota(self, shortages: Sequence[Shortage]) -> CloudError:
        """400 with every limit that is short."""
        return limits.over_limit(shortages)

    def out_of_capacity(self, shortfalls: Sequence[Shortfall]) -> CloudError:
        """500 without a word of what is missing; the note says it."""
        return errors.out_of_capacity(
            "; ".join(
                f"{short.draw.amount} {short.draw.what} asked for in {short.draw.place}, {short.available} available"
                for short in shortfalls
            )
        )

    def throttled(self, token: str) -> CloudError:
        """429."""
        del token
        return errors.service_error(429, "TooManyRequests", "Too many requests for the user.")

    def unavailable(self, token: str) -> CloudError:
        """503."""
        del token
        return errors.service_error(503, "ServiceUnavailable", "The service is currently unavailable.")

    def verb_failed(self, verb: str, kind: Kind, error: CloudError) -> CloudError:
        """The provider's lines below the refusal."""
        return kind.refusal(verb, error) if isinstance(kind, OracleKind) else error


def _noun(kind: Kind) -> str:
    return kind.noun if isinstance(kind, OracleKind) else kind.token


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
