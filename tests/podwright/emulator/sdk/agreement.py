"""Compares the index of an SDK with what the real provider plugin says of all its types, and writes what it found.

`python -m tests.podwright.emulator.sdk.agreement > tests/podwright/emulator/sdk/agreed.yaml` makes the record anew
where the schemas (`shared/facts/schema`) stand beside the clone. The record holds a digest of the index that was
compared, so that the proof holds on a machine without the schemas too: the same index agrees as it did.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, Property, Scalar, Type

PACKAGES = ("coreweave", "gcp", "oci")
RECORD = Path(__file__).with_name("agreed.yaml")
_ROOT = Path(__file__).parents[4]
NEWER = "the SDK is newer than the plugin whose schema was to be had"
WHY = {
    "only in the SDK": NEWER,
    "only in the schema": "the SDK has dropped it; a program cannot name it",
    "type": NEWER,
    "required": NEWER,
}
"""What each kind of difference comes from."""


@dataclass
class Comparison:
    """What one package's comparison found."""

    resources: int = 0
    objects: int = 0
    properties: int = 0
    differences: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def differ(self, kind: str, what: str) -> None:
        """Writes one difference down."""
        self.differences.setdefault(kind, []).append(what)


def schema_file(package: str) -> Path | None:
    """The plugin's schema beside the clone, or beside the clone that this is a work tree of; None: not here."""
    places = (parent / "shared/facts/schema" / f"{package}.json.gz" for parent in _ROOT.parents[:2])
    return next((place for place in places if place.exists()), None)


def record() -> Mapping[str, Mapping[str, Any]]:
    """What was found when the schemas were there."""
    return YAML(typ="safe").load(RECORD)["packages"]  # pyright: ignore[reportUnknownMemberType]


@cache
def index_of(package: str) -> SdkIndex:
    """One index for all that is asked of it."""
    return SdkIndex(package)


def digest(package: str) -> str:
    """A hash of every property of every type in the index."""
    index, found = index_of(package), hashlib.sha256()
    for token in sorted(index.tokens()):
        resource = index.resource(token)
        if resource is None or token.startswith("pulumi:"):
            continue
        for side in (resource.inputs, resource.outputs):
            for name, item in sorted(side.items()):
                found.update(f"{token} {name} {_spell(item.type)} {item.required} {item.secret}\n".encode())
    return found.hexdigest()


def compare(package: str, file: Path) -> Comparison:
    """Every resource and nested object that the schema and the SDK share."""
    schema, index, found = json.loads(gzip.decompress(file.read_bytes())), index_of(package), Comparison()
    seen: set[str] = set()
    for token, given in sorted(schema["resources"].items()):
        resource = index.resource(token)
        if resource is None:
            found.differ("only in the schema", token)
            continue
        found.resources += 1
        inputs = {name: entry for name, entry in given.items() if "O" not in entry[1]}
        own = {name: item for name, item in resource.outputs.items() if item.output_only}
        _compare_all(found, token, inputs, resource.inputs)
        _compare_all(found, token, {name: each for name, each in given.items() if name not in inputs}, own)
        for name in inputs.keys() & resource.inputs.keys():
            for fact, reference in _objects(inputs[name][0], resource.inputs[name].type):
                _compare_object(found, schema["types"], (fact, reference), seen, index)
    return found


def _compare_object(
    found: Comparison, types: Mapping[str, Any], pair: tuple[str, ObjectRef], seen: set[str], index: SdkIndex
) -> None:
    fact, reference = pair
    body = types.get(fact)
    if fact in seen or body is None or _is_enumeration(body):
        return
    seen.add(fact)
    found.objects += 1
    properties = index.object(reference).properties
    _compare_all(found, fact, body, properties)
    for name in body.keys() & properties.keys():
        for inner in _objects(body[name][0], properties[name].type):
            _compare_object(found, types, inner, seen, index)


def _compare_all(found: Comparison, token: str, facts: Mapping[str, Any], mine: Mapping[str, Property]) -> None:
    for name, (kind, flags, *_) in facts.items():
        if name not in mine:
            found.differ("only in the schema", f"{token} {name}")
            continue
        item = mine[name]
        found.properties += 1
        differences = {
            "type": not _same(kind, item.type),
            "required": "O" not in flags and item.required != ("R" in flags),
            "secret": item.secret != ("S" in flags) and _is_resource(token),  # the SDK says it of the top only
        }
        for what, differs in differences.items():
            if differs:
                found.differ(what, f"{token} {name}")
    for name in mine.keys() - facts.keys():
        found.differ("only in the SDK", f"{token} {name}")


def _is_resource(token: str) -> bool:
    """Nested types are written like their Python class, resources begin small after the slash."""
    return token.split(":")[1].rsplit("/", 1)[-1][:1].islower()


def _is_enumeration(body: Mapping[str, Any]) -> bool:
    """A list of allowed values, empty for an object without properties, and not a property of that name."""
    given = body.get("enum")
    is_property = isinstance(given, list) and len(given) > 1 and set(str(given[1])) <= set("RFSDO")  # pyright: ignore[reportUnknownArgumentType]
    return len(body) == 1 and isinstance(given, list) and not is_property


def _objects(fact: Any, mine: Type) -> Iterator[tuple[str, ObjectRef]]:
    if isinstance(fact, list) and isinstance(mine, ArrayOf):
        yield from _objects(fact[0], mine.item)
    elif isinstance(fact, dict) and isinstance(mine, MapOf):
        yield from _objects(fact["*"], mine.value)
    elif isinstance(fact, str) and fact.startswith("#") and isinstance(mine, ObjectRef):
        yield fact[1:], mine


def _same(fact: Any, mine: Type) -> bool:
    """An asset is anything to the schema, and so is an object that it does not describe; an enumeration is its text."""
    match mine:
        case ArrayOf(item):
            return isinstance(fact, list) and _same(fact[0], item)
        case MapOf(value):
            return isinstance(fact, dict) and _same(fact["*"], value)
        case Scalar(kind):
            return fact == ("any" if kind == "asset" else kind) or (isinstance(fact, str) and fact.startswith("#"))
        case _:
            return isinstance(fact, str) and fact.startswith("#")


def _spell(kind: Type) -> str:
    match kind:
        case Scalar(name):
            return name
        case ArrayOf(item):
            return f"[{_spell(item)}]"
        case MapOf(value):
            return f"{{{_spell(value)}}}"
        case _:
            return "object"


def main() -> int:
    """Writes the record; 1 where a schema is not here."""
    packages: dict[str, object] = {}
    for package in PACKAGES:
        file = schema_file(package)
        if file is None:
            sys.stderr.write(f"the schema of {package} is not beside this clone\n")
            return 1
        found = compare(package, file)
        packages[package] = {
            "version": index_of(package).version,
            "digest": digest(package),
            "resources": found.resources,
            "objects": found.objects,
            "properties": found.properties,
            "differences": {kind: sorted(found.differences[kind]) for kind in sorted(found.differences)},
        }
    writer = YAML()
    writer.width = 4096
    sys.stdout.write("# Made by `python -m tests.podwright.emulator.sdk.agreement`; see there.\n")
    writer.dump({"source": "provider schemas", "date": "2026-11-26", "packages": packages}, sys.stdout)  # pyright: ignore[reportUnknownMemberType]
    return 0


if __name__ == "__main__":
    sys.exit(main())
