"""`podwright doctor`, `env`, `exec` and `engine`, with an engine and an emulator that only pretend."""

from __future__ import annotations

import importlib.resources
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

PROGRAM = """
import sys
from podwright.emulator import daemon
daemon.start = lambda folder: daemon.DaemonInfo(1, {"gcp": 4001}, "2026-01-01T00:00:00Z")
daemon.status = lambda folder: daemon.Status(folder, None, 0, 0)
import click
from podwright.cli.engine import doctor, engine, env, exec_
from podwright.cli.invocation import Invocation
from pathlib import Path
group = click.Group("podwright", {"doctor": doctor, "engine": engine, "env": env, "exec": exec_})
sys.exit(group.main(sys.argv[2:], standalone_mode=False, obj=Invocation(Path(sys.argv[1]))) or 0)
"""


class Terminal:
    """A project and podwright in a process of its own: `exec` replaces the process that runs it."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.root = root
        self.environment = environment

    def podwright(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs it in the project."""
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, str(self.root), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A complete fake engine on PATH and one stack, which already exists in the emulated state."""
    root = tmp_path / "it's mine"
    state = root / ".podwright" / "emulated" / "state" / ".pulumi" / "stacks" / "lab"
    state.mkdir(parents=True)
    (state / "nl.json").touch()
    (root / "Pulumi.yaml").write_text("name: lab\n")
    (root / "Pulumi.nl.yaml").write_text("config: {}\n")
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, body in {
        "pulumi": "echo v3.259.0",
        "pulumi-language-python": "exit 0",
        "pulumi-language-python-exec": "exit 0",
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "PODWRIGHT_"))}
    return Terminal(
        root, {**environment, "PATH": f"{programs}:/usr/bin:/bin", "PODWRIGHT_CACHE_DIR": str(tmp_path / "c")}
    )


def test_a_shell_can_evaluate_env(terminal: Terminal) -> None:
    """Standard output holds nothing but lines that set variables, also in a folder with a quote in its name."""
    done = terminal.podwright("env", "--shell", "bash")
    assert done.returncode == 0, done.stderr
    script = f"{done.stdout}\nprintenv PULUMI_HOME PULUMI_DEBUG_PROVIDERS; command -v pulumi"
    read = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    emulated = terminal.root / ".podwright" / "emulated"
    assert read == [f"{emulated}/home", "gcp:4001", f"{emulated}/bin/pulumi"]


def test_live_env_names_no_emulated_thing(terminal: Terminal) -> None:
    """The user's own backend and credentials stay as they are."""
    done = terminal.podwright("env", "--live", "--shell", "bash")
    names = [line.split("=")[0].removeprefix("export ") for line in done.stdout.splitlines()]
    assert names == ["PATH", "PODWRIGHT_PYTHON", "PULUMI_SKIP_UPDATE_CHECK"]


@pytest.mark.parametrize("command", [["env", "--live"], ["exec", "--live", "--", "true"]])
def test_live_is_refused_in_an_emulated_shell(terminal: Terminal, command: list[str]) -> None:
    """The variables of the emulated cloud would stay in force."""
    terminal.environment["PULUMI_DEBUG_PROVIDERS"] = "gcp:4001"
    done = terminal.podwright(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error: --live: this shell is set to the emulated cloud\n" in done.stderr


def test_exec_passes_arguments_output_and_exit_code_on(terminal: Terminal) -> None:
    """Options behind `--` belong to the command."""
    done = terminal.podwright("exec", "--", "sh", "-c", 'echo "$1 $PULUMI_DEBUG_PROVIDERS"; exit 7', "sh", "--live")
    assert (done.returncode, done.stdout) == (7, "--live gcp:4001\n")


def test_exec_of_a_missing_command_says_so(terminal: Terminal) -> None:
    """As a shell does: 127."""
    done = terminal.podwright("exec", "--", "no-such-program")
    assert (done.returncode, done.stderr) == (
        127,
        "podwright: no-such-program cannot be run: No such file or directory\n",
    )


def test_doctor_json_matches_its_schema(terminal: Terminal) -> None:
    """Machines read it; a problem makes the exit code 1."""
    done = terminal.podwright("doctor", "--json")
    document = json.loads(done.stdout)
    schema = importlib.resources.files("podwright.schemas").joinpath("doctor.v1.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(schema))
    assert done.returncode == (0 if document["ok"] else 1)
    engine = next(check for check in document["checks"] if check["name"] == "engine")
    assert engine["detail"].startswith("pulumi 3.259.0, on PATH, ")


def test_doctor_tells_how_to_fix_what_it_finds(terminal: Terminal) -> None:
    """Below the table, where it can be copied."""
    terminal.environment["PODWRIGHT_ENGINE"] = "embedded"
    done = terminal.podwright("doctor")
    assert done.returncode == 1
    assert "engine: run `podwright engine install`" in done.stdout.splitlines()


def test_engine_path_is_the_engine_that_would_run(terminal: Terminal) -> None:
    """For scripts; nothing is installed for it."""
    assert terminal.podwright("engine", "path").stdout == f"{terminal.root.parent}/programs/pulumi\n"
    terminal.environment["PODWRIGHT_ENGINE"] = "embedded"
    done = terminal.podwright("engine", "path")
    assert (done.returncode, done.stderr) == (
        1,
        "podwright: there is no engine yet; run podwright engine install\n",
    )
