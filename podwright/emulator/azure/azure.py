"""The emulated Azure: what the core asks a cloud for.

Owns the provider's settings and the words that are common to all types; types, rules and functions have files of their
own, listed in `coverage.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import capacity, coverage, errors, ids, invokes, locations, preemption, stock
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.identities import GUID, foreseen_identity
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Shortfall
from podwright.emulator.core.cloud import Call, Cloud, Identity, Kind, Scope, Spot
from podwright.emulator.core.diff import Path, ReplaceRules
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import QuotaKey, Shortage
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.sdk.index import SdkIndex

SUBSCRIPTION = "5ab5c419-0000-4000-8000-000000000001"
"""Where resources go when the provider names no subscription; made up, and the same everywhere."""
TENANT = "7e4a4700-0000-4000-8000-000000000001"
"""The tenant of a provider that names none."""
_IGNORING_CASE = frozenset({"resourceGroupName", "id", "scope", "vnetSubnetID", "podSubnetID", "storageId"})


class AzureCloud(Cloud):
    """Implements `podwright.emulator.core.cloud.Cloud`."""

    package = "azure-native"
    ignores_case = True

    def __init__(self, index: SdkIndex) -> None:
        self._index = index

    def scope(self, config: Values) -> Scope:
        """Subscription, tenant and location; ids that are given must be GUIDs."""
        found = {"subscriptionId": SUBSCRIPTION, "tenantId": TENANT}
        for name in ("subscriptionId", "tenantId", "clientId"):
            given = values.string(config, name)
            if given and not GUID.fullmatch(given):
                raise CloudError(
                    f"azure-native:{name}: '{given}' is not a GUID",
                    note=f"leave it out to use the emulated cloud's own {found.get(name, 'one')}",
                )
            if given:
                found[name] = given.lower()
        location = values.string(config, "location")
        subscription = found.pop("subscriptionId")
        return Scope(subscription, locations.normal(location) if location else None, extra=found)

    def kind(self, token: str) -> Kind:
        """The modelled type, or a generic stand-in."""
        found = coverage.modelled(token)
        if found:
            return found
        definition = self._index.resource(token)
        if definition is None:
            raise CloudError(f"Resource type {token} not found")
        return coverage.generic(definition)

    def rules(self, token: str) -> ReplaceRules:
        """The provider's replacement rules; the names in an id always replace."""
        kind = self.kind(token)
        names = {(key,) for key in kind.keys} if isinstance(kind, ArmKind) else set[tuple[str, ...]]()
        return ReplaceRules(TABLES.replace_rules(token).patterns | names | {("resourceGroupName",)})

    def equivalent(self, token: str, path: Path, old: object, new: object) -> bool:
        """Two ways to write a location, and ids in another case."""
        del token
        if not isinstance(old, str) or not isinstance(new, str):
            return False
        if path[-1] == "location":
            return locations.normal(old) == locations.normal(new)
        return path[-1] in _IGNORING_CASE and old.lower() == new.lower()

    def foreseen(self, token: str, values: Values) -> Values:
        """User-assigned identities as the mapping that they come back as; see `identities.py`."""
        del token
        return foreseen_identity(values)

    def resource_id(self, token: str, text: str, scope: Scope) -> str:
        """The words of an id in any case."""
        del scope
        kind = self.kind(token)
        return ids.normal(text, kind.arm_type if isinstance(kind, ArmKind) else "")

    def invoke(self, call: Call, token: str, args: Values) -> Values:
        """The result of a function."""
        return invokes.invoke(call, token, args)

    def spot(self, call: Call, record: Record) -> Spot | None:
        """Spot node pools and scale sets."""
        return preemption.spot(call, coverage.modelled(record.token), record)

    def default_limit(self, key: QuotaKey) -> int:
        """What a subscription has that asked for nothing."""
        return capacity.default_limit(key)

    def already_exists(self, kind: Kind, identity: Identity) -> CloudError:
        """The provider looks before it creates."""
        del kind
        return errors.already_exists(identity.id)

    def not_found(self, kind: Kind, resource_id: str) -> CloudError:
        """404."""
        del kind
        return errors.not_found(resource_id)

    def in_use(self, kind: Kind, record: Record, user: Record) -> CloudError:
        """In the words of the type."""
        return kind.in_use(record, user) if isinstance(kind, ArmKind) else errors.nested([user.id])

    def over_quota(self, shortages: Sequence[Shortage]) -> CloudError:
        """409 or 400 with the first quota that is short."""
        return capacity.over_quota(shortages)

    def out_of_capacity(self, shortfalls: Sequence[Shortfall]) -> CloudError:
        """409 with the first size that is short."""
        return stock.out_of_capacity(shortfalls)

    def throttled(self, token: str) -> CloudError:
        """429 of Azure Resource Manager."""
        del token
        return errors.arm_error(
            429,
            "TooManyRequests",
            "The request is being throttled as the limit has been reached for operation type - Write. For more"
            " information, see - https://aka.ms/srpthrottlinglimits",
        )

    def unavailable(self, token: str) -> CloudError:
        """503 of Azure Resource Manager."""
        del token
        return errors.arm_error(503, "ServiceUnavailable", "The service is temporarily unavailable, please retry.")

    def verb_failed(self, verb: str, kind: Kind, error: CloudError) -> CloudError:
        """The provider shows Azure's answer as it is."""
        del verb, kind
        return error
