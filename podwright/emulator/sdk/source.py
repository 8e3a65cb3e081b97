"""Where things stand in an installed SDK: its folder and version, its type tokens, its classes by byte offset.

Nothing is imported and nothing is parsed here: a package of 140 MB is searched as bytes, a class is cut out of a file
of 93,000 lines by its offsets. Files are named relative to the package folder, with `/` on every system.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from podwright.errors import EngineError, Problem

Span = tuple[int, int]
"""Start and end of a class or function in its file, in bytes."""

# No resource and no function is declared in these, and they are the largest files of a package.
_NO_TOKENS: Final = frozenset({"__init__.py", "_inputs.py", "outputs.py", "_enums.py", "_utilities.py", "_tables.py"})

_RESOURCE: Final = re.compile(rb"super\((\w+), __self__\)\.__init__\(\s*'([^']+)'")
_FUNCTION: Final = re.compile(rb"pulumi\.runtime\.invoke(?:_single)?\('([^']+)'")
# A decorator ends the class before it, so that a span is always a whole statement and can be parsed by itself.
_STATEMENT: Final = re.compile(rb"^(?:class (\w+)|def (\w+)|@)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sdk:
    """An installed SDK package."""

    package: str
    """The provider's name, `azure-native`."""
    version: str
    root: Path
    """The folder of the Python package."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Where each token's class or function stands."""

    resources: dict[str, tuple[str, str]]
    """Token to (file, class)."""
    functions: dict[str, str]
    """Token to file."""


def find_sdk(package: str) -> Sdk:
    """The installed SDK of provider `package` ("gcp", "azure-native"); EngineError when it is not installed."""
    module = "pulumi_" + package.replace("-", "_")
    spec = importlib.util.find_spec(module)  # looks for the folder; a top-level name is not imported
    if spec is None or spec.origin is None:
        raise EngineError(
            Problem(
                subject=f"provider {package}",
                message=f"its Python SDK is not installed, so nothing is known about {package}'s resource types",
                fix=f"install the package {module.replace('_', '-')} into the environment that runs podwright",
            )
        )
    root = Path(spec.origin).parent
    return Sdk(package=package, version=_version(package, root), root=root)


def _version(package: str, root: Path) -> str:
    path = root / "pulumi-plugin.json"
    try:
        data: object = json.loads(path.read_bytes())
        version = cast("dict[str, object]", data)["version"] if isinstance(data, dict) else None
    except (OSError, ValueError, KeyError):
        version = None
    if not isinstance(version, str):
        raise EngineError(
            Problem(
                subject=f"provider {package}",
                message=f"its Python SDK at {root} does not name its version in pulumi-plugin.json",
                fix=f"install the package pulumi-{package} again",
            )
        )
    return version


def scan_tokens(sdk: Sdk) -> Tokens:
    """All tokens of the package, found by reading every module once (0.2 s for 80 MB that the system has in memory)."""
    tokens = Tokens(resources={}, functions={})
    for path in _modules(sdk.root):
        content = path.read_bytes()
        name = path.relative_to(sdk.root).as_posix()
        if b", __self__).__init__(" in content:
            for match in _RESOURCE.finditer(content):
                token = match[2].decode()
                if ":" not in token:  # a provider calls itself by the package's name
                    token = f"pulumi:providers:{token}"
                tokens.resources[token] = (name, match[1].decode())
        elif match := _FUNCTION.search(content):
            tokens.functions[match[1].decode()] = name
    return tokens


def _modules(root: Path) -> Iterator[Path]:
    for folder, _, files in os.walk(root):
        for file in files:
            if file.endswith(".py") and file not in _NO_TOKENS:
                yield Path(folder, file)


def scan_spans(content: bytes) -> dict[str, Span]:
    """The top-level classes and functions of a file by name, without their decorators."""
    statements = list(_STATEMENT.finditer(content))
    starts = [match.start() for match in statements] + [len(content)]
    spans: dict[str, Span] = {}
    for match, end in zip(statements, starts[1:], strict=True):
        name = match[1] or match[2]
        if name:
            spans[name.decode()] = (match.start(), end)
    return spans


def read_span(path: Path, span: Span) -> str:
    """The text of one class or function."""
    start, end = span
    with path.open("rb") as file:
        file.seek(start)
        return file.read(end - start).decode()
