"""Rules of names: what the keys of a spec and the name of the stack become in the cloud must be legal and fit.

Names in Google Cloud are put together from the stack's name and the keys of the spec, never shortened and never random,
so a name that is too long has to be found here and not after the first half of an apply.
"""

from __future__ import annotations

from collections.abc import Callable

from components.gcp.network_plan import longest_role
from podwright.errors import InputError
from podwright.plan.names import CLUSTER_LIMIT, NODE_POOL_LIMIT, cloud_name, service_account_id
from stacks.check_reservations import check_reservation_names
from stacks.check_storage import check_storage_names
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.source import KeyPath
from stacks.supply import wants_cluster


def check_names(spec: StackSpec, findings: Findings, stack: str | None) -> None:
    """Names of pools, TPU VMs and accounts, and of what is named after the stack where its name is known."""
    if spec.kind == "global":
        for account in spec.node_service_accounts:
            _take(findings, ("nodeServiceAccounts", account), lambda account=account: service_account_id(account))
        return
    for name, group in spec.tpu_slices.items():
        last = str(group.slices - 1)
        _take(findings, ("tpuSlices", name), lambda name=name, last=last: cloud_name(name, last, limit=NODE_POOL_LIMIT))
    for name, vms in spec.tpu_vms.items():
        parts = (stack, name, str(vms.count - 1)) if stack else (name, str(vms.count - 1))
        _take(findings, ("tpuVms", name), lambda parts=parts: cloud_name(*parts))
        if name in spec.tpu_slices:
            findings.add(("tpuVms", name), f"has the name of tpuSlices.{name}", fix="give one of them another name")
    if stack is not None:
        check_reservation_names(spec, findings, stack)
        check_storage_names(spec, findings, stack)
        limit = CLUSTER_LIMIT if wants_cluster(spec) else None
        _take(
            findings,
            (),
            lambda: (
                cloud_name(stack, "gke", limit=limit)
                if limit
                else cloud_name(stack, longest_role(private_google_apis=False))
            ),
        )


def _take(findings: Findings, path: KeyPath, name: Callable[[], str]) -> None:
    try:
        name()
    except InputError as error:
        findings.adopt_all(path, error)
