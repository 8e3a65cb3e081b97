"""What the language host, the nursery and its children say to each other over the Unix socket.

A message is its length (8 bytes, big endian) and a JSON object, an empty one for a stop; with an order come two
descriptors, standard output and standard error of the child. The answer to an order is one line with the exit code once
the child has ended; until then each byte that the host sends is the number of a signal for the child. Only the user's
own processes can reach the socket.
"""

from __future__ import annotations

import json
import socket
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SECONDS_TO_TELL = 5.0
"""A process of the same user on the same machine that takes longer has been stopped."""

KEPT = ("pydantic", "yaml")
"""Packages besides `pulumi` and `pulumi_…` that a nursery may import: large, used by most programs, without settings
that they read when they are imported."""


@dataclass(frozen=True, slots=True)
class Order:
    """A process to be forked: what `subprocess.Popen` would be given."""

    python: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    directory: str
    umask: int
    descriptors: Sequence[int] = ()
    """Standard output and standard error."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Modules that a program has imported."""

    modules: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stop:
    """End, as soon as the children that run now have ended."""


Message = Order | Learned | Stop


def send(connection: socket.socket, message: Message) -> None:
    """Sends it; OSError where the other side is gone."""
    content: dict[str, object] = {}
    if isinstance(message, Learned):
        content = {"modules": list(message.modules)}
    elif isinstance(message, Order):
        content = {
            "python": message.python,
            "arguments": list(message.arguments),
            "environment": dict(message.environment),
            "directory": message.directory,
            "umask": message.umask,
        }
    data = json.dumps(content).encode()
    length = len(data).to_bytes(8, "big")
    if isinstance(message, Order):
        socket.send_fds(connection, [length], list(message.descriptors))
    else:
        connection.sendall(length)
    connection.sendall(data)


def receive(connection: socket.socket) -> Message:
    """Reads one message; OSError, ValueError, KeyError or EOFError for what is none."""
    connection.settimeout(SECONDS_TO_TELL)
    head, descriptors, _, _ = socket.recv_fds(connection, 8, 2)
    with connection.makefile("rb") as file:
        head += file.read(8 - len(head))
        data = file.read(int.from_bytes(head, "big"))
    if not data:
        raise EOFError
    content = json.loads(data)
    connection.settimeout(None)
    if not content:
        return Stop()
    if "modules" in content:
        return Learned(content["modules"])
    return Order(
        content["python"],
        content["arguments"],
        content["environment"],
        content["directory"],
        content["umask"],
        descriptors,
    )


def modules_of_sdks() -> list[str]:
    """The modules of installed SDKs that this process has really loaded, parents first."""
    places = tuple(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    found: list[str] = []
    for name, module in sorted(sys.modules.items()):
        package = name.partition(".")[0]
        counts = package.startswith("pulumi") or package in KEPT
        # A lazy module is of a type of its own until it is loaded, and would be loaded by asking it anything.
        if not counts or type(module) is not type(sys) or name.endswith("__main__"):
            continue
        origin = getattr(module.__spec__, "origin", None)
        if origin and origin.startswith(places):
            found.append(name)
    return found
