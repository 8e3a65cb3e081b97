"""Machines that Azure keeps free for the subscription: one group of on-demand reservations in one region.

Azure keeps no ND machines and no NCads H100 v5 this way: their capacity is a block reservation, which Microsoft makes
and no API of this provider does, so they are refused. A reservation draws quota and is paid for as long as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import compute

from components.azure.shared import grant, take_common, take_name
from components.checks import Checks
from components.outputs import after, gathered
from podwright.catalog.azure_quotas import size_quotas
from podwright.catalog.azure_rules import azure_zone, check_reservable
from podwright.catalog.regions import regions


class AzureReservationArgs(TypedDict):
    """One reservation: machines of one size in one zone."""

    machine_type: str
    """VM size, such as Standard_NC96ads_A100_v4."""
    nodes: int
    """Machines, with those that an upgrade of a pool adds."""
    zone: NotRequired[str]
    """Zone, such as 1; no zone when left out."""


class AzureCapacityGroupArgs(TypedDict):
    """Arguments of `AzureCapacity`."""

    subscription: str
    """Id of the subscription."""
    region: str
    """Region of the machines."""
    resource_group: pulumi.Input[str]
    """Name of the resource group."""
    prefix: str
    """Leading part of the cloud name."""
    labels: dict[str, str]
    """Tags of the group and of the reservations."""
    reservations: dict[str, AzureReservationArgs]
    """The reservations, by a key that is the identity of each."""
    users: NotRequired[dict[str, pulumi.Input[str]]]
    """Principals of the AKS control planes whose pools take the machines, by a name for each."""


@dataclass(frozen=True, slots=True)
class AzureCapacityPlan:
    """Names and zones."""

    group: str
    names: Mapping[str, str]
    zones: Mapping[str, str | None]


def plan_azure_capacity(name: str, args: AzureCapacityGroupArgs) -> AzureCapacityPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureCapacity", name)
    region, names, zones, taken = args["region"], dict[str, str](), dict[str, str | None](), dict[object, str]()
    take_common(checks, region, args["labels"])
    group = take_name(checks, "part", args["prefix"], name)
    for key, each in args["reservations"].items():
        place, size = f"reservations.{key}", each["machine_type"]
        names[key] = take_name(checks, "part", key, field=place)
        zone = each.get("zone")
        zones[key] = _zone(checks, region, zone, place)
        if size.lower() not in size_quotas():
            checks.add(f"{place}.machine_type", "is no size that the catalog knows", given=size)
        checks.take(check_reservable(size), field=f"{place}.machine_type")
        if each["nodes"] < 1:
            checks.add(f"{place}.nodes", "is no number of machines", given=str(each["nodes"]), allowed="1 or more")
        first = taken.setdefault((size.lower(), zones[key]), key)
        if first != key:
            checks.add(
                place,
                f"is of the same size and zone as reservations.{first}; Azure takes one of each",
                fix="add them up",
            )
    checks.done()
    return AzureCapacityPlan(group, names, zones)


def _zone(checks: Checks, region: str, zone: str | None, place: str) -> str | None:
    if zone is None or region not in regions("azure"):
        return None
    return checks.attempt(lambda: azure_zone(region, zone), field=f"{place}.zone")


class AzureCapacity(pulumi.ComponentResource):
    """A capacity reservation group and what is reserved in it."""

    group_id: pulumi.Output[str]
    """Id to write into the capacity of what takes the machines; known when they are there and may be taken."""
    reservations: pulumi.Output[dict[str, str]]
    """Id of each reservation, by its key."""

    def __init__(self, name: str, args: AzureCapacityGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_azure_capacity(name, args)
        super().__init__("podwright:index:AzureCapacity", name, {}, opts)
        zones = sorted({zone for zone in plan.zones.values() if zone})
        group = compute.CapacityReservationGroup(
            f"{name}-group",
            capacity_reservation_group_name=plan.group,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            # Zones of a group are for life, so it has all of the region as soon as one reservation has a zone.
            zones=_all_zones(args["region"]) if zones else None,
            opts=pulumi.ResourceOptions(parent=self),
        )
        made = {key: self._reservation(f"{name}-{key}", key, args, plan, group) for key in args["reservations"]}
        # AKS puts machines into a reservation only where its control plane may read and write the group.
        grants = [
            grant(
                f"{name}-grant-{user}",
                "contributor",
                (user, principal),
                (plan.group, group.id),
                (args["subscription"], self),
            )
            for user, principal in args.get("users", {}).items()
        ]
        self.group_id = after(group.id, *[each.id for each in (*made.values(), *grants)])
        self.reservations = gathered({key: each.id for key, each in made.items()})
        self.register_outputs({"groupId": self.group_id, "reservations": self.reservations})

    def _reservation(
        self,
        name: str,
        key: str,
        args: AzureCapacityGroupArgs,
        plan: AzureCapacityPlan,
        group: compute.CapacityReservationGroup,
    ) -> compute.CapacityReservation:
        wanted, zone = args["reservations"][key], plan.zones[key]
        return compute.CapacityReservation(
            name,
            capacity_reservation_name=plan.names[key],
            capacity_reservation_group_name=group.name,
            resource_group_name=args["resource_group"],
            location=args["region"],
            tags=args["labels"],
            sku=compute.SkuArgs(name=wanted["machine_type"], capacity=wanted["nodes"]),
            zones=[zone] if zone else None,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _all_zones(region: str) -> list[str]:
    return [zone.rsplit("-", 1)[1] for zone in regions("azure")[region].zones]
