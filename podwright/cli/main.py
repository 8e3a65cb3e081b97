"""The `podwright` program: the command group, lazy loading of commands, and how errors leave the program.

Owns what is the same for every command: `-C`, `--version`, exit codes, and the rule that a user's mistake is a message
on standard error and never a traceback. It owns no command: each is named in `COMMANDS` and its module is imported only
when that command is asked for, because start-up would otherwise pay for the Pulumi SDK, gRPC and rich.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from podwright.cli.invocation import Invocation
from podwright.errors import ExitCode, PodwrightError, Problem

COMMANDS: dict[str, tuple[str, str]] = {
    "ls": ("podwright.cli.fleet:ls", "List the stacks of the fleet."),
    "check": ("podwright.cli.fleet:check", "Check stacks offline, without an engine or an account."),
    "quota": ("podwright.cli.quota:quota", "Show the quotas the stacks need, and what a person must ask for."),
    "preview": ("podwright.cli.runs:preview", "Show what would change in the selected stacks."),
    "up": ("podwright.cli.runs:up", "Apply the selected stacks in dependency order."),
    "destroy": ("podwright.cli.runs:destroy", "Delete the resources of the selected stacks."),
    "outputs": ("podwright.cli.runs:outputs", "Print the outputs of the selected stacks."),
    "doctor": ("podwright.cli.engine:doctor", "Report what this machine has and lacks."),
    "env": ("podwright.cli.engine:env", "Print the environment for plain pulumi commands."),
    "exec": ("podwright.cli.engine:exec_", "Run one command in that environment."),
    "engine": ("podwright.cli.engine:engine", "Install the Pulumi engine, or say where it is."),
    "emulator": ("podwright.cli.emulator:emulator", "Control the emulated clouds of this project."),
}
"""Command name -> (`module:attribute` of the click command, the line that `podwright --help` shows for it)."""

JSON_COMMANDS = frozenset({"ls", "check", "quota", "preview", "up", "destroy", "outputs"})
"""With `--json` their refusal is a document too (podwright/problems/v1): standard output is never empty then."""

INTERRUPTED = 130
"""The shell's code for a program that Ctrl-C ended (128 + SIGINT)."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports a command's module when it is run.

    The help page takes each command's line from the table, so listing them imports nothing either.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names in the order of the table, which is the order of daily use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """The command, imported now; None for a name that is not in the table."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name][0]} is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's)
        """The command list of the help page, without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """`--version`; importlib.metadata costs 30 ms, so it is imported only here."""
    if not asked or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"podwright {version('podwright')}")
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.option(
    "-C",
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Work as if started in DIR; the project is the nearest Pulumi.yaml upward.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print it.")
@click.pass_context
def podwright(ctx: click.Context, directory: Path) -> None:
    """Check, preview and apply a fleet of Pulumi stacks that hold TPU and GPU capacity.

    \b
    Exit codes: 0 done, or nothing was changed because the answer was no; 1 the engine or an apply failed;
    2 bad input or usage, nothing was changed; 3 a mandatory policy was violated; 4 changes found where none
    were expected; 5 locked; 130 interrupted.
    """
    ctx.obj = Invocation(directory)


def _report_bug(error: Exception) -> int:
    """An exception that no code expected: short for a user, whole for whoever asks with PODWRIGHT_DEBUG=1."""
    if os.environ.get("PODWRIGHT_DEBUG") == "1":
        traceback.print_exc()
    click.echo(f"podwright: this is a bug: {type(error).__name__}: {error}", err=True)
    if os.environ.get("PODWRIGHT_DEBUG") != "1":
        click.echo("  fix:     run it again with PODWRIGHT_DEBUG=1 and report the traceback", err=True)
    return int(ExitCode.FAILED)


def _wants_json(arguments: Sequence[str] | None) -> bool:
    """Whether the command line asks one of JSON_COMMANDS for JSON; also where its other options are wrong."""
    rest = list(sys.argv[1:] if arguments is None else arguments)
    while rest and rest[0].startswith("-"):
        if rest.pop(0) in ("-C", "--directory"):
            rest = rest[1:]
    words = rest[: rest.index("--")] if "--" in rest else rest
    return bool(words) and words[0] in JSON_COMMANDS and "--json" in words[1:]


def _print_document(problems: Sequence[Problem], code: int) -> None:
    from podwright.cli.output import print_json

    print_json("problems", {"problems": [problem.as_json() for problem in problems], "exit_code": int(code)})


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the program and returns its exit code; prints every error a user can meet, raises none of them.

    A command's own exit code is what it returns (an int) or gives to `ctx.exit`. A closed pipe (`| head`) never comes
    here: click ends the program quietly.
    """
    try:
        result = podwright.main(args=arguments, prog_name="podwright", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        if _wants_json(arguments):
            _print_document([Problem("usage", error.format_message())], error.exit_code)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("podwright: interrupted", err=True)
        return INTERRUPTED
    except PodwrightError as error:
        for problem in error.problems:
            click.echo(problem.render(), err=True)
        if _wants_json(arguments):
            _print_document(error.problems, error.exit_code)
        return int(error.exit_code)
    except Exception as error:
        return _report_bug(error)
    return int(result) if isinstance(result, int) else 0


def main() -> None:
    """The console script."""
    sys.exit(run())
