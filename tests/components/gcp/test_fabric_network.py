"""The networks between GPUs: what each family of machines gets, and what is refused before anything is registered."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations
from pathlib import Path

import pytest

from components.gcp.fabric_network import FabricNetwork, FabricNetworkArgs
from components.gcp.fabric_network_plan import plan_fabric_network
from podwright.catalog.gpus import GpuMachine, gpu_machines
from podwright.errors import InputError
from tests.components.harness import Deployment, check_inventory, deploy

INVENTORIES = Path(__file__).parent / "fabric_network"
MACHINES = sorted(gpu_machines().values(), key=lambda each: each.name)


def arguments(accelerator: str, zone: str) -> FabricNetworkArgs:
    return {"project": "lab", "zone": zone, "prefix": "gcp-" + zone.rsplit("-", 1)[0], "accelerator": accelerator}


CASES: dict[str, FabricNetworkArgs] = {
    "a3_high": arguments("h100", "europe-west4-c"),
    "a3_mega": arguments("h100-mega", "europe-west4-c"),
    "a3_ultra": arguments("h200", "europe-west4-a"),
    "a4_with_a_tag": {**arguments("b200", "europe-west4-b"), "secure_tag": "tagValues/1"},
    "a4x": arguments("gb200", "us-central1-a"),
    "a4x_max": arguments("gb300", "us-east5-c"),
    "l4": arguments("l4", "europe-west4-a"),
}


def run(args: FabricNetworkArgs) -> Deployment:
    return deploy(lambda: FabricNetwork("train", args))


def test_every_inventory_belongs_to_a_case() -> None:
    """An inventory nobody reads proves nothing."""
    assert {file.stem for file in INVENTORIES.glob("*.yaml")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_registers(case: str) -> None:
    """Every family gets exactly the networks of its documentation."""
    check_inventory(run(CASES[case]), INVENTORIES / f"{case}.yaml", "train")


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_each_machine_gets_what_the_catalog_says(machine: GpuMachine) -> None:
    """One network too few and the machines come up without some of their interfaces."""
    zone = next(iter(machine.zones))
    plan = plan_fabric_network("train", {**arguments(machine.accelerator, zone), "machine_type": machine.name})
    fabric = machine.fabric
    assert len(plan.vpcs) == fabric.extra_networks
    assert sum(len(vpc.subnets) for vpc in plan.vpcs) == fabric.extra_subnets
    assert [nic.nic_type for nic in plan.nics] == (
        [fabric.host_nic_type] * fabric.host_networks + [fabric.nic_type] * fabric.nics
    )
    assert {vpc.profile for vpc in plan.vpcs if vpc.rdma} == (
        {f"projects/lab/global/networkProfiles/{zone}-{fabric.profile}"} if fabric.profile else set[str]()
    )


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_no_two_interfaces_of_a_machine_have_overlapping_ranges(machine: GpuMachine) -> None:
    """A machine with two interfaces in one range cannot tell where a packet goes; nor may the region's 10/8 be hit."""
    args = {**arguments(machine.accelerator, next(iter(machine.zones))), "machine_type": machine.name}
    plan = plan_fabric_network("train", args)  # pyright: ignore[reportArgumentType]
    ranges = [IPv4Network(subnet.cidr) for vpc in plan.vpcs for subnet in vpc.subnets]
    for one, other in combinations([*ranges, IPv4Network("10.0.0.0/8"), IPv4Network("172.17.0.0/16")], 2):
        assert not one.overlaps(other)


def test_node_networks_are_in_the_order_of_the_interfaces() -> None:
    """GKE and Compute Engine number interfaces by their order: the host's come first, then those of the GPUs."""
    found: list[str] = []

    def program() -> None:
        fabric = FabricNetwork("train", CASES["a3_ultra"])
        found.extend(each["nic_type"] for each in fabric.node_networks)
        fabric.subnetworks.apply(found.extend)

    deploy(program)
    subnets = "projects/lab/regions/europe-west4/subnetworks/gcp-europe-west4-train-"
    assert found == [
        *["GVNIC", *["MRDMA"] * 8],
        *[f"{subnets}{role}" for role in ("host-0", *(f"rdma-{index}" for index in range(8)))],
    ]


def test_all_problems_at_once() -> None:
    """One run shows everything that is wrong, under the component's name and the spelling of its arguments."""
    wrong: FabricNetworkArgs = {
        **arguments("h100-mega", "nowhere"),
        "prefix": "a" * 60,
        "secure_tag": "tagValues/1",
    }
    with pytest.raises(InputError) as caught:
        run(wrong)
    name = "a" * 60 + "-train-gpu-0-internal"
    rdma = "a" * 60 + "-train-rdma"
    assert str(caught.value) == (
        'error: FabricNetwork train.zone: "nowhere" is no zone name\n'
        "  given:   nowhere\n"
        "  allowed: <region>-<zone>, such as europe-west4-a\n"
        f'error: FabricNetwork train.prefix: the name "{name}" has {len(name)} characters\n'
        f"  given:   {name}\n"
        "  allowed: at most 63 characters\n"
        f'  fix:     shorten "{"a" * 60}" by {len(name) - 63}\n'
        "error: FabricNetwork train.secure_tag: is for RDMA networks only, and a3-megagpu-8g has none\n"
        "  given:   tagValues/1\n"
        "  fix:     leave it out: firewall rules let in the network's own machines\n"
        f'error: FabricNetwork train.prefix: the name "{rdma}" has {len(rdma)} characters\n'
        f"  given:   {rdma}\n"
        "  allowed: at most 63 characters\n"
        f'  fix:     shorten "{"a" * 60}" by {len(rdma) - 63}'
    )
