"""Writes the statements of a compartment quota on Oracle Cloud: what a region may have, and nothing else of GPUs.

Owns the language (Oracle documentation, "Quota Policy Syntax" and "Compute Quotas", read 2026-11-23). A quota only caps
what the tenancy's service limits allow. Later statements win, so all GPUs are taken away first and the caps given back;
every statement names the region, because quotas of several regions may be about one compartment. What reservations hold
is given back without a cap: Oracle's page counts it in GPUs for some shapes and in OCPUs for others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from podwright.catalog.cloud_gpus import cloud_gpus
from podwright.errors import Problem

GPU_FAMILY = "compute-core"
GPU_PATTERN = "/gpu*/"
FAMILIES: Mapping[str, str] = {
    "compute-cluster-count": "compute",
    "custom-image-count": "compute",
    "cluster-network-count": "compute-management",
    "config-count": "compute-management",
    "pool-count": "compute-management",
    "vcn-count": "vcn",
    "cluster-count": "container-engine",
    "total-storage-gb": "block-storage",
    "file-system-count": "filesystem",
    "mount-target-count": "filesystem",
}
"""Limits that are not of compute-core, and their family in statements."""
SERVICES: Mapping[str, str] = {"compute-core": "compute"}
"""The service in which a family's limits are looked up, where it has another name."""
DOMAIN_SCOPED = ("compute-cluster-count", "total-storage-gb", "file-system-count", "mount-target-count")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PATH = re.compile(r"[A-Za-z0-9._-]+(?::[A-Za-z0-9._-]+)*")


@dataclass(frozen=True, slots=True)
class OciCap:
    """What a compartment may have of one limit."""

    name: str
    """Name of the limit, such as gpu-h200-count."""
    amount: int
    zone: str | None
    """`AD-1`, or None: in every availability domain as much."""

    @property
    def family(self) -> str:
        """The family in a statement."""
        return family_of(self.name)

    @property
    def service(self) -> str:
        """The service whose limit it is."""
        return SERVICES.get(self.family, self.family)

    @property
    def per_domain(self) -> bool:
        """Whether Oracle counts it in each availability domain."""
        return self.family == GPU_FAMILY or self.name in DOMAIN_SCOPED


def family_of(name: str) -> str:
    """The family of a limit in quota statements."""
    return FAMILIES.get(name, GPU_FAMILY)


def gpu_limits() -> tuple[str, ...]:
    """Names of GPU limits that the catalog knows."""
    return tuple(dict.fromkeys(each.quota_key for each in cloud_gpus("oci").values() if each.quota_key))


def reserved_limits() -> tuple[str, ...]:
    """Names of limits of what reservations hold, and of what runs in them, that the catalog knows."""
    return tuple(dict.fromkeys(name for each in cloud_gpus("oci").values() for name in each.reserved_keys))


def check_cap(cap: OciCap) -> list[Problem]:
    """What is wrong with a cap; the subject is the field: empty for the name, `limit`, `zone`."""
    found: list[Problem] = []
    is_core = _NAME.fullmatch(cap.name) and "core" in cap.name
    listed = (*gpu_limits(), *FAMILIES)
    known = (*listed, *reserved_limits())
    if cap.name.startswith("gpu") and _NAME.fullmatch(cap.name) and cap.name not in known:
        close = get_close_matches(cap.name, gpu_limits(), n=1)
        what = f'whether Oracle has a limit "{cap.name}" is not known here; a wrong name stops the apply'
        fix = f"did you mean {close[0]}? " if close else ""
        fix += "get_shapes() tells the name as quota_names of the shape"
        found.append(Problem("", what, cap.name, ", ".join(gpu_limits()), fix, severity="warning"))
    elif cap.name not in known and not is_core:
        close = get_close_matches(cap.name, listed, n=1)
        what = f'Oracle has no limit "{cap.name}" that the catalog knows'
        found.append(Problem("", what, cap.name, ", ".join(listed), f"did you mean {close[0]}?" if close else None))
    if cap.amount < 0:
        found.append(Problem("limit", "is no number of anything", str(cap.amount), "0 or more", None))
    if cap.zone and not cap.per_domain:
        what = f"{cap.name} counts in the whole region"
        found.append(Problem("zone", what, cap.zone, None, "leave it out"))
    return found


def check_compartment(path: str) -> Problem | None:
    """Whether a statement can name that compartment (subject `compartment`): `parent:child` for one in another."""
    if _PATH.fullmatch(path):
        return None
    what = f'"{path}" cannot be the path of a compartment'
    return Problem("compartment", what, path, "names of letters, digits, . _ and -, joined by colons", None)


def quota_statements(
    compartment: str,
    region: str,
    caps: Sequence[OciCap],
    domains: Mapping[str, str],
    uncapped: Sequence[str] | None = (),
) -> list[str]:
    """The statements; `domains` has the full name of each availability domain that a cap names.

    GPUs that neither a cap nor `uncapped` names are taken away, or left as they are where that is None; other families
    are left as they are but for their caps.
    """
    where = f"request.region = '{region}'"
    place = f"in compartment {compartment} where {where}"
    return [
        *([f"zero {GPU_FAMILY} quotas {GPU_PATTERN} {place}"] if uncapped is not None else []),
        *(f"unset {GPU_FAMILY} quota {name} {place}" for name in uncapped or ()),
        *(
            f"set {cap.family} quota {cap.name} to {cap.amount} in compartment {compartment} where "
            + (f"request.ad = '{domains[cap.zone]}'" if cap.zone else where)
            for cap in caps
        ),
    ]


def raise_action(cap: OciCap, region: str, total: int) -> str | None:
    """What a person must ask Oracle for, where the service limit `total` is below the cap; None where it is not."""
    if total >= cap.amount:
        return None
    every = f"each availability domain of {region}" if cap.per_domain else region
    where = f"{cap.zone} of {region}" if cap.zone else every
    return (
        f"ask Oracle to raise the service limit {cap.name} (service {cap.service}) in {where} from {total} to"
        f" {cap.amount}: Console, Limits, Quotas and Usage, Request a service limit increase"
    )
