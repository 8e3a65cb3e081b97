"""The program around the commands: loading, help, exit codes, and that no mistake ends in a traceback."""

from __future__ import annotations

import importlib.resources
import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import click
import jsonschema
import pytest

from podwright.cli import main as program
from podwright.cli.main import COMMANDS, LazyGroup, podwright, run
from podwright.errors import EngineError, LockedError, PolicyError, Problem


def _present() -> list[str]:
    return [name for name, (place, _) in COMMANDS.items() if find_spec(place.partition(":")[0])]


Install = Callable[[Callable[[], object]], None]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Replaces every command by one that does what the test says."""

    def install(body: Callable[[], object]) -> None:
        def get_command(*_: object) -> click.Command:
            return click.Command("ls", callback=body)

        monkeypatch.setattr(LazyGroup, "get_command", get_command)

    return install


def _raising(error: BaseException) -> Callable[[], object]:
    def body() -> None:
        raise error

    return body


@pytest.mark.parametrize("name", _present())
def test_every_command_has_help(name: str) -> None:
    """A command without a text is a command nobody finds; the list's line is not longer than a terminal."""
    command = podwright.get_command(click.Context(podwright), name)
    assert command is not None
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert len(COMMANDS[name][1]) <= 68
    subcommands = command.commands.values() if isinstance(command, click.Group) else ()
    assert all(each.help for each in subcommands)


def test_the_help_page_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`-h` is as good as `--help`."""
    assert run(["-h"]) == 0
    page = capsys.readouterr().out
    assert all(f"  {name} " in page and line in page for name, (_, line) in COMMANDS.items())


def test_start_up_is_cheap() -> None:
    """Importing the program, and asking for its help, loads no SDK and nothing of another command."""
    code = (
        "import sys\nfrom podwright.cli.main import run\nrun(['-h'])\n"
        "heavy = 'pulumi grpc rich pydantic ruamel networkx podwright.fleet podwright.engine'.split()\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    """What a bug report begins with."""
    assert run(["--version"]) == 0
    name, version = capsys.readouterr().out.split()
    assert name == "podwright"
    assert version[0].isdigit()


@pytest.mark.parametrize("arguments", [["nope"], ["ls", "--nope"], ["-C", "not-there", "ls"], []])
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was changed, and the message is on standard error."""
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "podwright" in printed.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EngineError(Problem("engine", "is gone")), 1),
        (PolicyError(Problem("policy", "was violated")), 3),
        (LockedError(Problem("stack", "is locked")), 5),
    ],
)
def test_each_error_has_its_exit_code(
    command: Install, error: EngineError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scripts tell failures apart by the code, people by the message."""
    command(_raising(error))
    assert run(["ls"]) == code
    assert capsys.readouterr().err == f"{error.problems[0].render()}\n"


@pytest.mark.parametrize("arguments", [["up", "--json", "--yes"], ["check", "gcp-nowhere", "--json"]])
def test_a_refusal_is_a_document_too(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that asked for JSON reads JSON; people read the same on standard error."""
    monkeypatch.chdir(Path(__file__).parents[3])
    assert run(arguments) == 2
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    schema = importlib.resources.files("podwright.schemas").joinpath("problems.v1.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(schema))
    assert document["exit_code"] == 2
    assert document["problems"][0]["message"] in printed.err


def test_an_interrupt_is_130(command: Install, capsys: pytest.CaptureFixture[str]) -> None:
    """As shells expect of Ctrl-C."""
    command(_raising(KeyboardInterrupt()))
    assert run(["ls"]) == 130
    assert capsys.readouterr().err.strip() == "podwright: interrupted"


def test_a_bug_is_short_for_users(
    command: Install, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception nobody expected is our mistake: two lines, and the way to the traceback."""
    monkeypatch.delenv("PODWRIGHT_DEBUG", raising=False)
    command(_raising(RuntimeError("boom")))
    assert run(["ls"]) == 1
    assert capsys.readouterr().err == (
        "podwright: this is a bug: RuntimeError: boom\n"
        "  fix:     run it again with PODWRIGHT_DEBUG=1 and report the traceback\n"
    )


def test_a_bug_is_whole_for_whoever_asks(
    command: Install, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the variable set the traceback is there."""
    monkeypatch.setenv("PODWRIGHT_DEBUG", "1")
    command(_raising(RuntimeError("boom")))
    assert run(["ls"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_command_s_number_is_the_exit_code(command: Install) -> None:
    """Commands return their code and never call exit."""
    command(lambda: 4)
    assert run(["ls"]) == 4


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`podwright ls | head -1` must not end in a message about pipes."""
    command = f"{sys.executable} -c 'from podwright.cli.main import main; main()' -h | head -c 1"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert ended.stderr == ""


def test_the_console_script_exits_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the shell sees."""
    monkeypatch.setattr(program, "run", lambda: 3)
    with pytest.raises(SystemExit) as caught:
        program.main()
    assert caught.value.code == 3
