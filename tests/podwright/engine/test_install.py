"""Getting an engine when there is none: the order, what is left behind, and the message when nothing works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from podwright.engine import install
from podwright.engine.build import WayFailedError
from podwright.engine.install import ensure_engine
from podwright.engine.launcher import EXECUTOR, LANGUAGE_HOST, write_launcher
from podwright.engine.locate import engine_folder
from podwright.errors import EngineError

Write = Callable[[Path, str], Path]
Way = Callable[..., None]


def silent(_line: str) -> None:
    """Progress that nobody reads."""


def fails(reason: str) -> Way:
    """A way that cannot be gone; it has begun to write."""

    def way(*arguments: object) -> None:
        target = next(path for path in reversed(arguments) if isinstance(path, Path))
        (target / "pulumi").write_text("half")
        raise WayFailedError(reason)

    return way


@pytest.fixture
def works(write_program: Write) -> Way:
    """A way that makes a complete engine."""

    def way(*arguments: object) -> None:
        target = next(path for path in reversed(arguments) if isinstance(path, Path))
        write_program(target / "pulumi", "echo v3.259.0")
        write_program(target / EXECUTOR, "exit 0")
        write_launcher(target)

    return way


@pytest.fixture(autouse=True)
def nothing_on_path(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PATH without pulumi."""
    del cache
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))


def ways(monkeypatch: pytest.MonkeyPatch, download: Way, build: Way) -> None:
    """Replaces the two ways of installing."""
    monkeypatch.setattr(install, "download_engine", download)
    monkeypatch.setattr(install, "build_engine", build)


def test_a_download_that_fails_is_followed_by_a_build(monkeypatch: pytest.MonkeyPatch, works: Way) -> None:
    """Offline from Pulumi, but with a Go module proxy."""
    ways(monkeypatch, fails("no route"), works)
    engine = ensure_engine(silent)
    assert (engine.path, engine.version, engine.origin) == (engine_folder() / "pulumi", "3.259.0", "build")
    assert sorted(path.name for path in engine_folder().iterdir()) == ["pulumi", LANGUAGE_HOST, EXECUTOR]


def test_the_next_run_finds_what_was_installed(monkeypatch: pytest.MonkeyPatch, works: Way) -> None:
    """Once for each user, not once for each run."""
    ways(monkeypatch, works, fails("not needed"))
    assert ensure_engine(silent).origin == "download"
    ways(monkeypatch, fails("called again"), fails("called again"))
    assert ensure_engine(silent).origin == "cache"


def test_attempts_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither this attempt nor one that was killed earlier; half an engine must never be found."""
    parent = engine_folder().parent
    (parent / ".partial-killed" / "engine").mkdir(parents=True)
    ways(monkeypatch, fails("no route"), fails("no Go"))
    with pytest.raises(EngineError):
        ensure_engine(silent)
    assert [path.name for path in parent.iterdir()] == ["v3.259.0.lock"]


def test_when_nothing_works_every_way_is_named_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole story at once: this is the first thing a new user may meet."""
    ways(monkeypatch, fails("<urlopen error timed out>"), fails("no Go 1.26 or newer is on PATH"))
    with pytest.raises(EngineError) as caught:
        ensure_engine(silent)
    folder = engine_folder()
    assert str(caught.value) == (
        "error: engine: pulumi on PATH: there is none\n"
        f"error: engine: cached engine 3.259.0: {folder} lacks pulumi, pulumi-language-python, "
        "pulumi-language-python-exec\n"
        "error: engine: official download: <urlopen error timed out>\n"
        "error: engine: build from source: no Go 1.26 or newer is on PATH\n"
        "error: engine: no way led to a Pulumi engine; nothing was run\n"
        "  fix:     install Pulumi 3.227.0 or newer with its Python language host and put it on PATH, or install "
        f"Go 1.26 and run `podwright engine install`; offline, copy {folder} from another machine"
    )


def test_path_only_means_that_nothing_is_installed(monkeypatch: pytest.MonkeyPatch, works: Way) -> None:
    """A locked-down machine says PODWRIGHT_ENGINE=path."""
    monkeypatch.setenv("PODWRIGHT_ENGINE", "path")
    ways(monkeypatch, works, works)
    with pytest.raises(EngineError, match=r"^error: engine: pulumi on PATH: there is none\nerror: engine: no way led"):
        ensure_engine(silent)
    assert not engine_folder().exists()


def test_a_cached_engine_without_language_host_is_completed(
    monkeypatch: pytest.MonkeyPatch, write_program: Write
) -> None:
    """Building again for four minutes because of two small files would be a poor joke."""
    program = write_program(engine_folder() / "pulumi", "echo v3.259.0")
    before = program.stat().st_ino

    def add(toolchain: Path, scratch: Path, target: Path, progress: install.Progress) -> None:
        del toolchain, scratch, progress
        write_program(target / EXECUTOR, "exit 0")
        write_launcher(target)

    monkeypatch.setattr(install, "add_language_host", add)
    ways(monkeypatch, fails("not needed"), fails("not needed"))
    assert ensure_engine(silent).origin == "cache"
    assert program.stat().st_ino == before


def test_a_download_that_cannot_reach_anything_fails_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last line of the installer's error and not its traceback."""
    monkeypatch.setattr(install, "DOWNLOAD", "raise OSError('no route to host')")
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(WayFailedError, match=r"^OSError: no route to host$"):
        install.download_engine(tmp_path, target, silent)
