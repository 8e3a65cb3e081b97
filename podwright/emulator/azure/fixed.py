"""What Azure refuses to change in a resource that exists, though the provider sends the change.

Owns the reading of `fixed.yaml` and the words of the refusals. The provider replaces a resource only for what is in
`replace.yaml`; everything else it sends as an update, and much of that Azure refuses: such a change takes a new name or
a replacement by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

from podwright.catalog.data import Fields
from podwright.emulator.azure import errors, locations
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core import values
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values, plain_values

_BUILT = "built the same way as Azure's words, no public sample was found"


def check(token: str, resource_id: str, old: Record, new: Values) -> None:
    """Refuses an update that changes what the type keeps for life."""
    _check_location(old, new)
    inputs, outputs = plain_values(old.inputs), plain_values(old.outputs)
    for rule in _rules(token):
        path = rule.text("path")
        before = values.get(inputs, path) if values.given(inputs, path) else None
        shown = values.get(outputs, path) if values.given(outputs, path) else rule.values.get("default")
        after = values.get(new, path) if values.given(new, path) else None
        if before is None and after is None:
            continue
        if not _means_the_same(after, before if before is not None else shown, rule):
            raise _refusal(rule, resource_id, before if before is not None else shown, after)


def _check_location(old: Record, new: Values) -> None:
    """ARM itself compares the location, whatever the type."""
    given = values.string(new, "location")
    if given and old.location and locations.normal(given) != old.location:
        group = values.string(new, "resourceGroupName") or ""
        raise errors.arm_error(
            409,
            "InvalidResourceLocation",
            f"The resource '{old.name}' already exists in location '{old.location}' in resource group '{group}'. A"
            f" resource with the same name cannot be created in location '{locations.normal(given)}'. Please select a"
            " new resource name.",
        )


def _means_the_same(new: object, old: object, rule: Fields) -> bool:
    if new is None and rule.has("default"):
        new = rule.values["default"]
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        # the cloud shows more of a block than was asked for
        before = cast("Values", old)
        return all(_means_the_same(item, before.get(key), rule) for key, item in cast("Values", new).items())
    if isinstance(new, str) and isinstance(old, str):
        return new.lower() == old.lower()
    if isinstance(new, list) and isinstance(old, list):
        return sorted(map(str, cast("list[object]", new))) == sorted(map(str, cast("list[object]", old)))
    return new == old


def _refusal(rule: Fields, resource_id: str, before: object, after: object) -> CloudError:
    note = None if rule.flag("verified", default=True) else _BUILT
    if rule.text_or_none("words") == "zones":
        return errors.bad_request(
            f"Resource {resource_id} has an existing availability zone constraint {_zones(before)} and the request has"
            f" availability zone constraint {_zones(after)}, which do not match. Zones cannot be added/updated/removed"
            " once the resource is created. The resource cannot be updated from regional to zonal or vice-versa.",
            code="ResourceAvailabilityZonesCannotBeModified",
            note=note,
        )
    if rule.text_or_none("words") == "role":
        return errors.bad_request(
            "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
            code="RoleAssignmentUpdateNotPermitted",
            note=note,
        )
    status = rule.number("status") if rule.has("status") else 409
    name = rule.text_or_none("as") or rule.text("path")
    return errors.arm_error(
        status, "PropertyChangeNotAllowed", f"Changing property '{name}' is not allowed.", note=note
    )


def _zones(value: object) -> str:
    found = [str(zone) for zone in cast("Sequence[object]", value)] if isinstance(value, list) else []
    return ", ".join(sorted(found)) or "NoZone"


@cache
def _rules(token: str) -> tuple[Fields, ...]:
    types = TABLES.table("fixed.yaml").child("types")
    return types.records(token) if types.has(token) else ()
