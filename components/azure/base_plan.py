"""Names of what the regions of one subscription share. Pure, no Pulumi resources.

All of them follow from the arguments, so that a region stack can name a key or an identity before it was ever made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.azure.shared import take_common, take_name
from components.checks import Checks
from podwright.catalog.azure_roles import azure_roles
from podwright.catalog.regions import check_region
from podwright.plan.names_azure import azure_name, region_code

if TYPE_CHECKING:
    from components.azure.base import AzureBaseArgs

KEY_NAME = "disks"
_DAYS = (7, 730)


@dataclass(frozen=True, slots=True)
class AzureKeyPlan:
    """Vault, key and disk encryption set of one region."""

    region: str
    vault: str
    encryption_set: str
    rotation_days: int
    adopt: bool


@dataclass(frozen=True, slots=True)
class AzureBasePlan:
    """Names of the shared base."""

    group: str
    identities: Mapping[str, str]
    keys: Mapping[str, AzureKeyPlan]


def base_group(prefix: str) -> str:
    """Name of the resource group of a shared base."""
    return azure_name("group", prefix)


def disk_encryption_set_id(subscription: str, prefix: str, region: str) -> str:
    """Id of the disk encryption set of a region."""
    name = azure_name("part", prefix, region_code(region))
    group = f"/subscriptions/{subscription}/resourceGroups/{base_group(prefix)}"
    return f"{group}/providers/Microsoft.Compute/diskEncryptionSets/{name}"


def plan_azure_base(name: str, args: AzureBaseArgs) -> AzureBasePlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureBase", name)
    prefix = args["prefix"]
    take_common(checks, args["region"], args["labels"])
    group = take_name(checks, "group", prefix)
    identities = dict[str, str]()
    for key, identity in args.get("identities", {}).items():
        place = f"identities.{key}"
        identities[key] = take_name(checks, "identity", prefix, key, field=place)
        for word, each in identity.get("grants", {}).items():
            if each["role"] not in azure_roles():
                allowed = ", ".join(azure_roles())
                checks.add(
                    f"{place}.grants.{word}.role",
                    "is no role that is granted here",
                    given=each["role"],
                    allowed=allowed,
                )
    keys = {region: _key(checks, args, region) for region in args.get("keys", {})}
    checks.done()
    return AzureBasePlan(group, identities, keys)


def _key(checks: Checks, args: AzureBaseArgs, region: str) -> AzureKeyPlan:
    wanted, place = args.get("keys", {})[region], f"keys.{region}"
    checks.take(check_region("azure", region), field=place)
    days = wanted.get("rotation_days", 90)
    if not _DAYS[0] <= days <= _DAYS[1]:
        checks.add(
            f"{place}.rotation_days", "is no number of days", given=str(days), allowed=f"{_DAYS[0]} to {_DAYS[1]}"
        )
    code = region_code(region)
    return AzureKeyPlan(
        region=region,
        vault=take_name(checks, "vault", args.get("vault_prefix", args["prefix"]), code, field=place),
        encryption_set=take_name(checks, "part", args["prefix"], code, field=place),
        rotation_days=days,
        adopt=wanted.get("adopt", False),
    )
