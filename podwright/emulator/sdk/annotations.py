"""The SDK's type annotations as types: `pulumi.Input[Optional[Sequence[pulumi.Input['XArgs']]]]` to a list of X.

The classes that an annotation names are looked up by the caller, who knows in which files they stand.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from podwright.emulator.sdk.types import ArrayOf, MapOf, OneOf, Scalar, Type


@dataclass(frozen=True, slots=True)
class Annotated:
    """A type and, of an enum, its values."""

    type: Type
    allowed: tuple[str, ...] | None = None


Resolve = Callable[[str], Annotated]
"""The type of a class by its name in an annotation: `NodeArgs`, `outputs.Node`, `_meta.v1.ObjectMetaArgs`."""

ANY: Final = Scalar("any")
ASSET: Final = Scalar("asset")
_SCALARS: Final = {
    "str": Scalar("str"),
    "int": Scalar("int"),
    "float": Scalar("num"),
    "bool": Scalar("bool"),
    "Any": ANY,
    "pulumi.Asset": ASSET,
    "pulumi.Archive": ASSET,
}
_WRAPPERS: Final = frozenset({"Optional", "pulumi.Input", "pulumi.Output", "NotRequired"})


def parse_annotation(node: ast.expr, resolve: Resolve) -> Annotated:
    """The type that annotation `node` stands for; what it is wrapped in (Input, Output, Optional) is dropped."""
    if isinstance(node, ast.Subscript):
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return _generic(ast.unparse(node.value), arguments, resolve)
    return _named(_name(node), resolve)


def _generic(outer: str, arguments: list[ast.expr], resolve: Resolve) -> Annotated:
    if outer == "Union":
        return _union(arguments, resolve)
    if outer == "Literal":  # a constant such as Kubernetes' kind
        return Annotated(Scalar("str"), tuple(_name(item) for item in arguments))
    inner = parse_annotation(arguments[-1], resolve)
    if outer == "Sequence":
        return Annotated(ArrayOf(inner.type), inner.allowed)
    if outer == "Mapping":
        return Annotated(MapOf(inner.type), inner.allowed)
    return inner if outer in _WRAPPERS else Annotated(ANY)


def is_optional(node: ast.expr, *, depth: int = 1) -> bool:
    """Whether `node` wraps its type in `Optional` at least `depth` times."""
    while isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value)
        if outer not in _WRAPPERS:
            return False
        depth -= outer == "Optional"
        if depth == 0:
            return True
        node = node.slice
    return False


def _name(node: ast.expr) -> str:
    """The name of a class, whether it is written as a name or in quotes."""
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _named(name: str, resolve: Resolve) -> Annotated:
    scalar = _SCALARS.get(name.removeprefix("_builtins."))
    return Annotated(scalar) if scalar else resolve(name)


def _union(nodes: list[ast.expr], resolve: Resolve) -> Annotated:
    """Several types as one. Inputs stand beside their TypedDict and their outputs, an open enum beside `str`."""
    names = {_name(node) for node in nodes}
    same = {name + "Dict" for name in names} | {f"outputs.{name.removesuffix('Args')}" for name in names}
    same |= {f"outputs.{name.removesuffix('Args')}Result" for name in names}
    options = [parse_annotation(node, resolve) for node in nodes if _name(node) not in same]
    types = list(dict.fromkeys(option.type for option in options))
    if len(types) > 1:
        return Annotated(OneOf(tuple(types)))
    is_closed = all(option.allowed is not None for option in options)
    allowed = tuple(value for option in options for value in option.allowed or ())
    return Annotated(types[0], allowed if is_closed else None)
