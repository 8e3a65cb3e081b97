"""Rules of names: what the keys of a spec and the name of the stack become in the cloud must be legal and fit.

Names in Google Cloud are put together from the stack's name and the keys of the spec, never shortened and never random,
so a name that is too long has to be found here and not after the first half of an apply.
"""

from __future__ import annotations

from components.gcp.network_plan import longest_role
from podwright.plan.names import CLUSTER_LIMIT, NODE_POOL_LIMIT, cloud_name, service_account_id
from stacks.check_reservations import check_reservation_names
from stacks.check_storage import check_storage_names
from stacks.check_words import take_name
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.sizes import gpu_plan, has_fabric, wants_cluster
from stacks.source import KeyPath

_LONGEST_FABRIC_ROLE = "host-0-internal"
"""The longest that the networks between GPUs append to their group's name."""
_DIGEST = "0" * 8
"""As long as what the name of a fleet's template ends in."""


def check_names(spec: StackSpec, findings: Findings, stack: str | None) -> None:
    """Names of pools, TPU VMs and accounts, and of what is named after the stack where its name is known."""
    if spec.kind == "global":
        for account in spec.node_service_accounts:
            take_name(findings, ("nodeServiceAccounts", account), lambda account=account: service_account_id(account))
        return
    for name, group in spec.tpu_slices.items():
        last = str(group.slices - 1)
        take_name(
            findings, ("tpuSlices", name), lambda name=name, last=last: cloud_name(name, last, limit=NODE_POOL_LIMIT)
        )
    for name, vms in spec.tpu_vms.items():
        parts = (stack, name, str(vms.count - 1)) if stack else (name, str(vms.count - 1))
        take_name(findings, ("tpuVms", name), lambda parts=parts: cloud_name(*parts))
    _check_gpu_names(spec, findings, stack)
    _check_twice(spec, findings)
    if stack is not None:
        check_reservation_names(spec, findings, stack)
        check_storage_names(spec, findings, stack)
        limit = CLUSTER_LIMIT if wants_cluster(spec) else None
        take_name(
            findings,
            (),
            lambda: (
                cloud_name(stack, "gke", limit=limit)
                if limit
                else cloud_name(stack, longest_role(private_google_apis=False))
            ),
        )


def _check_gpu_names(spec: StackSpec, findings: Findings, stack: str | None) -> None:
    for name, group in spec.gpu_clusters.items():
        plan = gpu_plan(group)
        last = str(max(len(plan.racks), 1) - 1) if plan else "0"
        path: KeyPath = ("gpuClusters", name)
        take_name(findings, path, lambda name=name, last=last: cloud_name(name, last, limit=NODE_POOL_LIMIT))
    for kind, groups in (("gpuClusters", spec.gpu_clusters), ("gpuFleets", spec.gpu_fleets)):
        for name, group in groups.items():
            longest = f"{name}-fabric-{_LONGEST_FABRIC_ROLE}" if has_fabric(group) else f"{name}-{_DIGEST}"
            parts = (stack, longest) if stack else (longest,)
            take_name(findings, (kind, name), lambda parts=parts: cloud_name(*parts))


def _check_twice(spec: StackSpec, findings: Findings) -> None:
    """Groups of all kinds share the names of the program's resources, and those on the cluster the names of pools."""
    kinds = {"tpuSlices": spec.tpu_slices, "tpuVms": spec.tpu_vms}
    kinds |= {"gpuClusters": spec.gpu_clusters, "gpuFleets": spec.gpu_fleets}
    first: dict[str, str] = {}
    for kind, groups in kinds.items():
        for name in groups:
            other = first.setdefault(name, kind)
            if other != kind:
                findings.add((kind, name), f"has the name of {other}.{name}", fix="give one of them another name")
