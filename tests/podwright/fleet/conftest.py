"""What the tests of the run side share: a made-up engine, and a run over a small fleet that uses it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from podwright.fleet.context import RunContext, Target
from podwright.fleet.engine_call import EngineSettings
from podwright.fleet.events import StackEvents
from podwright.fleet.progress import result_line
from podwright.fleet.report import StackResult
from tests.podwright.fleet.fake_engine import FakeEngine

NEEDS: Mapping[str, Sequence[str]] = {"global": [], "east": ["global"], "west": ["global"], "mesh": ["east", "west"]}
WAVES = {"global": 1, "east": 2, "west": 2, "mesh": 3}


@dataclass
class Recorder:
    """Progress and dialogue that remember; `answer` is what the user says, `on_move` what happens meanwhile."""

    lines: list[str] = field(default_factory=list[str])
    plans: list[list[str]] = field(default_factory=list[list[str]])
    questions: list[str] = field(default_factory=list[str])
    answer: bool = True
    on_move: Callable[[str], None] | None = None

    @contextmanager
    def stage(self, command: str, stacks: Sequence[str]) -> Generator[None]:
        self.lines.append(f"[{command} {' '.join(stacks)}]")
        yield

    def moved(self, stack: str, events: StackEvents) -> None:  # noqa: ARG002 - of the protocol
        if self.on_move is not None:
            self.on_move(stack)

    def finished(self, command: str, result: StackResult) -> None:
        self.lines.append(result_line(command, result).partition(f"  {result.seconds:.1f} s")[0])

    def say(self, text: str) -> None:
        self.lines.append(text)

    def show_plan(self, results: Sequence[StackResult]) -> None:
        self.plans.append([result.stack for result in results])

    def confirm(self, question: str) -> bool:
        self.questions.append(question)
        return self.answer


@pytest.fixture
def engine(tmp_path: Path) -> FakeEngine:
    """An engine that answers every command with success until a test says otherwise."""
    fake = FakeEngine(tmp_path / "engine")
    fake.play({})
    return fake


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def fleet(tmp_path: Path, engine: FakeEngine, recorder: Recorder) -> Callable[..., RunContext]:
    """Makes a run over stacks of the small fleet."""

    def make(*names: str, existing: Mapping[str, int] | None = None, parallel: int = 4) -> RunContext:
        chosen = names or tuple(WAVES)
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        settings = EngineSettings(engine.executable, root, {"FAKE_MARKER": "set"}, root / "logs")
        target = Target("emulated", "emulated cloud")
        had = dict.fromkeys(WAVES, 3) if existing is None else existing
        waves = {name: WAVES[name] for name in chosen}
        return RunContext(settings, target, chosen, waves, NEEDS, recorder, had, parallel)

    return make
