"""Rules of reservations: what can be reserved where, and that what consumes one names it as the cloud does."""

from __future__ import annotations

from podwright.catalog.regions import region_of_zone
from podwright.catalog.reservations import check_wish
from podwright.errors import InputError
from podwright.plan.names import cloud_name
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.source import KeyPath


def check_reservations(spec: StackSpec, findings: Findings) -> None:
    """Every reservation of the stack by itself."""
    for name, each in spec.reservations.items():
        path: KeyPath = ("reservations", name)
        for problem in check_wish(each.wish()):
            findings.adopt((*path, *problem.subject.split(".")), problem)
        _check_zone(spec, (*path, "zone"), each.zone, findings)
        for index, project in enumerate(each.share_with):
            if project == spec.account.project:
                message = "is the project that owns it"
                findings.add((*path, "shareWith", index), message, given=project, fix="remove it")


def check_reservation_names(spec: StackSpec, findings: Findings, stack: str) -> None:
    """The cloud names, and the groups that wrote the key of a reservation where its name belongs."""
    names: dict[str, str] = {}
    for name in spec.reservations:
        try:
            names[name] = cloud_name(stack, name)
        except InputError as error:
            findings.adopt_all(("reservations", name), error)
    groups = {"tpuSlices": spec.tpu_slices, "gpuClusters": spec.gpu_clusters, "gpuFleets": spec.gpu_fleets}
    for key, entries in groups.items():
        for name, group in entries.items():
            wanted = group.capacity.name
            if wanted in names:
                findings.add(
                    (key, name, "capacity", "name"),
                    f"is the key of reservations.{wanted}, which has another name in the cloud",
                    given=wanted,
                    fix=f"write {names[wanted]}",
                )


def _check_zone(spec: StackSpec, path: KeyPath, zone: str, findings: Findings) -> None:
    try:
        where = region_of_zone(zone)
    except InputError:
        return  # said by the catalog's own check of the zone
    if spec.region is not None and where != spec.region:
        fix = f"take a zone of {spec.region}, or move it to the stack of {where}"
        message = f"zone {zone} is in region {where}, the stack is in {spec.region}"
        findings.add(path, message, given=zone, fix=fix)
