"""Programs from a warm interpreter: they see what they would see in a cold one, and nothing of the one before."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from podwright.engine.host.processes import Child, ProcessSpec, start_cold
from podwright.engine.warm import starter
from podwright.engine.warm.starter import WarmChild, start

LOOK = """
import json, os, signal, sys, threading
json.dump({
    "argv": sys.argv, "path": sys.path, "folder": os.getcwd(), "environment": dict(os.environ),
    "executable": sys.executable, "prefix": sys.prefix, "name": __name__, "file": __file__,
    "input": sys.stdin.read(), "descriptors": sorted(os.listdir("/proc/self/fd"))[:-1],
    "streams": [[s.encoding, s.errors, s.line_buffering, s.write_through] for s in (sys.stdout, sys.stderr)],
    "signals": [str(signal.getsignal(s)) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)],
    "threads": threading.active_count(), "umask": os.umask(0),
}, sys.stderr, sort_keys=True)
sys.exit(7)
"""

MANY = 1000
"""Runs in which a nursery must have learned: it does so within a few, but nobody knows of how many."""

Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def runtime_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """A place for nurseries of the test's own, which end with it."""
    folder = tmp_path_factory.mktemp("run")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.delenv(starter.SWITCH, raising=False)
    for name in [name for name in os.environ if name.startswith(starter.ONLY_COLD)]:
        monkeypatch.delenv(name)
    yield folder
    starter.stop()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a program."""

    def make(text: str) -> Path:
        path = tmp_path / "program.py"
        path.write_text(text)
        return path

    return make


def a_program(*arguments: str, **environment: str) -> ProcessSpec:
    return ProcessSpec("program", sys.executable, arguments, {**os.environ, **environment}, None)


def a_pack(folder: Path, *arguments: str) -> ProcessSpec:
    return ProcessSpec("policy", sys.executable, ("-u", "-m", *arguments), dict(os.environ), str(folder))


def the_end(child: Child) -> tuple[int, bytes, bytes]:
    """Exit code, output and errors."""
    assert child.stderr is not None
    with child.stderr:
        errors = child.stderr.read()
    output = b""
    if child.stdout is not None:
        with child.stdout:
            output = child.stdout.read()
    return child.wait(60), output, errors


def test_a_program_sees_what_it_would_see_in_a_cold_interpreter(write: Write) -> None:
    """Arguments, path, folder, variables, descriptors, streams, signals, and its exit code arrives."""
    program = a_program(str(write(LOOK)), "--stack", "dev", MARK="of this run")
    child = start(program)
    assert isinstance(child, WarmChild)
    code, output, seen = the_end(child)
    assert (code, output, json.loads(seen)) == (7, b"", json.loads(the_end(start_cold(program))[2]))


def test_a_pack_sees_what_it_would_see_in_a_cold_interpreter(write: Write) -> None:
    """`-u -m module argument` in a folder of its own; its output is a pipe."""
    program = write(LOOK.replace("sys.stderr, sort", "sys.stdout, sort"))
    pack = a_pack(program.parent, program.stem, "127.0.0.1:1")
    child = start(pack)
    assert isinstance(child, WarmChild)
    code, output, errors = the_end(child)
    assert (code, json.loads(output), errors) == (7, json.loads(the_end(start_cold(pack))[1]), b"")


@pytest.mark.parametrize("ending", ["raise ValueError('no such zone')", "sys.exit('no such zone')", "os.abort()"])
def test_an_end_is_the_same(write: Write, ending: str) -> None:
    """An exception with the program's own frames only, a message, a signal."""
    program = a_program(str(write(f"import os, sys\ndef end():\n    {ending}\nend()\n")))
    assert the_end(start(program)) == the_end(start_cold(program))


def test_what_a_program_leaves_to_the_end_is_done(write: Write) -> None:
    """Threads that still work are waited for, and functions for the exit are called."""
    text = (
        "import atexit, sys, threading\natexit.register(sys.stderr.write, 'exit')\n"
        "threading.Timer(0.01, sys.stderr.write, ['thread ']).start()\n"
    )
    assert the_end(start(a_program(str(write(text))))) == (0, b"", b"thread exit")


def test_the_users_own_modules_are_read_anew(write: Write) -> None:
    """An edit between two runs counts, also of a module that the first run had imported."""
    program = write("import sys, own_rules_of_this_test as rules\nsys.stderr.write(rules.TEXT)\n")
    seen: list[bytes] = []
    for text in ("first", "second, longer"):
        (program.parent / "own_rules_of_this_test.py").write_text(f"TEXT = {text!r}\n")
        seen.append(the_end(start(a_program(str(program))))[2])
    assert seen == [b"first", b"second, longer"]


