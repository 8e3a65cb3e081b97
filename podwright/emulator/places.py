"""Where an emulated cloud keeps its files.

Owns the names inside the state folder (`<project>/.podwright/emulated`). The Pulumi state and home beside them belong
to the engine's side (`podwright/engine/project.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one state folder."""

    folder: Path

    @property
    def cloud(self) -> Path:
        """The clouds' own memory."""
        return self.folder / "cloud.sqlite"

    @property
    def events(self) -> Path:
        """What the clouds were asked."""
        return self.folder / "events.sqlite"

    @property
    def snapshots(self) -> Path:
        """Copies of the clouds' memory by name."""
        return self.folder / "snapshots"

    @property
    def info(self) -> Path:
        """What the daemon says about itself; stays when it stops, for its ports."""
        return self.folder / "daemon.json"

    @property
    def log(self) -> Path:
        """What the daemon did: the calls, the refusals, its own mistakes."""
        return self.folder / "daemon.log"

    @property
    def lock(self) -> Path:
        """Held by the daemon as long as it lives."""
        return self.folder / "daemon.lock"

    @property
    def control(self) -> Path:
        """Held while somebody starts, stops or resets."""
        return self.folder / "control.lock"

    @property
    def pulumi_state(self) -> Path:
        """The Pulumi file backend of the project's stacks."""
        return self.folder / "state"
