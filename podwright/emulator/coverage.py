"""How well each type of each provider is emulated: the page docs/emulated-coverage.md, made from the code itself.

`python -m podwright.emulator.coverage` prints it. Nothing is kept by hand: a type has relations when its kind looks at
other resources, a replacement table when `replace.yaml` has an entry, and so on; a test holds the page to this.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, cast

from podwright.emulator.clouds import CLOUDS, available, open_cloud
from podwright.emulator.core.cloud import Cloud, Kind
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.tables import Tables
from podwright.emulator.sdk.index import SdkIndex

_HEAD: Final = """\
# What the emulated clouds cover

Made by `python -m podwright.emulator.coverage`; a test keeps it current. Every type of an SDK is validated against the
SDK's own definition: unknown and missing properties, types, documented lists of values. What a type has beyond that:

- **relations**: it must find what it points at, is refused what the cloud refuses because of other resources, and what
  others need cannot be deleted.
- **replacement**: the provider's own table of the inputs whose change replaces the resource. Without one, a change of
  name, place or account replaces and anything else updates.
- **outputs**: what the cloud computes is worked out in the cloud's own forms. Without, ids, links, times and states are
  plausible and stay the same, other outputs are empty.
- **quota**, **capacity**: it draws from quotas, or from the machines and chips of a place.
- **time**: it goes through states on the clouds' clock.

A Kubernetes type `…Patch` is as good as the type that it patches, and not told on its own. A type that is in no table
below is generic: validated, created, compared, read and deleted, with none of this.
"""
_COLUMNS: Final = ("relations", "replacement", "outputs", "quota", "capacity", "time")


@dataclass(frozen=True, slots=True)
class TypeCoverage:
    """What one modelled type has."""

    token: str
    relations: bool
    replacement: bool
    outputs: bool
    quota: bool
    capacity: bool
    time: bool

    def cells(self) -> list[str]:
        """For a row: yes or nothing."""
        return ["yes" if getattr(self, name) else "" for name in _COLUMNS]


@dataclass(frozen=True, slots=True)
class ProviderCoverage:
    """One provider."""

    package: str
    version: str
    validated: int
    """All types of the SDK."""
    refused: int
    """Types of the SDK that the provider itself refuses to create."""
    tables: int
    """Types with a replacement table, generic ones too."""
    types: Sequence[TypeCoverage]
    """The modelled ones."""

    def count(self, name: str) -> int:
        """How many modelled types have it."""
        return sum(getattr(each, name) for each in self.types)


def coverage(package: str) -> ProviderCoverage:
    """What is emulated of one provider."""
    cloud, index = open_cloud(package), SdkIndex(package)
    tables = Tables(CLOUDS[package][0].rpartition(".")[0], ())
    tokens = [token for token in index.tokens() if not token.startswith("pulumi:")]
    kinds = dict(_kinds(cloud, _worth_a_look(package, tokens)))
    refused = 0 if _register(package) else len(tokens) - len(kinds)
    modelled = {token: kind for token, kind in kinds.items() if kind.modelled and not token.endswith("Patch")}
    plain = next((type(kind) for kind in kinds.values() if not kind.modelled), Kind)
    if plain in map(type, modelled.values()):  # all types of the provider have it: that is not nothing
        plain = Kind
    return ProviderCoverage(
        package=package,
        version=index.version,
        validated=len(tokens),
        refused=refused,
        tables=sum(tables.has_replace_rules(token) for token in tokens),
        types=[_type(kind, plain, replacement=tables.has_replace_rules(token)) for token, kind in modelled.items()],
    )


def _register(package: str) -> Collection[str]:
    """The tokens of the modelled types where the package has them in one place; empty where it decides by each type."""
    try:
        module = import_module(f"{CLOUDS[package][0].rpartition('.')[0]}.coverage")
    except ModuleNotFoundError:
        return ()
    return cast("Collection[str]", getattr(module, "MODELLED", ()))


def _worth_a_look(package: str, tokens: Sequence[str]) -> Sequence[str]:
    """The modelled types and one that is not, or all: a kind of a generic type costs reading its definition."""
    register = _register(package)
    other = next((token for token in tokens if token not in register), None)
    return [*sorted(register), *([other] if other else [])] if register else tokens


def _kinds(cloud: Cloud, tokens: Sequence[str]) -> Iterator[tuple[str, Kind]]:
    for token in tokens:
        try:
            yield token, cloud.kind(token)
        except CloudError:
            continue


def _type(kind: Kind, plain: type[Kind], *, replacement: bool) -> TypeCoverage:
    def has(*methods: str) -> bool:
        return any(getattr(type(kind), name) is not getattr(plain, name) for name in methods)

    return TypeCoverage(
        token=kind.token,
        relations=has("references", "admit", "leave") or bool(getattr(kind, "pointers", ())),
        replacement=replacement,
        outputs=has("outputs", "live"),
        quota=has("needs"),
        capacity=has("draws"),
        time=has("transitions", "changed", "arrived"),
    )


def page() -> str:
    """The whole page as Markdown."""
    found = [coverage(package) for package in available()]
    summary = [
        [f"{each.package} {each.version}", str(each.validated - each.refused), str(len(each.types)),
         str(each.count("relations")), str(each.tables), *(str(each.count(name)) for name in _COLUMNS[2:])]
        for each in found
    ]  # fmt: skip
    parts = [_HEAD, _table(["provider", "types validated", "modelled", *_COLUMNS], summary)]
    parts += [
        f"{each.refused} types of the {each.package} SDK are refused as the provider itself refuses them, and not"
        " counted above.\n"
        for each in found
        if each.refused
    ]
    for each in found:
        rows = [[f"`{one.token}`", *one.cells()] for one in sorted(each.types, key=lambda one: one.token)]
        parts += [f"## {each.package}\n", _table(["type", *_COLUMNS], rows)]
    return "\n".join(parts)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page())
