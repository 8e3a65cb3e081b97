"""Rules of a stack's address range: a usable CIDR that holds all machines when every pool is full."""

from __future__ import annotations

from podwright.errors import InputError
from podwright.plan.cidr import plan_ranges
from podwright.plan.overlap import overlaps
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.sizes import nodes_needed
from stacks.source import dotted

PLACE = ("network", "cidr")


def check_network(spec: StackSpec, findings: Findings) -> None:
    """The range by itself; overlaps with other stacks are the fleet's to find."""
    if spec.kind == "global" or spec.network is None:
        return
    try:
        plan_ranges(spec.network.cidr, spec.network.max_pods_per_node, nodes_needed(spec))
    except InputError as error:
        for problem in error.problems:
            findings.adopt(("network", problem.subject), problem)
    # with one range only the ranges that are always taken can be hit
    for problem in overlaps({dotted(PLACE): spec.network.cidr}):
        findings.adopt(PLACE, problem)
