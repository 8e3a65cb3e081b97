"""The guides in docs/: every podwright command in them exists, with the options that it is given."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from podwright.cli.main import podwright

GUIDES = sorted((Path(__file__).parents[3] / "docs").glob("*.md"))
_BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.DOTALL | re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    """The guide and the line of each command."""
    return [
        (guide.name, line)
        for guide in GUIDES
        for block in _BLOCK.findall(guide.read_text())
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("podwright ")
    ]


@pytest.mark.parametrize(("guide", "line"), commands())
def test_a_command_of_a_guide_can_be_typed(guide: str, line: str) -> None:
    """Whoever follows a guide pastes what is in it."""
    del guide
    command: click.Command = podwright
    context = click.Context(command)
    words = shlex.split(line, comments=True)[1:]
    while isinstance(command, click.Group):
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command, context = found, click.Context(found, parent=context)
    command.make_parser(context).parse_args(words)
