"""What the README shows is what a reader gets."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from podwright.cli.main import COMMANDS, run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
STACK = "Pulumi.gcp-europe-west4.yaml"


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language; "" gives those without one."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for name, text in found if name == language]


def test_the_region_shown_is_part_of_the_fleet() -> None:
    """The example is the committed stack file, shortened, and not something that was true once."""
    [text] = blocks("yaml")
    shown = cast("dict[str, Any]", yaml.safe_load(text.replace("NL", "'NL'"))["config"])
    real = cast("dict[str, Any]", yaml.safe_load((ROOT / "stacks" / STACK).read_text("utf-8"))["config"])
    assert shown == {key: real[key] for key in shown}


def test_the_mistake_shown_is_answered_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line, given, allowed, fix and the closing count."""
    [answer] = [block for block in blocks("") if "given:" in block]
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    file = tmp_path / "stacks" / STACK
    file.write_text(file.read_text("utf-8").replace("topology: 8x8", "topology: 8x9"), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["check", "gcp-europe-west4"]) == 2
    assert capsys.readouterr().out == answer


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_table(command: str) -> None:
    """A command that nobody can find does not exist."""
    assert f"`podwright {command}`" in README


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    """Every page and picture named is there."""
    assert link.startswith("https://") or (ROOT / link).exists()
