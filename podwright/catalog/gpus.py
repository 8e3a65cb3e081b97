"""GPU machine types of Google Cloud: which GPU, how many, and the quota they draw.

Small on purpose: only quotas use it so far. Networks, disks and zones of GPU machines come with the GPU components.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from podwright.catalog.data import load
from podwright.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class GpuMachine:
    """One machine type with GPUs."""

    name: str
    family: str
    gpu_type: str
    """`guest_accelerators.type`, such as `nvidia-h100-80gb`."""
    gpus: int
    """GPUs in one VM."""
    quota: str
    """Key of the quota table."""
    source: str
    date: str


def gpu_machine(machine_type: str) -> GpuMachine:
    """The machine, or an `InputError` (subject `machineType`) that names the known ones."""
    found = gpu_machines().get(machine_type)
    if found is None:
        what = f'the catalog knows no GPU machine type "{machine_type}"'
        raise InputError(Problem("machineType", what, machine_type, ", ".join(gpu_machines()), None))
    return found


@cache
def gpu_machines() -> Mapping[str, GpuMachine]:
    """All machine types by name."""
    return MappingProxyType(
        {
            machine: GpuMachine(
                name=machine,
                family=family,
                gpu_type=fields.text("gpu_type"),
                gpus=fields.child("machines").number(machine),
                quota=fields.text("quota"),
                source=fields.text("source"),
                date=fields.text("date"),
            )
            for family, fields in load("gpus.yaml").children("families").items()
            for machine in fields.child("machines").values
        }
    )
