"""What all types of Google Cloud have in common: where a resource goes, its id, its labels, its rules.

Owns `GoogleKind`, the base of every modelled type. A type names its id's form and its words; the rest is filled from
the inputs and the provider's settings, in the order the real provider looks.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from podwright.catalog.regions import regions
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Kind, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values, as_secret
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.pointers import Pointer
from podwright.emulator.gcp.tables import TABLES

ATTRIBUTION = {"goog-pulumi-provisioned": "true"}
"""The label that the real provider adds unless `addPulumiAttributionLabel` is false."""


def project_of(scope: Scope, inputs: Values) -> str:
    """The resource's project, or the provider's."""
    project = values.get(inputs, "project")
    if project is UNKNOWN:
        return str(UNKNOWN)
    found = values.string(inputs, "project") or scope.project
    if not found:
        raise errors.no_project()
    return found.removeprefix("projects/")


def region_of(scope: Scope, inputs: Values) -> str:
    """The resource's region, or the provider's, or that of the provider's zone."""
    if values.get(inputs, "region") is UNKNOWN:
        return str(UNKNOWN)
    found = values.string(inputs, "region") or scope.region or (links.region_of(scope.zone) if scope.zone else None)
    if not found:
        raise errors.no_region()
    return links.last(found)


def zone_of(scope: Scope, inputs: Values) -> str:
    """The resource's zone, or the provider's."""
    if values.get(inputs, "zone") is UNKNOWN:
        return str(UNKNOWN)
    found = values.string(inputs, "zone") or scope.zone
    if not found:
        raise errors.no_zone()
    return links.last(found)


def conceal(found: Values, paths: tuple[str, ...]) -> Values:
    """The top-level properties of `found` that hold a value at one of the paths, with that value as a secret."""
    return {
        name: _concealed(found[name], [path.split(".")[1:] for path in paths if path.split(".")[0] == name])
        for name in sorted({path.split(".")[0] for path in paths})
        if found.get(name) is not None
    }


def _concealed(value: object, paths: list[list[str]]) -> object:
    if isinstance(value, list):
        return [_concealed(item, paths) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    found = dict(cast("Values", value))
    for step in {path[0] for path in paths if path and found.get(path[0]) is not None}:
        rest = [path[1:] for path in paths if path[0] == step]
        found[step] = as_secret(found[step]) if [] in rest else _concealed(found[step], rest)
    return found


class GoogleKind(Kind):
    """A modelled type. `template` is the id's form; it may use project, region, zone, location and name."""

    title: str = ""
    """How the provider calls it in an error: `Error creating Network: …`."""
    noun: str = ""
    """How Compute Engine calls it: `The network resource '…' is already being used by …`."""
    template: str = ""
    link_base: str | None = None
    """In front of the id it makes the self link; None: the type has none."""
    labels: str | None = None
    """The property with the user's labels; None: the type has none."""
    name_property = "name"
    pointers: tuple[Pointer, ...] = ()
    """Which properties name other resources."""
    secret_paths: tuple[str, ...] = ()
    """Nested properties that the provider's schema marks secret; the SDK marks top-level ones only."""
    kept_note = (
        "Google Cloud cannot delete it, and neither does the provider: take it over with the resource option"
        ' import_="{id}"; retain_on_delete=True keeps it whole until then'
    )
    """What to do about a create of what is still there, for a type that stays after a delete."""

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """What fills the template."""
        wanted = {"project": project_of, "region": region_of, "zone": zone_of}
        filled = {key: find(scope, inputs) for key, find in wanted.items() if f"{{{key}}}" in self.template}
        return {**filled, "name": str(values.get(inputs, self.name_property))}

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """The id from the template."""
        place = self.place(scope, inputs)
        location = place.get("zone") or place.get("region") or place.get("location") or "global"
        project = place.get("project") or project_of(scope, inputs)
        self.check_location(location)
        return Identity(self.template.format_map(place), project, place["name"], location)

    def check_location(self, location: str) -> None:
        """Refuses a region that Google does not have, and a zone of one."""
        region = links.region_of(location)
        if location not in ("global", str(UNKNOWN)) and region not in regions("gcp"):
            raise errors.invalid(f"Invalid value for field 'region': '{region}'. Unknown region.")

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`."""
        return list(check_rules(TABLES, self.token, inputs))

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """What the pointers name."""
        return [reference for pointer in self.pointers for reference in pointer.references(inputs, identity)]

    def in_use(self, record: Record, user: Record) -> CloudError:
        """The refusal of a delete while `user` needs it."""
        return errors.in_use(self.noun, record.id, user.id)

    def self_link(self, identity: Identity) -> str:
        """The link of the API."""
        return f"{self.link_base or ''}{identity.id}"

    def common(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Project, region, zone, self link, creation time and labels; only what the type declares is kept."""
        found: Values = {"project": identity.project, self.name_property: identity.name}
        if "{region}" in self.template:
            found["region"] = identity.location
        if "{zone}" in self.template:
            found["zone"] = identity.location
        if self.link_base:
            found["selfLink"] = self.self_link(identity)
        found["creationTimestamp"] = old.outputs.get("creationTimestamp") if old else call.timestamp()
        found |= conceal(inputs, self.secret_paths)
        if self.labels:
            own = values.mapping(inputs, self.labels)
            merged = {**call.scope.labels, **own}
            found |= {self.labels: own, "effectiveLabels": merged, "pulumiLabels": merged}
            found["labelFingerprint"] = numbers.fingerprint(sorted(merged.items()))
        return found

    def spared(self, record: Record) -> bool:
        """The provider's `deletionPolicy` (SDK docstrings): PREVENT refuses, ABANDON leaves it in the cloud."""
        policy = values.string(record.inputs, "deletionPolicy")
        if policy == "PREVENT":
            raise CloudError(
                f'cannot destroy {self.title} without setting deletion_policy="DELETE" and running `pulumi up`'
            )
        return policy == "ABANDON"

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What is common to all types; a type adds its own."""
        return self.common(call, identity, inputs, old)
