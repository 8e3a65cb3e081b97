"""Rules of CoreWeave's node pools: machines, zones, racks, growth and quota, each with what would be right."""

from __future__ import annotations

from difflib import get_close_matches

from podwright.catalog.cloud_gpus import plan_cloud_gpu
from podwright.catalog.coreweave import coreweave_zones, instance_types
from podwright.catalog.coreweave_quotas import check_coreweave_limits, check_limits
from podwright.catalog.coreweave_rules import (
    check_autoscaling_version,
    check_instance_type,
    check_target,
    check_type_in_zone,
)
from podwright.errors import InputError
from podwright.plan.node_marks import check_node_labels, check_taints
from stacks.check_words import refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_coreweave import CoreWeave
from stacks.model_gpus import GpuClusterSpec
from stacks.sizes_coreweave import coreweave_needs, group_plan, wants_cks, zone_of
from stacks.source import KeyPath

_KNOWN = (
    "accelerator",
    "nodes",
    "zone",
    "capacity",
    "machineType",
    "maxNodes",
    "nodeLabels",
    "taints",
    "allowUnlistedZone",
)
_MODELS = ("on-demand", "reservation")
"""Both are one kind of pool; what is reserved is agreed with CoreWeave and has no name in its interfaces."""
_CAPACITY = ("model",)


def check_coreweave_pools(spec: StackSpec, findings: Findings) -> None:
    """Every group, the nodes for system pods, and the quota of all of them together."""
    for name, group in spec.gpu_clusters.items():
        _check_group(spec, ("gpuClusters", name), group, findings)
    if wants_cks(spec):
        _check_system(spec, findings)
    for problem in check_limits(spec.coreweave.granted):
        findings.adopt(("coreweave", "granted", problem.subject), problem)
    _check_quota(spec, findings)


def _check_group(spec: StackSpec, path: KeyPath, group: GpuClusterSpec, findings: Findings) -> None:
    refuse_words(findings, path, group, _KNOWN, "coreweave")
    _check_capacity(path, group, findings)
    marks = {key: (taint.value, taint.effect) for key, taint in group.taints.items()}
    for problem in [*check_node_labels(group.node_labels, "coreweave"), *check_taints(marks, "coreweave")]:
        take(findings, path, problem)
    if findings.ignores((*path, "accelerator")):
        return
    try:
        machine = plan_cloud_gpu("coreweave", group.accelerator, group.machine_type, max(group.nodes, 0)).machine
    except InputError as error:
        findings.adopt_all(path, error, ("accelerator", "machineType", "nodes"))
        return
    for problem in check_target(machine, group.nodes, group.max_nodes):
        take(findings, path, problem)
    take(findings, path, check_autoscaling_version(spec.coreweave.version or "v1.35", group.max_nodes))
    place = check_type_in_zone(instance_types()[machine.size], group.zone)
    if place:
        findings.adopt((*path, "zone"), place, severity="warning" if group.allow_unlisted_zone else None)


def _check_capacity(path: KeyPath, group: GpuClusterSpec, findings: Findings) -> None:
    model = group.capacity.model
    if model not in _MODELS:
        findings.add(
            (*path, "capacity", "model"),
            f"CoreWeave's node pools are not bought by {model}",
            given=model,
            allowed=", ".join(_MODELS),
            fix="write on-demand, or reservation for machines that are agreed with CoreWeave",
        )
    refuse_words(findings, (*path, "capacity"), group.capacity, _CAPACITY, "coreweave")


def _check_system(spec: StackSpec, findings: Findings) -> None:
    kind, path = spec.coreweave.system_machine_type, ("coreweave", "systemMachineType")
    unknown = check_instance_type(kind)
    cheap = ", ".join(each.name for each in instance_types().values() if not each.gpus)
    if unknown:
        near = get_close_matches(kind.lower(), cheap.split(", "), n=1, cutoff=0.5)
        fix = f"did you mean {near[0]}?" if near else f"leave it out for {CoreWeave().system_machine_type}"
        findings.add(path, unknown.message, given=kind, allowed=cheap, fix=fix)
        return
    found = instance_types()[kind]
    if found.gpus:
        findings.add(path, f"has {found.gpus} GPUs, which would stand idle", given=kind, allowed=cheap)
    zone = zone_of(spec)
    place = check_type_in_zone(found, zone) if zone in coreweave_zones() else None
    if place:
        here = ", ".join(each.name for each in instance_types().values() if not each.gpus and zone in each.zones)
        fix = f"take one of {here}" if here else place.fix
        findings.add(path, place.message, given=kind, allowed=here or None, fix=fix, severity=place.severity)


def _check_quota(spec: StackSpec, findings: Findings) -> None:
    """What is stated, against what all pools together may reach; silent where nothing is stated at all."""
    granted = spec.coreweave.granted
    if not granted or zone_of(spec) not in coreweave_zones():
        return
    # A type that does not exist is refused elsewhere, and nobody can ask for quota of it.
    needs = [need for need in coreweave_needs(spec) if need.quota_id in instance_types()]
    reasons: dict[str, str] = {}
    for kind in {need.quota_id or "" for need in needs}:
        plans = {name: group_plan(group) for name, group in spec.gpu_clusters.items()}
        parts = [f"{name} {plan.nodes}" for name, plan in plans.items() if plan and plan.machine.size == kind]
        parts += [f"system pods {spec.cluster.system_nodes}"] if kind == spec.coreweave.system_machine_type else []
        reasons[kind] = f"{' + '.join(parts)} nodes of {kind}"
    for problem in check_coreweave_limits(needs, granted, reasons):
        findings.adopt(("coreweave", "granted", problem.subject), problem)
