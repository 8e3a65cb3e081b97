"""What a test may do to its emulated clouds besides running programs: quotas, capacity, faults, time, drift, a look.

Owns no behaviour of a cloud: every control is the one behind the `podwright emulator` command of the same name, takes
effect at the next call, and raises `InputError` for what makes no sense.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from podwright.emulator import control, listing
from podwright.emulator.core.capacity import StockLine
from podwright.emulator.core.clock import seconds_of
from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.events import Event
from podwright.emulator.core.faults import Fault, Verb, parse_error, plan
from podwright.emulator.core.quota import QuotaKey
from podwright.emulator.core.store import Record
from podwright.emulator.listing import QuotaLine, ResourceLine
from podwright.emulator.places import Places


@dataclass(frozen=True, slots=True)
class Quotas:
    """`podwright emulator quota`."""

    folder: Path

    def set(
        self,
        quota_id: str,
        *,
        project: str,
        service: str,
        dimensions: Mapping[str, str] | None = None,
        cloud: str = "gcp",
        limit: int | None = None,
        ceiling: int | None = None,
        approval: str | None = None,
    ) -> QuotaLine:
        """Sets a limit (-1: none), the most that a request is granted, or how requests are answered.

        `approval` is `instant`, `refused` or `delayed:2h`.
        """
        key = QuotaKey.of(project, service, quota_id, dimensions or {})
        return listing.set_quota(self.folder, key, cloud=cloud, limit=limit, ceiling=ceiling, approval=approval)

    def list(self, *, project: str | None = None, cloud: str | None = None) -> list[QuotaLine]:
        """Every quota that is set, asked for or drawn from."""
        return listing.list_quotas(Places(self.folder).cloud, project=project, cloud=cloud)


@dataclass(frozen=True, slots=True)
class Capacity:
    """`podwright emulator capacity`: what there is of machines and chips."""

    folder: Path

    def set(self, place: str, what: str, amount: int | None, *, cloud: str = "gcp") -> StockLine:
        """So many of `what` (a machine type, an accelerator) are in a zone; None: without limit, as at first."""
        return control.set_stock(self.folder, cloud, place, what, amount)

    def list(self, *, cloud: str | None = None) -> list[StockLine]:
        """Every place and thing with a limit, or taken from."""
        return listing.list_stock(Places(self.folder).cloud, cloud=cloud)


@dataclass(frozen=True, slots=True)
class Faults:
    """`podwright emulator fault`: calls that fail, by name and count."""

    folder: Path

    def add(
        self,
        on: Verb,
        error: str,
        *,
        type_glob: str = "*",
        name: str = "*",
        times: int = 1,
        skip: int = 0,
        cloud: str = "gcp",
    ) -> Fault:
        """The next `times` calls of that verb fail, after `skip` that do not.

        `error` is 429, 503, timeout, crash, crash-after, partial, lost-reply or slow:5s. `type_glob` is such as
        `gcp:container/*`, `name` the resource's name in the program.
        """
        control.check_cloud(cloud)
        fault = Fault(cloud, on, parse_error(error), type_glob, name, times, skip)
        return control.add_faults(self.folder, [fault])[0]

    def plan(self, seed: int, *, count: int, cloud: str = "gcp") -> Sequence[Fault]:
        """`count` faults at calls that the seed chooses; the same seed gives the same ones."""
        return control.add_faults(self.folder, plan(seed, control.check_cloud(cloud), count=count))

    def clear(self) -> int:
        """Takes all faults away; how many there were."""
        return control.clear_faults(self.folder)

    def list(self) -> list[Fault]:
        """Those in force."""
        return listing.list_faults(Places(self.folder).cloud)


@dataclass(frozen=True, slots=True)
class ClockControl:
    """`podwright emulator clock`: the clouds' own time, which runs as the real one does and can be moved forward."""

    folder: Path

    def now(self) -> datetime:
        """In UTC."""
        return control.now(self.folder)[0]

    def advance(self, by: str | float) -> int:
        """Moves it by `2h`, `1h30m` or seconds, and makes happen what is due; how many things happened."""
        return control.advance_clock(self.folder, seconds_of(by) if isinstance(by, str) else by)[1]


@dataclass(frozen=True, slots=True)
class DriftControl:
    """`podwright emulator drift`: changes behind Pulumi's back. Resources are named by id, or by name and type."""

    folder: Path

    def set(self, resource: str, *, type_token: str | None = None, **values: object) -> Record:
        """Changes properties: `set("net", description="by hand")`; None takes one away."""
        return self.set_paths(resource, values, type_token=type_token)

    def set_paths(self, resource: str, values: Mapping[str, object], *, type_token: str | None = None) -> Record:
        """Changes properties by path: `{'labels["team"]': "x"}`."""
        return control.drift_set(self.folder, (resource, type_token), list(values.items()))

    def delete(self, resource: str, *, type_token: str | None = None, force: bool = False) -> Record:
        """Deletes it; `force` also when the cloud itself would refuse."""
        return control.drift_delete(self.folder, (resource, type_token), force=force)

    def create(self, type_token: str, name: str, inputs: Mapping[str, object], *, project: str, region: str) -> Record:
        """Makes something that no Pulumi state knows."""
        return control.drift_create(self.folder, type_token, name, dict(inputs), Scope(project, region))


class Controls:
    """The clouds in one state folder, as somebody with all rights in them sees them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """The state folder, as `podwright emulator` uses it."""
        self.quotas = Quotas(folder)
        self.capacity = Capacity(folder)
        self.faults = Faults(folder)
        self.clock = ClockControl(folder)
        self.drift = DriftControl(folder)

    def resources(self, *, project: str | None = None, type_token: str | None = None) -> list[ResourceLine]:
        """Everything that the clouds hold and a destroy takes away."""
        return listing.list_resources(Places(self.folder).cloud, project=project, type_token=type_token).resources

    def permanent(self, *, project: str | None = None) -> list[ResourceLine]:
        """What no cloud deletes, and what is therefore there after a destroy too."""
        return listing.list_resources(Places(self.folder).cloud, project=project).permanent

    def events(self) -> list[Event]:
        """The calls that the clouds got, the oldest first; each is there a moment after it was answered."""
        return [line.event for line in listing.events(self.folder)]
