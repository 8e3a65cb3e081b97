"""Rules of the region's Kubernetes cluster: when it may be upgraded, what queues on it, whose keys its disks have."""

from __future__ import annotations

from podwright.plan.maintenance import check_exclusion, check_window
from stacks.findings import Findings
from stacks.model import StackSpec


def check_cluster(spec: StackSpec, findings: Findings) -> None:
    """The cluster's windows, the times without upgrades, its queue, and the disks it speaks about."""
    if spec.kind == "global":
        return
    gpus = any(each.nodes or each.max_nodes for each in spec.gpu_clusters.values())
    if spec.cluster.kueue and not spec.tpu_slices and not gpus:
        what = "there is nothing to queue for: the stack has neither tpuSlices nor gpuClusters with machines"
        fix = "drop kueue, or declare slices or a GPU cluster"
        findings.add(("cluster", "kueue"), what, given="true", fix=fix)
    for name in spec.tpu_vms if spec.cluster.encrypt_disks else ():
        # `tpu.V2Vm` has no field for it (pulumi-gcp 10.2.0)
        what = "its boot disk has Google's own key, and cluster.encryptDisks does not change that"
        findings.add(("tpuVms", name), what, fix="declare it under tpuSlices", severity="warning")
    maintenance = spec.cluster.maintenance
    if maintenance is None:
        return
    found = check_window(maintenance.start, maintenance.hours, maintenance.days)
    for name, each in maintenance.exclusions.items():
        found += check_exclusion(name, each.start, each.end, each.scope)
    for problem in found:
        findings.adopt(("cluster", *problem.subject.split(".")), problem)
