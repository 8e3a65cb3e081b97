"""Rules of the region's Kubernetes cluster: when it may be upgraded."""

from __future__ import annotations

from podwright.plan.maintenance import check_exclusion, check_window
from stacks.findings import Findings
from stacks.model import StackSpec


def check_cluster(spec: StackSpec, findings: Findings) -> None:
    """The cluster's windows and the times without upgrades."""
    maintenance = spec.cluster.maintenance
    if spec.kind == "global" or maintenance is None:
        return
    found = check_window(maintenance.start, maintenance.hours, maintenance.days)
    for name, each in maintenance.exclusions.items():
        found += check_exclusion(name, each.start, each.end, each.scope)
    for problem in found:
        findings.adopt(("cluster", *problem.subject.split(".")), problem)
