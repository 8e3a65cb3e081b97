"""How Oracle Cloud counts what a stack may reach: GPUs in each availability domain, for the check and for the program.

A group whose shape is impossible counts as nothing: it is refused by the check of its kind and must not hide the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podwright.catalog.cloud_gpus import CloudGpuPlan
from podwright.catalog.oci_rules import default_placement, oci_zone
from podwright.errors import InputError
from stacks.model import StackSpec
from stacks.model_gpus import GpuFleetSpec, GpuShape
from stacks.model_reservations import ReservationSpec
from stacks.sizes import cloud_gpu_plan, reserved_gpu_plan, wants_cluster


@dataclass(frozen=True, slots=True)
class OciNeed:
    """GPUs that a stack may have in one availability domain, counted by one service limit."""

    limit: str | None
    """Name of the limit; None: nobody has published it."""
    shape: str
    """The shape that is counted, of several the first."""
    zone: str
    """`AD-1`."""
    gpus: int
    held: bool
    """Held by reservations, and so counted apart from what runs."""


def oci_plan(group: GpuShape) -> CloudGpuPlan | None:
    """The machines of a GPU cluster or fleet; None where they are impossible."""
    return cloud_gpu_plan("oci", group)


def wants_oke(spec: StackSpec) -> bool:
    """A stack that says anything about the cluster wants one, even without GPUs; disks alone may be those of fleets."""
    return spec.oci.version is not None or wants_cluster(spec)


def placement_of(spec: StackSpec, name: str, group: GpuShape) -> str:
    """What holds the machines of a group together; `none` where they are impossible."""
    own = spec.oci.machines.get(name)
    if own and own.placement:
        return own.placement
    plan = oci_plan(group)
    if plan is None:
        return "none"
    is_network = isinstance(group, GpuFleetSpec) and plan.machine.rdma and not plan.machine.rack_size
    return "cluster-network" if is_network else default_placement(plan.machine)


def has_racks(spec: StackSpec) -> bool:
    """Whether any machine is one of a rack of GB200 or GB300."""
    plans = map(oci_plan, (*spec.gpu_clusters.values(), *spec.gpu_fleets.values()))
    return any(plan is not None and plan.machine.rack_size is not None for plan in plans)


def has_instance_pools(spec: StackSpec) -> bool:
    """Whether Oracle's compute management launches machines: for fleets, and for cluster networks of OKE's nodes."""
    return bool(spec.gpu_fleets) or any(
        placement_of(spec, name, group) == "cluster-network" for name, group in spec.gpu_clusters.items()
    )


def key_users(spec: StackSpec) -> list[str]:
    """What is encrypted with the region's own key."""
    storage = spec.storage
    found = {
        "disks": spec.cluster.encrypt_disks,
        "buckets": storage.customer_keys and bool(storage.buckets),
        "file systems": storage.customer_keys and bool(storage.file_systems),
    }
    return [user for user, used in found.items() if used]


def oci_needs(spec: StackSpec) -> list[OciNeed]:
    """What all groups and reservations draw, added up for each limit and domain; in order of domain and limit."""
    found: dict[tuple[str, str, bool], OciNeed] = {}
    for each in (*_running(spec), *_held(spec)):
        key = (each.zone, each.limit or each.shape, each.held)
        before = found.get(key)
        gpus = each.gpus + (before.gpus if before else 0)
        found[key] = OciNeed(each.limit, before.shape if before else each.shape, each.zone, gpus, each.held)
    return [found[key] for key in sorted(found)]


def _running(spec: StackSpec) -> Iterator[OciNeed]:
    """Groups, but for those whose machines were counted with their reservation."""
    for name, group in (*spec.gpu_clusters.items(), *spec.gpu_fleets.items()):
        plan, zone, own = oci_plan(group), zone_of(spec, group.zone), spec.oci.machines.get(name)
        if plan is None or zone is None or not plan.gpus or group.capacity.model == "reservation":
            continue
        yield OciNeed(plan.machine.quota_key or (own.limit if own else None), plan.machine.size, zone, plan.gpus, False)


def _held(spec: StackSpec) -> Iterator[OciNeed]:
    for each in spec.reservations.values():
        zone, plan = zone_of(spec, each.zone), reserved_plan(each)
        if plan is None or zone is None:
            continue
        keys = plan.machine.reserved_keys
        yield OciNeed(keys[0] if keys else None, plan.machine.size, zone, plan.gpus, True)


def reserved_plan(reservation: ReservationSpec) -> CloudGpuPlan | None:
    """The machines of a reservation; None where they are impossible."""
    return reserved_gpu_plan("oci", reservation)


def zone_of(spec: StackSpec, zone: str) -> str | None:
    """`AD-1` for `us-chicago-1-AD-1` and for itself; None where the stack's region has no such domain."""
    try:
        return oci_zone(spec.region or "", zone)
    except (InputError, KeyError):
        return None


def reserved_shapes(spec: StackSpec) -> list[str]:
    """Shapes that reservations hold or that run in one, in order of the names."""
    held = {need.shape for need in _held(spec)}
    for group in (*spec.gpu_clusters.values(), *spec.gpu_fleets.values()):
        plan = oci_plan(group) if group.capacity.model == "reservation" else None
        held |= {plan.machine.size} if plan else set()
    return sorted(held)
