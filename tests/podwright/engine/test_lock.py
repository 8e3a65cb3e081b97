"""Two processes and one lock."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from podwright.engine.lock import locked

HOLDER = """
import sys
from pathlib import Path
from podwright.engine.lock import locked
with locked(Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_the_second_process_waits_and_says_for_whom(tmp_path: Path) -> None:
    """Two terminals started at once must not both build for four minutes."""
    path = tmp_path / "new" / "engine.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told: list[str] = []
        waiting = threading.Event()
        done = threading.Event()

        def on_wait(who: str) -> None:
            told.append(who)
            waiting.set()

        def wait() -> None:
            with locked(path, on_wait):
                done.set()

        thread = threading.Thread(target=wait)
        thread.start()
        assert waiting.wait(10)
        assert not done.is_set()
        holder.stdin.write("\n")
        holder.stdin.close()
        thread.join(10)
    assert done.is_set()
    assert told == [f"process {holder.pid}"]


def test_a_dead_holder_leaves_no_lock(tmp_path: Path) -> None:
    """A build that was killed must not block the next one."""
    path = tmp_path / "engine.lock"
    path.write_text("99999999\n")
    told: list[str] = []
    with locked(path, told.append):
        assert path.read_text() == f"{os.getpid()}\n"
    assert told == []
