"""The command line and environment of a program, and what its exit code means."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.engine.host.interpreter import Interpreter
from podwright.engine.host.program import process_spec, run_response
from podwright.engine.protos import language_pb2

REQUEST = language_pb2.RunRequest(
    project="lab",
    stack="nl",
    pwd="/lab/stacks",
    monitor_address="127.0.0.1:1",
    dryRun=True,
    parallel=16,
    organization="organization",
    config={"lab:region": "europe-west4"},
    configSecretKeys=["lab:token"],
    info=language_pb2.ProgramInfo(root_directory="/lab", program_directory="/lab/stacks", entry_point="."),
    args=["--extra"],
)


def test_the_program_gets_the_official_command_line() -> None:
    """`pulumi-language-python-exec` reads it; a program must not notice which host started it."""
    spec = process_spec(REQUEST, Interpreter("/venv/bin/python", None, "pip"), Path("/e/exec"), "127.0.0.1:2", {})
    assert " ".join([spec.python, *spec.arguments]) == (
        "/venv/bin/python /e/exec --monitor 127.0.0.1:1 --engine 127.0.0.1:2 --project lab --root_directory /lab "
        "--stack nl --pwd /lab/stacks --dry_run true --parallel 16 --organization organization . --extra"
    )


def test_configuration_comes_in_the_environment() -> None:
    """Values by key, and the keys that are secret."""
    spec = process_spec(REQUEST, Interpreter("python", None, "pip"), Path("/e/exec"), "127.0.0.1:2", {"HOME": "/h"})
    assert spec.environment == {
        "HOME": "/h",
        "PULUMI_CONFIG": '{"lab:region": "europe-west4"}',
        "PULUMI_CONFIG_SECRET_KEYS": '["lab:token"]',
    }


@pytest.mark.parametrize(
    ("exit_code", "error", "bail"),
    [
        (0, "", False),
        (32, "", True),
        (1, "program exited with non-zero exit code: 1", False),
        (-9, "program was ended by signal 9", False),
    ],
)
def test_an_error_is_told_once(exit_code: int, error: str, bail: bool) -> None:
    """32 means that the user has seen the error already; anything else is the host's to tell."""
    assert run_response(exit_code) == language_pb2.RunResponse(error=error, bail=bail)
