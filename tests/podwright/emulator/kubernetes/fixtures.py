"""Emulated clusters per test: Kubernetes and CoreWeave on one store, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping

import pytest

from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.server import Server
from podwright.emulator.core.servicer import Servicer
from podwright.emulator.core.store import Store
from podwright.emulator.coreweave.coreweave import CoreWeaveCloud
from podwright.emulator.kubernetes.kubernetes import KubernetesCloud
from podwright.emulator.kubernetes.lifecycle import KubernetesLifecycle
from podwright.emulator.kubernetes.servicer import KubernetesServicer
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client
from tests.podwright.emulator.conftest import NOON

Connect = Callable[[Mapping[str, object]], Client]


@pytest.fixture(scope="session")
def kubernetes_index() -> SdkIndex:
    """The index of the installed SDK, read once."""
    return SdkIndex("kubernetes")


@pytest.fixture(scope="session")
def coreweave_index() -> SdkIndex:
    """The index of the installed SDK, read once."""
    return SdkIndex("coreweave")


@pytest.fixture
def cluster_port(kubernetes_index: SdkIndex, store: Store) -> Generator[int]:
    """The port of the served emulated Kubernetes provider."""
    life = KubernetesLifecycle(KubernetesCloud(kubernetes_index), kubernetes_index, store, lambda: NOON, tries=0)
    server = Server(KubernetesServicer(life))
    server.start()
    yield server.port
    server.stop()


@pytest.fixture
def to_cluster(cluster_port: int) -> Generator[Connect]:
    """Makes instances of the Kubernetes provider with other settings."""
    made: list[Client] = []

    def new(config: Mapping[str, object]) -> Client:
        made.append(Client(cluster_port, config))
        return made[-1]

    yield new
    for client in made:
        client.close()


@pytest.fixture
def kubernetes(to_cluster: Connect) -> Client:
    """An instance without a kubeconfig: the emulated cluster that is always there."""
    return to_cluster({})


@pytest.fixture
def coreweave(coreweave_index: SdkIndex, store: Store) -> Generator[Client]:
    """An instance of the CoreWeave provider without a token."""
    life = Lifecycle(CoreWeaveCloud(coreweave_index), coreweave_index, store, lambda: NOON)
    server = Server(Servicer(life))
    server.start()
    client = Client(server.port, {})
    yield client
    client.close()
    server.stop()