def test_an_sdk_is_imported_once_for_all(write: Write) -> None:
    """What one run has imported of an SDK is there when a later one begins; modules of others never are."""
    text = (
        "import sys\nthere = sorted({'pulumi_coreweave', 'jinja2'} & set(sys.modules))\n"
        "import jinja2, pulumi_coreweave\nsys.stderr.write(' '.join(there))\n"
    )
    program = a_program(str(write(text)))
    assert the_end(start(program)) == (0, b"", b"")
    seen = b""
    for _ in range(MANY):
        seen = the_end(start(program))[2]
        assert seen in (b"", b"pulumi_coreweave")
        if seen:
            break
    assert seen


def test_a_warm_sdk_is_as_a_cold_one(write: Write) -> None:
    """Also where an earlier program had imported a part of it in a way of its own."""
    part = a_program(str(write("import pulumi_oci.objectstorage.get_bucket\n")))
    assert the_end(start(part)) == (0, b"", b"")
    text = """
import json, sys
there = "pulumi_oci.objectstorage.get_bucket" in sys.modules
from pulumi_oci import objectstorage
objectstorage.Bucket
shown = {name: type(value).__name__ for name, value in vars(objectstorage).items()}
json.dump([there, shown], sys.stderr)
"""
    program = a_program(str(write(text)))
    cold = json.loads(the_end(start_cold(program))[2])[1]
    there = False
    for _ in range(MANY):
        there, warm = json.loads(the_end(start(program))[2])
        assert warm == cold
        if there:
            break
    assert there
    assert cold["get_bucket"] == "function"


def test_a_signal_reaches_the_program(write: Write) -> None:
    """Ctrl-C is a KeyboardInterrupt that it may handle."""
    text = """
import sys, time
try:
    sys.stderr.write("up\\n")
    time.sleep(60)
except KeyboardInterrupt:
    sys.exit(5)
"""
    child = start(a_program(str(write(text))))
    assert child.stderr is not None
    assert child.stderr.readline() == b"up\n"
    assert child.poll() is None
    child.send_signal(signal.SIGINT)
    assert the_end(child) == (5, b"", b"")
    assert child.poll() == 5
    child.send_signal(signal.SIGINT)


def test_a_timeout_is_told(write: Write) -> None:
    """As `subprocess.Popen` does."""
    child = start(a_program(str(write("import time\ntime.sleep(60)\n"))))
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.01)
    child.send_signal(signal.SIGKILL)
    assert the_end(child) == (-9, b"", b"")


def test_nothing_outlives_the_host(write: Write) -> None:
    """A host that is gone without a word takes its program along, and what the program has started."""
    text = (
        "import subprocess, sys\nchild = subprocess.Popen(['sleep', '60'])\nsys.stderr.write('up\\n')\nchild.wait()\n"
    )
    host = (
        "import os, sys\nfrom podwright.engine.host.processes import ProcessSpec\n"
        "from podwright.engine.warm.starter import start\n"
        f"child = start(ProcessSpec('program', sys.executable, ({str(write(text))!r},), dict(os.environ), None))\n"
        "child.stderr.readline()\nos._exit(0)\n"
    )
    # The pipe of its output is held by all of them, and ends with the last.
    done = subprocess.run([sys.executable, "-c", host], stdout=subprocess.PIPE, check=True, timeout=30)
    assert done.stdout == b""


@pytest.mark.parametrize("variable", [starter.SWITCH, "TRACEPARENT", "COVERAGE_PROCESS_START"])
def test_what_has_to_be_cold_is_cold(write: Write, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """The switch, and what is read while packages are imported."""
    monkeypatch.setenv(variable, "off")
    child = start(a_program(str(write("raise SystemExit(4)\n"))))
    assert not isinstance(child, WarmChild)
    assert the_end(child)[0] == 4


def test_a_folder_that_others_can_open_is_not_used(write: Write, runtime_folder: Path) -> None:
    """Whoever reaches the socket can start processes as the user."""
    shared = runtime_folder / f"podwright-{os.getuid()}"
    shared.mkdir()
    shared.chmod(0o755)
    child = start(a_program(str(write("raise SystemExit(4)\n"))))
    assert not isinstance(child, WarmChild)
    assert the_end(child)[0] == 4


def test_another_python_is_started_cold(write: Write, tmp_path: Path) -> None:
    """A program with a virtual environment of its own runs on that."""
    other = tmp_path / "venv" / "bin" / "python"
    other.parent.mkdir(parents=True)
    other.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    program = write("raise SystemExit(4)\n")
    child = start(ProcessSpec("program", str(other), (str(program),), dict(os.environ), None))
    assert not isinstance(child, WarmChild)
    assert the_end(child)[0] == 4


def test_a_killed_nursery_is_replaced(write: Write, runtime_folder: Path) -> None:
    """What it left of its socket is in nobody's way."""
    program = a_program(str(write("import os\nos.kill(os.getppid(), 9)\n")))
    assert the_end(start(program))[0] in (0, -9)
    child = start(a_program(str(write("raise SystemExit(4)\n"))))
    assert isinstance(child, WarmChild)
    assert the_end(child)[0] == 4
    assert len(list(runtime_folder.glob("*/*.sock"))) == 1
