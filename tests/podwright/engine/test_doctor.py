"""What `podwright doctor` finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.emulator.daemon import DaemonInfo, Status
from podwright.engine import doctor
from podwright.engine.doctor import Check, examine
from podwright.engine.locate import engine_folder


def status(folder: Path) -> Status:
    """Of the emulator of whatever project: it runs."""
    return Status(folder, DaemonInfo(4711, {"gcp": 4001}, "2026-01-01T00:00:00Z"), 0, 0)


def old_version(_name: str) -> str:
    """Of whatever package."""
    return "3.100.0"


@pytest.fixture
def project(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one stack, no engine, and an emulator that runs."""
    del cache
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)
    (tmp_path / "Pulumi.yaml").write_text("name: lab\n")
    (tmp_path / "Pulumi.nl.yaml").touch()
    monkeypatch.setattr("podwright.emulator.daemon.status", status)
    return tmp_path


def by_name(checks: list[Check]) -> dict[str, Check]:
    """Checks by their names, which are unique."""
    named = {check.name: check for check in checks}
    assert len(named) == len(checks)
    return named


def test_a_missing_engine_is_a_problem_with_a_command(project: Path) -> None:
    """The first thing a new machine needs; the room for building it is checked with it."""
    checks = by_name(examine(project))
    folder = engine_folder()
    assert checks["engine"] == Check(
        "engine",
        "cached engine 3.259.0: there is none; "
        f"{folder} lacks pulumi, pulumi-language-python, pulumi-language-python-exec",
        "run `podwright engine install`",
    )
    assert "language host" not in checks


def test_the_project_and_what_runs_for_it(project: Path) -> None:
    """Stacks are counted, the emulator is found, and both backends are named."""
    checks = by_name(examine(project))
    assert checks["project"] == Check("project", f"lab, 1 stacks, {project}")
    assert checks["emulator"] == Check("emulator", "running as process 4711: gcp")
    state = project / ".podwright" / "emulated" / "state"
    assert checks["backend"] == Check("backend", f"emulated: {state}; live: the one of `pulumi login`")


def test_a_full_disk_is_a_problem(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build from source that dies after three minutes for want of room is avoidable."""
    monkeypatch.setattr(doctor, "BUILD_GIB", 10**9)
    check = by_name(examine(project))["cache disk"]
    assert check.fix == "make room: 1000000000 GiB are needed"
    assert not check.ok


def test_outside_a_project_the_rest_is_still_told(tmp_path: Path, cache: Path) -> None:
    """The doctor is asked when things are wrong."""
    del cache
    checks = by_name(examine(tmp_path))
    assert checks["project"] == Check(
        "project",
        "there is no Pulumi.yaml in this folder or above it",
        "change into the project, or name its folder with `podwright -C DIR …`",
    )
    assert checks["pulumi SDK"] == Check("pulumi SDK", "3.259.0")


def test_an_sdk_of_another_version_is_a_problem(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Engine and SDK are tested as a pair."""
    monkeypatch.setattr(doctor, "version", old_version)
    assert by_name(examine(project))["pulumi SDK"] == Check(
        "pulumi SDK", "3.100.0", "run `make setup`: this podwright is made for 3.259.0"
    )
