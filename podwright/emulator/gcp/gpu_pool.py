"""What only node pools of GPU machines must obey.

Owns that a machine type fixes its GPUs and its local SSDs, and the policy of machines that share a rack (Google Cloud
documentation: GPU machine types; cluster-toolkit v1.95.0, modules/compute/gke-node-pool). The facts are the catalog's.
"""

from __future__ import annotations

from podwright.catalog.gpus import GpuMachine, gpu_machines
from podwright.emulator.core import values
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors

_SSDS = ("ephemeralStorageLocalSsdConfig", "localNvmeSsdBlockConfig")
_OURS = "built after the documented rule, no public sample of the sentence was found"


def check_gpu_pool(inputs: Values, nodes: int, policy: Record | None) -> None:
    """Refuses by `CloudError`; pools of other machines pass."""
    machine = gpu_machines().get(values.string(inputs, "nodeConfig.machineType") or "")
    if machine is None:
        return
    _check_gpus(machine, values.mapping(inputs, "nodeConfig"))
    _check_disks(machine, values.mapping(inputs, "nodeConfig"))
    _check_rack(machine, nodes, policy)


def _check_gpus(machine: GpuMachine, config: Values) -> None:
    for block in values.blocks(config, "guestAccelerators"):
        kind, count = values.string(block, "type"), values.number(block, "count")
        if (kind, count) != (machine.gpu_type, machine.gpus):
            raise _refused(
                f"Machine type {machine.name} has {machine.gpus} {machine.gpu_type} accelerators, got {count} {kind}."
            )


def _check_disks(machine: GpuMachine, config: Values) -> None:
    allowed = (machine.local_ssd_count,) if machine.local_ssd_count else machine.local_ssd_choices
    for name in _SSDS:
        count = values.number(config, f"{name}.localSsdCount")
        if count and allowed and count not in allowed:
            wanted = " or ".join(map(str, allowed))
            raise _refused(f"Machine type {machine.name} takes {wanted} local SSDs, {name}.localSsdCount is {count}.")


def _check_rack(machine: GpuMachine, nodes: int, policy: Record | None) -> None:
    topology = values.string(policy.inputs, "workloadPolicy.acceleratorTopology") if policy else None
    if policy is None or topology is None:
        return
    if topology != machine.rack_topology:
        wanted = f"topology {machine.rack_topology}" if machine.rack_topology else "no accelerator topology"
        raise _refused(
            f'Workload policy "{policy.name}" with accelerator topology {topology} cannot be used with machine type'
            f" {machine.name}, which takes {wanted}."
        )
    if machine.rack_size and nodes > machine.rack_size:
        raise _refused(
            f'Workload policy "{policy.name}" with accelerator topology {topology} holds {machine.rack_size} nodes of'
            f" machine type {machine.name}, the pool has {nodes}."
        )


def _refused(message: str) -> CloudError:
    return errors.bad_request(message, note=_OURS)
