"""What one run over a fleet is about: the stacks, their order, the target, and how it shows progress.

Data only, so that the stages of a run can be tested with a made-up engine and no cloud.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from podwright.fleet.engine_call import EngineSettings
from podwright.fleet.events import StackEvents
from podwright.fleet.report import StackResult


class Progress(Protocol):
    """Shows a run while it happens. All methods are called from one thread."""

    def stage(self, command: str, stacks: Sequence[str]) -> AbstractContextManager[None]:
        """A stage over these stacks runs while the block does."""
        ...

    def moved(self, stack: str, events: StackEvents) -> None:
        """Something happened on a stack."""
        ...

    def finished(self, command: str, result: StackResult) -> None:
        """A stack's part of the stage is over."""
        ...

    def say(self, text: str) -> None:
        """One line that is about the whole run."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """The clouds that a run works on."""

    kind: Literal["emulated", "live"]
    description: str
    """For the line that says where the run goes."""

    @property
    def cloud(self) -> str:
        """How questions name it."""
        return "emulated cloud" if self.kind == "emulated" else "live clouds"

    def pulumi(self, arguments: str) -> str:
        """The command a user would type to run the engine on this target."""
        return f"podwright exec -- pulumi {arguments}" if self.kind == "emulated" else f"pulumi {arguments}"


@dataclass(frozen=True, slots=True)
class RunContext:
    """One run: everything that its stages share."""

    settings: EngineSettings
    target: Target
    names: Sequence[str]
    """The selected stacks, each after those it depends on."""
    waves: Mapping[str, int]
    """Selected stack -> its wave, from 1."""
    needs: Mapping[str, Collection[str]]
    """Every stack of the fleet -> the stacks it depends on directly."""
    progress: Progress
    existing: Mapping[str, int]
    """Stacks that the backend had when the run began -> how many resources their states held."""
    parallel: int
    """How many engines run at a time."""
    policy_packs: Sequence[Path] = ()
    refresh: bool = False
    """Read the resources' real state from the cloud first."""
    allow_loss: Collection[str] = ()
    """Accelerators that this run may replace or delete: resources or components, as NAME or STACK/NAME."""
    unclear: Mapping[str, str] = field(default_factory=dict[str, str])
    """Stacks whose dependencies are unknown -> why."""

    def log_folder(self, stack: str) -> str:
        """Where the logs of a stack are, relative to the project where they are inside it."""
        folder = self.settings.logs / stack
        root = self.settings.root
        return str(folder.relative_to(root) if folder.is_relative_to(root) else folder)

    def new_results(self) -> dict[str, StackResult]:
        """An entry for each selected stack, in order, with nothing done yet."""
        return {name: StackResult(name, self.waves[name], log=self.log_folder(name)) for name in self.names}
