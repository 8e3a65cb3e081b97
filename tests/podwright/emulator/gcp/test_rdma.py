"""RDMA networks, and the node pools whose machines are in them."""

from __future__ import annotations

import pytest

from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.clouds import there
from tests.podwright.emulator.gcp.everything import Inputs
from tests.podwright.emulator.gcp.types import SetQuota

NETWORK, SUBNETWORK = "gcp:compute/network:Network", "gcp:compute/subnetwork:Subnetwork"
ROUTER, POOL = "gcp:compute/router:Router", "gcp:container/nodePool:NodePool"
PROFILES = "projects/lab/global/networkProfiles/"
_OURS = "\n  note: built after the documented rule, no public sample of the sentence was found"


def _network(name: str, profile: str = "europe-west4-a-vpc-roce") -> Inputs:
    return {"name": name, "autoCreateSubnetworks": False, "networkProfile": PROFILES + profile}


@pytest.fixture
def fabric(gcp: Client) -> list[Inputs]:
    """A second host network and an RDMA network with eight subnetworks, as a pool's further networks."""
    gcp.create(NETWORK, "host", {"name": "host", "autoCreateSubnetworks": False})
    gcp.create(SUBNETWORK, "host", {"name": "host", "network": "host", "ipCidrRange": "192.168.64.0/20"})
    rdma = gcp.create(NETWORK, "rdma", _network("rdma"))
    assert rdma.out("mtu") == 8896
    found: list[Inputs] = [{"network": "host", "subnetwork": "host"}]
    for index in range(8):
        inputs: Inputs = {"network": "rdma", "ipCidrRange": f"192.168.{128 + index}.0/29"}
        gcp.create(SUBNETWORK, f"r{index}", {"name": f"r{index}", **inputs})
        found.append({"network": "rdma", "subnetwork": f"r{index}"})
    return found


@pytest.fixture
def open_cluster(gcp: Client, cluster_inputs: Inputs, set_quota: SetQuota) -> Made:
    """A cluster with multi-networking, in a project with H200 GPUs."""
    set_quota("GPUS-ALL-REGIONS-per-project", {}, 128)
    set_quota("GPUS-PER-GPU-FAMILY-per-project-region", {"region": "europe-west4", "gpu_family": "NVIDIA_H200"}, 128)
    more: Inputs = {"datapathProvider": "ADVANCED_DATAPATH", "enableMultiNetworking": True}
    return gcp.create("gcp:container/cluster:Cluster", "train", {**cluster_inputs, **more})


def _pool(cluster: Made, networks: list[Inputs], zone: str = "europe-west4-a", node: Inputs | None = None) -> Inputs:
    return {
        "name": "h200",
        "cluster": cluster.id,
        "nodeLocations": [zone],
        "nodeCount": 2,
        "networkConfig": {"additionalNodeNetworkConfigs": networks},
        "nodeConfig": {"machineType": "a3-ultragpu-8g", **(node or {})},
    }


def _refused(gcp: Client, inputs: Inputs) -> str:
    message = refused(lambda: gcp.create(POOL, "h200", inputs))
    return message.removeprefix("Error creating NodePool: googleapi: Error 400: ")


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            _network("n", "europe-west4-a-roce"),
            f"Invalid value for field 'resource.networkProfile': '{PROFILES}europe-west4-a-roce'. The network profile"
            " was not found., invalid\n  note: profiles are <zone>-vpc-roce, <zone>-vpc-roce-metal and"
            " <zone>-vpc-falcon",
        ),
        (
            {**_network("n"), "autoCreateSubnetworks": True},
            "Invalid value for field 'resource.autoCreateSubnetworks': 'true'. Networks with network profile"
            f" europe-west4-a-vpc-roce must be in custom subnet mode., invalid{_OURS}",
        ),
    ],
)
def test_a_profile_is_of_a_zone_and_wants_custom_mode(gcp: Client, inputs: Inputs, message: str) -> None:
    """Neither can be changed later."""
    assert refused(lambda: gcp.create(NETWORK, "n", inputs)) == (
        f"Error creating Network: googleapi: Error 400: {message}"
    )


def test_subnetworks_are_in_the_region_of_the_zone(gcp: Client) -> None:
    """The network is of one zone."""
    made = gcp.create(NETWORK, "n", _network("n"))
    inputs: Inputs = {"name": "s", "network": "n", "ipCidrRange": "192.168.0.0/24", "region": "us-east5"}
    assert refused(lambda: gcp.create(SUBNETWORK, "s", inputs)) == (
        f"Error creating Subnetwork: googleapi: Error 400: Invalid value for field 'resource.region': 'us-east5'."
        f" Network '{made.id}' with network profile europe-west4-a-vpc-roce takes subnetworks of region europe-west4"
        f" only., invalid{_OURS}"
    )


def test_there_is_no_router_in_it(gcp: Client) -> None:
    """And so no NAT."""
    made = gcp.create(NETWORK, "n", _network("n"))
    assert refused(lambda: gcp.create(ROUTER, "r", {"name": "r", "network": "n"})) == (
        f"Error creating Router: googleapi: Error 400: Cloud Routers are not supported on network '{made.id}' with"
        f" network profile europe-west4-a-vpc-roce., invalid{_OURS}"
    )


