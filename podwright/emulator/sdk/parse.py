"""The facts in the text of one class or function of an SDK.

Each function takes the text of a single class, cut out by `source.py`, and gives what it declares, with the types
still as annotations. The SDKs are generated, so one shape covers all of them: a property with a `pulumi.getter` for
each name, and an `__init__` that takes every name by keyword, with a default for what need not be given.
"""

from __future__ import annotations

import ast
import re
import threading
from dataclasses import dataclass
from typing import Final

from podwright.emulator.sdk.annotations import is_optional

_ARGS_CLASS: Final = re.compile(r"__props__ = (\w+)\.__new__\(")
_SECRET_INPUT: Final = re.compile(r'__props__\.__dict__\["(\w+)"\] = .*pulumi\.Output\.secret\(')
_SECRET_OUTPUTS: Final = re.compile(r"additional_secret_outputs=\[([^\]]*)\]")
_TEXT: Final = re.compile(r'"([^"]*)"')
_CLASS_WARNING: Final = re.compile(r'^    warnings\.warn\("""(.*?)""", DeprecationWarning\)', re.MULTILINE | re.DOTALL)
_FIRST_GETTER: Final = "\n    @_builtins.property\n"
_ARGUMENT: Final = re.compile(r"__args__\['([^']+)'\] = (\w+)")
_RESULT_CLASS: Final = re.compile(r"typ=(\w+)\)")


_ONE_AT_A_TIME: Final = threading.Lock()


def _syntax(text: str) -> ast.Module:
    """The syntax tree of a text.

    Python keeps one depth counter for all trees in the making, so two threads that parse at a time can both fail with
    "AST constructor recursion depth mismatch" (python/cpython gh-106905, seen on 3.11.7). Ours take turns; a traceback
    that is being formatted elsewhere parses too, hence the second try.
    """
    with _ONE_AT_A_TIME:
        try:
            return ast.parse(text)
        except SystemError:
            return ast.parse(text)


@dataclass(frozen=True, slots=True)
class Field:
    """One property as the SDK declares it."""

    python_name: str
    wire_name: str
    annotation: ast.expr
    docstring: str
    deprecated: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class ResourceText:
    """What the text of a resource class says besides its properties."""

    args_class: str | None
    """The class of its inputs; None when it has none of its own (Pulumi's component resources)."""
    secret_inputs: frozenset[str]
    """By Python name."""
    secret_outputs: frozenset[str]
    """By wire name."""
    deprecated: str | None
    getters: str
    """The text from the first output property on, for `parse_fields`."""


@dataclass(frozen=True, slots=True)
class FunctionText:
    """What the text of a function says."""

    arguments: list[Field]
    result_class: str | None
    """The class of its result; None when it returns a bare value."""
    returns: ast.expr | None


def parse_fields(text: str) -> list[Field]:
    """The properties with a `pulumi.getter` in the text of a class, or of the part of one that starts at a property."""
    functions = [node for node in _body(text) if isinstance(node, ast.FunctionDef)]
    defaults = frozenset[str]().union(*(_defaults(node) for node in functions if node.name == "__init__"))
    fields: list[Field] = []
    for node in functions:
        if node.returns is not None:
            wire_name, deprecated = _decorators(node)
            if wire_name is not None:
                docstring = ast.get_docstring(node, clean=False) or ""
                # Azure's SDK fills some that its cloud requires: not Optional, and yet with a default.
                required = not is_optional(node.returns) and node.name not in defaults
                fields.append(Field(node.name, wire_name or node.name, node.returns, docstring, deprecated, required))
    return fields


def _body(text: str) -> list[ast.stmt]:
    module = _syntax(text if text.startswith("class ") else "class _:" + text)
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    return classes[0].body if classes else []


def _defaults(init: ast.FunctionDef) -> frozenset[str]:
    pairs = zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
    return frozenset(argument.arg for argument, default in pairs if default is not None)


def _decorators(node: ast.FunctionDef) -> tuple[str | None, str | None]:
    """The wire name ("" where the getter is bare, None where there is no getter) and the deprecation."""
    wire_name = deprecated = None
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = called.attr if isinstance(called, ast.Attribute) else ""
        if name == "getter":
            wire_name = _first_text(decorator) or ""
        elif name == "deprecated":
            deprecated = _first_text(decorator)
    return wire_name, deprecated


def _first_text(node: ast.expr) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    texts = (value.value for value in values if isinstance(value, ast.Constant))
    return next((text for text in texts if isinstance(text, str)), None)


def parse_resource(text: str) -> ResourceText:
    """A resource class: where its inputs are, what is secret, and the part of its text with the outputs."""
    args_class = _ARGS_CLASS.search(text)
    secret_outputs = _SECRET_OUTPUTS.search(text)
    warning = _CLASS_WARNING.search(text)
    start = text.find(_FIRST_GETTER)
    return ResourceText(
        args_class=args_class[1] if args_class else None,
        secret_inputs=frozenset(_SECRET_INPUT.findall(text)),
        secret_outputs=frozenset(_TEXT.findall(secret_outputs[1]) if secret_outputs else ()),
        deprecated=warning[1] if warning else None,
        getters=text[start:] if start >= 0 else "class _: pass",
    )


def parse_function(text: str, output_text: str | None) -> FunctionText:
    """A function from its text and, where there is one, that of its `…_output` twin.

    Only the twin tells what is required: every argument is `Optional` to Python, and the twin wraps one that is
    optional to the cloud as well a second time (`pulumi.Input[Optional[Optional[str]]]`).
    """
    node = _function(output_text or text)
    wire_names = {python: wire for wire, python in _ARGUMENT.findall(text)}
    fields = [
        Field(
            python_name=argument.arg,
            wire_name=wire_names[argument.arg],
            annotation=argument.annotation,
            docstring="",
            required=output_text is not None and not is_optional(argument.annotation, depth=2),
        )
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.annotation is not None and argument.arg in wire_names
    ]
    result = _RESULT_CLASS.search(text)
    return FunctionText(fields, result[1] if result else None, _function(text).returns)


def _function(text: str) -> ast.FunctionDef:
    return next(node for node in _syntax(text).body if isinstance(node, ast.FunctionDef))


def parse_enum(text: str) -> tuple[str, tuple[str, ...]]:
    """The base type of an enum class ("str", "int", "float") and its values, as text."""
    node = next(node for node in _syntax(text).body if isinstance(node, ast.ClassDef))
    values = [item.value for item in node.body if isinstance(item, ast.Assign)]
    constants = tuple(str(value.value) for value in values if isinstance(value, ast.Constant))
    return ast.unparse(node.bases[0]).removeprefix("_builtins."), constants
