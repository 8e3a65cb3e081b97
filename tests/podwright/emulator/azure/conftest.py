"""An emulated Azure per test, served over gRPC on a free port, and what most resources need before them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podwright.emulator.azure import capacity
from podwright.emulator.azure.azure import SUBSCRIPTION, AzureCloud
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.quota import Ledger
from podwright.emulator.core.server import Server
from podwright.emulator.core.servicer import Servicer
from podwright.emulator.core.store import Store
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.azure.types import SetQuota
from tests.podwright.emulator.client import Client, Made

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
CONFIG = {"location": "westeurope"}


@pytest.fixture(scope="session")
def azure_index() -> SdkIndex:
    """The index of the installed SDK, read once."""
    return SdkIndex("azure-native")


@pytest.fixture
def azure_store(tmp_path: Path) -> Generator[Store]:
    """The cloud's memory, for tests that change something behind Pulumi's back."""
    opened = Store(tmp_path / "cloud.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def azure_port(azure_index: SdkIndex, azure_store: Store) -> Generator[int]:
    """The port of a served emulated Azure."""
    server = Server(Servicer(Lifecycle(AzureCloud(azure_index), azure_index, azure_store, lambda: NOON)))
    server.start()
    yield server.port
    server.stop()


@pytest.fixture
def connect(azure_port: int) -> Generator[Callable[[Mapping[str, object]], Client]]:
    """Makes provider instances with other settings."""
    made: list[Client] = []

    def new(config: Mapping[str, object]) -> Client:
        made.append(Client(azure_port, config))
        return made[-1]

    yield new
    for client in made:
        client.close()


@pytest.fixture
def azure(connect: Callable[[Mapping[str, object]], Client]) -> Client:
    """A provider instance of the emulated subscription in westeurope."""
    return connect(CONFIG)


@pytest.fixture
def set_quota(azure_store: Store) -> SetQuota:
    """Sets a limit in westeurope, as `podwright emulator quota set` does."""

    def put(name: str, amount: int, location: str = "westeurope") -> None:
        with azure_store.transaction("azure-native") as tx:
            Ledger(tx, capacity.default_limit).set_limit(capacity.key(SUBSCRIPTION, location, name), amount)

    return put


@pytest.fixture
def group(azure: Client) -> Made:
    """The resource group `lab`."""
    return azure.create("azure-native:resources:ResourceGroup", "lab", {"resourceGroupName": "lab"})


@pytest.fixture
def network(azure: Client, group: Made) -> Made:
    """The network `net`, 10.1.0.0/16."""
    return azure.create(
        "azure-native:network:VirtualNetwork",
        "net",
        {
            "resourceGroupName": group.out("name"),
            "virtualNetworkName": "net",
            "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
        },
    )


@pytest.fixture
def subnet(azure: Client, network: Made) -> Made:
    """The subnet `nodes`, 10.1.0.0/24, with 251 addresses to use."""
    return azure.create(
        "azure-native:network:Subnet",
        "nodes",
        {
            "resourceGroupName": "lab",
            "virtualNetworkName": "net",
            "subnetName": "nodes",
            "addressPrefix": "10.1.0.0/24",
        },
    )


@pytest.fixture
def identity(azure: Client, group: Made) -> Made:
    """The identity `runner`."""
    return azure.create(
        "azure-native:managedidentity:UserAssignedIdentity",
        "runner",
        {"resourceGroupName": group.out("name"), "resourceName": "runner"},
    )


@pytest.fixture
def foundation(group: Made, network: Made, subnet: Made, identity: Made) -> list[Made]:
    """What a cluster stands on."""
    return [group, network, subnet, identity]


@pytest.fixture
def cluster_inputs(subnet: Made, identity: Made) -> dict[str, object]:
    """Inputs of a cluster with one system pool of two small nodes."""
    return {
        "resourceGroupName": "lab",
        "resourceName": "train",
        "dnsPrefix": "train",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [identity.id]},
        "networkProfile": {"networkPlugin": "azure", "networkPluginMode": "overlay"},
        "oidcIssuerProfile": {"enabled": True},
        "agentPoolProfiles": [
            {"name": "system", "mode": "System", "count": 2, "vmSize": "Standard_D4s_v5", "vnetSubnetID": subnet.id}
        ],
    }


@pytest.fixture
def cluster(azure: Client, cluster_inputs: dict[str, object]) -> Made:
    """That cluster."""
    return azure.create("azure-native:containerservice:ManagedCluster", "train", cluster_inputs)
