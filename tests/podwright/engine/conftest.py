"""A cache folder and a PATH of the test's own, and programs that only pretend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """PODWRIGHT_CACHE_DIR, empty; PODWRIGHT_ENGINE unset."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("PODWRIGHT_CACHE_DIR", str(folder))
    monkeypatch.delenv("PODWRIGHT_ENGINE", raising=False)
    return folder


@pytest.fixture
def write_program() -> Callable[[Path, str], Path]:
    """Writes an executable shell script."""

    def write(path: Path, body: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    return write
