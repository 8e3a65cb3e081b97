"""An emulated Google Cloud per test, served over gRPC on a free port, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.server import Server
from podwright.emulator.core.servicer import Servicer
from podwright.emulator.core.store import Store
from podwright.emulator.gcp.google import GoogleCloud
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def gcp_index() -> SdkIndex:
    """The index of the installed SDK, read once."""
    return SdkIndex("gcp")


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    """The state folder of the test's cloud."""
    return tmp_path / "emulated"


@pytest.fixture
def store(state_dir: Path) -> Generator[Store]:
    """The cloud's memory, for tests that change something behind Pulumi's back."""
    opened = Store(state_dir / "cloud.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def port(gcp_index: SdkIndex, store: Store) -> Generator[int]:
    """The port of a served emulated Google Cloud."""
    server = Server(Servicer(Lifecycle(GoogleCloud(gcp_index), gcp_index, store, lambda: NOON)))
    server.start()
    yield server.port
    server.stop()


@pytest.fixture
def connect(port: int) -> Generator[Callable[[Mapping[str, object]], Client]]:
    """Makes provider instances with other settings."""
    made: list[Client] = []

    def new(config: Mapping[str, object]) -> Client:
        made.append(Client(port, config))
        return made[-1]

    yield new
    for client in made:
        client.close()


@pytest.fixture
def gcp(port: int) -> Generator[Client]:
    """A provider instance for project `lab`, region europe-west4, zone europe-west4-a."""
    client = Client(port)
    yield client
    client.close()
