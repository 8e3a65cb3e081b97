"""Shows a run while it happens: plain lines in a pipe, and on a terminal also one live line per running stack.

Both print a line when a stack's part of a stage is over; only those lines stay. What a run meant is the summary, which
the command prints at the end.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from podwright.fleet.events import StackEvents
from podwright.fleet.report import StackResult

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text


REASON_LIMIT = 100
"""Characters of the reason on a stack's line."""


def result_line(command: str, result: StackResult, width: int = 0) -> str:
    """`gcp-europe-west4  preview  +23 ~0 ±0 -0  policies ok  6.1 s`."""
    parts = [result.stack.ljust(width), command]
    if result.result in ("succeeded", "unchanged", "blocked"):
        parts.append(result.changes.line())
        if command != "destroy" and result.policies.evaluated:
            parts.append("policies ok" if not result.policies.blocks else result.policies.summary())
    else:
        parts.append(result.result)
        parts += [_short(problem.message.splitlines()[0]) for problem in result.problems[:1]]
    if result.seconds:
        parts.append(f"{result.seconds:.1f} s")
    return "  ".join(parts)


def _short(text: str) -> str:
    """The whole text is in the summary."""
    return text if len(text) <= REASON_LIMIT else f"{text[: REASON_LIMIT - 1]}…"


@dataclass(slots=True)
class PlainProgress:
    """One line when a stack is done; for pipes and logs."""

    out: TextIO
    width: int = 0

    @contextmanager
    def stage(self, command: str, stacks: Sequence[str]) -> Generator[None]:  # noqa: ARG002 - of the protocol
        """Aligns the lines of the stage."""
        self.width = max((len(name) for name in stacks), default=0)
        yield

    def moved(self, stack: str, events: StackEvents) -> None:
        """A log has no use for it."""

    def finished(self, command: str, result: StackResult) -> None:
        """The line that stays."""
        self.say(result_line(command, result, self.width))

    def say(self, text: str) -> None:
        """At once, however the output is buffered."""
        print(text, file=self.out, flush=True)


@dataclass(slots=True)
class _Running:
    began: float
    events: StackEvents


@dataclass(slots=True)
class LiveProgress:
    """`PlainProgress` with a block of live lines below it; for terminals. Needs rich, which is imported here only."""

    out: TextIO
    plain: PlainProgress = field(init=False)
    running: dict[str, _Running] = field(default_factory=dict[str, _Running])
    live: Live | None = None

    def __post_init__(self) -> None:
        self.plain = PlainProgress(self.out)

    @contextmanager
    def stage(self, command: str, stacks: Sequence[str]) -> Generator[None]:
        """The block of live lines is there while the stage runs, and gone after it."""
        from rich.console import Console
        from rich.live import Live

        self.running.clear()
        console = Console(file=self.out)
        live = Live(console=console, get_renderable=lambda: self._block(command), refresh_per_second=8, transient=True)
        with self.plain.stage(command, stacks), live:
            self.live = live
            try:
                yield
            finally:
                self.live = None

    def moved(self, stack: str, events: StackEvents) -> None:
        """The next refresh shows it."""
        self.running.setdefault(stack, _Running(time.monotonic(), events))

    def finished(self, command: str, result: StackResult) -> None:
        """The live line becomes one that stays."""
        self.running.pop(result.stack, None)
        self.say(result_line(command, result, self.plain.width))

    def say(self, text: str) -> None:
        """Above the live lines."""
        if self.live is None:
            self.plain.say(text)
        else:
            self.live.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _block(self, command: str) -> Text:
        from rich.text import Text

        now = time.monotonic()
        lines = [
            f"{name.ljust(self.plain.width)}  {command}  {state.events.changes.line()}"
            f"  {now - state.began:.0f} s  {state.events.activity}"
            for name, state in sorted(self.running.items())
        ]
        return Text("\n".join(lines), style="dim", no_wrap=True, overflow="ellipsis")
