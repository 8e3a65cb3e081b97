"""What a person does to the emulated clouds from outside: faults, time, stock, drift, copies.

Owns the commands' side of it, beside a daemon or without one: each opens the clouds' memory, changes it in one
transaction and closes it. What the changes mean is in `podwright/emulator/core`. Refusals come as `InputError` with
what is allowed; those of a cloud in its own words.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from podwright.emulator.clouds import CLOUDS, available, open_lifecycle
from podwright.emulator.core import faults, preemption
from podwright.emulator.core.capacity import Stock, StockLine
from podwright.emulator.core.clock import VirtualClock
from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.drift import Drift, RefusedError
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.events import Event, EventLog
from podwright.emulator.core.faults import Fault
from podwright.emulator.core.preemption import Preempted, Wish
from podwright.emulator.core.store import Record, Store
from podwright.emulator.core.wire import Values
from podwright.emulator.listing import show
from podwright.emulator.places import Places
from podwright.errors import InputError, Problem


@contextmanager
def memory(state_dir: Path) -> Generator[Store]:
    """The clouds' memory, open for changes beside a daemon."""
    store = Store(Places(state_dir).cloud)
    try:
        yield store
    finally:
        store.close()


def check_cloud(cloud: str) -> str:
    """The cloud's name; InputError for one that is not emulated."""
    if cloud not in available():
        raise InputError(Problem("cloud", "is not emulated", given=cloud, allowed=", ".join(available())))
    return cloud


def add_faults(state_dir: Path, wanted: Sequence[Fault]) -> list[Fault]:
    """Puts faults in force; InputError when one makes no sense, with none put."""
    wrong = [(fault, reason) for fault in wanted if (reason := faults.check(fault))]
    if wrong:
        raise InputError([Problem("fault", reason, given=f"{each.error} on {each.verb}") for each, reason in wrong])
    with memory(state_dir) as store, store.transaction("") as tx:
        return [faults.add(tx, fault) for fault in wanted]


def remove_faults(state_dir: Path, numbers: Sequence[int]) -> list[int]:
    """Takes faults away by number; InputError naming all that are not there, with none taken."""
    with memory(state_dir) as store, store.transaction("") as tx:
        missing = [number for number in numbers if not faults.remove(tx, number)]
        if missing:
            known = ", ".join(str(fault.id) for fault in faults.listed(tx)) or "there is none"
            raise InputError([Problem("fault", "is not in force", given=str(one), allowed=known) for one in missing])
    return list(numbers)


def clear_faults(state_dir: Path, cloud: str | None = None) -> int:
    """Takes all faults away, or a cloud's; how many there were."""
    with memory(state_dir) as store, store.transaction("") as tx:
        return faults.clear(tx, cloud)


def advance_clock(state_dir: Path, seconds: float) -> tuple[datetime, int]:
    """Moves the clouds' time forward and makes happen what is due; the time, and how many things happened."""
    with memory(state_dir) as store:
        now = VirtualClock(store).advance(seconds)
        return now, sum(open_lifecycle(package, store).settle() for package in _waiting(store))


def set_clock(state_dir: Path, moment: datetime) -> tuple[datetime, int]:
    """Moves the clouds' time forward to a moment; InputError for one that has passed."""
    with memory(state_dir) as store:
        now = VirtualClock(store).now()
    if moment < now:
        given, fix = (each.isoformat(timespec="seconds") for each in (moment, now))
        raise InputError(Problem("clock", "the clouds' time only goes forward", given=given, fix=f"it is {fix} there"))
    return advance_clock(state_dir, (moment - now).total_seconds())


def now(state_dir: Path) -> tuple[datetime, float]:
    """The clouds' time, and how many seconds it is ahead of the real one."""
    with memory(state_dir) as store:
        clock = VirtualClock(store)
        return clock.now(), clock.offset().total_seconds()


def _waiting(store: Store) -> list[str]:
    """The clouds in which something is due at some time."""
    with store.transaction("") as tx:
        rows = tx.connection.execute(
            "SELECT cloud FROM transitions WHERE due IS NOT NULL UNION"
            " SELECT cloud FROM quota_requests WHERE due IS NOT NULL"
        ).fetchall()
    return sorted(row[0] for row in rows if row[0] in CLOUDS)


