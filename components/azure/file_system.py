"""A shared file system for training: Azure Managed Lustre, in one zone, beside the machines.

Owns the file system. A new size, zone or subnet is another file system, and the data is gone; put what must stay into
a bucket. Sizes come in steps that depend on the tier.
"""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import storagecache
from pulumi_azure_native.storagecache.outputs import AmlFilesystemClientInfoResponse

from components.azure.shared import take_common, take_name
from components.checks import Checks
from podwright.catalog.aks_rules import WEEKDAYS
from podwright.catalog.azure_rules import azure_zone
from podwright.catalog.file_systems import file_system_kind
from podwright.catalog.regions import regions

_TIERS = file_system_kind("azure", "lustre").tiers
STEPS = {int(tier): _TIERS[tier][0].step // 1024 for tier in sorted(_TIERS, key=int)}
"""MB/s for each TiB and the TiB of one step."""


class AzureFileSystemArgs(TypedDict):
    """Arguments of `AzureFileSystem`."""

    region: str
    """Region of the file system."""
    resource_group: pulumi.Input[str]
    """Name of the resource group."""
    prefix: str
    """Leading part of the cloud name."""
    labels: dict[str, str]
    """Tags of the file system."""
    subnet: pulumi.Input[str]
    """Id of the subnet of file systems."""
    tib: int
    """Size in TiB, in steps of 48, 16, 8 or 4 by tier."""
    zone: str
    """The one zone, that of its clients, such as 1."""
    tier: NotRequired[int]
    """MB/s for each TiB: 40, 125, 250 or 500; 125 when left out."""
    maintenance_day: NotRequired[str]
    """Day of the week of its updates: MO, TU, WE, TH, FR, SA or SU; SU when left out."""


@dataclass(frozen=True, slots=True)
class AzureFileSystemPlan:
    """The file system with every default filled in."""

    name: str
    sku: str
    zone: str
    day: str


def plan_azure_file_system(name: str, args: AzureFileSystemArgs) -> AzureFileSystemPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureFileSystem", name)
    region, tier, day = args["region"], args.get("tier", 125), args.get("maintenance_day", "SU")
    take_common(checks, region, args["labels"])
    own = take_name(checks, "filesystem", args["prefix"], name)
    step = STEPS.get(tier)
    if step is None:
        checks.add("tier", "is no tier of Managed Lustre", given=str(tier), allowed=", ".join(map(str, STEPS)))
    elif args["tib"] < step or args["tib"] % step:
        nearest = max(-(-args["tib"] // step), 1) * step
        what = f"is no size of the tier {tier}"
        checks.add("tib", what, given=str(args["tib"]), allowed=f"a multiple of {step}", fix=f"write {nearest}")
    zone = checks.attempt(lambda: azure_zone(region, args["zone"])) if region in regions("azure") else None
    if day not in WEEKDAYS:
        checks.add("maintenance_day", "is no day of the week", given=day, allowed=", ".join(WEEKDAYS))
    checks.done()
    if zone is None:
        raise AssertionError("a plan without a problem is complete")
    return AzureFileSystemPlan(own, f"AMLFS-Durable-Premium-{tier}", zone, WEEKDAYS[day])


class AzureFileSystem(pulumi.ComponentResource):
    """One shared file system."""

    file_system_id: pulumi.Output[str]
    """Id of the file system."""
    mount_source: pulumi.Output[str]
    """What a client mounts: `<address>@tcp:/lustrefs`; empty as long as Azure does not say."""
    tib: pulumi.Output[int]
    """Size in TiB."""

    def __init__(self, name: str, args: AzureFileSystemArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_file_system(name, args)
        super().__init__("podwright:index:AzureFileSystem", name, {}, opts)
        made = storagecache.AmlFilesystem(
            f"{name}-lustre",
            aml_filesystem_name=plan.name,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            filesystem_subnet=args["subnet"],
            storage_capacity_ti_b=args["tib"],
            sku=storagecache.SkuNameArgs(name=plan.sku),
            zones=[plan.zone],
            maintenance_window=storagecache.AmlFilesystemMaintenanceWindowArgs(
                day_of_week=storagecache.MaintenanceDayOfWeekType(plan.day), time_of_day_utc="02:00"
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.file_system_id = made.id
        self.mount_source = made.client_info.apply(_mount_source)
        self.tib = pulumi.Output.from_input(args["tib"])
        self.register_outputs({"fileSystemId": self.file_system_id, "mountSource": self.mount_source, "tib": self.tib})


def _mount_source(client: AmlFilesystemClientInfoResponse | None) -> str:
    """Empty where the cloud has not said yet where the file system is."""
    return f"{client.mgs_address}@tcp:/lustrefs" if client else ""
