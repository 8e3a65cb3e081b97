"""Rules of storage: sizes that are sold, a zone of the region, the private access that file systems need, names."""

from __future__ import annotations

from podwright.catalog.file_systems import check_file_system
from podwright.catalog.regions import region_of_zone
from podwright.errors import InputError
from podwright.plan.names import cloud_name
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_storage import FileSystemSpec
from stacks.source import KeyPath

_SOFT_DELETE_LEAST_DAYS = 7


def check_storage(spec: StackSpec, findings: Findings) -> None:
    """Everything under `storage`."""
    for name, bucket in spec.storage.buckets.items():
        path: KeyPath = ("storage", "buckets", name)
        if 0 < bucket.soft_delete_days < _SOFT_DELETE_LEAST_DAYS:
            findings.add(
                (*path, "softDeleteDays"),
                "is not kept by Cloud Storage",
                given=str(bucket.soft_delete_days),
                allowed="7 to 90, or 0 for never",
                fix="write 7, or 0",
            )
    for name, system in spec.storage.file_systems.items():
        _check_file_system(spec, name, system, findings)


def check_storage_names(spec: StackSpec, findings: Findings, stack: str) -> None:
    """What the names become in the cloud; a bucket's begins with the project, because it is unique in the world."""
    project = spec.account.project
    parts = {
        **{("storage", "buckets", name): (project, stack, name) for name in spec.storage.buckets},
        **{("storage", "fileSystems", name): (stack, name) for name in spec.storage.file_systems},
        **{("storage", "registries", name): (stack, name) for name in spec.storage.registries},
    }
    for path, each in parts.items():
        try:
            cloud_name(*each)
        except InputError as error:
            findings.adopt_all(path, error)


def _check_file_system(spec: StackSpec, name: str, system: FileSystemSpec, findings: Findings) -> None:
    path: KeyPath = ("storage", "fileSystems", name)
    for problem in check_file_system(spec.cloud, system.kind, system.tier, system.gib, system.zone):
        findings.adopt((*path, problem.subject), problem)
    if system.zone is not None and spec.region is not None:
        _check_zone(spec.region, (*path, "zone"), system.zone, findings)
    if spec.network is not None and not spec.network.private_services:
        findings.add(
            path,
            f"{system.kind} is reached through private service access, which the network does not have",
            fix="add privateServices: true to podwright:network",
        )
    if spec.storage.customer_keys and system.kind == "parallelstore":
        findings.add(
            (*path, "kind"),
            "has no customer keys, and storage.customerKeys asks for them",
            given=system.kind,
            allowed="lustre, filestore",
            fix="take lustre",
        )


def _check_zone(region: str, path: KeyPath, zone: str, findings: Findings) -> None:
    try:
        where = region_of_zone(zone)
    except InputError as error:
        findings.adopt_all(path, error)
        return
    if where != region:
        fix = f"take a zone of {region}"
        findings.add(path, f"zone {zone} is in region {where}, the stack is in {region}", given=zone, fix=fix)
