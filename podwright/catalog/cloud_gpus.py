"""GPU machines of Azure, Oracle Cloud and CoreWeave: one shape for all three, one data file each.

Owns the facts of `<cloud>_gpus.yaml` as typed values, and the step from an accelerator's word to machines. Google
Cloud's machines have networks and capacity models of their own and are in `gpus`. The words of accelerators are the
same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from podwright.catalog.data import Fields, load
from podwright.errors import InputError, Problem

CloudFabric = Literal["none", "infiniband", "roce"]
CpuUnit = Literal["vcpu", "ocpu"]
QuotaUnit = Literal["vcpu", "gpu", "none"]
CLOUD_TITLES = {"azure": "Azure", "oci": "Oracle Cloud", "coreweave": "CoreWeave"}
"""The clouds whose machines have this shape."""
_DEFAULTS: Mapping[str, tuple[CpuUnit, QuotaUnit]] = {
    "azure": ("vcpu", "vcpu"),
    "oci": ("ocpu", "gpu"),
    "coreweave": ("vcpu", "none"),
}


@dataclass(frozen=True, slots=True)
class CloudGpu:
    """One size, shape or instance type with GPUs; every field is a fact with the `source` and `date` below."""

    cloud: str
    size: str
    """The cloud's own name of the machine."""
    accelerator: str
    """The word of the GPU on every cloud, such as `h200`."""
    gpus: int
    """GPUs in one machine."""
    gb_per_gpu: int | None
    """Memory of one GPU in GB, as vendors count it; None: not found."""
    cpu: int | None
    """In `cpu_unit`; None: not found."""
    cpu_unit: CpuUnit
    ram_gib: int | None
    """None: not found."""
    arch: Literal["x86", "arm64"]
    fabric: CloudFabric
    """What connects the GPUs of different machines."""
    fabric_ports: int | None
    fabric_gbps: int | None
    """Of one port."""
    rack_size: int | None
    """Machines of one NVLink domain; None: GPUs share memory only within a machine."""
    quota_key: str | None
    """The quota that counts it, as the cloud spells it; None: the cloud has none or its name is unknown."""
    quota_unit: QuotaUnit
    os: Literal["linux", "any"]
    reservable: bool | None
    """Whether an on-demand reservation takes it; None: not known."""
    reserved_keys: tuple[str, ...]
    """On Oracle Cloud the limits of what may be reserved, and of what may run in a reservation; empty: not known."""
    mig: bool
    """Whether the cloud's Kubernetes slices its GPUs."""
    places: tuple[str, ...]
    """Regions or zones where a source shows it."""
    places_complete: bool
    """Whether a place that is not listed is known not to have it."""
    verified: bool
    source: str
    date: str

    @property
    def rdma(self) -> bool:
        """Whether GPUs of different machines reach each other without the host's network."""
        return self.fabric != "none"


@dataclass(frozen=True, slots=True)
class CloudGpuPlan:
    """The machines of one cluster or fleet, ready to be declared."""

    machine: CloudGpu
    nodes: int
    gpus: int
    """GPUs of all machines together."""

    @property
    def racks(self) -> tuple[int, ...]:
        """Machines of each pool: one pool for each NVLink domain where there is one, otherwise one for all."""
        size = self.machine.rack_size
        if size is None or self.nodes == 0:
            return (self.nodes,)
        full, rest = divmod(self.nodes, size)
        return (size,) * full + ((rest,) if rest else ())


def plan_cloud_gpu(cloud: str, accelerator: str, machine_type: str | None, nodes: int) -> CloudGpuPlan:
    """The plan, or one `InputError` with all problems (subjects `accelerator`, `machineType`, `nodes`).

    Without a machine type it is the first one that the data file has for the accelerator. `nodes` may be 0.
    """
    sizes = cloud_accelerators(cloud)
    problems: list[Problem] = []
    if accelerator not in sizes:
        problems.append(_unknown_accelerator(cloud, accelerator))
    if nodes < 0:
        problems.append(Problem("nodes", "is no number of machines", str(nodes), "0 or more", None))
    own = sizes.get(accelerator, ())
    if machine_type is not None and own and machine_type not in own:
        problems.append(_foreign(cloud, accelerator, machine_type, own))
    if problems:
        raise InputError(problems)
    machine = cloud_gpus(cloud)[machine_type or own[0]]
    return CloudGpuPlan(machine, nodes, machine.gpus * nodes)


def cloud_gpu(cloud: str, size: str) -> CloudGpu:
    """The machine, or an `InputError` (subject `machineType`) with the nearest spelling."""
    found = cloud_gpus(cloud).get(size)
    if found:
        return found
    what = f'the catalog knows no GPU machine "{size}" of {CLOUD_TITLES[cloud]}'
    raise InputError(Problem("machineType", what, size, ", ".join(cloud_gpus(cloud)), _spelling(size, cloud)))


