"""Reads a pulumi command line as pulumi's own parser does, as far as the `pulumi` of an emulated shell needs it.

Owns the names of commands and flags (pulumi 3.259.0) and no decision. Standard library only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

OPERATIONS = {"up", "update", "preview", "pre", "destroy", "down", "dn", "refresh", "import", "watch", "logs"}
"""Commands that take `--config-file`, with their aliases (pulumi 3.259.0)."""

VALUE_FLAGS = {
    "--color",
    "--config-file",
    "--cwd",
    "--memprofilerate",
    "--otel-traces",
    "--profiling",
    "--tracing",
    "--verbose",
}
"""Flags of every command, or of `config`, that take their value as the next argument."""

VALUE_LETTERS = set("Cvmptcos")
"""One-letter flags with a value, which end a group such as `-ys`."""


@dataclass(slots=True)
class CommandLine:
    """The parts of a pulumi command line that matter here."""

    words: list[str] = field(default_factory=list[str])
    """What is not a flag, in order: the command, its subcommand, arguments (and values of flags unknown here)."""
    flags: set[str] = field(default_factory=set[str])
    stack: str | None = None
    directory: str | None = None
    command_at: int = 0
    """The index after the last word of the command, where a flag can be put."""


def parse(arguments: Sequence[str]) -> CommandLine:
    """Reads a command line as pulumi's own parser does, as far as it matters here."""
    line = CommandLine()
    rest = list(enumerate(arguments))
    while rest:
        index, argument = rest.pop(0)
        if argument == "--":
            break
        if not argument.startswith("-") or argument == "-":
            line.words.append(argument)
            if len(line.words) <= (2 if line.words[0] == "stack" else 1):
                line.command_at = index + 1
            continue
        name, equals, value = argument.partition("=")
        if not argument.startswith("--"):
            name, value = _split_letters(argument)
            equals = value
        takes_value = name in VALUE_FLAGS | {"--stack", "-s"} or name in {"-C", "-v"}
        if takes_value and not equals and rest:
            value = rest.pop(0)[1]
        if value.lower() not in ("false", "f", "0") or not equals:
            line.flags.add(name)
        if name in ("--stack", "-s"):
            line.stack = value
        elif name in ("--cwd", "-C"):
            line.directory = value
    return line


def _split_letters(group: str) -> tuple[str, str]:
    """`-ysprod` -> (`-s`, `prod`): the letter that takes a value, or the last one, and what follows it."""
    for index, letter in enumerate(group[1:], start=1):
        if letter in VALUE_LETTERS:
            return f"-{letter}", group[index + 1 :].removeprefix("=")
    return f"-{group[-1]}", ""
