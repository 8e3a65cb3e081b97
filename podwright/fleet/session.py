"""Opens a run: finds the engine, starts the emulated clouds or checks for credentials, creates missing stacks.

The one place of the run side that knows both the engine and the emulator. What it hands out is a `RunContext`; the
stages of a run know neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from podwright.errors import InputError, Problem
from podwright.fleet.backend import existing_stacks
from podwright.fleet.context import Progress, RunContext, Target
from podwright.fleet.engine_call import EngineSettings
from podwright.fleet.live import require_live
from podwright.fleet.prerequisites import require_applied, require_existing
from podwright.fleet.report import Command
from podwright.fleet.selection import Selection
from podwright.fleet.unclear import (
    MISSING,
    UNREADABLE,
    assumed_needs,
    file_warning,
    numbered,
    require_known,
    without_file,
)

PACK_FILE = "PulumiPolicy.yaml"
EMULATED = Path(".podwright") / "emulated"
LIVE = Path(".podwright") / "live"
CONFIG = "config"
"""The folder of a run's copies of the stack files."""
KEPT_RUNS = 50
"""Logs of so many runs are kept."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run, as the user said it."""

    live: bool = False
    parallel: int | None = None
    """Engines at a time; None: one for each processor this process may use."""
    policy_packs: Sequence[Path] = ()
    """Empty: the project's own pack in `policies/`."""
    refresh: bool = False
    allow_loss: Sequence[str] = ()
    """Accelerators that the run may replace or delete, as NAME or STACK/NAME."""


def open_run(selection: Selection, options: RunOptions, command: Command, progress: Progress) -> RunContext:
    """Everything that the run needs, started and checked. InputError and EngineError where something is missing."""
    root = selection.project.root
    packs = [] if command == "destroy" else policy_packs(root, options.policy_packs)
    for warning in selection.warnings:
        progress.say(warning.render())
    target, settings = open_target(root, selection.clouds, live=options.live, say=progress.say)
    progress.say(f"target: {target.description}")
    if command == "up" and not options.live:
        _take_over_grants(root, selection, progress)
    existing = existing_stacks(settings)
    selection = _with_the_state(selection, existing, command, progress)
    if command == "up":
        require_applied(selection.names, selection.needs, existing)
    settings = replace(settings, logs=new_run_folder(settings.logs, command))
    names = _referred(selection.names, selection.needs)
    if command == "destroy":
        names = [name for name in selection.names if name in existing]
    elif options.live:
        require_existing(names, existing)
    files = _config_files(root, settings, names, selection.unclear, live=options.live)
    return RunContext(
        settings=replace(settings, config_files=files),
        target=target,
        names=selection.names,
        waves=selection.waves,
        needs=selection.needs,
        existing=existing,
        progress=progress,
        parallel=options.parallel or processors(),
        policy_packs=packs,
        refresh=options.refresh,
        allow_loss=options.allow_loss,
        unclear=selection.unclear,
    )


def _take_over_grants(root: Path, selection: Selection, progress: Progress) -> None:
    """What no resource can ask for is granted on the emulated clouds as the stack files state it."""
    from podwright.emulator.core.quota import QuotaKey
    from podwright.emulator.coreweave.coreweave import ORGANISATION
    from podwright.emulator.granted import take_over

    limits = [
        (
            each.provider,
            QuotaKey.of(each.account or ORGANISATION, each.service, each.quota_id, dict(each.dimensions)),
            each.limit,
        )
        for each in selection.grants
    ]
    changed = take_over(root / EMULATED, limits)
    if changed:
        progress.say(f"emulated cloud: {changed} limit{'s' if changed > 1 else ''} granted as the stack files state")


