"""Every GPU machine of the catalog, planned as nodes of a cluster and as a fleet; what cannot be is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from components.gcp.capacity import CapacityArgs, CapacityModel
from components.gcp.gpu_cluster_plan import plan_gpu_cluster
from components.gcp.gpu_fleet_plan import plan_gpu_fleet
from podwright.catalog.gpu_zones import check_gpu_zone
from podwright.catalog.gpus import GpuMachine, gpu_machines
from podwright.catalog.regions import region_of_zone, regions
from podwright.errors import InputError
from tests.components.gcp import test_gpu_cluster, test_gpu_fleet

MACHINES = sorted(gpu_machines().values(), key=lambda each: each.name)
ZONES = sorted(zone for region in regions("gcp").values() for zone in region.zones)
NODES = 36
by_name = pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)


def capacity(model: str) -> CapacityArgs:
    name: CapacityArgs = {"model": CapacityModel(model)}
    return {**name, "name": "train-h1"} if model == "reservation" else name


def offers(machine: GpuMachine) -> Iterator[tuple[CapacityArgs, str]]:
    return ((capacity(model), zone) for model in machine.models for zone in machine.zones)


@by_name
def test_what_google_gives_plans_as_nodes(machine: GpuMachine) -> None:
    """All nodes in whole racks or one pool, in the region of the zone, with the disks the machine comes with."""
    for how, zone in offers(machine):
        args = test_gpu_cluster.arguments(machine.accelerator, NODES, zone, how)
        plan = plan_gpu_cluster("train", {**args, "machine_type": machine.name})
        assert (plan.machine.name, plan.region, plan.gpus) == (machine.name, region_of_zone(zone), NODES * machine.gpus)
        flex = how["model"] == CapacityModel.FLEX_START
        assert sum((pool.most or 0) if flex else pool.nodes for pool in plan.pools) == NODES
        assert len(plan.pools) == (NODES // machine.rack_size if machine.rack_size else 1)
        assert (plan.policy is not None) == (machine.rack_size is not None)
        assert (plan.ephemeral_disks, plan.block_disks) == (machine.local_ssd_count, None)


@by_name
def test_what_google_gives_plans_as_a_fleet(machine: GpuMachine) -> None:
    """An image of the machine's processor, and requests where machines come by requests."""
    for how, zone in offers(machine):
        args = test_gpu_fleet.arguments(machine.accelerator, NODES, zone, how)
        plan = plan_gpu_fleet("batch", {**args, "machine_type": machine.name})
        assert (plan.machine.name, plan.region, plan.gpus) == (machine.name, region_of_zone(zone), NODES * machine.gpus)
        assert plan.requests == (((f"0-{NODES}", NODES),) if how["model"] == CapacityModel.FLEX_START else ())
        assert ("arm64" in plan.image) == (machine.arch == "arm64")


@by_name
def test_what_google_does_not_give_is_refused(machine: GpuMachine) -> None:
    """Each model and each zone without the machine, in the catalog's words under the component's name."""
    zone = next(iter(machine.zones))
    for model in {str(each) for each in CapacityModel} - set(machine.models):
        args = test_gpu_cluster.arguments(machine.accelerator, NODES, zone, capacity(model))
        with pytest.raises(InputError) as caught:
            plan_gpu_cluster("train", {**args, "machine_type": machine.name})
        by = "on demand" if model == "on-demand" else f"by {model}"
        first = str(caught.value).splitlines()[0]
        assert first.startswith(f"error: GpuCluster train.capacity.model: {machine.name} is not given {by}, only by ")
    how = capacity(machine.models[0])
    for other in ZONES:
        problem = check_gpu_zone(machine, other, str(how["model"]))
        if problem is None:
            continue
        args = test_gpu_fleet.arguments(machine.accelerator, NODES, other, how)
        with pytest.raises(InputError) as caught:
            plan_gpu_fleet("batch", {**args, "machine_type": machine.name})
        assert str(caught.value) == problem.render().replace("error: zone:", "error: GpuFleet batch.zone:")
