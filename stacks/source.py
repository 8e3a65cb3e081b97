"""Reads a stack file and remembers the line of every key, so that each problem can name file and line.

Owns the YAML of `Pulumi.<stack>.yaml`: syntax, duplicate keys, and which keys belong to the spec (`podwright:…`) and
which to Pulumi or a provider (left alone). What the spec's values mean is `stacks.spec`. The text is composed to YAML
nodes and not loaded: nodes carry their lines and show every duplicate key, where a loader stops at the first. Scalars
follow YAML 1.2, as Pulumi's own reader does, so `jurisdiction: NO` is Norway and not `false`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from podwright.errors import Problem

PREFIX = "podwright:"
"""The namespace of the spec's keys: the project's name in Pulumi.yaml."""

KeyPath = tuple[str | int, ...]
"""A place in a spec: `("tpuSlices", "serve", "topology")`; numbers are places in a list."""


def dotted(path: KeyPath) -> str:
    """How messages write a place: `tpuSlices.serve.topology`, `dependsOn[0]`; the empty path is the stack."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "stack"


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where the keys of one spec stand."""

    file: str
    """The file as messages show it."""
    lines: Mapping[KeyPath, int]
    """Line of each key, from 1; the empty path is the `config:` line."""

    def line(self, path: KeyPath) -> int | None:
        """The line of a key; of its nearest parent that exists for a key that is missing."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


@dataclass(frozen=True, slots=True)
class StackDocument:
    """The spec's part of one stack file: plain values, keys without their prefix."""

    values: Mapping[str, object]
    source: SourceMap


def _mark_line(node: Node) -> int:
    return _attributes(node).start_mark.line + 1


def _attributes(untyped: object) -> Any:
    """ruamel.yaml declares no attribute types; what is read of its nodes and errors is typed where it is used."""
    return untyped


@dataclass(slots=True)
class _Reader:
    """Turns YAML nodes into plain values; collects lines and problems on the way."""

    file: str
    lines: dict[KeyPath, int] = field(default_factory=dict[KeyPath, int])
    problems: list[Problem] = field(default_factory=list[Problem])
    open_nodes: list[int] = field(default_factory=list[int])

    def add(self, node: Node, subject: str, message: str, fix: str) -> None:
        self.problems.append(Problem(subject, message, fix=fix, file=self.file, line=_mark_line(node)))

    def value(self, node: Node, path: KeyPath) -> object:
        """The plain value of a node; an alias that contains itself is a problem and gives None."""
        if isinstance(node, ScalarNode):
            return _scalar(node)
        if id(node) in self.open_nodes:
            self.add(node, dotted(path), "is an alias of a value that contains it", fix="write the value out")
            return None
        self.open_nodes.append(id(node))
        try:
            if isinstance(node, MappingNode):
                return {key: self.value(child, (*path, key)) for key, child in self.entries(node, path).items()}
            items = cast("list[Node]", _attributes(node).value) if isinstance(node, SequenceNode) else []
            return [self.value(child, (*path, index)) for index, child in enumerate(items)]
        finally:
            self.open_nodes.pop()

    def entries(self, node: MappingNode, path: KeyPath) -> dict[str, Node]:
        """The children of a mapping by key; notes each key's line and every duplicate."""
        found: dict[str, Node] = {}
        for key_node, child in cast("list[tuple[Node, Node]]", _attributes(node).value):
            key = str(_attributes(key_node).value) if isinstance(key_node, ScalarNode) else ""
            place = (*path, key)
            if not key or key == "<<":
                self.add(key_node, dotted(path) or "config", "has a key that is not plain text", fix="write plain keys")
            elif key in found:
                first = self.lines[place]
                self.add(key_node, dotted(place), f"is given twice, first on line {first}", fix="keep one of the two")
            else:
                found[key], self.lines[place] = child, _mark_line(key_node)
        return found


def _scalar(node: ScalarNode) -> object:
    """The value of a scalar by the tag that the YAML 1.2 core schema gave it; anything else stays text."""
    text = str(_attributes(node).value)
    kind = str(_attributes(node).tag).rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        digits = text.replace("_", "")
        return int(digits, 0) if digits.lstrip("+-")[:2].lower() in {"0x", "0o", "0b"} else int(digits)
    if kind == "float":
        return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _compose(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The root node of the text, or the syntax error with its line."""
    loader = _attributes(YAML(typ="safe", pure=True))
    try:
        return cast("Node | None", loader.compose(text)), []
    except MarkedYAMLError as error:
        found = _attributes(error)
        mark = found.problem_mark or found.context_mark
        line = mark.line + 1 if mark is not None else None
        return None, [Problem("YAML", f"cannot be read: {found.problem or found.context}", file=file, line=line)]
    except YAMLError as error:
        return None, [Problem("YAML", f"cannot be read: {str(error).splitlines()[0]}", file=file)]


def _spec_entries(reader: _Reader, config: MappingNode, known: frozenset[str]) -> dict[str, Node]:
    """The spec's keys of the `config:` map, without prefix; keys of other namespaces are not ours to judge."""
    all_keys = _Reader(reader.file)
    entries = all_keys.entries(config, ())
    reader.problems += all_keys.problems
    for key, line in all_keys.lines.items():
        reader.lines[(str(key[0]).removeprefix(PREFIX),)] = line
    for key in entries:
        if ":" not in key:
            fix = f"write {PREFIX}{key}" if key in known else "remove it, or write it as <namespace>:<key>"
            reader.problems.append(
                Problem(key, "has no namespace", fix=fix, file=reader.file, line=all_keys.lines[(key,)])
            )
    return {key.removeprefix(PREFIX): child for key, child in entries.items() if key.startswith(PREFIX)}


def read_text(text: str, file: str, known: frozenset[str]) -> tuple[StackDocument | None, list[Problem]]:
    """The spec's values in the text of a stack file, and what is wrong with the file as YAML.

    `file` is the name that messages show; `known` are the spec's keys, to explain a key that lost its prefix.
    Returns None only where there is nothing to go on: a syntax error, or no `config:` map.
    """
    root, problems = _compose(text, file)
    if problems:
        return None, problems
    missing = Problem("config", "is missing; a stack file holds its spec under it", file=file, line=1)
    if not isinstance(root, MappingNode):
        return None, [missing]
    reader = _Reader(file)
    config = reader.entries(root, ()).get("config")
    if not isinstance(config, MappingNode):
        return None, [*reader.problems, missing]
    reader.lines = {(): reader.lines[("config",)]}
    entries = _spec_entries(reader, config, known)
    values = {key: reader.value(child, (key,)) for key, child in entries.items()}
    return StackDocument(values, SourceMap(file, dict(reader.lines))), reader.problems


def read_file(path: Path, file: str, known: frozenset[str]) -> tuple[StackDocument | None, list[Problem]]:
    """`read_text` of a file; one that cannot be read is a problem and not an exception."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return None, [Problem("YAML", f"cannot be read: not UTF-8 text ({error.reason})", file=file)]
    except OSError as error:
        return None, [Problem("file", f"cannot be read: {error.strerror}", file=file)]
    return read_text(text, file, known)
