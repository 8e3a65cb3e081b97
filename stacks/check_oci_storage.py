"""Rules of storage and reservations on Oracle Cloud: what there is, where it stands, and words that say nothing."""

from __future__ import annotations

from difflib import get_close_matches

from podwright.catalog.oci_file_systems import check_oci_file_system
from podwright.catalog.oci_rules import check_oci_capacity
from stacks.check_oci_pools import check_oci_place
from stacks.check_reserved import check_reserved
from stacks.check_words import refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_reservations import ReservationSpec
from stacks.sizes_oci import zone_of
from stacks.source import KeyPath

_STORAGE = ("customerKeys", "buckets", "fileSystems")
_BUCKET = ("storageClass",)
_CLASSES = ("STANDARD", "ARCHIVE")
_FILE_SYSTEM = ("kind", "gib", "tier", "zone")
"""What Oracle Cloud understands of the words that all clouds share."""


def check_oci_storage(spec: StackSpec, findings: Findings) -> None:
    """Everything under `storage` and `reservations`."""
    if spec.kind == "global":
        return
    refuse_words(findings, ("storage",), spec.storage, _STORAGE, "oci")
    _check_buckets(spec, findings)
    zones = {zone_of(spec, group.zone) for group in (*spec.gpu_clusters.values(), *spec.gpu_fleets.values())}
    for name, system in spec.storage.file_systems.items():
        path: KeyPath = ("storage", "fileSystems", name)
        refuse_words(findings, path, system, _FILE_SYSTEM, "oci")
        for problem in check_oci_file_system(system.kind, system.tier, system.gib, system.zone):
            take(findings, path, problem)
        if system.zone is None:
            continue
        check_oci_place(spec, (*path, "zone"), None, system.zone, findings)
        zone = zone_of(spec, system.zone)
        if zone and zones and zone not in zones:
            what = f"no machines of the stack are in {zone}, so that every read crosses availability domains"
            near = ", ".join(sorted(each for each in zones if each))
            findings.add((*path, "zone"), what, given=system.zone, allowed=near or None, severity="warning")
    for name, reservation in spec.reservations.items():
        _check_reservation(spec, ("reservations", name), reservation, findings)


def _check_buckets(spec: StackSpec, findings: Findings) -> None:
    buckets = spec.storage.buckets
    for name, bucket in buckets.items():
        path: KeyPath = ("storage", "buckets", name)
        refuse_words(findings, path, bucket, _BUCKET, "oci")
        if bucket.storage_class not in _CLASSES:
            given, what = bucket.storage_class, "is no tier of a bucket on Oracle Cloud"
            findings.add((*path, "storageClass"), what, given=given, allowed=", ".join(_CLASSES), fix="write STANDARD")
    for name, own in spec.oci.buckets.items():
        path = ("oci", "buckets", name)
        if name not in buckets:
            near = get_close_matches(name, buckets, n=1)
            fix = f"did you mean {near[0]}?" if near else "remove it"
            findings.add(path, "is no bucket of the stack", allowed=", ".join(buckets) or None, fix=fix)
        elif own.versioning and buckets[name].storage_class == "ARCHIVE":
            findings.add((*path, "versioning"), "an archive bucket keeps no versions", given="true", fix="remove it")


def _check_reservation(spec: StackSpec, path: KeyPath, wanted: ReservationSpec, findings: Findings) -> None:
    because = "Oracle reserves machines of one shape"
    machine = check_reserved(findings, path, wanted, "oci", because=because, example="h200")
    refused = check_oci_capacity(machine, "reservation", named=True) if machine else []
    for problem in refused:
        given = machine.size if machine else None
        findings.add((*path, "accelerator"), problem.message, given=given, fix=f"remove it, and {problem.fix}")
    asked = None if wanted.allow_unlisted_zone or refused else machine
    check_oci_place(spec, (*path, "zone"), asked, wanted.zone, findings)
