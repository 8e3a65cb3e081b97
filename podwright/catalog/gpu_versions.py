"""Which versions, drivers, images, GPU counts and disks go with which GPU machine.

Refuses only what a source contradicts; what a stack leaves out passes.
"""

from __future__ import annotations

import re

from podwright.catalog.gpu_fabric_rules import DRANET_FLOOR
from podwright.catalog.gpus import GpuMachine
from podwright.catalog.versions import below_floor, check_floor, check_gke_version_form
from podwright.errors import Problem

_OTHER_ARCH = {
    "arm64": re.compile(r"(^|[^a-z0-9])(x86|x86-64|amd64)([^a-z0-9]|$)"),
    "x86": re.compile(r"(^|[^a-z0-9])(arm64|aarch64)([^a-z0-9]|$)"),
}
"""How the name of an image says that it is for the other kind of processor."""


def check_gpu_versions(
    machine: GpuMachine,
    *,
    gke_version: str | None = None,
    driver: str | None = None,
    fabric: str | None = None,
) -> list[Problem]:
    """What a pinned GKE version is too old for; subjects `minVersion`, `fabric` and `driver`.

    `driver` is `default`, `latest` or `none`, `fabric` is `networks` or `dranet`. A text that is no version is not
    reported here: it is one mistake of the cluster, not of every group on it.
    """
    if gke_version is None or check_gke_version_form(gke_version):
        return []
    old = check_floor(machine.name, machine.gke_floors, gke_version)
    if old is None and fabric == "dranet" and below_floor((DRANET_FLOOR,), gke_version):
        what = f"DRANET needs GKE {DRANET_FLOOR} or later, the cluster pins {gke_version}"
        old = Problem("fabric", what, fabric, None, f"raise cluster.minVersion to {DRANET_FLOOR}")
    late = machine.driver_latest_before
    if old or driver != "default" or late is None or below_floor((late,), gke_version) is None:
        return [old] if old else []
    what = f"{machine.name} needs a newer GPU driver than GKE {gke_version} installs by default"
    fix = f"set driver: latest, or pin GKE {late} or later"
    return [Problem("driver", what, driver, "latest, none", fix)]


def check_gpu_count(machine: GpuMachine, gpus: int) -> Problem | None:
    """Whether an explicit number of GPUs in one machine is the machine's own (subject `gpus`)."""
    if gpus == machine.gpus:
        return None
    what = f"{machine.name} has {machine.gpus} GPUs, not {gpus}"
    return Problem("gpus", what, str(gpus), str(machine.gpus), f"write {machine.gpus}, or leave it out")


def check_local_ssd(machine: GpuMachine, disks: int) -> Problem | None:
    """Whether a machine can have so many local SSDs (subject `localSsd.disks`)."""
    if machine.local_ssd_count is not None:
        choices, what = (machine.local_ssd_count,), f"{machine.name} always has {machine.local_ssd_count} local SSDs"
    else:
        choices, what = machine.local_ssd_choices, f"{machine.name} cannot have {disks} local SSDs"
    if disks in choices:
        return None
    allowed = ", ".join(str(each) for each in choices)
    nearest = min(choices, key=lambda each: abs(each - disks))
    return Problem("localSsd.disks", what, str(disks), allowed, f"write {nearest}, or leave it out")


def check_gpu_image(machine: GpuMachine, image: str) -> Problem | None:
    """Whether the name of a boot image says that it is for another processor (subject `image`)."""
    if not _OTHER_ARCH[machine.arch].search(image.lower()):
        return None
    own = "Arm" if machine.arch == "arm64" else "x86"
    what = f"{machine.name} is {own}, and the image is named after another processor"
    return Problem("image", what, image, f"an image for {machine.arch}", f"use an {machine.arch} image")
