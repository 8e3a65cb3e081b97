"""The `pulumi` of an emulated shell, with an engine that only prints what it was asked."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from hashlib import sha1
from pathlib import Path

import pytest

from podwright.engine.shim_command import parse

Write = Callable[[Path, str], Path]


class Shell:
    """A project with one stack, and what the engine gets when a user types a command there."""

    def __init__(self, root: Path, engine: Path) -> None:
        self.root = root
        self.file = root / "stacks" / "Pulumi.nl.yaml"
        self.copy = root / "config" / "Pulumi.nl.yaml"
        self.engine = engine
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "PULUMI_HOME": str(root / "home"),
            "PULUMI_BACKEND_URL": "file:///s",
        }

    def pulumi(self, command: str, cwd: Path | None = None) -> list[str]:
        """The arguments as the engine saw them."""
        places = [str(self.engine), str(self.root), "lab", str(self.root / "stacks"), str(self.root / "config")]
        done = subprocess.run(
            [sys.executable, "-I", "-m", "podwright.engine.shim", *places, *command.split()],
            cwd=cwd or self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.splitlines()

    def select(self, stack: str) -> None:
        """What `pulumi stack select` writes."""
        key = sha1(str(self.root / "Pulumi.yaml").encode(), usedforsecurity=False).hexdigest()
        settings = self.root / "home" / "workspaces" / f"lab-{key}-workspace.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"stacks": {"file:///s": f"organization/lab/{stack}"}}))


@pytest.fixture
def shell(tmp_path: Path, write_program: Write) -> Shell:
    """The engine prints its arguments, then writes a salt into the stack file as the real one does."""
    root = (tmp_path / "project").resolve()
    (root / "stacks").mkdir(parents=True)
    (root / "Pulumi.yaml").write_text("name: lab\nstackConfigDir: stacks\n")
    (root / "stacks" / "Pulumi.nl.yaml").write_text("config: {}\n")
    body = f'for a in "$@"; do echo "$a"; done; echo "encryptionsalt: v1" >> {root}/stacks/Pulumi.nl.yaml'
    return Shell(root, write_program(tmp_path / "engine" / "pulumi", body))


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("up -s nl --yes", "up --config-file {copy} -s nl --yes"),
        ("preview --stack=nl", "preview --config-file {copy} --stack=nl"),
        ("--color never destroy -ys nl", "--color never destroy --config-file {copy} -ys nl"),
        ("refresh --stack organization/lab/nl", "refresh --config-file {copy} --stack organization/lab/nl"),
        ("stack rm -y -s nl", "stack rm --preserve-config -y -s nl"),
        ("stack rm nl", "stack rm --preserve-config nl"),
    ],
)
def test_a_command_on_a_stack_keeps_away_from_its_file(shell: Shell, typed: str, given: str) -> None:
    """Operations get the copy; removing a stack of the emulated cloud does not remove the fleet's file."""
    assert shell.pulumi(typed) == given.format(copy=shell.copy).split()


@pytest.mark.parametrize(
    "typed",
    ["up -s nl --config-file mine.yaml", "up -s elsewhere", "stack output -s nl", "config set a:b c -s nl", "version"],
)
def test_other_commands_are_passed_on_as_they_are(shell: Shell, typed: str) -> None:
    """`pulumi config set` means the committed file, and a user's own --config-file wins."""
    assert shell.pulumi(typed) == typed.split()


def test_the_selected_stack_is_known(shell: Shell) -> None:
    """`pulumi stack select nl`, then `pulumi up`."""
    shell.select("nl")
    assert shell.pulumi("up", cwd=shell.root / "stacks") == ["up", "--config-file", str(shell.copy)]


def test_another_project_is_none_of_its_business(shell: Shell, tmp_path: Path) -> None:
    """PATH stays set when the user changes into another project."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "Pulumi.yaml").write_text("name: other\n")
    assert shell.pulumi("up -s nl", cwd=other) == ["up", "-s", "nl"]
    assert shell.pulumi(f"-C {shell.root} up -s nl", cwd=other)[3] == "--config-file"


@pytest.mark.parametrize("typed", ["stack init nl", "stack select nl --create", "destroy -s nl --remove"])
def test_what_the_engine_writes_unasked_is_undone(shell: Shell, typed: str) -> None:
    """`git status` stays clean."""
    shell.pulumi(typed)
    assert shell.file.read_text() == "config: {}\n"


def test_a_deleted_file_comes_back_and_the_exit_code_stays(shell: Shell, write_program: Write) -> None:
    """`destroy --remove` deletes the stack file; a failure must still be one."""
    write_program(shell.engine, f"rm {shell.file}; exit 7")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        shell.pulumi("destroy --remove -s nl")
    assert caught.value.returncode == 7
    assert shell.file.read_text() == "config: {}\n"


@pytest.mark.parametrize(
    ("arguments", "words", "stack"),
    [
        (["up", "-m", "stack rm", "-snl"], ["up", "stack rm"], "nl"),
        (["-v", "3", "stack", "init", "nl"], ["stack", "init", "nl"], None),
        (["up", "--", "-s", "nl"], ["up"], None),
        (["-C", "x", "preview", "-Qs=nl"], ["preview"], "nl"),
    ],
)
def test_command_lines_are_read_as_pulumi_reads_them(
    arguments: Sequence[str], words: Sequence[str], stack: str | None
) -> None:
    """Grouped letters, values of flags, and what stands behind `--`."""
    line = parse(arguments)
    assert (line.words, line.stack) == (words, stack)


@pytest.mark.parametrize(
    "typed",
    [
        "config set --secret a:b c -s nl",
        "-s nl config set a:b c --secret",
        "config set --path --secret a:b.c d",
        "config --config-file mine.yaml set --secret a:b c",
        "config set-all --plaintext a:b=c --secret d:e=f",
        'config set-all --json {"a:b":{"value":"c","secret":true}}',
    ],
)
def test_a_secret_is_not_encrypted_with_a_public_passphrase(shell: Shell, typed: str) -> None:
    """It would be committed for everybody to read."""
    with pytest.raises(subprocess.CalledProcessError) as caught:
        shell.pulumi(typed)
    assert (caught.value.returncode, caught.value.stdout, caught.value.stderr) == (
        2,
        "",
        "error: --secret: a secret set here would be encrypted with a passphrase that everybody knows\n"
        "  fix:     set it on the real stack\n",
    )


@pytest.mark.parametrize("typed", ["config set --secret=false a:b c", "config get a:b", "config set -- a:b --secret"])
def test_other_settings_are_set(shell: Shell, typed: str) -> None:
    """Only secrets are refused."""
    assert shell.pulumi(typed) == typed.split()


def test_a_stopped_cloud_is_named(shell: Shell) -> None:
    """The engine alone would say that some port refuses connections."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        shell.environment["PULUMI_DEBUG_PROVIDERS"] = f"gcp:{free.getsockname()[1]}"
        with pytest.raises(subprocess.CalledProcessError) as caught:
            shell.pulumi("up -s nl")
        assert shell.pulumi("stack output -s nl") == ["stack", "output", "-s", "nl"]
    assert (caught.value.returncode, caught.value.stderr) == (
        1,
        "error: the emulated cloud is stopped\n"
        '  fix:     run `podwright emulator start`, then `eval "$(podwright env)"` again\n',
    )


def test_a_running_cloud_is_used(shell: Shell) -> None:
    """Something listens: the engine gets the command."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        shell.environment["PULUMI_DEBUG_PROVIDERS"] = f"gcp:{server.getsockname()[1]}"
        assert shell.pulumi("up -s nl")[0] == "up"
