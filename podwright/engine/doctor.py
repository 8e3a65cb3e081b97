"""What `podwright doctor` looks at: each part that a run needs, whether it is there, and what to do where it is not.

Nothing is installed, started or changed, and no SDK is imported: versions come from the package metadata.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from podwright.engine.launcher import is_ours
from podwright.engine.locate import Engine, Rejected, cache_folder, choice, in_cache, on_path
from podwright.engine.project import Project, emulated_folder, load_project, project_root
from podwright.engine.versions import PINNED
from podwright.errors import PodwrightError

SDKS = ("pulumi-policy", "pulumi-gcp", "pulumi-azure-native", "pulumi-oci", "pulumi-coreweave", "pulumi-kubernetes")
GIB = 2**30
RUN_GIB = 1
BUILD_GIB = 6
"""For sources, build cache and result of a build from source."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part: `fix` is set exactly where there is a problem."""

    name: str
    detail: str
    fix: str | None = None

    @property
    def ok(self) -> bool:
        """Whether a run can work with it."""
        return self.fix is None

    def as_json(self) -> dict[str, str]:
        """For the report: name, status, detail and, for a problem, fix."""
        document = {"name": self.name, "status": "ok" if self.ok else "problem", "detail": self.detail}
        return document if self.fix is None else {**document, "fix": self.fix}


def _engine(found: Engine | Rejected) -> Iterator[Check]:
    if isinstance(found, Rejected):
        yield Check("engine", f"{found.way}: {found.reason}", "run `podwright engine install`")
        return
    source = {"path": "on PATH", "cache": "embedded"}.get(found.origin, found.origin)
    yield Check("engine", f"pulumi {found.version}, {source}, {found.path}")
    own = is_ours(found.language_host)
    yield Check("language host", f"{'podwright' if own else 'pulumi'}'s own, {found.language_host}")


def _find() -> Engine | Rejected:
    ways = {"auto": (on_path, in_cache), "path": (on_path,)}.get(choice(), (in_cache,))
    rejected: list[Rejected] = []
    for way in ways:
        found = way()
        if isinstance(found, Engine):
            return found
        rejected.append(found)
    return Rejected(rejected[-1].way, "; ".join(item.reason for item in rejected))


def _packages() -> Iterator[Check]:
    try:
        sdk = version("pulumi")
    except PackageNotFoundError:
        yield Check("pulumi SDK", "not installed", "run `make setup` in the project")
        return
    same = sdk == PINNED
    yield Check("pulumi SDK", sdk, None if same else f"run `make setup`: this podwright is made for {PINNED}")
    for name in SDKS:
        try:
            yield Check(name, version(name))
        except PackageNotFoundError:
            yield Check(name, "not installed", "run `make setup` in the project")


def _project(start: Path) -> Project | Check:
    try:
        return load_project(project_root(start))
    except PodwrightError as error:
        problem = error.problems[0]
        return Check("project", problem.message, problem.fix or "correct Pulumi.yaml")


def _emulator(project: Project) -> Check:
    from podwright.emulator import daemon

    running = daemon.status(emulated_folder(project.root).path).running
    if running is None:
        return Check("emulator", "not running; it starts when it is needed")
    return Check("emulator", f"running as process {running.pid}: {', '.join(sorted(running.providers))}")


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _disk(name: str, path: Path, needed_gib: int) -> Check:
    free_gib = shutil.disk_usage(_existing(path)).free / GIB
    fix = None if free_gib >= needed_gib else f"make room: {needed_gib} GiB are needed"
    return Check(name, f"{free_gib:.1f} GiB free, {path}", fix)


def examine(start: Path) -> list[Check]:
    """Every check for the project around `start`, in the order in which things are needed."""
    found = _find()
    project = _project(start)
    checks = [*_engine(found), Check("python", f"{platform.python_version()}, {sys.executable}"), *_packages()]
    if isinstance(project, Check):
        checks.append(project)
    else:
        stacks = project.stacks()
        checks.append(Check("project", f"{project.name}, {len(stacks)} stacks, {project.root}"))
        checks.append(_emulator(project))
        live = os.environ.get("PULUMI_BACKEND_URL") or "the one of `pulumi login`"
        checks.append(Check("backend", f"emulated: {emulated_folder(project.root).state}; live: {live}"))
        checks.append(_disk("project disk", project.root, RUN_GIB))
    missing = isinstance(found, Rejected)
    checks.append(_disk("cache disk", cache_folder(), BUILD_GIB if missing else RUN_GIB))
    return checks
