"""The machines of a CKS cluster that run its own services: one pool without GPUs.

Owns the pool. It carries CoreWeave's label for critical services, so that they need no GPU node and GPU pools can go
down to no nodes at all (source of the label: marin-community/marin infra/iac, 2026).
"""

from typing import NotRequired, TypedDict

import pulumi

from components.checks import Checks
from components.coreweave.access import CksAccessArgs, cluster_provider, take_access
from components.coreweave.node_pool import NodePoolPlan, declare_pool, nodes_there, waiting
from podwright.catalog.coreweave import check_zone, instance_types
from podwright.catalog.coreweave_rules import check_instance_type, check_target, check_type_in_zone
from podwright.plan.names_coreweave import coreweave_name

CRITICAL_LABEL = "cks.coreweave.cloud/system-critical"


class CoreWeaveSystemPoolArgs(TypedDict):
    """Arguments of `CoreWeaveSystemPool`."""

    zone: str
    """Zone of the cluster, such as US-EAST-04A; the machines are in it."""
    labels: dict[str, str]
    """Labels of the pool and of its nodes."""
    cluster: CksAccessArgs
    """How to reach the cluster."""
    nodes: int
    """Machines, 1 or more."""
    machine_type: str
    """Instance type without GPUs, such as turin-gp or cd-gp-i64-erapids."""
    max_nodes: NotRequired[int]
    """Lets the pool grow by itself from `nodes` up to so many."""


class CoreWeaveSystemPool(pulumi.ComponentResource):
    """The pool of a cluster's own services; its child is `<name>-pool`."""

    nodes: pulumi.Output[int]
    """Nodes when everything that is asked for is there."""
    nodes_there: pulumi.Output[int]
    """Nodes that were there at the last apply or refresh."""
    waiting: pulumi.Output[str]
    """How many nodes waited then and for what, such as quota; empty when none did."""
    pool: pulumi.Output[str]
    """Name of the pool; known when it is there."""

    def __init__(self, name: str, args: CoreWeaveSystemPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan, warnings = plan_system_pool(name, args)
        super().__init__("podwright:index:CoreWeaveSystemPool", name, {}, opts)
        for warning in warnings:
            pulumi.log.warn(warning, resource=self)
        pool = declare_pool(name, plan, args["labels"], cluster_provider(name, args["cluster"], self), self)
        self.nodes = pulumi.Output.from_input(plan.nodes)
        self.nodes_there = pool.status.apply(nodes_there)
        self.waiting = pool.status.apply(waiting)
        self.pool = pool.id
        self.register_outputs(
            {"nodes": self.nodes, "nodesThere": self.nodes_there, "waiting": self.waiting, "pool": self.pool}
        )


def plan_system_pool(name: str, args: CoreWeaveSystemPoolArgs) -> tuple[NodePoolPlan, tuple[str, ...]]:
    """The pool and what nobody can know about its place; `InputError` with everything that is wrong."""
    checks, kind = Checks("CoreWeaveSystemPool", name), args["machine_type"]
    pool = checks.attempt(lambda: coreweave_name("pool", name))
    checks.take(check_zone(args["zone"], dedicated=True))
    checks.labels(args["labels"])
    take_access(checks, args["cluster"])
    if args["nodes"] < 1:
        what = "leaves the cluster without a machine for its own services"
        checks.add("nodes", what, given=str(args["nodes"]), allowed="1 or more")
    unknown, warnings = check_instance_type(kind), list[str]()
    checks.take(unknown)
    if unknown is None:
        found = instance_types()[kind]
        if found.gpus:
            cheap = ", ".join(each.name for each in instance_types().values() if not each.gpus)
            checks.add("machine_type", f"has {found.gpus} GPUs, which would stand idle", given=kind, allowed=cheap)
        for problem in check_target(found, max(args["nodes"], 0), args.get("max_nodes")):
            checks.take(problem)
        place = check_type_in_zone(found, args["zone"])
        if place and place.severity == "warning":
            warnings.append(place.message)
        else:
            checks.take(place)
    checks.done()
    if not pool:
        raise AssertionError("a plan without a problem is complete")
    labels = {**args["labels"], CRITICAL_LABEL: "true"}
    return NodePoolPlan(pool, kind, args["nodes"], max_nodes=args.get("max_nodes"), node_labels=labels), tuple(warnings)
