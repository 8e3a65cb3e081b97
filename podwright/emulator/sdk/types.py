"""What an SDK says about its resources: plain, frozen facts that the emulated clouds are driven by.

Owns the vocabulary only; `parse.py` reads the facts out of source text and `index.py` looks them up. Nothing here says
which change replaces a resource: no SDK does, so each emulated cloud carries that in a table of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ScalarKind = Literal["str", "int", "num", "bool", "any", "asset"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `num` may have a fraction, `any` is not typed by the SDK, `asset` is a file or an archive."""

    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """A list."""

    item: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from text, with keys of the user's choice."""

    value: Type


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """A nested object by where its class stands: `container/_inputs:NodePoolNodeConfigArgs`; see `SdkIndex.object`."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of several types (Azure's discriminated objects, Kubernetes' int-or-string); Google Cloud's SDK has none."""

    options: tuple[Type, ...]


Type = Scalar | ArrayOf | MapOf | ObjectRef | OneOf


@dataclass(frozen=True, slots=True)
class Property:
    """One input or output of a resource, function or nested object."""

    wire_name: str
    """The name on the wire and in state, `connectionPreference`."""
    python_name: str
    """The name in a Python program, `connection_preference`."""
    type: Type
    required: bool = False
    """Of an input: it must be given. Of an output: the SDK promises a value. """
    secret: bool = False
    """The SDK encrypts it. Only top-level properties are marked; SDKs mark no property of a nested object."""
    deprecated: str | None = None
    """Why it is deprecated and what to use instead, in the SDK's words."""
    allowed: tuple[str, ...] | None = None
    """The closed list of values (of an array: of its items), None where none is documented. The empty string is also
    accepted for a property that is not required."""
    output_only: bool = False
    """Only the cloud sets it."""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type; properties by wire name."""

    token: str
    inputs: Mapping[str, Property]
    outputs: Mapping[str, Property]
    """Everything that a created resource has, so the inputs again (with their output types) and what the cloud adds;
    `id` is not among them."""
    version: str
    deprecated: str | None = None


@dataclass(frozen=True, slots=True)
class FunctionType:
    """A function (an invoke); properties by wire name."""

    token: str
    inputs: Mapping[str, Property]
    outputs: Mapping[str, Property]
    version: str
    returns: Type | None = None
    """The type of a bare result; such a function has no `outputs` (`gcp:index/regionFromZone:regionFromZone`)."""


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A nested object; properties by wire name."""

    name: str
    properties: Mapping[str, Property]
