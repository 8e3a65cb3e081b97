"""What the `pulumi` of an emulated shell refuses, before the engine is started.

Secrets in stack files, which would be encrypted with the emulated cloud's public passphrase, and operations while the
emulated cloud is stopped, whose errors name a port and nothing else. Standard library only.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from typing import cast

from podwright.engine.shim_command import OPERATIONS, CommandLine

_REFUSED = """error: --secret: a secret set here would be encrypted with a passphrase that everybody knows
  fix:     set it on the real stack
"""
_STOPPED = """error: the emulated cloud is stopped
  fix:     run `podwright emulator start`, then `eval "$(podwright env)"` again
"""
_WITHOUT_CLOUD = {"logs"}
_PROBE_SECONDS = 2.0


def refuse(line: CommandLine, arguments: Sequence[str]) -> None:
    """Ends the program with a message where the command must not, or cannot, run in this shell."""
    if line.words[0] in ("config", "cfg") and sets_secret(line, arguments):
        sys.stderr.write(_REFUSED)
        sys.exit(2)
    asks_help = bool(line.flags & {"--help", "-h"})
    if line.words[0] in OPERATIONS - _WITHOUT_CLOUD and not asks_help and not cloud_is_up():
        sys.stderr.write(_STOPPED)
        sys.exit(1)


def sets_secret(line: CommandLine, arguments: Sequence[str]) -> bool:
    """`config set --secret`, `config set-all --secret key=value`, and a secret in `config set-all --json`."""
    subcommand = line.words[1] if len(line.words) > 1 else ""
    if subcommand not in ("set", "set-all"):
        return False
    return "--secret" in line.flags or any(_has_secret(text) for text in arguments)


def _has_secret(text: str) -> bool:
    """Whether an argument is a JSON object of `set-all --json` with a secret in it."""
    try:
        values: object = json.loads(text.removeprefix("--json="))
    except ValueError:
        return False
    if not isinstance(values, dict):
        return False
    entries = cast("dict[str, object]", values).values()
    return any(isinstance(entry, dict) and cast("dict[str, object]", entry).get("secret") for entry in entries)


def cloud_is_up() -> bool:
    """Whether every emulated provider of PULUMI_DEBUG_PROVIDERS takes connections; True where none is named."""
    return all(_listens(port) for port in _ports(os.environ.get("PULUMI_DEBUG_PROVIDERS", "")))


def _ports(providers: str) -> Iterator[int]:
    for part in providers.split(","):
        port = part.rpartition(":")[2]
        if port.isdecimal():
            yield int(port)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), _PROBE_SECONDS).close()
    except OSError:
        return False
    return True
