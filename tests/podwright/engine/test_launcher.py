"""The launcher script of the language host, run by a real shell with a Python that only pretends."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from podwright.engine.launcher import is_ours, write_launcher

Write = Callable[[Path, str], Path]


def launch(launcher: Path, cwd: Path, environment: dict[str, str]) -> list[str]:
    """What the chosen Python was told: its own name first."""
    done = subprocess.run(
        [str(launcher), "127.0.0.1:5000"], cwd=cwd, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


@pytest.fixture
def python(write_program: Write) -> Callable[[Path], Path]:
    """Makes a Python that prints its path and its arguments."""

    def make(path: Path) -> Path:
        return write_program(path, f'echo {path}; for a in "$@"; do echo "$a"; done')

    return make


def test_podwright_python_is_used_where_it_is_set(tmp_path: Path, python: Callable[[Path], Path]) -> None:
    """`podwright env` sets it, because one cache serves many checkouts. The engine's address arrives behind ours."""
    engine = tmp_path / "with space"
    engine.mkdir()
    launcher = write_launcher(engine)
    mine = python(tmp_path / "mine" / "python")
    assert launch(launcher, tmp_path, {"PATH": "/usr/bin:/bin", "PODWRIGHT_PYTHON": str(mine)}) == [
        str(mine),
        "-P",
        "-m",
        "podwright.engine.language_host",
        "--executor",
        f"{engine}/pulumi-language-python-exec",
        "127.0.0.1:5000",
    ]


def test_without_it_the_virtual_environment_upward_is_used(tmp_path: Path, python: Callable[[Path], Path]) -> None:
    """A plain `pulumi up` in a project folder with the engine on PATH works without podwright's environment."""
    launcher = write_launcher(tmp_path)
    project = tmp_path / "project"
    own = python(project / ".venv" / "bin" / "python")
    (project / "stacks" / "deep").mkdir(parents=True)
    assert launch(launcher, project / "stacks" / "deep", {"PATH": "/usr/bin:/bin"})[0] == str(own)


def test_without_both_python3_of_path_is_used(tmp_path: Path, python: Callable[[Path], Path]) -> None:
    """The last resort, so that its error message says what is missing."""
    launcher = write_launcher(tmp_path)
    fallback = python(tmp_path / "bin" / "python3")
    environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    assert launch(launcher, tmp_path, environment)[0] == str(fallback)


def test_an_older_launcher_is_replaced_and_a_current_one_left_alone(tmp_path: Path) -> None:
    """The launcher belongs to podwright's version; a cache outlives it."""
    path = write_launcher(tmp_path)
    before = path.stat().st_ino
    write_launcher(tmp_path)
    assert path.stat().st_ino == before
    path.write_text("#!/bin/sh\n# Written by podwright: old\n")
    write_launcher(tmp_path)
    assert "language_host" in path.read_text()


def test_only_our_launcher_is_ours(tmp_path: Path) -> None:
    """Pulumi's own language host must never be overwritten."""
    other = tmp_path / "other"
    other.write_bytes(b"\x7fELF" + bytes(1000))
    assert is_ours(write_launcher(tmp_path))
    assert not is_ours(other)
    assert not is_ours(tmp_path / "missing")
