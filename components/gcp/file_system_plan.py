"""Names, place and tier of a shared file system. Pure, no Pulumi resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from podwright.catalog.file_systems import check_file_system, file_system_kind
from podwright.catalog.regions import check_region, region_of_zone
from podwright.errors import InputError
from podwright.plan.names import cloud_name

if TYPE_CHECKING:
    from components.gcp.file_system import FileSystemArgs

FILE_SHARE = "data"
"""Name of the share of Filestore and of the file system of Lustre, at most 8 characters there."""


@dataclass(frozen=True, slots=True)
class FileSystemPlan:
    """One instance."""

    kind: str
    instance: str
    """Cloud name."""
    location: str
    """A zone, or a region for a regional tier."""
    tier: str


def plan_file_system(checks: Checks, name: str, args: FileSystemArgs) -> FileSystemPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    kind, tier, zone = str(args["kind"]), args.get("tier"), args.get("zone")
    checks.take(check_region("gcp", args["region"]))
    checks.labels(args["labels"])
    for problem in check_file_system("gcp", kind, tier, args["gib"], zone):
        checks.take(problem)
    if zone is not None:
        _check_zone(checks, args["region"], zone)
    if kind == "parallelstore" and "key" in args:
        what = "cannot be given: Parallelstore has no customer keys"
        checks.add("key", what, fix="leave it out, or use lustre")
    instance = checks.attempt(lambda: cloud_name(args["prefix"], name), field="name")
    checks.done()
    if not instance:
        raise AssertionError("a plan without a problem is complete")
    found = file_system_kind("gcp", kind)
    return FileSystemPlan(kind, instance, zone or args["region"], tier or found.default_tier)


def _check_zone(checks: Checks, region: str, zone: str) -> None:
    try:
        where = region_of_zone(zone)
    except InputError as error:
        for problem in error.problems:
            checks.take(problem)
        return
    if where != region:
        checks.add("zone", f"is in region {where}, not in {region}", given=zone, fix=f"take a zone of {region}")
