"""Inputs made from an SDK's own definitions: right ones for any type, and wrong ones by exactly one mutation.

Owns the making of values and mutations; the same seed makes the same inputs. Whether a cloud takes them is asked in
`test_generated_inputs.py`.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import cast

from podwright.emulator.core.wire import ASSET_SIGNATURE, SIGNATURE
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, OneOf, Property, Scalar, Type

Inputs = dict[str, object]
Places = Mapping[str, str]
"""Values for inputs by name (`location`), because a cloud has a closed list of them."""

MAX_DEPTH = 4
OPTIONAL_CHANCE = 0.15
_RANGE = re.compile(r"cidr|range|prefix", re.IGNORECASE)


@dataclass(frozen=True)
class Mutant:
    """Inputs with one mistake."""

    token: str
    kind: str
    path: str
    """Where the mistake is, and where the refusal must say it is."""
    inputs: Inputs

    def __str__(self) -> str:
        return f"{self.kind} at {self.path} of {self.token}"


class Maker:
    """Makes inputs of the types of one SDK."""

    def __init__(self, index: SdkIndex, places: Places, seed: int) -> None:
        self._index = index
        self._places = places
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def tokens(self, count: int, suits: Callable[[str], bool]) -> list[str]:
        """That many types, in no order but always the same."""
        tokens = [token for token in self._index.tokens() if not token.startswith("pulumi:")]
        self._random.shuffle(tokens)
        return list(islice(filter(suits, tokens), count))

    def inputs(self, token: str) -> Inputs:
        """All required inputs and some of the others."""
        resource = self._index.resource(token)
        assert resource is not None
        return self._properties(resource.inputs, 0)

    def _properties(self, known: Mapping[str, Property], depth: int) -> Inputs:
        made: Inputs = {}
        for name, item in known.items():
            chance = OPTIONAL_CHANCE if depth < MAX_DEPTH else 0
            if item.required or (not item.deprecated and self._random.random() < chance):
                made[name] = self._value(name, item, item.type, depth)
        return made

    def _value(self, name: str, item: Property, type_: Type, depth: int) -> object:
        if isinstance(type_, Scalar):
            return self._scalar(name, item, type_)
        if isinstance(type_, ArrayOf):
            return [self._value(name, item, type_.item, depth + 1)]
        if isinstance(type_, MapOf):
            return {"key": self._value("key", item, type_.value, depth + 1)}
        if isinstance(type_, OneOf):
            return self._value(name, item, type_.options[0], depth)
        return self._properties(self._index.object(type_).properties, depth + 1)

    def _scalar(self, name: str, item: Property, type_: Scalar) -> object:
        if name in self._places:
            return self._places[name]
        if item.allowed:
            chosen = self._random.choice([each for each in item.allowed if each] or [""])
            return {"int": int, "num": float}.get(type_.kind, str)(chosen)
        if type_.kind not in ("str", "any"):
            asset = {SIGNATURE: ASSET_SIGNATURE, "text": "made"}
            return {"bool": self._random.random() < 0.5, "asset": asset}.get(type_.kind, self._random.randint(1, 9))
        if _RANGE.search(name):
            return f"10.{self._random.randint(0, 255)}.0.0/16"
        return f"made{self._random.randint(100, 999)}"

    # mutations

    def mutate(self, kind: str, token: str, valid: Inputs) -> Mutant | None:
        """One mistake of that kind at a place of the seed's choice; None where the inputs have no such place."""
        resource = self._index.resource(token)
        assert resource is not None
        inputs = copy.deepcopy(valid)
        places = list(self._places_of(resource.inputs, inputs, ""))
        self._random.shuffle(places)
        for place in places:
            path = _MUTATIONS[kind](place)
            if path is not None:
                return Mutant(token, kind, path, inputs)
        return None

    def _places_of(self, known: Mapping[str, Property], given: Inputs, path: str) -> Iterator[Place]:
        yield Place(known, given, path, None)
        for name, value in given.items():
            where = f"{path}.{name}" if path else name
            yield Place(known, given, path, name)
            yield from self._inside(known[name].type, value, where)

    def _inside(self, type_: Type, value: object, path: str) -> Iterator[Place]:
        if isinstance(type_, ObjectRef):
            yield from self._places_of(self._index.object(type_).properties, cast("Inputs", value), path)
        if isinstance(type_, ArrayOf):
            for number, item in enumerate(cast("list[object]", value)):
                yield from self._inside(type_.item, item, f"{path}[{number}]")


@dataclass(frozen=True)
class Place:
    """An object among the inputs, and one of its properties; None: the object itself."""

    known: Mapping[str, Property]
    given: Inputs
    path: str
    name: str | None

    @property
    def item(self) -> Property | None:
        """The property's definition."""
        return self.known[self.name] if self.name else None

    def below(self, name: str) -> str:
        """The path of a property of the object."""
        return f"{self.path}.{name}" if self.path else name


def _unknown_key(place: Place) -> str | None:
    if place.name is not None:
        return None
    place.given["zzNotThere"] = "x"
    return place.below("zzNotThere")


def _missing(place: Place) -> str | None:
    if place.name is None or place.item is None or not place.item.required:
        return None
    del place.given[place.name]
    return place.below(place.name)


def _wrong_type(place: Place) -> str | None:
    if place.name is None or place.item is None:
        return None
    type_ = place.item.type
    if isinstance(type_, OneOf) or (isinstance(type_, Scalar) and type_.kind in ("any", "asset")):
        return None
    place.given[place.name] = ["a", "list"] if isinstance(type_, Scalar) else "a text"
    return place.below(place.name)


def _bad_enum(place: Place) -> str | None:
    if place.name is None or place.item is None or not place.item.allowed:
        return None
    if not isinstance(place.item.type, Scalar) or place.item.type.kind != "str":
        return None
    place.given[place.name] = "zz-not-allowed"
    return place.below(place.name)


_MUTATIONS: dict[str, Callable[[Place], str | None]] = {
    "unknown key": _unknown_key,
    "missing required": _missing,
    "wrong type": _wrong_type,
    "bad enum": _bad_enum,
}
KINDS = tuple(_MUTATIONS)
