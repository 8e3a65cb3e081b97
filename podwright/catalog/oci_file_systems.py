"""File systems of Oracle Cloud: Lustre, which is bought by its size, and File Storage, which grows by itself.

Oracle sells Lustre by decimal gigabytes, and stack files are in GiB. Sources: oracle-quickstart/oci-hpc variables
(lfs_capacity_in_gbs, the least that Oracle's own stacks take); pulumi_oci 5.5 docstrings of the Lustre file system.
"""

from __future__ import annotations

from podwright.errors import Problem

LUSTRE_LEAST_GB = 31200
LUSTRE_TIERS = (125, 250, 500, 1000)
"""Megabytes per second for each terabyte; the first is taken when nobody says."""
GB_OF_GIB = 2**30 / 10**9
KINDS = ("lustre", "nfs")


def lustre_gb(gib: int) -> int:
    """A size of a stack file as Oracle writes it."""
    return round(gib * GB_OF_GIB)


def check_oci_file_system(kind: str, tier: str | None, gib: int | None, zone: str | None) -> list[Problem]:
    """Everything wrong with a file system (subjects `kind`, `tier`, `gib`, `zone`)."""
    if kind not in KINDS:
        fix = "write nfs for Oracle's File Storage, or lustre"
        return [Problem("kind", f"Oracle Cloud has no {kind}", kind, ", ".join(KINDS), fix)]
    found: list[Problem] = []
    if kind == "nfs":
        for key, value in (("tier", tier), ("gib", gib)):
            if value is not None:
                found.append(Problem(key, "is for Lustre; File Storage grows by itself", str(value), None, "remove it"))
    else:
        found += [problem for problem in (_size(gib), _tier(tier)) if problem]
    if zone is None:
        what = "is required: a file system stands in one availability domain"
        found.append(Problem("zone", what, None, None, "add zone: that of the machines that mount it"))
    return found


def _size(gib: int | None) -> Problem | None:
    """The smallest size that is sold, in GiB; None given is that one."""
    if gib is None or lustre_gb(gib) >= LUSTRE_LEAST_GB:
        return None
    least = next(
        size
        for size in range(int(LUSTRE_LEAST_GB / GB_OF_GIB) - 1, LUSTRE_LEAST_GB)
        if lustre_gb(size) >= LUSTRE_LEAST_GB
    )
    what = f"is {lustre_gb(gib)} GB, and Lustre is sold from {LUSTRE_LEAST_GB} GB on"
    return Problem("gib", what, str(gib), f"{least} or more", f"write {least}")


def _tier(tier: str | None) -> Problem | None:
    known = [str(each) for each in LUSTRE_TIERS]
    if tier is None or tier in known:
        return None
    return Problem("tier", "is no performance tier of Lustre", tier, ", ".join(known), None)