def check_cloud_place(machine: CloudGpu, place: str) -> Problem | None:
    """Whether the machine is known to be in a region or zone (subject `zone`); a warning where nobody can know."""
    if place in machine.places:
        return None
    listed = ", ".join(machine.places)
    if machine.places_complete:
        what = f"{machine.size} is not offered in {place}"
        return Problem("zone", what, place, listed, None)
    title = CLOUD_TITLES[machine.cloud]
    return Problem(
        subject="zone",
        message=f"whether {title} offers {machine.size} in {place} is not public; nothing is checked",
        given=place,
        allowed=f"seen in {listed}" if listed else None,
        fix=f"ask {title} before relying on it",
        severity="warning",
    )


@cache
def cloud_gpus(cloud: str) -> Mapping[str, CloudGpu]:
    """All machines of a cloud by name, in the order of the data file."""
    if cloud not in CLOUD_TITLES:
        allowed = ", ".join(CLOUD_TITLES)
        raise InputError(Problem("cloud", f'"{cloud}" has no GPU machines of this kind', cloud, allowed, None))
    data = load(f"{cloud}_gpus.yaml")
    return MappingProxyType({size: _machine(cloud, size, each, data) for size, each in data.children("sizes").items()})


@cache
def cloud_accelerators(cloud: str) -> Mapping[str, tuple[str, ...]]:
    """The machines that hold each accelerator; the first one is taken when nobody names one."""
    found: dict[str, list[str]] = {}
    for size, machine in cloud_gpus(cloud).items():
        found.setdefault(machine.accelerator, []).append(size)
    return MappingProxyType({word: tuple(sizes) for word, sizes in found.items()})


def _machine(cloud: str, size: str, each: Fields, data: Fields) -> CloudGpu:
    cpu_unit, quota_unit = _DEFAULTS[cloud]
    return CloudGpu(
        cloud=cloud,
        size=size,
        accelerator=each.text("accelerator"),
        gpus=each.number("gpus"),
        gb_per_gpu=each.number_or_none("gb_per_gpu"),
        cpu=each.number_or_none("cpu"),
        cpu_unit=cpu_unit,
        ram_gib=each.number_or_none("ram_gib"),
        arch=cast("Literal['x86', 'arm64']", each.text_or_none("arch") or "x86"),
        fabric=cast("CloudFabric", each.text_or_none("fabric") or "none"),
        fabric_ports=each.number_or_none("fabric_ports"),
        fabric_gbps=each.number_or_none("fabric_gbps"),
        rack_size=each.number_or_none("rack_size"),
        quota_key=each.text_or_none("quota_key"),
        quota_unit=cast("QuotaUnit", each.text_or_none("quota_unit") or quota_unit),
        os=cast("Literal['linux', 'any']", each.text_or_none("os") or "linux"),
        reservable=each.flag("reservable", default=False) if each.has("reservable") else None,
        reserved_keys=each.texts("reserved_keys"),
        mig=each.flag("mig", default=False),
        places=each.texts("places"),
        places_complete=each.flag("places_complete", default=data.flag("places_complete", default=False)),
        verified=each.flag("verified", default=True),
        source=each.text_or_none("source") or data.text("source"),
        date=each.text_or_none("date") or data.text("date"),
    )


def _unknown_accelerator(cloud: str, word: str) -> Problem:
    known = cloud_accelerators(cloud)
    close = get_close_matches(word.lower(), known, n=1)
    what = f'{CLOUD_TITLES[cloud]} has no GPU "{word}" that the catalog knows'
    return Problem("accelerator", what, word, ", ".join(known), f"did you mean {close[0]}?" if close else None)


def _foreign(cloud: str, accelerator: str, size: str, own: tuple[str, ...]) -> Problem:
    """A machine of another GPU, or no machine at all."""
    other = cloud_gpus(cloud).get(size)
    what = f"{size} has {other.accelerator} GPUs" if other else f'the catalog knows no machine "{size}"'
    near = f"write {own[0]}, or leave machineType out"
    fix = f"{near}; or write accelerator: {other.accelerator}" if other else _spelling(size, cloud) or near
    return Problem("machineType", f"{what}, the accelerator is {accelerator}", size, ", ".join(own), fix)


def _spelling(size: str, cloud: str) -> str | None:
    known = {each.lower(): each for each in cloud_gpus(cloud)}
    close = get_close_matches(size.lower(), known, n=1)
    return f"did you mean {known[close[0]]}?" if close else None
