"""What a region stack takes from the global stacks it depends on.

Owns the names of both sides of that contract, so that a missing part is found by `podwright check` and not by the first
apply. How the values travel is the program's business.
"""

from __future__ import annotations

from podwright.catalog.regions import regions
from stacks.model import StackSpec

NODE_ACCOUNT = "gke-nodes"
"""The account of the global stack that a region's nodes run as."""


def wants_cluster(spec: StackSpec) -> bool:
    """TPU VMs need no cluster; a stack that says anything about the cluster wants one, with slices or without."""
    return bool(spec.tpu_slices) or "cluster" in spec.model_fields_set


def needs(spec: StackSpec) -> list[tuple[str, str]]:
    """The entries that one of the stacks in `dependsOn` must have: `(key of its spec, entry)`."""
    if spec.kind != "region":
        return []
    found = [("nodeServiceAccounts", NODE_ACCOUNT)]
    if wants_cluster(spec) and spec.region is not None and spec.region in regions(spec.cloud):
        found.append(("keys", spec.region))
    return found


def gives(spec: StackSpec, key: str, entry: str) -> bool:
    """Whether a global stack has the entry."""
    return (
        spec.kind == "global" and entry in {"nodeServiceAccounts": spec.node_service_accounts, "keys": spec.keys}[key]
    )
