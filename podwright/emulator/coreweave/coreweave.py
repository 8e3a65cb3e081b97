"""The emulated CoreWeave: what the core asks a cloud for.

Owns the provider's settings and the words that are common to all types. The real provider needs an API token; here one
is not needed, and a given one only names the organisation, so that two tokens are two accounts.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Cloud, Identity, Kind, Scope
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import QuotaKey, Shortage
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.coreweave import coverage, errors, invokes, quota
from podwright.emulator.coreweave.base import CoreWeaveKind
from podwright.emulator.coreweave.facts import TABLES
from podwright.emulator.coreweave.storage import Bucket
from podwright.emulator.sdk.index import SdkIndex

ORGANISATION = "emulated"
"""The organisation of a provider without a token."""


class CoreWeaveCloud(Cloud):
    """Implements `podwright.emulator.core.cloud.Cloud`."""

    package = "coreweave"

    def __init__(self, index: SdkIndex) -> None:
        self._index = index

    def scope(self, config: Values) -> Scope:
        """The organisation of the token."""
        token = values.string(config, "token")
        return Scope(project=numbers.hex_digits(6, "organisation", token) if token else ORGANISATION)

    def kind(self, token: str) -> Kind:
        """The type; all of the SDK's are modelled."""
        found = coverage.modelled(token)
        if found is None:
            raise CloudError(f"unrecognized resource type: {token}")
        return found

    def rules(self, token: str) -> ReplaceRules:
        """The provider's replacement rules; those that look at values are in `lifecycle.py`."""
        return TABLES.replace_rules(token)

    def equivalent(self, token: str, path: Path, old: object, new: object) -> bool:
        """What is off and what is not said are the same."""
        del token, path
        return not old and not new and isinstance(old, bool | None) and isinstance(new, bool | None)

    def resource_id(self, token: str, text: str, scope: Scope) -> str:
        """Ids are taken as they are."""
        del token, scope
        return text

    def invoke(self, call: Call, token: str, args: Values) -> Values:
        """The result of a function."""
        return invokes.invoke(call, token, args)

    def default_limit(self, key: QuotaKey) -> int:
        """No nodes until somebody grants some."""
        return quota.default_limit(key)

    def already_exists(self, kind: Kind, identity: Identity) -> CloudError:
        """ALREADY_EXISTS."""
        if isinstance(kind, Bucket):
            return errors.bucket_exists(identity.name)
        return errors.already_exists(_noun(kind), identity.name)

    def not_found(self, kind: Kind, resource_id: str) -> CloudError:
        """NOT_FOUND."""
        return errors.not_found(_noun(kind), resource_id)

    def in_use(self, kind: Kind, record: Record, user: Record) -> CloudError:
        """FAILED_PRECONDITION with both names."""
        noun = _noun(kind)
        return errors.failed_precondition(
            f"{noun.upper().replace(' ', '_')}_IN_USE", f"{noun} {record.name} is used by {user.name}"
        )

    def over_quota(self, shortages: Sequence[Shortage]) -> CloudError:
        """RESOURCE_EXHAUSTED; node pools queue instead, so nothing says it yet."""
        first = shortages[0]
        return CloudError(
            f"Quota Exceeded: {first.need.key.quota_id}: limit {first.limit}, {first.used} used,"
            f" {first.need.amount} asked",
            note=errors.ASSUMED,
        )

    def verb_failed(self, verb: str, kind: Kind, error: CloudError) -> CloudError:
        """The provider adds nothing."""
        del verb, kind
        return error


def _noun(kind: Kind) -> str:
    return kind.noun if isinstance(kind, CoreWeaveKind) else kind.token
