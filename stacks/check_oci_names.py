"""Rules of names on Oracle Cloud: what the keys of a spec and the name of the stack become must be legal and fit."""

from __future__ import annotations

from podwright.plan.names_oci import LUSTRE_LIMIT, dns_label, oci_name
from stacks.check_words import take_name
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.source import KeyPath


def check_oci_names(spec: StackSpec, findings: Findings, stack: str | None) -> None:
    """Labels that are mounted or resolved, and what is named after the stack, where its name is known."""
    for name, own in spec.oci.buckets.items():
        if own.private_endpoint:
            take_name(findings, ("oci", "buckets", name), lambda name=name: dns_label(name))
    for name, system in spec.storage.file_systems.items():
        if system.kind == "lustre":
            path: KeyPath = ("storage", "fileSystems", name)
            take_name(findings, path, lambda name=name: dns_label(name, limit=LUSTRE_LIMIT))
    if stack is None:
        return
    for region in spec.oci.regions:
        take_name(findings, ("oci", "regions", region), lambda region=region: oci_name("iam", stack, region))
    for path, kind in _named(spec).items():
        take_name(findings, path, lambda path=path, kind=kind: oci_name(kind, stack, str(path[-1])))
    take_name(findings, (), lambda: oci_name("iam", stack, "machines"))
    _check_twice(spec, findings)


def _named(spec: StackSpec) -> dict[KeyPath, str]:
    """What is called by the stack's name and its key, and the kind of name that is."""
    found: dict[KeyPath, str] = {("gpuClusters", name): "pool" for name in spec.gpu_clusters}
    found |= {("gpuFleets", name): "display" for name in spec.gpu_fleets}
    found |= {("reservations", name): "display" for name in spec.reservations}
    found |= {("storage", "buckets", name): "bucket" for name in spec.storage.buckets}
    return found | {("storage", "fileSystems", name): "display" for name in spec.storage.file_systems}


def _check_twice(spec: StackSpec, findings: Findings) -> None:
    """Clusters and fleets share what stands under `oci.machines`."""
    for name in spec.gpu_fleets:
        if name in spec.gpu_clusters:
            what = f"has the name of gpuClusters.{name}"
            findings.add(("gpuFleets", name), what, fix="give one of them another name")
