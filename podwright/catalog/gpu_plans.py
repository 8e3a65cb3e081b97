"""Plans the machines of one GPU cluster or fleet: from the kind of GPU to machine type, machines and GPUs.

Pure arithmetic on the facts of `gpus`. Whether the zone has the machine and whether the capacity can be bought is
checked elsewhere, because a stack may say that it knows better.
"""

from __future__ import annotations

from dataclasses import dataclass

from podwright.catalog.gpus import GpuMachine, gpu_accelerator, gpu_machine, gpu_machines
from podwright.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class GpuPlan:
    """The machines of one cluster or fleet, ready to be declared."""

    machine: GpuMachine
    nodes: int
    gpus: int
    """GPUs of all machines together."""

    @property
    def racks(self) -> tuple[int, ...]:
        """Machines of each node pool: one pool for each rack of machines that come in racks, otherwise one for all.

        A rack is full or, the last one, less than full: a pool of more machines than a rack is refused by GKE.
        """
        size = self.machine.rack_size
        if size is None or self.nodes == 0:
            return (self.nodes,)
        full, rest = divmod(self.nodes, size)
        return (size,) * full + ((rest,) if rest else ())

    @property
    def extra_networks(self) -> int:
        """VPCs besides the region's own."""
        return self.machine.fabric.extra_networks

    @property
    def extra_subnets(self) -> int:
        """Subnets besides the region's own."""
        return self.machine.fabric.extra_subnets


def plan_gpu(accelerator: str, machine_type: str | None, nodes: int) -> GpuPlan:
    """The plan, or one `InputError` with all problems (subjects `accelerator`, `machineType`, `nodes`).

    Without a machine type it is the accelerator's default, which holds all the GPUs that share memory. `nodes` may be
    0: flex-start begins with none.
    """
    kind = gpu_accelerator(accelerator)
    problems: list[Problem] = []
    if nodes < 0:
        problems.append(Problem("nodes", "is no number of machines", str(nodes), "0 or more", None))
    if machine_type is not None and machine_type not in kind.machines:
        problems.append(_foreign(accelerator, machine_type, kind.machines))
    if problems:
        raise InputError(problems)
    machine = gpu_machine(machine_type or kind.default_machine)
    return GpuPlan(machine, nodes, machine.gpus * nodes)


def _foreign(accelerator: str, machine_type: str, own: tuple[str, ...]) -> Problem:
    """A machine of another GPU, or no machine at all; names the one with as many GPUs where there is one."""
    other = gpu_machines().get(machine_type)
    what = f"{machine_type} has {other.accelerator} GPUs" if other else f'the catalog knows no machine "{machine_type}"'
    same = [name for name in own if other and gpu_machine(name).gpus == other.gpus]
    near = f"write {(same or own)[-1]}, or leave machineType out"
    fix = f"{near}; or write accelerator: {other.accelerator}" if other else near
    return Problem("machineType", f"{what}, the accelerator is {accelerator}", machine_type, ", ".join(own), fix)
