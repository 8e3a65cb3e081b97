"""What a GPU group becomes on CoreWeave: machine, node pool, racks. Pure, no Pulumi resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.coreweave.access import take_access
from components.coreweave.node_pool import NodePoolPlan, plain_taints, take_marks
from podwright.catalog.cloud_gpus import CloudGpu, plan_cloud_gpu
from podwright.catalog.coreweave import check_zone, instance_types
from podwright.catalog.coreweave_rules import (
    check_autoscaling_version,
    check_strategy,
    check_target,
    check_type_in_zone,
)
from podwright.plan.names_coreweave import coreweave_name

if TYPE_CHECKING:
    from components.coreweave.gpu_cluster import CoreWeaveGpuClusterArgs

GROUP_LABEL = "podwright/gpu-group"


@dataclass(frozen=True, slots=True)
class CoreWeaveGpuClusterPlan:
    """One GPU group."""

    machine: CloudGpu
    pool: NodePoolPlan
    warnings: tuple[str, ...]

    @property
    def gpus(self) -> int:
        """GPUs when everything that is asked for is there."""
        return self.machine.gpus * self.pool.nodes

    @property
    def node_selector(self) -> dict[str, str]:
        """Labels by which pods find the nodes."""
        return {GROUP_LABEL: self.pool.name}


def plan_coreweave_gpu_cluster(name: str, args: CoreWeaveGpuClusterArgs) -> CoreWeaveGpuClusterPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("CoreWeaveGpuCluster", name)
    labels, taints = args.get("node_labels", {}), args.get("taints", {})
    pool = checks.attempt(lambda: coreweave_name("pool", name))
    checks.take(check_zone(args["zone"], dedicated=True))
    checks.labels(args["labels"])
    take_access(checks, args["cluster"])
    machine, warnings = _machine(checks, args)
    take_marks(checks, labels, taints)
    if GROUP_LABEL in labels:
        checks.add(f"node_labels.{GROUP_LABEL}", "is set by the component", fix="drop it")
    strategy = args.get("scale_down")
    checks.take(check_strategy(strategy) if strategy is not None else None)
    checks.done()
    if not pool or not machine:
        raise AssertionError("a plan without a problem is complete")
    planned = NodePoolPlan(
        name=pool,
        instance_type=machine.size,
        nodes=args["nodes"],
        racks=args["nodes"] // machine.rack_size if machine.rack_size else None,
        max_nodes=args.get("max_nodes"),
        scale_down=strategy,
        node_labels={**args["labels"], **labels, GROUP_LABEL: pool},
        taints=plain_taints(taints),
    )
    return CoreWeaveGpuClusterPlan(machine, planned, warnings)


def _machine(checks: Checks, args: CoreWeaveGpuClusterArgs) -> tuple[CloudGpu | None, tuple[str, ...]]:
    """The machine, and what nobody can know about its place."""
    most = args.get("max_nodes")
    found = checks.attempt(
        lambda: plan_cloud_gpu("coreweave", args["accelerator"], args.get("machine_type"), max(args["nodes"], 0))
    )
    version = args.get("version")
    checks.take(check_autoscaling_version(version, most) if version else None)
    if found is None:
        return None, ()
    for problem in check_target(found.machine, args["nodes"], most):
        checks.take(problem)
    place = check_type_in_zone(instance_types()[found.machine.size], args["zone"])
    if place is None or (place.severity == "error" and args.get("allow_unlisted_zone", False)):
        return found.machine, (place.message,) if place else ()
    if place.severity == "warning":
        return found.machine, (place.message,)
    checks.take(place)
    return found.machine, ()
