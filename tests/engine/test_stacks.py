"""Stacks on the emulated cloud with the real engine: they exist, their secrets are secret, and git sees nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from podwright.engine.project import emulated_folder
from podwright.engine.stacks import ensure_stack, ensure_stacks
from podwright.errors import InputError
from tests.engine.trial import TrialProject

pytestmark = pytest.mark.engine

Make = Callable[..., TrialProject]

SECRET = """
import pulumi
pulumi.export("token", pulumi.Output.secret("correct horse"))
"""


@pytest.fixture
def project(make_project: Make) -> TrialProject:
    """A project under git with two stacks, all committed."""
    made = make_project(SECRET, ("nl", "jp"))
    (made.root / ".gitignore").write_text(".podwright/\n__pycache__/\n")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "start"]):
        git(made, *command)
    return made


def git(project: TrialProject, *arguments: str) -> str:
    """Runs git with an author of its own."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    done = subprocess.run(["git", *identity, *arguments], cwd=project.root, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_plain_cycle_leaves_the_work_tree_clean(project: TrialProject) -> None:
    """What a user does in a `podwright env` shell, to the very end."""
    ensure_stacks(["nl", "jp"], project.environment, project.root)
    for command in (
        "preview -s nl",
        "up -s nl --yes",
        "refresh -s nl --yes",
        "stack select nl",
        "up --yes",
        "stack history",
        "stack output --show-secrets",
        "config",
        "destroy --yes",
        "stack rm --yes",
        "stack init nl",
        "destroy -s jp --yes --remove",
    ):
        run = project.pulumi(*command.split())
        assert run.returncode == 0, f"{command}: {run.stdout}{run.stderr}"
        assert git(project, "status", "--porcelain") == "", command


def test_the_engine_itself_with_the_configuration_file_leaves_it_clean_too(project: TrialProject) -> None:
    """What `podwright up` does: no shim between, `--config-file` from ensure_stack."""
    config = ensure_stack("nl", project.environment, project.root)
    plain = TrialProject(project.root, {**project.environment, "PATH": project.environment["PATH"].split(":", 1)[1]})
    for command in ("preview", "up --yes", "destroy --yes"):
        run = plain.pulumi(*command.split(), "-s", "nl", "--config-file", str(config))
        assert run.returncode == 0, run.stdout + run.stderr
    assert git(project, "status", "--porcelain") == ""


def test_a_secret_output_is_encrypted_in_the_state(project: TrialProject) -> None:
    """As on a real backend; the state file is readable by whoever can read the folder."""
    ensure_stack("nl", project.environment, project.root)
    assert project.pulumi("up", "-s", "nl", "--yes").returncode == 0
    folder = emulated_folder(project.root).path
    assert not [path for path in folder.rglob("*") if path.is_file() and b"correct horse" in path.read_bytes()]
    shown = project.pulumi("stack", "output", "-s", "nl", "--json", "--show-secrets")
    assert json.loads(shown.stdout) == {"token": "correct horse"}


def test_a_stack_file_of_a_real_backend_can_be_used_offline(project: TrialProject) -> None:
    """Its key service is out of reach, and its settings must come back untouched."""
    file = project.root / "stacks" / "Pulumi.nl.yaml"
    file.write_text("secretsprovider: gcpkms://projects/x/locations/y/keyRings/z/cryptoKeys/k\nencryptedkey: AAAA\n")
    git(project, "commit", "-aqm", "live")
    ensure_stack("nl", project.environment, project.root)
    run = project.pulumi("up", "-s", "nl", "--yes")
    assert run.returncode == 0, run.stdout + run.stderr
    assert git(project, "status", "--porcelain") == ""


def test_ensuring_again_asks_no_engine(project: TrialProject) -> None:
    """Every podwright command does it for every stack; 0.3 s each would be felt. A state that exists is kept."""
    ensure_stack("nl", project.environment, project.root)
    assert ensure_stack("nl", {"PATH": "/nowhere"}, project.root).read_text().startswith("config:")


def test_a_stack_without_a_file_is_refused(project: TrialProject) -> None:
    """A typing error must not make a new stack."""
    with pytest.raises(InputError) as caught:
        ensure_stack("de", project.environment, project.root)
    assert str(caught.value) == ("error: stack: there is no stacks/Pulumi.de.yaml\n  given:   de\n  allowed: jp, nl")
