"""What all types of Azure have in common: where a resource goes, its id, its parent, its outputs.

Owns `ArmKind`, the base of every modelled type. A type names its ARM type and the inputs that fill its id; resource
group, parent, location, name and the outputs that every resource has are done here.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from podwright.emulator.azure import errors, fixed, ids, locations, names, versions
from podwright.emulator.azure.naming import ArmName
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Kind, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import OnDelete, Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values

GROUP = "azure-native:resources:ResourceGroup"
WATCHER_GROUP = "networkwatcherrg"
"""Azure makes this group by itself for its network watchers."""
_CREATOR = "emulated@podwright.invalid"


class ArmKind(Kind):
    """A modelled type inside a resource group."""

    arm_type: str = ""
    """`Microsoft.Network/virtualNetworks/subnets`."""
    keys: tuple[str, ...] = ()
    """The inputs with the names in the id, the resource's own last."""
    parent: str | None = None
    """The token of the type whose child it is."""
    parent_goes: OnDelete = "cascade"
    """What a delete of the parent means for this child."""
    pointers: tuple[Pointer, ...] = ()
    regional: bool = True
    """Whether it has a location of its own."""
    only_location: str | None = None
    """The one location that the type has, `global`."""

    @property
    def auto_name(self) -> AutoName | None:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Random for a top-level resource, the logical name for a child."""
        return ArmName(self.keys[-1], style="random" if len(self.keys) == 1 else "copy")

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The id from the names in the inputs and the provider's subscription."""
        group, *filled = (_name(inputs, key) for key in ("resourceGroupName", *self.keys))
        resource_id = ids.build(scope.project or "", group, self.arm_type, tuple(filled))
        return Identity(resource_id, scope.project or "", filled[-1], self.place(scope, inputs))

    def place(self, scope: Scope, inputs: Values) -> str:
        """The location that is given or configured; empty where the resource group decides."""
        if self.only_location:
            return self.only_location
        found = values.string(inputs, "location") or (scope.region if self.regional else None)
        return locations.normal(found) if found else ""

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """At the location that counts: its own, the provider's or its group's, or else that of its parent."""
        location = self.located(call, identity, inputs)
        if not location and self.parent:
            parent = call.tx.get(self.parent, self.parent_id(identity) or "")
            location = parent.location if parent else ""
        return replace(identity, location=location)

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The provider's own checks: the name, and the rules of `rules.yaml`."""
        name = values.string(inputs, self.keys[-1])
        refused = list(names.provider_refusals(self.token, self.keys[-1], name)) if name else []
        return [*refused, *check_rules(TABLES, self.token, inputs)]

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The resource group, the parent, and what the pointers name."""
        found: list[Reference] = [*self.group_reference(scope, inputs)]
        parent = self.parent_id(identity)
        if self.parent and parent:
            missing = errors.parent_not_found(ids.last(parent))
            found.append(Reference(self.keys[-2], self.parent, parent, missing, self.parent_goes))
        return found + [each for pointer in self.pointers for each in pointer.references(inputs, identity)]

    def group_reference(self, scope: Scope, inputs: Values) -> Iterator[Reference]:
        """The resource group; a delete of it takes everything in it (see `groups.py`)."""
        group = values.string(inputs, "resourceGroupName")
        if group and group.lower() != WATCHER_GROUP:
            target = ids.group_id(scope.project or "", group)
            yield Reference("resourceGroupName", GROUP, target, errors.group_not_found(group), "allow")

    def parent_id(self, identity: Identity) -> str | None:
        """The id of the resource whose child it is."""
        found = ids.parse(identity.id)
        if self.parent is None or found is None:
            return None
        arm_type = "/".join(found.arm_type.split("/")[: len(self.keys)])
        return ids.build(found.subscription, found.group, arm_type, found.names[: len(self.keys) - 1])

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Name and location; a type adds what only it refuses in `accept`."""
        refusal = names.arm_refusal(self.token, identity.name) if old is None else None
        if refusal:
            raise refusal
        location = self.located(call, identity, inputs)
        known = (self.only_location,) if self.only_location else locations.regions()
        given = values.string(inputs, "location")
        if self.only_location and given and locations.normal(given) != self.only_location:
            raise errors.location_not_available(given, self.arm_type, known)
        if location and location not in known:
            raise errors.location_not_available(given or location, self.arm_type, known)
        if values.given(inputs, "zones") and location in locations.without_zones():
            raise errors.no_zones(self.arm_type, identity.name, location)
        if old:
            fixed.check(self.token, identity.id, old, inputs)
        self.accept(call, identity, inputs, old)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Refuses what this type alone refuses, by `CloudError`; may write what goes with it."""

    def located(self, call: Call, identity: Identity, inputs: Values) -> str:
        """The location, that of the resource group when neither the inputs nor the provider say one."""
        if identity.location or not self.regional:
            return identity.location
        group = call.tx.get(GROUP, ids.group_id(identity.project, values.string(inputs, "resourceGroupName") or ""))
        return group.location if group else ""

    def in_use(self, record: Record, user: Record) -> CloudError:
        """The refusal of a delete while `user` needs it."""
        if user.id.lower().startswith(f"{record.id.lower()}/"):
            return errors.nested([user.id])
        return errors.arm_error(
            409,
            "OperationNotAllowed",
            f"Resource {record.id} cannot be deleted because it is in use by the following resource: {user.id}.",
        )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What every resource has, and what the type adds; only what the SDK declares is kept."""
        found: Values = {
            "name": identity.name,
            "type": self.arm_type,
            "azureApiVersion": versions.api_version(self.token),
            "provisioningState": "Succeeded",
            "systemData": system_data(call, old),
        }
        location = self.located(call, identity, inputs)
        if location:
            found["location"] = location
        return {**found, **self.own_outputs(call, identity, inputs, old)}

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What this type alone has."""
        return {}


def system_data(call: Call, old: Record | None) -> Values:
    """Who made the resource and who changed it last."""
    return {
        "createdAt": old.created if old else call.timestamp(),
        "createdBy": _CREATOR,
        "createdByType": "User",
        "lastModifiedAt": call.timestamp(),
        "lastModifiedBy": _CREATOR,
        "lastModifiedByType": "User",
    }


def guid(call: Call, old: Record | None, key: str, *parts: object) -> str:
    """A GUID that the cloud makes once and keeps; `key` is the output in which it is."""
    kept = old.outputs.get(key) if old else None
    return kept if isinstance(kept, str) and kept else numbers.uuid_of(key, *parts, call.incarnation)


def network_etag(call: Call, identity: Identity) -> str:
    """Of the network types; a new one with every write."""
    return f'W/"{numbers.uuid_of("etag", identity.id, call.timestamp(), call.incarnation)}"'


def _name(inputs: Values, key: str) -> str:
    found = values.get(inputs, key)
    return str(UNKNOWN) if found is UNKNOWN else str(found or "")