def _with_the_state(
    selection: Selection, existing: Mapping[str, int], command: Command, progress: Progress
) -> Selection:
    """Warns of stacks that have resources and no file; a destroy takes those over that were asked for, and orders."""
    require_known(selection.without_file, existing, selection.without_file)
    stray = without_file(existing, selection.needs)
    for name in stray:
        progress.say(file_warning(name, existing[name]).render())
    if command != "destroy":
        return selection
    missing = dict.fromkeys([*selection.without_file, *stray], MISSING)
    unclear = {**selection.unclear, **missing}
    names = [*selection.names, *(stray if selection.everything else selection.without_file)]
    needs = assumed_needs(selection.needs, set(unclear) & set(names), names)
    return replace(selection, waves=numbered(names, needs), unclear=unclear)


def open_target(
    root: Path, clouds: Collection[str], *, live: bool, say: Callable[[str], None]
) -> tuple[Target, EngineSettings]:
    """The clouds to work on and how to start the engine for them; starts the emulated cloud where it is the target.

    `clouds` are those that credentials are needed for. The settings' `logs` is the folder of all runs.
    """
    from podwright.engine.environment import emulated_environment, live_environment
    from podwright.engine.install import ensure_engine

    if live:
        require_live(clouds, os.environ, Path.home())
        engine = ensure_engine(say)
        environment = live_environment(root, engine)
        backend = environment.get("PULUMI_BACKEND_URL") or os.environ.get("PULUMI_BACKEND_URL") or "as logged in"
        target = Target("live", f"live clouds (state: {backend})")
    else:
        from podwright.emulator import daemon

        engine = ensure_engine(say)
        environment = emulated_environment(root, engine, daemon.start(root / EMULATED))
        target = Target("emulated", f"emulated cloud ({root / EMULATED})")
    runs = root / (LIVE if live else EMULATED) / "runs"
    return target, EngineSettings(engine.path, root, environment, runs)


def new_run_folder(runs: Path, label: str) -> Path:
    """A new folder for the logs of one run, readable by its owner only. The oldest folders beyond the limit go."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{label}-{os.getpid()}"
    folder = runs / name
    folder.mkdir(mode=0o700, parents=True)
    for old in sorted(path for path in runs.iterdir() if path.is_dir())[:-KEPT_RUNS]:
        _remove_tree(old)
    return folder


def _remove_tree(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def policy_packs(root: Path, given: Sequence[Path]) -> list[Path]:
    """The folders of the packs as absolute paths; the project's own where none is given.

    InputError for a folder that holds no pack: a gate that is not there must not look like one that is open.
    """
    packs = [pack.resolve() for pack in given] or [root / "policies"]
    problems = [
        Problem(
            "--policy-pack",
            f"the folder holds no policy pack: it has no {PACK_FILE}",
            given=str(pack),
            fix="name the folder of a pack",
        )
        for pack in packs
        if not (pack / PACK_FILE).is_file()
    ]
    if problems:
        raise InputError(problems)
    return packs


def processors() -> int:
    """How many processors this process may use; in a container fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _config_files(
    root: Path, settings: EngineSettings, names: Sequence[str], unclear: Mapping[str, str], *, live: bool
) -> dict[str, Path]:
    """Makes sure that these stacks exist, and the configuration file that the engine gets for each.

    The copies are this run's own: what was previewed is what is applied, whatever happens to the files meanwhile. A
    stack without a readable file can only be destroyed, which runs no program, and gets an empty one.

    On the live clouds stacks are the user's to make, since making one means choosing who can read its secrets.
    """
    if live:
        return {}
    from podwright.engine.stacks import ensure_stacks

    folder = settings.logs / CONFIG
    folder.mkdir(mode=0o700, exist_ok=True)
    empty = [name for name in names if unclear.get(name) in (MISSING, UNREADABLE)]
    for name in empty:
        (folder / f"Pulumi.{name}.yaml").write_text("config: {}\n", "utf-8")
    with_file = [name for name in names if name not in empty]
    files = ensure_stacks(with_file, settings.environment, root, folder)
    return {**files, **{name: folder / f"Pulumi.{name}.yaml" for name in empty}}


def _referred(names: Sequence[str], needs: Mapping[str, Iterable[str]]) -> list[str]:
    """The stacks and those they depend on directly, none twice: a preview reads the outputs of the latter."""
    return list(dict.fromkeys(each for name in names for each in (*needs.get(name, ()), name)))
