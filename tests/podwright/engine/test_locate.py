"""Which engine is found, by programs on a PATH that only pretend to be pulumi."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from podwright.engine.launcher import EXECUTOR, LANGUAGE_HOST, write_launcher
from podwright.engine.locate import Engine, Rejected, engine_folder, find_engine, in_cache, on_path, version_of
from podwright.engine.versions import PINNED
from podwright.errors import InputError

Write = Callable[[Path, str], Path]


@pytest.fixture
def install(cache: Path, write_program: Write) -> Callable[..., Path]:
    """Puts a pulumi of some version into a folder, with or without its language host."""
    del cache

    def put(folder: Path, version: str, *, host: bool = True) -> Path:
        if host:
            write_program(folder / LANGUAGE_HOST, "exit 0")
            write_program(folder / EXECUTOR, "exit 0")
        return write_program(folder / "pulumi", f"echo {version}")

    return put


def on(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Sets PATH; /bin is for the scripts' own interpreter."""
    monkeypatch.setenv("PATH", ":".join([*map(str, folders), "/bin"]))


def test_a_complete_pulumi_on_path_is_used(
    tmp_path: Path, install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the user has installed comes first."""
    program = install(tmp_path / "own", "v3.300.1")
    install(engine_folder(), PINNED)
    on(monkeypatch, tmp_path / "own")
    assert find_engine() == Engine(program, "3.300.1", "path", tmp_path / "own" / LANGUAGE_HOST)


def test_the_next_one_on_path_is_tried(
    tmp_path: Path, install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old pulumi in front must not hide a good one behind it."""
    install(tmp_path / "old", "v3.100.0")
    good = install(tmp_path / "good", "v3.227.0")
    on(monkeypatch, tmp_path / "old", tmp_path / "good")
    found = find_engine()
    assert found is not None
    assert found.path == good


def test_each_unusable_pulumi_on_path_is_explained(
    tmp_path: Path, install: Callable[..., Path], write_program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user with pulumi installed wants to know why it is not used."""
    old = install(tmp_path / "old", "v3.226.0")
    bare = install(tmp_path / "bare", "v3.259.0", host=False)
    broken = write_program(tmp_path / "broken" / "pulumi", "exit 3")
    on(monkeypatch, tmp_path / "old", tmp_path / "bare", tmp_path / "broken")
    assert on_path() == Rejected(
        "pulumi on PATH",
        f"{old} is 3.226.0, older than 3.227.0; {bare} has no Python language host beside it; "
        f"{broken} does not tell its version",
    )


def test_the_embedded_engine_on_path_counts_as_embedded(
    install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a `podwright env` shell our own engine is on PATH; that does not make it the user's."""
    program = install(engine_folder(), PINNED)
    on(monkeypatch, engine_folder())
    found = find_engine()
    assert found is not None
    assert (found.path, found.origin) == (program, "cache")


def test_the_pulumi_of_an_emulated_shell_is_not_an_engine(
    tmp_path: Path, install: Callable[..., Path], write_program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would call itself for ever."""
    install(tmp_path / "bin", "v3.259.0")
    write_program(tmp_path / "bin" / "pulumi", "# Written by podwright: pulumi on the emulated cloud\necho v3.259.0")
    on(monkeypatch, tmp_path / "bin")
    assert find_engine() is None


def test_links_are_followed_to_the_language_host(
    tmp_path: Path, install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Package managers link only `pulumi` into a folder on PATH."""
    program = install(tmp_path / "cellar", "v3.259.0")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "pulumi").symlink_to(program)
    on(monkeypatch, tmp_path / "links")
    found = find_engine()
    assert found is not None
    assert found.language_host == tmp_path / "cellar" / LANGUAGE_HOST


def test_an_incomplete_cached_engine_is_not_found(cache: Path, write_program: Write) -> None:
    """Half an engine fails in the middle of a run; what is missing is named."""
    del cache
    write_program(engine_folder() / "pulumi", "echo v3.259.0")
    assert in_cache() == Rejected(
        "cached engine 3.259.0", f"{engine_folder()} lacks pulumi-language-python, pulumi-language-python-exec"
    )
    write_launcher(engine_folder())
    assert in_cache() == Rejected("cached engine 3.259.0", f"{engine_folder()} lacks pulumi-language-python-exec")


def test_a_version_is_asked_once_for_each_file(tmp_path: Path, cache: Path, write_program: Write) -> None:
    """Asking takes 0.2 s and every command needs it; a replaced program is asked again."""
    del cache
    program = write_program(tmp_path / "pulumi", f"echo asked >> {tmp_path}/calls; echo v3.259.0")
    assert [version_of(program), version_of(program)] == ["3.259.0", "3.259.0"]
    write_program(program, f"echo asked >> {tmp_path}/calls; echo v3.260.0")
    assert version_of(program) == "3.260.0"
    assert (tmp_path / "calls").read_text() == "asked\nasked\n"


def test_podwright_engine_limits_where_it_comes_from(
    tmp_path: Path, install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test machine wants the embedded engine whatever else is installed."""
    install(tmp_path / "own", "v3.300.1")
    embedded = install(engine_folder(), PINNED)
    on(monkeypatch, tmp_path / "own")
    monkeypatch.setenv("PODWRIGHT_ENGINE", "embedded")
    found = find_engine()
    assert found is not None
    assert found.path == embedded


@pytest.mark.usefixtures("cache")
def test_an_unknown_podwright_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A typing error must not quietly mean the default."""
    monkeypatch.setenv("PODWRIGHT_ENGINE", "bulid")
    with pytest.raises(InputError) as caught:
        find_engine()
    assert str(caught.value) == (
        "error: PODWRIGHT_ENGINE: it says where the Pulumi engine may come from and has no such value\n"
        "  given:   bulid\n"
        "  allowed: auto, path, embedded, build"
    )
