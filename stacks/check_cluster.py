"""Rules of the region's Kubernetes cluster: when it may be upgraded, what queues on it."""

from __future__ import annotations

from podwright.plan.maintenance import check_exclusion, check_window
from stacks.findings import Findings
from stacks.model import StackSpec


def check_cluster(spec: StackSpec, findings: Findings) -> None:
    """The cluster's windows, the times without upgrades, and its queue."""
    if spec.kind == "global":
        return
    if spec.cluster.kueue and not spec.tpu_slices:
        what = "there is nothing to queue for: the stack has no tpuSlices"
        findings.add(("cluster", "kueue"), what, given="true", fix="drop kueue, or declare slices")
    maintenance = spec.cluster.maintenance
    if maintenance is None:
        return
    found = check_window(maintenance.start, maintenance.hours, maintenance.days)
    for name, each in maintenance.exclusions.items():
        found += check_exclusion(name, each.start, each.end, each.scope)
    for problem in found:
        findings.adopt(("cluster", *problem.subject.split(".")), problem)
