"""The fake cloud served over gRPC, with a clock that stands still and events that are kept."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from podwright.emulator.core.events import Event, EventLog
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.server import Server
from podwright.emulator.core.servicer import Servicer
from podwright.emulator.core.store import Store
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client
from tests.podwright.emulator.conftest import NOON
from tests.podwright.emulator.core.fake_cloud import FakeCloud


class Kept(EventLog):
    """Events in a list."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def put(self, event: Event) -> None:
        """Keeps it."""
        self.events.append(event)


@pytest.fixture
def life(gcp_index: SdkIndex, store: Store) -> Lifecycle:
    """The fake cloud's calls."""
    return Lifecycle(FakeCloud(), gcp_index, store, lambda: NOON)


@pytest.fixture
def seen() -> Kept:
    """The calls that were made."""
    return Kept()


@pytest.fixture
def fake(life: Lifecycle, seen: Kept) -> Generator[Client]:
    """A provider instance of the fake cloud."""
    server = Server(Servicer(life, seen))
    server.start()
    client = Client(server.port)
    yield client
    client.close()
    server.stop()