def test_bare_metal_makes_its_own_subnetwork(gcp: Client, store: Store) -> None:
    """It comes and goes with its network, and no other is taken."""
    made = gcp.create(NETWORK, "n", _network("n", "europe-west4-a-vpc-roce-metal"))
    own = "projects/lab/regions/europe-west4/subnetworks/default-subnet-1-n"
    assert there(store, SUBNETWORK, own) is not None
    inputs: Inputs = {"name": "s", "network": "n", "ipCidrRange": "192.168.0.0/24"}
    assert refused(lambda: gcp.create(SUBNETWORK, "s", inputs)) == (
        f"Error creating Subnetwork: googleapi: Error 400: Subnetworks cannot be created in network '{made.id}': with"
        " network profile europe-west4-a-vpc-roce-metal the network makes its own, default-subnet-1-n., invalid"
        f"{_OURS}"
    )
    gcp.delete(made)
    assert there(store, SUBNETWORK, own) is None


def test_a_pool_takes_an_address_of_every_further_network(
    gcp: Client, open_cluster: Made, fabric: list[Inputs]
) -> None:
    """Four are free in a /29, and a network in use stays."""
    gcp.create(POOL, "h200", _pool(open_cluster, fabric))
    more: Inputs = {**_pool(open_cluster, fabric), "name": "more", "nodeCount": 3}
    message = refused(lambda: gcp.create(POOL, "more", more))
    assert "IP space of 'projects/lab/regions/europe-west4/subnetworks/r0' is exhausted." in message
    assert message.splitlines()[-1] == "  note: 3 nodes asked, the primary range of r0 has room for 2"


def test_a_pool_needs_a_cluster_with_multi_networking(
    gcp: Client, cluster: Made, fabric: list[Inputs], set_quota: SetQuota
) -> None:
    """It cannot be turned on later."""
    assert _refused(gcp, _pool(cluster, fabric)) == (
        'Node pool "h200" has additional node networks, but multi-networking is not enabled on its cluster.,'
        f" badRequest{_OURS}"
    )


def test_a_pool_is_in_the_zone_of_the_profile(gcp: Client, open_cluster: Made, fabric: list[Inputs]) -> None:
    """RDMA does not leave it."""
    assert _refused(gcp, _pool(open_cluster, fabric, "europe-west4-b")) == (
        'Network "rdma" with network profile europe-west4-a-vpc-roce is of another zone than europe-west4-b: all nodes'
        f" of the pool must be in its zone., badRequest{_OURS}"
    )


@pytest.mark.parametrize(
    ("networks", "message"),
    [
        ([{"network": "lost", "subnetwork": "r0"}], 'Network "projects/lab/global/networks/lost" does not exist.'),
        (
            [{"network": "rdma", "subnetwork": "lost"}],
            'Subnetwork "projects/lab/regions/europe-west4/subnetworks/lost" does not exist.',
        ),
        ([{"network": "rdma", "subnetwork": "host"}], 'Subnetwork "host" is not part of network "rdma".'),
    ],
)
def test_further_networks_must_exist_and_fit(
    gcp: Client, open_cluster: Made, fabric: list[Inputs], networks: list[Inputs], message: str
) -> None:
    """Both the network and the subnetwork."""
    assert _refused(gcp, _pool(open_cluster, networks)) == f"{message}, badRequest"


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (
            {"guestAccelerators": [{"type": "nvidia-h200-141gb", "count": 4}]},
            "Machine type a3-ultragpu-8g has 8 nvidia-h200-141gb accelerators, got 4 nvidia-h200-141gb.",
        ),
        (
            {"ephemeralStorageLocalSsdConfig": {"localSsdCount": 4}},
            "Machine type a3-ultragpu-8g takes 32 local SSDs, ephemeralStorageLocalSsdConfig.localSsdCount is 4.",
        ),
    ],
)
def test_a_machine_type_fixes_gpus_and_disks(gcp: Client, open_cluster: Made, node: Inputs, message: str) -> None:
    """They are part of the machine."""
    assert _refused(gcp, _pool(open_cluster, [], node=node)) == f"{message}, badRequest{_OURS}"


def test_a_rack_holds_so_many_machines_of_its_own_kind(gcp: Client, open_cluster: Made, set_quota: SetQuota) -> None:
    """72 GPUs share memory: 18 machines."""
    policy: Inputs = {"name": "rack", "workloadPolicy": {"type": "HIGH_THROUGHPUT", "acceleratorTopology": "1x72"}}
    gcp.create("gcp:compute/resourcePolicy:ResourcePolicy", "rack", policy)
    placed: Inputs = {"placementPolicy": {"type": "", "policyName": "rack"}}
    assert _refused(gcp, {**_pool(open_cluster, []), **placed}) == (
        'Workload policy "rack" with accelerator topology 1x72 cannot be used with machine type a3-ultragpu-8g, which'
        f" takes no accelerator topology., badRequest{_OURS}"
    )
    many: Inputs = {**_pool(open_cluster, []), **placed, "nodeCount": 19}
    many["nodeConfig"] = {"machineType": "a4x-highgpu-4g"}
    assert _refused(gcp, many) == (
        'Workload policy "rack" with accelerator topology 1x72 holds 18 nodes of machine type a4x-highgpu-4g, the pool'
        f" has 19., badRequest{_OURS}"
    )


def test_networks_are_counted(gcp: Client, set_quota: SetQuota) -> None:
    """Nine VPCs of a cluster do not fit into a small project; without a limit they are not refused."""
    for name in ("one", "two"):
        gcp.create(NETWORK, name, {"name": name, "autoCreateSubnetworks": False})
    set_quota("NETWORKS-per-project", {}, 2)
    message = refused(lambda: gcp.create(NETWORK, "three", {"name": "three", "autoCreateSubnetworks": False}))
    assert 'Insufficient global quota to satisfy request: resource "NETWORKS-per-project"' in message
