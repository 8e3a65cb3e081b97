"""What does not go together on CoreWeave, found without asking CoreWeave.

Owns the rules for node pools: targets, racks, autoscaling, types and the zones they are in. Neither SDK checks them: a
node pool is an untyped Kubernetes object, and a pool of a type that its zone does not have waits for ever. Sources:
CoreWeave documentation, Node Pool reference and Autoscale Node Pools (2026-10).
"""

from __future__ import annotations

from difflib import get_close_matches

from podwright.catalog.cloud_gpus import CloudGpu
from podwright.catalog.coreweave import InstanceType, coreweave_zones, instance_types
from podwright.errors import Problem

STRATEGIES = ("IdleOnly", "PreferIdle")
"""Which nodes an autoscaled or shrinking pool may give back."""
FIRST_AUTOSCALING_VERSION = "v1.32"


def check_instance_type(name: str) -> Problem | None:
    """Whether CoreWeave has the type (subject `machineType`)."""
    known = instance_types()
    if name in known:
        return None
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    fix = f"did you mean {near[0]}?" if near else None
    return Problem("machineType", f'CoreWeave has no instance type "{name}"', name, ", ".join(known), fix)


def check_type_in_zone(kind: InstanceType, zone: str) -> Problem | None:
    """Whether the type is known to be in the zone (subject `zone`); a warning where nobody can know.

    The published matrix covers the General Access zones. A type in none of them is unknown everywhere else too.
    """
    place = coreweave_zones().get(zone)
    if place is None or zone in kind.zones:
        return None
    listed = ", ".join(each for each in kind.zones if coreweave_zones()[each].access == "general")
    if place.access == "general" and listed:
        what = f"{kind.name} is not offered in {zone}; its pool would wait for ever"
        return Problem("zone", what, zone, listed, None)
    return Problem(
        subject="zone",
        message=f"whether CoreWeave has {kind.name} in {zone} is not public; nothing is checked",
        given=zone,
        allowed=f"listed in {', '.join(kind.zones)}" if kind.zones else None,
        fix="ask CoreWeave before relying on it",
        severity="warning",
    )


def check_target(machine: CloudGpu | InstanceType, nodes: int, max_nodes: int | None) -> list[Problem]:
    """Whether a pool can have so many nodes and grow so far (subjects `nodes`, `maxNodes`); CW-NODEPOOL."""
    name, rack = machine.size if isinstance(machine, CloudGpu) else machine.name, machine.rack_size
    if nodes < 0:
        return [Problem("nodes", "is no number of machines", str(nodes), "0 or more", None)]
    found: list[Problem] = []
    if rack and nodes % rack:
        below, above = nodes - nodes % rack, nodes - nodes % rack + rack
        near = f"{below} or {above}" if below else str(above)
        what = f"{name} comes in racks of {rack} nodes; {nodes} nodes is {nodes / rack:.2f} racks"
        found.append(Problem("nodes", what, str(nodes), f"a multiple of {rack}", f"write {near}"))
    if max_nodes is None:
        return found
    if rack:
        what = f"{name} comes in racks, which CoreWeave does not autoscale"
        fix = "leave maxNodes out, and raise nodes by whole racks"
        found.append(Problem("maxNodes", what, str(max_nodes), None, fix))
    elif max_nodes < nodes:
        what = f"the pool would grow from {nodes} nodes up to {max_nodes}"
        found.append(Problem("maxNodes", what, str(max_nodes), f"{nodes} or more", None))
    return found


def check_autoscaling_version(version: str, max_nodes: int | None) -> Problem | None:
    """Whether the cluster's version autoscales pools (subject `maxNodes`)."""
    if max_nodes is None or _minor(version) >= _minor(FIRST_AUTOSCALING_VERSION):
        return None
    what = f"node pools grow by themselves from Kubernetes {FIRST_AUTOSCALING_VERSION} on, the cluster has {version}"
    return Problem("maxNodes", what, str(max_nodes), None, "leave maxNodes out, or upgrade the cluster")


def check_strategy(strategy: str) -> Problem | None:
    """Whether that is a way to give nodes back (subject `scaleDown`)."""
    if strategy in STRATEGIES:
        return None
    what = f'CoreWeave gives no nodes back by "{strategy}"'
    return Problem("scaleDown", what, strategy, ", ".join(STRATEGIES), f"leave it out for {STRATEGIES[0]}")


def _minor(version: str) -> int:
    text = version.rsplit(".", 1)[-1]
    return int(text) if text.isdigit() else 0
