"""A server that is killed at any moment has kept exactly what it had answered."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Client, Made, RefusedError
from tests.podwright.emulator.core.fake_cloud import ADDRESS, NETWORK

KILLS = 100
ROOT = Path(__file__).parents[4]
State = dict[str, object]
"""Name to description of every network."""


@dataclass(slots=True)
class Run:
    """What a client has asked, and what it was answered."""

    dice: random.Random
    made: dict[str, Made] = field(default_factory=dict[str, Made])
    answered: int = 0
    counter: int = 0

    def state(self) -> State:
        """What the cloud must hold."""
        return {name: made.out("description") for name, made in self.made.items()}

    def go_on(self, client: Client, kill_at: int, kill: Callable[[], None]) -> State:
        """Creates, changes and deletes until the server dies; what the call under way would have made of it."""
        while True:
            if self.answered == kill_at:
                kill()
            after, call = self._next(client)
            try:
                call()
            except RefusedError:
                return after
            self.answered += 1

    def _next(self, client: Client) -> tuple[State, Callable[[], None]]:
        self.counter += 1
        name = self.dice.choice([*self.made, f"n{self.counter}"]) if self.made else f"n{self.counter}"
        text, after = f"d{self.counter}", self.state()
        if name in self.made and self.dice.random() < 0.4:
            del after[name]
            return after, lambda: self._delete(client, name)
        inputs = {"name": name, "description": text}
        change = client.update if name in self.made else None
        old = self.made.get(name)

        def write() -> None:
            self.made[name] = change(old, inputs) if change and old else client.create(NETWORK, name, inputs)

        return {**after, name: text}, write

    def _delete(self, client: Client, name: str) -> None:
        client.delete(self.made[name])
        del self.made[name]


@pytest.fixture
def start(tmp_path: Path) -> Generator[Callable[[], tuple[int, int]]]:
    """Starts a server on the same file; its process and port."""
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.podwright.emulator.core.kill_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    to, back = parent.stdin, parent.stdout

    def new() -> tuple[int, int]:
        to.write(f"{tmp_path / 'cloud.sqlite'}\n")
        to.flush()
        pid, port = back.readline().split()
        return int(pid), int(port)

    yield new
    to.close()
    parent.wait()
    back.close()


def _held(file: Path) -> State:
    store = Store(file)
    with store.transaction("gcp") as tx:
        found = {record.name: record.outputs["description"] for record in tx.records()}
    store.close()
    return found


def _kill_soon(pid: int, dice: random.Random) -> tuple[threading.Timer, Callable[[], None]]:
    """A timer that kills within some four calls of being started, and what starts it."""
    timer = threading.Timer(dice.random() * 0.004, os.kill, (pid, signal.SIGKILL))
    return timer, timer.start


def test_what_it_holds_is_what_it_had_answered(start: Callable[[], tuple[int, int]], tmp_path: Path) -> None:
    """One hundred kills at random moments of one long run; the call under way has happened whole or not at all."""
    run = Run(random.Random(20261123))  # noqa: S311
    for number in range(KILLS):
        pid, port = start()
        client = Client(port)
        killer, kill = _kill_soon(pid, run.dice)
        under_way = run.go_on(client, run.answered + run.dice.randrange(5), kill)
        killer.join()
        client.close()
        held = _held(tmp_path / "cloud.sqlite")
        assert held in (run.state(), under_way), f"after kill {number}"
        for name in set(run.made) - set(held):
            del run.made[name]
        for name in set(held) - set(run.made):
            run.made[name] = Made(NETWORK, name, name, {"name": name}, {"description": held[name]})
        for name, text in held.items():
            run.made[name].outputs["description"] = text
    assert run.answered > KILLS


@dataclass(slots=True)
class Twins:
    """A client that asks for the same thing over and over, and what it was answered."""

    dice: random.Random
    made: dict[str, Made] = field(default_factory=dict[str, Made])
    seen: set[str] = field(default_factory=set[str])
    """Every id there ever was."""
    answered: int = 0

    def go_on(self, client: Client, kill_at: int, kill: Callable[[], None]) -> set[str]:
        """Creates and deletes until the server dies; the ids that the call under way may have deleted."""
        while True:
            if self.answered == kill_at:
                kill()
            gone = {self.dice.choice(sorted(self.made))} if self.made and self.dice.random() < 0.4 else set[str]()
            try:
                for each in gone:
                    client.delete(self.made[each])
                    del self.made[each]
                if not gone:
                    self.add(client.create(ADDRESS, "twin", {"name": "twin"}))
            except RefusedError:
                return gone
            self.answered += 1

    def add(self, made: Made) -> None:
        """A resource that nobody has seen before."""
        assert made.id not in self.seen
        self.seen.add(made.id)
        self.made[made.id] = made


def test_no_id_is_given_twice(start: Callable[[], tuple[int, int]], tmp_path: Path) -> None:
    """Fifty kills among creates of the same thing: each that was answered is there, and each has an id of its own."""
    run = Twins(random.Random(20261126))  # noqa: S311
    for number in range(KILLS // 2):
        pid, port = start()
        client = Client(port)
        killer, kill = _kill_soon(pid, run.dice)
        gone = run.go_on(client, run.answered + run.dice.randrange(5), kill)
        killer.join()
        client.close()
        store = Store(tmp_path / "cloud.sqlite")
        with store.transaction("gcp") as tx:
            held = {record.id: record for record in tx.records()}
        store.close()
        assert set(run.made) - gone <= set(held), f"after kill {number}"
        new = set(held) - set(run.made)
        assert len(new) <= (0 if gone else 1), f"after kill {number}"
        for each in new:
            run.add(Made(ADDRESS, "twin", each, held[each].inputs, held[each].outputs))
        for each in gone - set(held):
            run.made.pop(each, None)
    assert len(run.seen) > KILLS // 4