def set_stock(state_dir: Path, cloud: str, place: str, what: str, amount: int | None) -> StockLine:
    """Sets how much there is in a place; None takes the limit away."""
    with memory(state_dir) as store, store.transaction(check_cloud(cloud)) as tx:
        Stock(tx).set(place, what, amount)
        return Stock(tx).line(place, what)


def clear_stock(state_dir: Path, cloud: str | None = None) -> int:
    """Takes every limit away, or those of a cloud; how many there were."""
    cleared = 0
    with memory(state_dir) as store:
        for package in [cloud] if cloud else CLOUDS:
            with store.transaction(package) as tx:
                cleared += Stock(tx).clear()
    return cleared


def drift_set(
    state_dir: Path,
    target: tuple[str, str | None],
    changes: Sequence[tuple[str, object]],
    *,
    project: str | None = None,
    force: bool = False,
) -> Record:
    """Changes properties of a resource, by (id or name, type) and account, behind Pulumi's back."""
    with memory(state_dir) as store, _refusals(target[0]):
        cloud, token, resource_id = _one(state_dir, *target, project=project)
        return Drift(open_lifecycle(cloud, store)).set(token, resource_id, changes, force=force)


def drift_delete(
    state_dir: Path, target: tuple[str, str | None], *, project: str | None = None, force: bool = False
) -> Record:
    """Deletes a resource, by (id or name, type) and account, behind Pulumi's back."""
    with memory(state_dir) as store, _refusals(target[0]):
        cloud, token, resource_id = _one(state_dir, *target, project=project)
        return Drift(open_lifecycle(cloud, store)).delete(token, resource_id, force=force)


def drift_create(state_dir: Path, token: str, name: str, inputs: Values, scope: Scope) -> Record:
    """Makes a resource that no Pulumi state knows."""
    with memory(state_dir) as store, _refusals(token):
        cloud = check_cloud(token.split(":", 1)[0])
        return Drift(open_lifecycle(cloud, store)).create(scope, token, name, inputs)


def preempt(
    state_dir: Path, cloud: str, *, text: str | None = None, types: str = "*", place: str | None = None
) -> list[Preempted]:
    """Takes spot machines back: those of the resource with that id or name, or all of the types in the place.

    InputError for a resource that has none; nothing to take in a place is no mistake. The calls' log tells each.
    """
    with memory(state_dir) as store, _refusals(text or cloud):
        life = open_lifecycle(check_cloud(cloud), store)
        if text is not None:
            found = _one(state_dir, text, None if types == "*" else types, cloud=cloud)
            wish = Wish((found[1], found[2]), place)
        else:
            wish = Wish(None, place, types)
        with life.calling(Scope()) as call:
            lost = preemption.preempt(life.cloud, call, wish)
    _tell(state_dir, lost)
    return lost


def _tell(state_dir: Path, lost: Sequence[Preempted]) -> None:
    """No call of the engine makes it known, so it is written down as one."""
    if not lost:
        return
    moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    log = EventLog(Places(state_dir).events)
    for each in lost:
        log.put(Event(moment, each.cloud, "preempt", each.type, each.name, each.id, "ok", 0.0, each.left))
    log.close()


def _one(
    state_dir: Path, text: str, type_token: str | None, *, cloud: str | None = None, project: str | None = None
) -> tuple[str, str, str]:
    found = show(Places(state_dir).cloud, text, type_token=type_token, cloud=cloud, project=project)
    if len(found) == 1:
        return found[0].cloud, found[0].record.token, found[0].record.id
    if not found:
        raise InputError(Problem(text, "there is no such resource", fix="see podwright emulator ls for the ids"))
    apart = len({(each.record.token, each.id) for each in found}) == len(found)
    allowed = ", ".join(
        f"{each.record.token} {each.id}" + ("" if apart else f" in {each.record.project}") for each in found
    )
    fix = "give the id and --type" if apart else "give the id, --type and --project"
    raise InputError(Problem(text, "stands for several resources", allowed=allowed, fix=fix))


@contextmanager
def _refusals(subject: str) -> Generator[None]:
    try:
        yield
    except RefusedError as error:
        raise InputError([Problem(each.path or subject, each.reason) for each in error.errors]) from error
    except CloudError as error:
        fix = None if error.note is None else error.note
        raise InputError(Problem(subject, f"the cloud refuses: {error.message}", fix=fix)) from error
