"""What a JobSet must say to run on the slices of a group: the text a user pastes into a manifest. Pure.

Multislice is a matter of the workload: the slices are equal pools, and one JobSet with a Job for each of them makes
them train together. Sources: Google Cloud documentation "Deploy TPU Multislices in GKE" and "Orchestrate Multislice
workloads using JobSet and Kueue"; JobSet's exclusive placement, kubernetes-sigs/jobset v0.11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

ACCELERATOR_LABEL = "cloud.google.com/gke-tpu-accelerator"
TOPOLOGY_LABEL = "cloud.google.com/gke-tpu-topology"
POOL_LABEL = "cloud.google.com/gke-nodepool"
EXCLUSIVE = "alpha.jobset.sigs.k8s.io/exclusive-topology"
"""With it each Job of the set gets a node pool, that is a slice, for itself."""


@dataclass(frozen=True, slots=True)
class JobShape:
    """The counts and labels of one group."""

    selector: Mapping[str, str]
    """Node labels that every host of the group has."""
    slices: int
    hosts: int
    """Of one slice."""
    chips_per_host: int
    taints: Mapping[str, tuple[str, str]]
    """The group's own, key -> (value, effect); pods that ask for chips tolerate GKE's by themselves."""
    pools: Sequence[str]
    """Node pools by index."""
    from_zero: bool
    """Whether the pools may be empty when the JobSet comes."""


def jobset(shape: JobShape) -> str:
    """The parts of a JobSet that the slices decide, as YAML; image and command are the user's."""
    multi_host = shape.hosts > 1
    if multi_host and shape.from_zero:
        # Followers of an exclusive Job copy the pool of their leader, and no leader lands on an empty pool: only one
        # pod would ever be made, and the autoscaler would see no more. A named pool needs no leader (seen 2026-07).
        jobs = [_job(f"slice-{index}", 1, shape, pool) for index, pool in enumerate(shape.pools)]
        return _text({"spec": {"replicatedJobs": jobs}})
    spec = {"spec": {"replicatedJobs": [_job("slice", shape.slices, shape, None)]}}
    return _text({"metadata": {"annotations": {EXCLUSIVE: POOL_LABEL}}, **spec} if multi_host else spec)


def _job(name: str, replicas: int, shape: JobShape, pool: str | None) -> dict[str, Any]:
    selector = {**shape.selector, **({POOL_LABEL: pool} if pool else {})}
    pod: dict[str, Any] = {"nodeSelector": selector}
    if shape.taints:
        pod["tolerations"] = [_toleration(key, *taint) for key, taint in sorted(shape.taints.items())]
    pod["containers"] = [{"name": "worker", "resources": {"limits": {"google.com/tpu": shape.chips_per_host}}}]
    job = {"parallelism": shape.hosts, "completions": shape.hosts, "backoffLimit": 0, "template": {"spec": pod}}
    return {"name": name, "replicas": replicas, "template": {"spec": job}}


def _toleration(key: str, value: str, effect: str) -> dict[str, str]:
    if not value:
        return {"key": key, "operator": "Exists", "effect": effect}
    return {"key": key, "operator": "Equal", "value": value, "effect": effect}


def _text(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False)
