"""Export lines, read back by the shells themselves where they are installed."""

from __future__ import annotations

import subprocess

import pytest

from podwright.engine.shells import default_shell, export_lines

NASTY = 'it\'s "$HOME" `id` $(id) \\ ; & | * ?\ttab'


@pytest.mark.parametrize("program", ["sh", "bash"])
def test_a_shell_reads_back_any_value_unchanged(program: str) -> None:
    """A path with a quote or a dollar in it must not run anything."""
    lines = export_lines({"NASTY": NASTY, "PLAIN": "x"}, "bash")
    script = "\n".join([*lines, "printenv NASTY PLAIN"])
    done = subprocess.run([program, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == f"{NASTY}\nx\n"


def test_fish_escapes_quotes_and_backslashes() -> None:
    """Within single quotes these two are the only special ones there."""
    assert export_lines({"A": r"it's \ $b"}, "fish") == [r"set -gx A 'it\'s \\ $b'"]


def test_powershell_doubles_quotes() -> None:
    """Within single quotes nothing else is special there."""
    assert export_lines({"A": NASTY}, "powershell") == ["$env:A = 'it''s \"$HOME\" `id` $(id) \\ ; & | * ?\ttab'"]


def test_fish_gets_path_as_a_list() -> None:
    """One string with colons would be one folder of a strange name."""
    assert export_lines({"PATH": "/a b:/c"}, "fish") == ["set -gx PATH '/a b' '/c'"]


@pytest.mark.parametrize(("shell", "syntax"), [("/usr/bin/fish", "fish"), ("/bin/zsh", "bash"), ("", "bash")])
def test_the_shell_of_the_user_is_the_default(monkeypatch: pytest.MonkeyPatch, shell: str, syntax: str) -> None:
    """SHELL says it; everything that is not fish reads what sh reads."""
    monkeypatch.setenv("SHELL", shell)
    assert default_shell() == syntax
