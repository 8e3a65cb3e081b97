"""From the plain values of a stack to a `StackSpec`, or to everything that is wrong with their shape.

Owns parsing: types, unknown and missing keys, and `acceleratorType`, which is turned into `generation` and `topology`
so that nothing after this knows two spellings. Used offline by `podwright check` and inside the Pulumi program alike.
It judges no meaning: whether the parts agree is `stacks.check`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_origin

from pydantic import ValidationError

from podwright.catalog.topology import parse_accelerator_type
from podwright.errors import InputError, Problem
from stacks.findings import Findings
from stacks.model import Account, Key, Network, NodeServiceAccount, QuotaAsk, StackSpec
from stacks.model_base import Capacity
from stacks.model_cluster import Cluster
from stacks.model_tpus import TpuSliceSpec, TpuVmSpec
from stacks.refusals import inner, model_fields, refuse
from stacks.salvage import rename_misspelt, salvage
from stacks.source import PREFIX, KeyPath, SourceMap

__all__ = [
    "Account",
    "Capacity",
    "Cluster",
    "Key",
    "Network",
    "NodeServiceAccount",
    "QuotaAsk",
    "Reading",
    "StackSpec",
    "TpuSliceSpec",
    "TpuVmSpec",
    "from_config",
    "known_keys",
    "parse",
    "read",
]

OF_MEMBERS = ("cloud", "account")
"""What every stack but a mesh says of itself."""
_SHAPED = ("tpuSlices", "tpuVms")
"""The maps whose entries may give `acceleratorType`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be made of the values of one stack."""

    spec: StackSpec | None
    """The spec; None as soon as anything is wrong with the shape."""
    rest: StackSpec | None
    """The spec without its wrong parts, for rules that judge the others; equals `spec` when nothing is wrong."""
    broken: frozenset[KeyPath]
    """Places that `rest` has left out or guessed: what rules find there is not the user's mistake."""
    problems: tuple[Problem, ...]


def known_keys() -> frozenset[str]:
    """The keys of a spec, without their prefix."""
    return frozenset(model_fields(StackSpec))


def from_config(config: Mapping[str, str]) -> dict[str, object]:
    """The spec's values in a Pulumi configuration: prefix removed, everything that is not plain text JSON-decoded.

    `config` is what a Pulumi program gets: full keys (`podwright:network`), each value a string.
    """
    values: dict[str, object] = {}
    fields = model_fields(StackSpec)
    for full_key, text in config.items():
        if not full_key.startswith(PREFIX):
            continue
        key = full_key.removeprefix(PREFIX)
        holds_parts = key in fields and not _is_text(fields[key].annotation)
        values[key] = _decoded(text) if holds_parts else text
    return values


def _is_text(annotation: Any) -> bool:
    kind = inner(annotation)
    return kind is str or get_origin(kind) is Literal


def _decoded(text: str) -> object:
    try:
        return cast("object", json.loads(text))
    except ValueError:
        return text


def parse(data: Mapping[str, object], source: SourceMap | None) -> tuple[StackSpec | None, list[Problem]]:
    """The spec, or None and every problem of its shape. `source` gives the problems their file and line."""
    reading = read(data, source)
    return reading.spec, list(reading.problems)


def read(data: Mapping[str, object], source: SourceMap | None) -> Reading:
    """Like `parse`, and keeps what is usable of a wrong spec so that its other mistakes are found in the same run."""
    findings = Findings(source)
    values = {key: _plain(value) for key, value in data.items()}
    broken = _fill_shapes(values, findings) | _fill_mesh(values, findings)
    try:
        whole = StackSpec.model_validate(values)
    except ValidationError as error:
        refused = cast("list[Mapping[str, Any]]", error.errors(include_url=False))
        renamed = rename_misspelt(values, [_path(each) for each in refused if each["type"] == "extra_forbidden"])
        for each in refused:
            # a key that is missing because its name is misspelt is one mistake and not two
            if _path(each) not in renamed.values():
                refuse(each, findings, renamed.get(_path(each)))
        rest, left_out = salvage(values, [_path(each) for each in refused])
        broken |= left_out | set(renamed.values())
        return Reading(None, rest, frozenset(broken), tuple(findings.problems))
    return Reading(None if findings.problems else whole, whole, frozenset(broken), tuple(findings.problems))


def _path(error: Mapping[str, Any]) -> KeyPath:
    return cast("KeyPath", tuple(error["loc"]))


def _plain(value: object) -> object:
    """A copy that may be changed; keys become text, so that `{1: …}` is an unknown key and not a crash."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in cast("list[object]", value)]
    return value


def _fill_shapes(values: dict[str, object], findings: Findings) -> set[KeyPath]:
    """Writes `generation` and `topology` beside each `acceleratorType`; returns the places it could not fill."""
    broken: set[KeyPath] = set()
    for key in _SHAPED:
        groups = values.get(key)
        if not isinstance(groups, dict):
            continue
        for name, entry in cast("dict[str, object]", groups).items():
            if isinstance(entry, dict):
                broken |= _fill_shape((key, name), cast("dict[str, object]", entry), findings)
    return broken


def _fill_mesh(values: dict[str, object], findings: Findings) -> set[KeyPath]:
    """Fills in what a mesh takes from its members, so that all else can count on it; returns the places it refused."""
    if values.get("kind") != "mesh":
        return set()
    broken: set[KeyPath] = {(key,) for key in OF_MEMBERS if key in values}
    for key in OF_MEMBERS:
        if key in values:
            findings.add((key,), "is not given in a stack of kind mesh: it has those of its members", fix="remove it")
    values.update({"cloud": "mesh", "account": {}})
    return broken


def _fill_shape(path: KeyPath, entry: dict[str, object], findings: Findings) -> set[KeyPath]:
    given = entry.get("acceleratorType")
    if not isinstance(given, str):
        return set()
    place: KeyPath = (*path, "acceleratorType")
    also = [key for key in ("generation", "topology") if key in entry]
    if also:
        findings.add(
            place,
            f"says the same as {' and '.join(also)}; one shape must not be given twice",
            given=given,
            fix=f"remove acceleratorType, or remove {' and '.join(also)}",
        )
        return {place}
    try:
        plan = parse_accelerator_type(given)
    except InputError as error:
        findings.adopt_all(place, error)
        entry["generation"] = entry["topology"] = ""
        return {place, (*path, "generation"), (*path, "topology")}
    entry["generation"], entry["topology"] = plan.generation, plan.topology
    return set()
