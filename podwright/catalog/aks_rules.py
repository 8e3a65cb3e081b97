"""What AKS takes of a cluster, found without asking it: version, system pool, maintenance window, pods, disks.

Owns the rules of the cluster and of what all of its nodes share; GPU machines are `azure_rules`. Sources: AKS
documentation, planned maintenance, system node pools, Azure CNI Overlay; pulumi-azure-native 3.29.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from podwright.catalog.azure_quotas import size_quotas
from podwright.catalog.cloud_gpus import cloud_gpus
from podwright.errors import Problem

WEEKDAYS: Mapping[str, str] = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_VERSION = re.compile(r"1\.\d{2}(?:\.\d+)?")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_HOURS = (4, 24)
_POD_LIMITS = (10, 250)
_DISK_LIMITS = (30, 2048)
_SSH_KEY = re.compile(r"ssh-(?:rsa|ed25519) \S+(?: .*)?")


def check_aks_version(version: str) -> Problem | None:
    """Whether a text is a version as AKS writes it (subject `version`)."""
    if _VERSION.fullmatch(version):
        return None
    better = version.lstrip("vV")
    fix = f"write {better}" if _VERSION.fullmatch(better) else None
    return Problem("version", "is no version of Kubernetes", version, "such as 1.33 or 1.33.5", fix)


def check_system_size(size: str) -> Problem | None:
    """Whether the cluster's own services may run on machines of a size (subject `systemMachineType`)."""
    if size.lower() in {each.lower() for each in cloud_gpus("azure")}:
        what = "would put the cluster's own services on GPU machines, which then can never go"
        return Problem("systemMachineType", what, size, None, "take a machine without GPUs, such as Standard_D4ds_v5")
    if size.lower() not in size_quotas():
        what = "is no size whose vCPUs and quota family the catalog knows"
        return Problem("systemMachineType", what, size, None, "take a size of the series Dds_v5 or Ds_v5")
    return None


def check_aks_window(start: str, hours: int, days: Sequence[str]) -> list[Problem]:
    """Why AKS has no such window (subjects `maintenance.start`, `.hours`, `.days`)."""
    found: list[Problem] = []
    if not _TIME.fullmatch(start):
        found.append(Problem("maintenance.start", "is no time of a day", start, "00:00 to 23:59, UTC", None))
    if not _HOURS[0] <= hours <= _HOURS[1]:
        what, allowed = "is not how long a window of AKS lasts", f"{_HOURS[0]} to {_HOURS[1]}"
        found.append(Problem("maintenance.hours", what, str(hours), allowed, None))
    if len(days) != 1 or days[0] not in WEEKDAYS:
        what = "is not one day: AKS upgrades a cluster on one day of each week"
        given, allowed = ", ".join(days) or "none", f"one of {', '.join(WEEKDAYS)}"
        found.append(Problem("maintenance.days", what, given, allowed, None))
    return found


def check_aks_pods(max_pods: int) -> Problem | None:
    """Whether AKS takes that many pods on one node (subject `maxPodsPerNode`)."""
    if _POD_LIMITS[0] <= max_pods <= _POD_LIMITS[1]:
        return None
    allowed = f"{_POD_LIMITS[0]} to {_POD_LIMITS[1]}"
    return Problem("maxPodsPerNode", "is no number of pods that AKS takes on a node", str(max_pods), allowed, None)


def check_boot_disk(gib: int) -> Problem | None:
    """Whether a machine boots from a disk of that size (subject `bootDiskGib`)."""
    if _DISK_LIMITS[0] <= gib <= _DISK_LIMITS[1]:
        return None
    return Problem(
        "bootDiskGib", "is no size of a boot disk", str(gib), f"{_DISK_LIMITS[0]} to {_DISK_LIMITS[1]}", None
    )


def check_ssh_key(key: str) -> Problem | None:
    """Whether a text is a public key that Azure puts on machines (subject `sshPublicKey`)."""
    if _SSH_KEY.fullmatch(key):
        return None
    return Problem("sshPublicKey", "is no public key", key, "ssh-rsa or ssh-ed25519 and the key", None)
