"""Rules of storage and reservations on Azure: what is sold, what can be reserved, and words that say nothing here."""

from __future__ import annotations

from podwright.catalog.azure_rules import check_reservable
from podwright.catalog.file_systems import check_file_system
from stacks.check_azure_pools import check_azure_place
from stacks.check_reserved import check_reserved
from stacks.check_words import refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_reservations import ReservationSpec
from stacks.source import KeyPath

_STORAGE = ("buckets", "fileSystems", "registries")
_FILE_SYSTEM = ("kind", "gib", "tier", "zone")
"""What Azure understands of the words that all clouds share; buckets and registries have names only."""


def check_azure_storage(spec: StackSpec, findings: Findings) -> None:
    """Everything under `storage` and `reservations`."""
    if spec.kind == "global":
        return
    refuse_words(findings, ("storage",), spec.storage, _STORAGE, "azure")
    for name, bucket in spec.storage.buckets.items():
        refuse_words(findings, ("storage", "buckets", name), bucket, (), "azure")
    for name, registry in spec.storage.registries.items():
        refuse_words(findings, ("storage", "registries", name), registry, (), "azure")
    for name in spec.azure.registry_names:
        if name not in spec.storage.registries:
            path: KeyPath = ("azure", "registryNames", name)
            allowed = ", ".join(spec.storage.registries) or None
            findings.add(path, "is no registry of the stack", given=name, allowed=allowed, fix="remove it")
    for name, system in spec.storage.file_systems.items():
        path = ("storage", "fileSystems", name)
        refuse_words(findings, path, system, _FILE_SYSTEM, "azure")
        for problem in check_file_system("azure", system.kind, system.tier, system.gib, system.zone):
            take(findings, path, problem)
        if system.zone is not None:
            check_azure_place(spec, (*path, "zone"), None, system.zone, findings)
    for name, reservation in spec.reservations.items():
        _check_reservation(spec, ("reservations", name), reservation, findings)


def _check_reservation(spec: StackSpec, path: KeyPath, wanted: ReservationSpec, findings: Findings) -> None:
    because = "Azure reserves machines of one size"
    machine = check_reserved(findings, path, wanted, "azure", because=because, example="a100-80gb")
    refused = check_reservable(machine.size) if machine else None
    if refused:
        findings.adopt((*path, "machineType" if wanted.machine_type else "accelerator"), refused)
    asked = None if wanted.allow_unlisted_zone or refused else machine
    check_azure_place(spec, (*path, "zone"), asked, wanted.zone, findings)
