"""What all types of Oracle's cloud have in common: OCID, compartment, tags, lifecycle state, references.

Owns `OracleKind`, the base of every modelled type. A type names its words and what it points at; the rest is filled
here. Names are not unique but in the services that say so, so each create makes a resource with an OCID of its own.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from podwright.emulator.core import assigned, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Kind, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import OnDelete, Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors, ocids, regions, unique
from podwright.emulator.oci.tables import TABLES

COMPARTMENT = "oci:Identity/compartment:Compartment"
NAMED = AutoName("name", 100)
"""Types whose `name` is made when it is not given; a display name is the service's own affair."""


def tenancy_of(scope: Scope) -> str:
    """The tenancy's OCID, which is also its root compartment."""
    return scope.project or ocids.EMULATED_TENANCY


def region_of(scope: Scope) -> regions.Region:
    """The provider's region; the Go SDK's own words when there is none."""
    if not scope.region:
        raise CloudError("can not create client, bad configuration: did not find a proper configuration for region")
    found = regions.regions().get(scope.region)
    if found is None:
        raise CloudError(
            f"can not create client, bad configuration: did not find a proper configuration for region {scope.region}",
            note=f"known regions: {', '.join(sorted(regions.regions()))}",
        )
    return found


class OracleKind(Kind):
    """A modelled type."""

    ocid: str = ""
    """The type in its OCIDs: `vcn`."""
    noun: str = ""
    """How Oracle's sentences call it: `The VCN ocid1.vcn… references the …`."""
    regional: bool = True
    """Whether its OCIDs name the region."""
    state: str = "AVAILABLE"
    """Its lifecycle state when all is well."""
    auto_name: AutoName | None = None
    points_at: tuple[tuple[str, str], ...] = ()
    """(property, type token) of what must exist; `[*]` for each item of a list."""
    operations: Mapping[str, str] = {}
    """The API's name of a verb where it is not `CreateVcn`, `UpdateVcn`, `DeleteVcn`."""
    unique: tuple[str, ...] = ()
    """The properties that no second one may have alike, where there are such."""

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Made of the type, the place and what was asked for; that is the OCID of the first one asked for so."""
        region = region_of(scope)
        tenancy, place = tenancy_of(scope), region.name if self.regional else ""
        seed = json.dumps(inputs, sort_keys=True, default=str)
        resource_id = ocids.make(self.ocid, region.realm, place, self.token, tenancy, seed)
        return Identity(resource_id, tenancy, self.label(inputs), place or "global")

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """An OCID that none of its type had before; refused when another one has what must be unique."""
        twin = self.twin(call, identity, inputs)
        if twin is not None and not self.idempotent:
            raise errors.name_taken(self.token, self._unique_name(inputs))
        if twin is not None:
            return replace(identity, id=twin.id)
        return assigned.alike(call, self.token, identity, lambda number: ocids.another(identity.id, number))

    def twin(self, call: Call, identity: Identity, inputs: Values) -> Record | None:
        """The one in the same place that has the same `unique` properties."""
        return unique.find(call.tx, self.token, identity, {name: inputs.get(name) for name in self.unique})

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Refuses a new name that another one has."""
        twin = self.twin(call, identity, inputs)
        if twin is not None and twin.id != identity.id:
            raise errors.name_taken(self.token, self._unique_name(inputs))

    def _unique_name(self, inputs: Values) -> str:
        return str(inputs.get(self.unique[-1]))

    def label(self, inputs: Values) -> str:
        """What a list calls it: its name where that cannot change. A display name can, and is in the outputs."""
        return str(values.get(inputs, "name")) if "name" in self.unique else self.ocid

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`."""
        return list(check_rules(TABLES, self.token, inputs))

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its compartment and what `points_at` says."""
        found = compartment_reference(scope, inputs)
        for path, token in self.points_at:
            found += [self.reference(identity, place, token, value) for place, value in texts(inputs, path)]
        return found

    def reference(
        self, identity: Identity, path: str, token: str, resource_id: str, on_delete: OnDelete = "refuse"
    ) -> Reference:
        """One resource that must exist, in this region if its OCID names one."""
        region = ocids.region_of(resource_id)
        is_near = region is None or identity.location in (region, "global")
        return Reference(path, token, resource_id if is_near else "", errors.not_found(), on_delete)

    def common(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Compartment, display name, tags, state and time of creation; only what the type declares is kept."""
        created = old.outputs.get("timeCreated") if old else go_time(call)
        return {
            "compartmentId": values.string(inputs, "compartmentId") or tenancy_of(call.scope),
            "displayName": values.string(inputs, "displayName") or self._display_name(call, old),
            "definedTags": {**_own_tags(call, old), **values.mapping(inputs, "definedTags")},
            "freeformTags": values.mapping(inputs, "freeformTags"),
            "systemTags": {},
            "state": self.state,
            "timeCreated": created,
            "timeUpdated": go_time(call),
        }

    def _display_name(self, call: Call, old: Record | None) -> str:
        kept = values.string(old.outputs, "displayName") if old else None
        return kept or f"{self.ocid}{call.now:%Y%m%d%H%M%S}"

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What is common to all types; a type adds its own."""
        return self.common(call, identity, inputs, old)

    def refusal(self, verb: str, error: CloudError) -> CloudError:
        """A refusal with the provider's lines below it."""
        title = self.token.rsplit(":", 1)[-1]
        operation = self.operations.get(verb) or f"{_VERBS[verb]}{title}"
        return errors.with_trailer(error, errors.service_name(self.token), errors.document_name(self.token), operation)

    def in_use(self, record: Record, user: Record, user_noun: str) -> CloudError:
        """What the service says to a delete of something that `user` needs."""
        return errors.referenced(self.noun, record.id, user_noun, user.id)


_VERBS = {"creating": "Create", "updating": "Update", "deleting": "Delete"}


def compartment_reference(scope: Scope, inputs: Values) -> list[Reference]:
    """The compartment that the inputs name; the tenancy itself is always there."""
    compartment, tenancy = values.string(inputs, "compartmentId"), tenancy_of(scope)
    if compartment in (None, tenancy):
        return []
    note = f"the tenancy here is {tenancy}; set oci:tenancyOcid to have another, or use the id of a compartment"
    return [Reference("compartmentId", COMPARTMENT, compartment, errors.not_found(note))]


def texts(inputs: Values, path: str) -> Iterable[tuple[str, str]]:
    """Every text at a path, with its own path."""
    return ((place, value) for place, value in values.each(inputs, path) if isinstance(value, str) and value)


def go_time(call: Call) -> str:
    """The time as the provider writes it: `2026-05-04 12:00:00.5 +0000 UTC`."""
    fraction = f".{call.now.microsecond // 1000:03d}".rstrip("0").rstrip(".")
    return f"{call.now:%Y-%m-%d %H:%M:%S}{fraction} +0000 UTC"


def domain_of(call: Call, inputs: Values, path: str = "availabilityDomain") -> str:
    """The availability domain at a path as the cloud spells it; 404 when the region has none of that name."""
    given = values.string(inputs, path) or ""
    names = regions.domain_names(tenancy_of(call.scope), region_of(call.scope))
    for name in names:
        if regions.same_domain(name, given):
            return name
    raise errors.not_found(f'"{given}" is no availability domain of this region; it has {", ".join(names)}')


def _own_tags(call: Call, old: Record | None) -> Values:
    """The tags that every tenancy puts on what is made in it."""
    before = values.mapping(old.outputs, "definedTags") if old else {}
    return {
        "Oracle-Tags.CreatedBy": before.get("Oracle-Tags.CreatedBy", "default/podwright"),
        "Oracle-Tags.CreatedOn": before.get("Oracle-Tags.CreatedOn", call.timestamp()),
    }
