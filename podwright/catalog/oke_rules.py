"""What Oracle takes of an OKE cluster, of boot volumes and of OCIDs, found without asking it.

GPU machines and their placement are `oci_rules`. Sources: Oracle documentation, "OCIDs" and "Supported Versions of
Kubernetes"; pods by OCPU: oracle-quickstart/oci-hpc-oke oke-workers.tf.
"""

from __future__ import annotations

import re

from podwright.errors import Problem

BOOT_LIMITS = (50, 32768)
PODS_OF_OCPU = 31
"""Pods that one more OCPU of a flexible shape gives room for."""
_VERSION = re.compile(r"v1\.[1-9][0-9]\.[0-9]+")
_FLEXIBLE = re.compile(r"VM\..+\.Flex")
_OCID = re.compile(r"ocid1\.([a-z0-9]+)\.oc[0-9]+\.[a-z0-9-]*\.[A-Za-z0-9._-]+")


def check_oke_version(version: str) -> Problem | None:
    """Whether a text is a version as OKE writes it (subject `version`)."""
    if _VERSION.fullmatch(version):
        return None
    better = re.fullmatch(r"v?(1\.[1-9][0-9])(?:\.([0-9]+))?", version)
    fix = f"write v{better[1]}.{better[2] or 1}" if better else None
    what, allowed = "is no version of Kubernetes as OKE writes it", "v<major>.<minor>.<patch>, such as v1.34.1"
    return Problem("version", what, version, allowed, fix)


def check_system_shape(shape: str) -> Problem | None:
    """Whether nodes for system pods may be of a shape (subject `machineType`)."""
    if _FLEXIBLE.fullmatch(shape):
        return None
    what = "is no flexible shape of virtual machines"
    return Problem("machineType", what, shape, "such as VM.Standard.E5.Flex", None)


def check_system_pods(ocpus: int, pods: int) -> Problem | None:
    """Whether a node for system pods has interfaces for as many pods as nodes hold (subject `ocpus`)."""
    room = PODS_OF_OCPU * max(ocpus - 1, 1)
    if pods <= room:
        return None
    what = f"a node of {ocpus} OCPUs has interfaces for {room} pods, and {pods} are asked for"
    return Problem("ocpus", what, str(ocpus), f"{-(-pods // PODS_OF_OCPU) + 1} or more", None)


def check_boot_volume(gib: int) -> Problem | None:
    """Whether a machine boots from a volume of that size (subject `bootDiskGib`)."""
    if BOOT_LIMITS[0] <= gib <= BOOT_LIMITS[1]:
        return None
    allowed = f"{BOOT_LIMITS[0]} to {BOOT_LIMITS[1]}"
    return Problem("bootDiskGib", "is no size of a boot volume", str(gib), allowed, None)


def check_ocid(subject: str, text: str, kind: str) -> Problem | None:
    """Whether a text is the OCID of a resource of a kind, such as `image`; the subject is the caller's."""
    found = _OCID.fullmatch(text)
    if found and found[1] == kind:
        return None
    form = f"ocid1.{kind}.<realm>.<region, or nothing>.<unique part>"
    what = f"is the OCID of another thing, of kind {found[1]}" if found else "is no OCID"
    return Problem(subject, what, text, form, "copy it from the console, or from the output of `oci`")
