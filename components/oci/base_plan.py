"""What the arguments of `OciBase` become: names and statements of policies. Pure, no Pulumi.

Statements name compartments by id: a name would mean another compartment once one is moved. Sources:
oracle-quickstart/oci-hpc-oke terraform/iam.tf, oci-hpc documentation/Prerequisites.md (read 2026-11-23); Oracle
documentation, "Common Policies" (encryption keys).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.oci.shared import take_place
from podwright.catalog.regions import check_region
from podwright.plan.names_oci import oci_name

if TYPE_CHECKING:
    from components.oci.base import OciBaseArgs

FILE_STORAGE = "FssOc1Prod"
"""File Storage as a service that uses keys, in the commercial realm."""


@dataclass(frozen=True, slots=True)
class OciRights:
    """What is allowed in the compartment of one region, besides joining a cluster."""

    region: str
    racks: bool
    keys: bool
    buckets: bool


@dataclass(frozen=True, slots=True)
class OciBasePlan:
    """Names and rights."""

    group: str
    subject: str
    """The group as a statement names it."""
    policies: dict[str, str]
    """Name of each region's policy."""
    pools_policy: str
    rights: dict[str, OciRights]


def plan_oci_base(name: str, args: OciBaseArgs) -> OciBasePlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("OciBase", name)
    take_place(checks, args["region"], args["labels"])
    for region in args["regions"]:
        checks.take(check_region("oci", region), f"regions.{region}")
    if not args["regions"]:
        checks.add("regions", "there is none, and so no machine for whom anything is made", allowed="one or more")
    checks.attempt(lambda: oci_name("iam", args["compartment"]), field="compartment")
    prefix = args["prefix"]
    group = checks.attempt(lambda: oci_name("iam", prefix, "machines"), field="prefix")
    policies = checks.attempt(
        lambda: {region: oci_name("iam", prefix, region) for region in args["regions"]}, field="prefix"
    )
    pools = checks.attempt(lambda: oci_name("iam", prefix, "pools"), field="prefix")
    checks.done()
    if not (group and policies and pools):
        raise AssertionError("a plan without a problem is complete")
    domain = args.get("identity_domain")
    return OciBasePlan(
        group=group,
        subject=f"dynamic-group '{domain}'/'{group}'" if domain else f"dynamic-group {group}",
        policies=policies,
        pools_policy=pools,
        rights={
            region: OciRights(region, each.get("racks", False), each.get("keys", False), each.get("buckets", False))
            for region, each in args["regions"].items()
        },
    )


def machine_rule(compartments: Sequence[str]) -> str:
    """The rule that matches machines in any of the compartments."""
    return "Any {" + ", ".join(f"instance.compartment.id = '{each}'" for each in compartments) + "}"


def region_statements(subject: str, compartment: str, rights: OciRights) -> list[str]:
    """Statements of a region's policy: verbs as weak as the machines' work allows, in one compartment."""
    where = f"in compartment id {compartment}"
    found = [f"Allow {subject} to {{CLUSTER_JOIN}} {where}"]
    if rights.racks:
        found += [
            f"Allow {subject} to manage compute-clusters {where}",
            f"Allow {subject} to manage compute-gpu-memory-clusters {where}",
        ]
    if rights.buckets:
        found += [
            f"Allow {subject} to read buckets {where}",
            f"Allow {subject} to manage objects {where} where any {{request.permission = 'OBJECT_READ',"
            " request.permission = 'OBJECT_INSPECT', request.permission = 'OBJECT_CREATE',"
            " request.permission = 'OBJECT_OVERWRITE'}",
        ]
    if rights.keys:
        users = f"blockstorage, objectstorage-{rights.region}, {FILE_STORAGE}, oke"
        found.append(f"Allow service {users} to use keys {where}")
    return found


def tenancy_statements() -> list[str]:
    """What compute management needs, at the tenancy, because it finds images and tags there."""
    return [
        "Allow service compute_management to manage compute-management-family in tenancy",
        "Allow service compute_management to use tag-namespaces in tenancy",
        "Allow service compute_management to read app-catalog-listing in tenancy",
    ]
