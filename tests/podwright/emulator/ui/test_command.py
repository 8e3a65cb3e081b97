"""`podwright emulator ui`: says where it serves; a port that is taken is a user's mistake and no traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from podwright.cli.invocation import Invocation
from podwright.emulator.ui.command import ui
from podwright.errors import InputError


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """With the way out."""
    (tmp_path / "Pulumi.yaml").write_text("name: lab\nruntime: python\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(InputError) as caught:
            CliRunner().invoke(ui, ["--port", port], obj=Invocation(tmp_path), catch_exceptions=False)
    assert str(caught.value) == (
        f"error: --port: it cannot be used: Address already in use\n  given:   {port}\n  fix:     leave --port out"
    )
