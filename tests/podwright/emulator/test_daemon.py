"""The daemon: started once, found again, stopped only when it is ours, nothing lost when it is killed."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from podwright.emulator import control, daemon
from podwright.emulator.clouds import available
from podwright.emulator.core.faults import Fault
from podwright.emulator.listing import events, list_faults
from podwright.emulator.places import Places
from podwright.emulator.process_lock import holder
from podwright.errors import EngineError
from tests.podwright.emulator.client import Client, refused

NETWORK = "gcp:compute/network:Network"


@pytest.fixture
def running(state_dir: Path) -> Generator[daemon.DaemonInfo]:
    """A daemon of the test's own, stopped at the end."""
    yield daemon.start(state_dir)
    daemon.stop(state_dir)


def test_a_second_start_finds_the_first(state_dir: Path, running: daemon.DaemonInfo) -> None:
    """Every command starts it; there is one."""
    assert daemon.start(state_dir) == running
    assert daemon.status(state_dir).running == running


def test_starts_at_the_same_time_make_one_daemon(state_dir: Path) -> None:
    """Four stacks in parallel ask at once."""
    found: list[daemon.DaemonInfo] = []
    threads = [threading.Thread(target=lambda: found.append(daemon.start(state_dir))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    daemon.stop(state_dir)
    assert len(found) == 4
    assert len({info.pid for info in found}) == 1


def test_a_stop_ends_the_process_and_says_whether_there_was_one(state_dir: Path) -> None:
    """The clouds keep what is in them."""
    info = daemon.start(state_dir)
    assert daemon.stop(state_dir)
    assert not daemon.stop(state_dir)
    assert daemon.status(state_dir).running is None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", info.providers["gcp"]), timeout=5).close()


def test_a_restart_has_the_former_ports(state_dir: Path) -> None:
    """An environment that was printed for a shell stays right."""
    first = daemon.start(state_dir)
    daemon.stop(state_dir)
    second = daemon.start(state_dir)
    daemon.stop(state_dir)
    assert second.providers == first.providers
    assert second.pid != first.pid


def test_a_port_that_is_taken_is_given_up(state_dir: Path) -> None:
    """Another program may have it by now."""
    first = daemon.start(state_dir)
    daemon.stop(state_dir)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first.providers["gcp"]))
        taken.listen()
        second = daemon.start(state_dir)
        daemon.stop(state_dir)
    assert second.providers["gcp"] != first.providers["gcp"]


def test_nothing_is_lost_when_it_is_killed(state_dir: Path) -> None:
    """Every call that was answered is on disk."""
    info = daemon.start(state_dir)
    client = Client(info.providers["gcp"])
    made = client.create(NETWORK, "net", {"name": "net"})
    client.close()
    os.kill(info.pid, signal.SIGKILL)
    os.waitpid(info.pid, 0)
    assert [line.id for line in daemon.ls(state_dir).resources] == [made.id]
    again = daemon.start(state_dir)
    client = Client(again.providers["gcp"])
    assert client.refresh(made) is not None
    client.close()
    daemon.stop(state_dir)


def test_a_pid_in_a_file_is_not_enough_to_be_stopped(state_dir: Path) -> None:
    """After a crash the number may be anybody's; here it is this very test."""
    state_dir.mkdir(parents=True)
    places = Places(state_dir)
    places.info.write_text(f'{{"pid": {os.getpid()}, "providers": {{"gcp": 1}}, "started_at": "", "token": "t"}}')
    places.lock.write_text(f"{os.getpid()} t\n")
    assert not daemon.stop(state_dir)
    assert daemon.status(state_dir).running is None


def test_a_start_that_fails_shows_the_log(state_dir: Path) -> None:
    """A cloud that cannot be read is said so, with what the daemon wrote."""
    state_dir.mkdir(parents=True)
    Places(state_dir).cloud.write_bytes(b"no database" * 100)
    with pytest.raises(EngineError) as caught:
        daemon.start(state_dir)
    (problem,) = caught.value.problems
    assert problem.message == "the emulated cloud ended at once with code 1"
    assert problem.given is not None
    assert problem.given.endswith("sqlite3.DatabaseError: file is not a database")
    assert problem.fix == f"see the whole log in {state_dir / 'daemon.log'}"


def test_a_reset_leaves_an_empty_cloud_and_no_pulumi_state(state_dir: Path) -> None:
    """A state that describes a cloud that is gone would be wrong."""
    info = daemon.start(state_dir)
    client = Client(info.providers["gcp"])
    client.create(NETWORK, "net", {"name": "net"})
    client.close()
    (state_dir / "state" / ".pulumi").mkdir(parents=True)
    daemon.reset(state_dir)
    assert daemon.ls(state_dir).resources == []
    assert not (state_dir / "state").exists()
    assert holder(Places(state_dir).lock) is None


def test_a_daemon_of_other_code_is_replaced(state_dir: Path, running: daemon.DaemonInfo) -> None:
    """An upgraded podwright or SDK never talks to an old daemon; ports and content stay."""
    client = Client(running.providers["gcp"])
    made = client.create(NETWORK, "net", {"name": "net"})
    client.close()
    places = Places(state_dir)
    told = places.info.read_text("utf-8")
    places.info.write_text(told.replace(f'"gcp": "{running.versions["gcp"]}"', '"gcp": "1.0.0"'), "utf-8")
    new = daemon.start(state_dir)
    assert new.pid != running.pid
    assert new.providers == running.providers
    assert [line.id for line in daemon.ls(state_dir).resources] == [made.id]
    assert daemon.start(state_dir) == new


def test_every_cloud_of_the_table_has_a_port(running: daemon.DaemonInfo) -> None:
    """Whether or not a program uses it; its code is loaded at its first call."""
    assert list(running.providers) == available()


@pytest.mark.parametrize(("error", "is_there"), [("crash", False), ("crash-after", True)])
def test_a_crash_ends_the_process_before_or_after_the_write(
    state_dir: Path, running: daemon.DaemonInfo, error: str, is_there: bool
) -> None:
    """The next start finds what was written, and the fault used up."""
    control.add_faults(state_dir, [Fault("gcp", "create", error)])
    client = Client(running.providers["gcp"])
    refused(lambda: client.create(NETWORK, "net", {"name": "net"}))
    client.close()
    daemon.start(state_dir)
    assert bool(daemon.ls(state_dir).resources) == is_there
    assert list_faults(Places(state_dir).cloud) == []


def test_every_call_of_the_daemon_is_an_event(state_dir: Path, running: daemon.DaemonInfo) -> None:
    """Written by the time it has stopped, at the latest."""
    client = Client(running.providers["gcp"])
    client.create(NETWORK, "net", {"name": "net"})
    client.close()
    daemon.stop(state_dir)
    assert [line.event.verb for line in events(state_dir)] == ["configure", "check", "create"]
