"""An emulated Oracle Cloud per test, served over gRPC on a free port, and what most resources need before them."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.quota import Ledger, QuotaKey
from podwright.emulator.core.server import Server
from podwright.emulator.core.servicer import Servicer
from podwright.emulator.core.store import Store
from podwright.emulator.oci import limits, ocids
from podwright.emulator.oci.oracle import OracleCloud
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.oci.everything import everything
from tests.podwright.emulator.oci.types import Connect, SetLimit

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TENANCY = ocids.EMULATED_TENANCY
CONFIG = {"region": "eu-amsterdam-1"}


@pytest.fixture(scope="session")
def oci_index() -> SdkIndex:
    """The index of the installed SDK, read once."""
    return SdkIndex("oci")


@pytest.fixture
def oci_store(tmp_path: Path) -> Generator[Store]:
    """The cloud's memory, for tests that change something behind Pulumi's back."""
    opened = Store(tmp_path / "cloud.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def oci_port(oci_index: SdkIndex, oci_store: Store) -> Generator[int]:
    """The port of a served emulated Oracle Cloud."""
    server = Server(Servicer(Lifecycle(OracleCloud(oci_index), oci_index, oci_store, lambda: NOON)))
    server.start()
    yield server.port
    server.stop()


@pytest.fixture
def connect(oci_port: int) -> Generator[Connect]:
    """Makes provider instances with other settings."""
    made: list[Client] = []

    def new(config: Mapping[str, object]) -> Client:
        made.append(Client(oci_port, config))
        return made[-1]

    yield new
    for client in made:
        client.close()


@pytest.fixture
def oci(connect: Connect) -> Client:
    """A provider instance for eu-amsterdam-1 in the emulated tenancy."""
    return connect(CONFIG)


@pytest.fixture
def domain(oci: Client) -> str:
    """The only availability domain of eu-amsterdam-1."""
    found = oci.invoke("oci:Identity/getAvailabilityDomains:getAvailabilityDomains", {"compartmentId": TENANCY})[
        "availabilityDomains"
    ]
    assert isinstance(found, list)
    return str(found[0]["name"])  # pyright: ignore[reportUnknownArgumentType]


@pytest.fixture
def set_limit(oci_store: Store) -> SetLimit:
    """Sets a service limit of the emulated tenancy in eu-amsterdam-1, as `emulator quota set` does."""

    def to(name: str, amount: int, service: str = "compute") -> None:
        with oci_store.transaction("oci") as tx:
            key = QuotaKey.of(TENANCY, service, name, {"region": "eu-amsterdam-1"})
            Ledger(tx, limits.default_limit).set_limit(key, amount)

    return to


@pytest.fixture
def compartment(oci: Client) -> Made:
    """A compartment that a destroy deletes."""
    inputs = {"compartmentId": TENANCY, "name": "ml", "description": "training", "enableDelete": True}
    return oci.create("oci:Identity/compartment:Compartment", "ml", inputs)


@pytest.fixture
def vcn(oci: Client, compartment: Made) -> Made:
    """A VCN with one block."""
    inputs = {"compartmentId": compartment.id, "cidrBlocks": ["10.0.0.0/16"], "displayName": "main", "dnsLabel": "main"}
    return oci.create("oci:Core/vcn:Vcn", "main", inputs)


@pytest.fixture
def subnet(oci: Client, compartment: Made, vcn: Made) -> Made:
    """A regional subnet of it."""
    inputs = {
        "compartmentId": compartment.id,
        "vcnId": vcn.id,
        "cidrBlock": "10.0.0.0/24",
        "displayName": "nodes",
        "dnsLabel": "nodes",
        "prohibitPublicIpOnVnic": True,
    }
    return oci.create("oci:Core/subnet:Subnet", "nodes", inputs)


@pytest.fixture
def cluster(oci: Client, compartment: Made, vcn: Made, subnet: Made) -> Made:
    """An OKE cluster with a private endpoint."""
    inputs = {
        "compartmentId": compartment.id,
        "vcnId": vcn.id,
        "name": "train",
        "kubernetesVersion": "v1.34.1",
        "type": "ENHANCED_CLUSTER",
        "endpointConfig": {"subnetId": subnet.id, "isPublicIpEnabled": False},
    }
    return oci.create("oci:ContainerEngine/cluster:Cluster", "train", inputs)


@pytest.fixture
def first(compartment: Made, vcn: Made, subnet: Made, cluster: Made) -> list[Made]:
    """What the others need."""
    return [compartment, vcn, subnet, cluster]


@pytest.fixture
def all_made(oci: Client, first: list[Made], domain: str, set_limit: SetLimit) -> list[Made]:
    """One of each modelled type."""
    return everything(oci, first, domain, set_limit)
