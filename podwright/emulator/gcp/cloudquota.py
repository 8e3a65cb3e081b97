"""Quota preferences of the Cloud Quotas API.

Owns what a preference does to the limit: an increase is granted at once, or as `podwright emulator quota set` says with
`--ceiling` and `--approval` (later, or not at all); a decrease is refused when it is unsafe. The provider cannot delete
a preference, it only forgets it: limit and preference stay, and a second create is refused
(hashicorp/terraform-provider-google-beta `resource_cloud_quotas_quota_preference.go` makes no delete call). So a
preference stays in the store as retained, and comes back into a program by import only.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import approval, numbers, values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import UNLIMITED, QuotaKey
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.tables import TABLES

_SAFE_SHARE = 0.9
_PERCENTAGE = "QUOTA_DECREASE_PERCENTAGE_TOO_HIGH"
_USAGE = "QUOTA_DECREASE_BELOW_USAGE"
_IMMUTABLE = ("service", "quotaId", "dimensions")


def key_of(inputs: Values, project: str) -> QuotaKey:
    """The quota that a preference is about."""
    dimensions = {key: str(value) for key, value in values.mapping(inputs, "dimensions").items()}
    service, quota_id = (values.string(inputs, name) or "" for name in ("service", "quotaId"))
    return QuotaKey.of(project, service, quota_id, dimensions)


class SQuotaPreference(GoogleKind):
    """A quota preference."""

    title, noun, permanent = "QuotaPreference", "quota preference", True
    template = "{parent}/locations/global/quotaPreferences/{name}"
    defaults = (("ignoreSafetyChecks", "QUOTA_SAFETY_CHECK_UNSPECIFIED"),)
    untold = ("contactEmail", "justification")

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The parent may be a project, a folder or an organization; only a project's limits are kept."""
        parent, name = values.get(inputs, "parent"), links.last(str(values.get(inputs, "name")))
        if parent is None:
            raise CloudError("parent: required field is not set")
        resource_id = f"{parent}/locations/global/quotaPreferences/{name}"
        return Identity(resource_id, links.project_of(resource_id) or str(parent), name, "global")

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, and the dimensions nobody may set (SDK docstring, s_quota_preference.py)."""
        found = list(check_rules(TABLES, self.token, inputs))
        found += [
            PropertyError(f"dimensions.{name}", "cannot be set: a preference covers all values of it")
            for name in ("user", "resource")
            if name in values.mapping(inputs, "dimensions")
        ]
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Asks for the limit, or refuses."""
        key = key_of(inputs, identity.project)
        if old:
            _check_unchanged(old, inputs)
        else:
            self._check_single(call, identity, key)
        wanted = values.number(inputs, "quotaConfig.preferredValue") or 0
        if old and approval.asked(call.tx, key) == wanted:
            return  # a change of the justification asks for nothing
        _check_decrease(call, key, wanted, values.string(inputs, "ignoreSafetyChecks"))
        approval.request(call.ledger, key, wanted, call.now)

    def _check_single(self, call: Call, identity: Identity, key: QuotaKey) -> None:
        for record in call.tx.records(self.token, identity.project):
            if key_of(record.inputs, record.project) == key:
                raise errors.plain_already_exists(
                    "QuotaPreference", record.id, note="there is one preference for a quota and its dimensions"
                )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What was granted, and when."""
        return {
            "name": identity.name,
            **_answer(call, identity, inputs),
            "createTime": old.outputs.get("createTime") if old else call.timestamp(),
            "updateTime": call.timestamp(),
        }

    def live(self, call: Call, record: Record) -> Values:
        """What is granted by now."""
        identity = Identity(record.id, record.project, record.name, record.location)
        return _answer(call, identity, plain_values(record.inputs))


def _answer(call: Call, identity: Identity, inputs: Values) -> Values:
    key, wanted = key_of(inputs, identity.project), values.number(inputs, "quotaConfig.preferredValue")
    state, _ = approval.state(call.tx, key) or ("granted", None)
    granted = call.ledger.limit(key)
    pending = state == "pending"
    return {
        "quotaConfig": {
            **values.mapping(inputs, "quotaConfig"),
            "preferredValue": str(wanted),
            "grantedValue": str(granted),
            "stateDetail": "" if granted == wanted or pending else "Quota request denied",
            "traceId": numbers.hex_digits(16, "trace", identity.id, wanted),
            "requestOrigin": "ORIGIN_UNSPECIFIED",
        },
        "etag": numbers.etag(identity.id, granted),
        "reconciling": pending,
    }


def _check_decrease(call: Call, key: QuotaKey, granted: int, ignored: str | None) -> None:
    stated = call.ledger.stated(key)
    held = call.ledger.default_limit(key) if stated is None else stated
    if granted == UNLIMITED or (stated is None and held == UNLIMITED) or 0 <= held <= granted:
        return
    reason = None
    if granted < call.ledger.used(key) and ignored != _USAGE:
        reason = f"New effective limit {granted} is below the current usage {call.ledger.used(key)}."
    elif (held == UNLIMITED or granted < held * _SAFE_SHARE) and ignored != _PERCENTAGE:
        reason = (
            f"New effective limit {granted} decreases current effective limit {held} by more than 10.000000 percent."
        )
    if reason:
        units = "/".join(f"{{{name}}}" for name, _ in key.dimensions) or "{project}"
        dimensions = ", ".join(f"{name}: {value}" for name, value in key.dimensions)
        raise CloudError(
            "googleapi: Error 400: com.google.apps.framework.request.StatusException:"
            " <eye3 title='FAILED_PRECONDITION'/> generic::FAILED_PRECONDITION: The quota override for quota unit"
            f" '1/{units}' with dimensions {{{dimensions}}} on metric '{key.service}/{key.quota_id}'"
            f" decreases effective quota unsafely. {reason}",
            note=f"{_USAGE if 'usage' in reason else _PERCENTAGE} in ignoreSafetyChecks allows it",
        )


def _check_unchanged(old: Record, inputs: Values) -> None:
    for name in _IMMUTABLE:
        if (old.inputs.get(name) or None) != (inputs.get(name) or None):
            raise errors.bad_request(
                f"Field quota_preference.{name} is immutable.", note="give the new one another name"
            )
