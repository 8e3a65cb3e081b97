"""What was found in an SDK, kept between runs so that the next one starts at once.

One JSON file for each package and version, in `sdk-index/` of the cache folder. It holds only what can be found again:
a file that is missing, damaged or of another format is ignored, and one that cannot be written is not needed.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

import platformdirs

from podwright.emulator.sdk.source import Span, Tokens

FORMAT: Final = 1
"""Counted up when the content changes its meaning."""


def default_cache_dir() -> Path:
    """The user's cache folder of podwright; `PODWRIGHT_CACHE_DIR` names another."""
    named = os.environ.get("PODWRIGHT_CACHE_DIR")
    return Path(named) if named else platformdirs.user_cache_path("podwright")


class IndexCache:
    """The tokens of one SDK and the spans of those of its files that were needed."""

    def __init__(self, cache_dir: Path, package: str, version: str) -> None:
        self.path = cache_dir / "sdk-index" / f"{package}-{version}.json"
        self.tokens: Tokens | None = None
        self._spans: dict[str, tuple[int, dict[str, Span]]] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            self._read(json.loads(self.path.read_bytes()))

    def _read(self, content: object) -> None:
        data = cast("dict[str, object]", content)
        if data["format"] != FORMAT:
            return
        resources = cast("Mapping[str, list[str]]", data["resources"])
        functions = cast("Mapping[str, str]", data["functions"])
        files = cast("Mapping[str, tuple[int, Mapping[str, list[int]]]]", data["files"])
        tokens = Tokens({token: (file, name) for token, (file, name) in resources.items()}, dict(functions))
        spans = {
            file: (size, {name: (a, b) for name, (a, b) in names.items()}) for file, (size, names) in files.items()
        }
        self.tokens, self._spans = tokens, spans

    def spans(self, file: str, size: int) -> dict[str, Span] | None:
        """The spans of `file`, None when they are not known for a file of that size in bytes."""
        known = self._spans.get(file)
        return known[1] if known and known[0] == size else None

    def add_spans(self, file: str, size: int, spans: dict[str, Span]) -> None:
        """Keep the spans of `file`; written with the next `save`."""
        self._spans[file] = (size, spans)

    def save(self) -> None:
        """Write everything in one step, so that a reader never sees half of it; the last of two writers wins."""
        if self.tokens is None:
            return
        content = {
            "format": FORMAT,
            "resources": self.tokens.resources,
            "functions": self.tokens.functions,
            "files": dict(self._spans),
        }
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.path.parent, prefix=self.path.name, delete=False) as file:
                json.dump(content, file, separators=(",", ":"))
            Path(file.name).replace(self.path)
