"""Which Python runs a project, from its runtime options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from google.protobuf.struct_pb2 import Struct

from podwright.engine.host.interpreter import Interpreter, OptionsError, resolve
from podwright.engine.protos import language_pb2

Write = Callable[[Path, str], Path]


def info(root: Path, program: Path | None = None, **options: str | float) -> language_pb2.ProgramInfo:
    """A program of the project at `root`."""
    struct = Struct()
    struct.update(options)
    return language_pb2.ProgramInfo(root_directory=str(root), program_directory=str(program or root), options=struct)


@pytest.fixture
def environment(write_program: Write) -> Callable[[Path], str]:
    """Makes a virtual environment's python."""
    return lambda folder: str(write_program(folder / "bin" / "python", "exit 0"))


def test_a_virtual_environment_is_relative_to_the_project_file(
    tmp_path: Path, environment: Callable[[Path], str]
) -> None:
    """`../.venv` in a policy pack's file means the project's."""
    python = environment(tmp_path / ".venv")
    (tmp_path / "policies").mkdir()
    found = resolve(info(tmp_path / "policies", toolchain="pip", virtualenv="../.venv"))
    assert found == Interpreter(python, tmp_path / ".venv", "pip")


def test_a_lock_file_upward_means_the_environment_beside_it(tmp_path: Path, environment: Callable[[Path], str]) -> None:
    """Pulumi's rule for a project of uv that says nothing."""
    python = environment(tmp_path / ".venv")
    (tmp_path / "uv.lock").touch()
    (tmp_path / "stacks").mkdir()
    assert resolve(info(tmp_path, tmp_path / "stacks")) == Interpreter(python, tmp_path / ".venv", "uv")


def test_a_plugin_lives_in_venv(tmp_path: Path, environment: Callable[[Path], str]) -> None:
    """Pulumi's rule for components and providers; programs and policy packs have no such default."""
    python = environment(tmp_path / "venv")
    assert resolve(info(tmp_path), is_plugin=True).python == python


def test_without_any_option_python3_of_path_is_used(
    tmp_path: Path, write_program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or what PULUMI_PYTHON_CMD says."""
    first = write_program(tmp_path / "bin" / "python3", "exit 0")
    other = write_program(tmp_path / "bin" / "python3.14", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("PULUMI_PYTHON_CMD", raising=False)
    assert resolve(info(tmp_path)) == Interpreter(str(first), None, "pip")
    monkeypatch.setenv("PULUMI_PYTHON_CMD", "python3.14")
    assert resolve(info(tmp_path)).python == str(other)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"virtualenv": 3.0}, "virtualenv option must be a string"),
        ({"toolchain": "conda"}, "unsupported toolchain option: conda"),
        (
            {"toolchain": "poetry"},
            "the poetry toolchain needs Pulumi's own language host; install Pulumi and put it on PATH",
        ),
        (
            {"typechecker": "mypy"},
            "the typechecker option needs Pulumi's own language host; install Pulumi and put it on PATH",
        ),
    ],
)
def test_what_cannot_be_followed_is_refused(tmp_path: Path, options: dict[str, str | float], message: str) -> None:
    """An option that is silently ignored is worse than none."""
    with pytest.raises(OptionsError) as caught:
        resolve(info(tmp_path, None, **options))
    assert str(caught.value) == message


def test_a_missing_virtual_environment_says_how_to_make_it(tmp_path: Path) -> None:
    """The first error after a fresh clone."""
    with pytest.raises(OptionsError) as caught:
        resolve(info(tmp_path, toolchain="pip", virtualenv=".venv"))
    assert str(caught.value) == (
        f"the 'virtualenv' option is set to '.venv', but {tmp_path}/.venv is not a virtual environment; "
        f"create it with `uv sync`, or with `python3 -m venv {tmp_path}/.venv` and pip"
    )


def test_a_virtual_environment_is_activated(tmp_path: Path) -> None:
    """A program that starts `python` or `pip` itself gets the project's."""
    interpreter = Interpreter("python", tmp_path / ".venv", "pip")
    assert interpreter.environment({"PATH": "/bin", "PYTHONHOME": "/x", "VIRTUAL_ENV": "/y", "KEEP": "1"}) == {
        "PATH": f"{tmp_path}/.venv/bin:/bin",
        "VIRTUAL_ENV": f"{tmp_path}/.venv",
        "KEEP": "1",
    }
