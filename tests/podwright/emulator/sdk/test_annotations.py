"""Annotations to types."""

from __future__ import annotations

import ast

import pytest

from podwright.emulator.sdk.annotations import Annotated, is_optional, parse_annotation
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, OneOf, Scalar, Type

STR = Scalar("str")
NODE = ObjectRef("shop/_inputs:NodeArgs")


def resolve(name: str) -> Annotated:
    """A folder with one class of inputs and one enum."""
    if name == "Size":
        return Annotated(STR, ("Small", "Large"))
    return Annotated(ObjectRef(f"shop/_inputs:{name}"))


def parse(text: str) -> Annotated:
    """The annotation as it stands in a file."""
    return parse_annotation(ast.parse(text, mode="eval").body, resolve)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("pulumi.Input[_builtins.str]", STR),
        ("pulumi.Input[Optional[_builtins.int]]", Scalar("int")),
        ("pulumi.Output[Optional[_builtins.float]]", Scalar("num")),
        ("_builtins.bool", Scalar("bool")),
        ("Any", Scalar("any")),
        ("pulumi.Input[Union[pulumi.Asset, pulumi.Archive]]", Scalar("asset")),
        ("pulumi.Input[Sequence[pulumi.Input[_builtins.str]]]", ArrayOf(STR)),
        ("pulumi.Input[Mapping[str, pulumi.Input[Sequence[_builtins.str]]]]", MapOf(ArrayOf(STR))),
        ("pulumi.Input['NodeArgs']", NODE),
        ("pulumi.Input[Union['NodeArgs', 'NodeArgsDict']]", NODE),
        ("pulumi.Input[Union['NodeArgs', 'NodeArgsDict', 'outputs.Node']]", NODE),
        ("pulumi.Input[Union[_builtins.int, _builtins.str]]", OneOf((Scalar("int"), STR))),
        ("Frozen[_builtins.str]", Scalar("any")),
    ],
)
def test_an_annotation_is_read_as_its_type(text: str, type_: Type) -> None:
    """Wrappers and the second spellings of a class (TypedDict, output) say nothing about the value."""
    assert parse(text) == Annotated(type_)


def test_an_enum_is_its_values() -> None:
    """An enum's type is what its values are on the wire."""
    assert parse("pulumi.Input[Optional['Size']]") == Annotated(STR, ("Small", "Large"))


def test_an_open_enum_is_text() -> None:
    """The SDK takes any text beside the values it knows, so the list is not closed."""
    assert parse("pulumi.Input[Union[_builtins.str, 'Size']]") == Annotated(STR)


def test_a_constant_is_its_only_value() -> None:
    """Kubernetes' `kind` and `apiVersion`."""
    assert parse("pulumi.Input[Optional[Literal['apps/v1']]]") == Annotated(STR, ("apps/v1",))


@pytest.mark.parametrize(
    ("text", "depth", "expected"),
    [
        ("pulumi.Input[Optional[_builtins.str]]", 1, True),
        ("pulumi.Input[_builtins.str]", 1, False),
        ("pulumi.Input[Sequence[Optional[_builtins.str]]]", 1, False),
        ("pulumi.Input[Optional[_builtins.str]]", 2, False),
        ("pulumi.Input[Optional[Optional[_builtins.str]]]", 2, True),
    ],
)
def test_optional_is_counted_outside_the_type(text: str, depth: int, expected: bool) -> None:
    """An optional item of a list does not make the list optional; a function's twin wraps twice."""
    assert is_optional(ast.parse(text, mode="eval").body, depth=depth) is expected
