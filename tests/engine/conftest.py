"""The embedded engine and projects of its own for each test; `pulumi` alone, no cloud and no emulator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from podwright.engine.environment import emulated_environment
from podwright.engine.locate import Engine, in_cache
from tests.engine.trial import RUNTIME, NoDaemon, TrialProject


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The embedded engine, because its language host is ours to test."""
    found = in_cache()
    if not isinstance(found, Engine):
        pytest.fail(f"{found.reason}; run `PODWRIGHT_ENGINE=embedded podwright engine install` first", pytrace=False)
    return found


@pytest.fixture
def make_project(tmp_path: Path, engine: Engine) -> Callable[..., TrialProject]:
    """Writes a project with a program and stack files; the stacks do not exist in any state yet."""

    def make(program: str, stacks: Sequence[str] = ("trial",)) -> TrialProject:
        root = (tmp_path / "trial project").resolve()
        (root / "stacks").mkdir(parents=True)
        (root / "Pulumi.yaml").write_text(f"name: lab\nmain: stacks\nstackConfigDir: stacks\nruntime: {RUNTIME}\n")
        (root / "stacks" / "__main__.py").write_text(program)
        for stack in stacks:
            (root / "stacks" / f"Pulumi.{stack}.yaml").write_text("config:\n  lab:region: europe-west4   # kept\n")
        return TrialProject(root, emulated_environment(root, engine, NoDaemon()))

    return make


@pytest.fixture
def make_pack(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a policy pack."""

    def make(program: str) -> Path:
        folder = tmp_path / "pack"
        folder.mkdir()
        (folder / "PulumiPolicy.yaml").write_text(f"name: lab-rules\nversion: 0.1.0\nruntime: {RUNTIME}\n")
        (folder / "__main__.py").write_text(program)
        return folder

    return make
