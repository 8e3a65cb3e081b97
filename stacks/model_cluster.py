"""The vocabulary of a region's Kubernetes cluster.

What the words must agree on is checked by `stacks.check_cluster`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stacks.model_base import Count, SpecModel

Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
StorageDriver = Literal["lustre", "parallelstore", "filestore"]


class Exclusion(SpecModel, title="maintenance exclusion"):
    """A time without upgrades."""

    start: str = Field(description="First moment, RFC 3339 in UTC", examples=["2026-12-18T00:00:00Z"])
    end: str = Field(description="Last moment, RFC 3339 in UTC", examples=["2027-01-04T00:00:00Z"])
    scope: Literal["NO_UPGRADES", "NO_MINOR_UPGRADES", "NO_MINOR_OR_NODE_UPGRADES"] = Field(
        default="NO_MINOR_OR_NODE_UPGRADES", description="What is kept away"
    )


class Maintenance(SpecModel, title="maintenance"):
    """When GKE may upgrade, every week."""

    start: str = Field(description="Time of day it begins, UTC", examples=['"02:00"'])
    hours: Annotated[int, Field(ge=4, le=24)] = Field(default=4, description="How long it lasts")
    days: list[Weekday] = Field(
        default_factory=list[Weekday], description="Days of the week it begins on; every day where left out"
    )
    exclusions: dict[str, Exclusion] = Field(
        default_factory=dict, description="Times without upgrades, by a name of your own"
    )


class Cluster(SpecModel, title="cluster"):
    """The GKE cluster that holds a region's slices."""

    release_channel: Literal["RAPID", "REGULAR", "STABLE"] = Field(default="REGULAR", description="GKE release channel")
    system_nodes: Count = Field(default=1, description="Nodes without accelerators in each zone, for system pods")
    min_version: str | None = Field(default=None, description="Lowest GKE version", examples=["1.34.1-gke.3084001"])
    deletion_protection: bool = Field(
        default=True, description="Refuse to delete the cluster until an apply has turned this off"
    )
    maintenance: Maintenance | None = Field(
        default=None,
        description="When GKE may upgrade; any time where left out",
        examples=['{start: "02:00", hours: 6, days: [SA, SU]}'],
    )
    monitoring: bool = Field(
        default=False, description="Managed Prometheus with the metrics of accelerators, JobSet and storage"
    )
    encrypt_disks: bool = Field(
        default=False,
        description="Encrypt the boot disks of all nodes, and of GPU fleets, with the region's key of the global stack",
    )
    kueue: bool = Field(default=False, description="Install Kueue and JobSet with a queue on the stack's accelerators")
    storage_drivers: list[StorageDriver] = Field(
        default_factory=list[StorageDriver],
        description="Drivers by which pods mount storage, besides Cloud Storage FUSE and those of own file systems",
        examples=["[lustre]"],
    )
