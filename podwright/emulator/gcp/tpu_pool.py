"""What Kubernetes Engine demands of a node pool with TPUs.

Owns the rules that look at machine type, topology and size together: a slice is whole or not there. The arithmetic is
the catalog's. The rules are those of AI-Hypercomputer/xpk @367c8382 `src/xpk/core/nodepool.py` and of Google's
documentation of TPUs in GKE (2026-06-25); the words are Google's where a public sample exists (vllm-project/ci-infra
#545 and #547, 2026) and follow its style elsewhere.
"""

from __future__ import annotations

from podwright.catalog.topology import SlicePlan, plan_slice
from podwright.catalog.tpus import TpuGeneration, machine_type_chips, tpu_generation
from podwright.catalog.versions import check_gke_version
from podwright.emulator.core import values
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors
from podwright.emulator.gcp.capacity import model_of
from podwright.errors import InputError


def check_tpu_pool(inputs: Values, zones: list[str], cluster: Record | None, policy: Record | None = None) -> None:
    """Refuses by `CloudError` what cannot be a TPU pool; `policy` is the resource policy that the pool names."""
    machine = values.string(inputs, "nodeConfig.machineType")
    topology = values.string(inputs, "placementPolicy.tpuTopology")
    tpu = machine_type_chips(machine) if machine else None
    if tpu is None or machine is None:
        if topology:
            raise errors.bad_request(
                f'TPU topology "{topology}" needs a TPU machine type, got "{machine or "e2-medium"}".'
            )
        return
    generation = tpu_generation(tpu[0])
    _check_version(generation, cluster)
    compact = values.string(inputs, "placementPolicy.type") == "COMPACT"
    if generation.placement == "workload-policy" and (compact or topology):
        raise errors.bad_request("Placement policy is not supported. Use workload policy instead.")
    if policy:
        topology = values.string(policy.inputs, "workloadPolicy.acceleratorTopology")
    if topology:
        _check_slice(_plan(generation, topology, machine), inputs, zones)


def _check_slice(plan: SlicePlan, inputs: Values, zones: list[str]) -> None:
    if not plan.multi_host:
        raise errors.bad_request(
            f"Placement policy with TPU topology {plan.topology} is not supported for single-host TPU machine type"
            f" {plan.machine_type}.",
            note="drop placementPolicy: the machine type alone says the topology of a single-host pool",
        )
    if len(zones) != 1:
        raise errors.bad_request(
            f"A multi-host TPU slice node pool must be in exactly one zone, got {', '.join(zones)}."
        )
    if values.given(inputs, "autoscaling"):
        most = values.number(inputs, "autoscaling.maxNodeCount") or 0
        if most != plan.hosts:
            raise errors.bad_request(
                f"Maximum node count {most} is not a valid size of TPU pod slice.",
                note=f"topology {plan.topology} on {plan.machine_type} has {plan.hosts} hosts: autoscaling.maxNodeCount"
                f" must be {plan.hosts}, and not totalMaxNodeCount",
            )
    count = values.number(inputs, "nodeCount")
    count = count if count is not None else values.number(inputs, "initialNodeCount") or 0
    empty_ok = values.given(inputs, "autoscaling") or model_of(values.mapping(inputs, "nodeConfig")) == "flex-start"
    if count != plan.hosts and not (count == 0 and empty_ok):
        raise errors.bad_request(
            f"Node count {count} is not a valid size of TPU pod slice.",
            note=f"topology {plan.topology} on {plan.machine_type} is {plan.chips} chips in exactly {plan.hosts} hosts",
        )


def _plan(generation: TpuGeneration, topology: str, machine: str) -> SlicePlan:
    try:
        return plan_slice(generation.name, topology, machine)
    except InputError as error:
        raise errors.bad_request(
            f'Invalid TPU topology "{topology}" for machine type "{machine}".',
            note="; ".join(problem.message for problem in error.problems),
        ) from error


def _check_version(generation: TpuGeneration, cluster: Record | None) -> None:
    version = values.string(cluster.outputs, "masterVersion") if cluster else None
    problem = check_gke_version(generation.name, version) if version else None
    if problem:
        raise errors.bad_request(
            f"{generation.title} requires GKE version {generation.min_gke_version} or later, the cluster has {version}."
        )
