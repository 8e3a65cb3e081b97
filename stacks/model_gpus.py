"""The vocabulary of GPU machines: clusters of them on Kubernetes, and fleets of them without.

The words are those of no cloud: an accelerator is named by what people call the chip, and each cloud's catalog says
which machine holds it. What the words must agree on is checked by `stacks.check_gpus`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stacks.model_base import Capacity, Count, SpecModel

Placement = Literal["compact", "none"]
Driver = Literal["default", "latest", "none"]
Fabric = Literal["networks", "dranet"]
HostMaintenance = Literal["as-needed", "periodic"]


class Taint(SpecModel, title="taint"):
    """One taint of Kubernetes nodes; its key is the key of the map it stands in."""

    value: str = Field(default="", description="Value of the taint", examples=["training"])
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] = Field(
        default="NoSchedule", description="What it does to pods that do not tolerate it"
    )


class LocalSsd(SpecModel, title="local SSD"):
    """What pods find of the disks inside of a machine."""

    use: Literal["ephemeral", "block"] = Field(
        default="ephemeral", description="One file system for ephemeral storage of pods, or raw block devices"
    )
    disks: Count | None = Field(
        default=None, description="How many; only for machines that come with any number of them", examples=[4]
    )


class GpuShape(SpecModel, title="GPU group"):
    """What GPU clusters and GPU fleets have in common."""

    accelerator: str = Field(description="The GPU, by the same word on every cloud", examples=["h200"])
    nodes: Annotated[int, Field(ge=0)] = Field(
        description="Machines; by flex-start the most there may be at a time", examples=[16]
    )
    zone: str = Field(description="Zone the machines stand in", examples=["europe-west4-a"])
    capacity: Capacity = Field(description="How the machines are bought", examples=["{model: on-demand}"])
    machine_type: str | None = Field(
        default=None,
        description="The cloud's machine type; the largest one with the accelerator where left out",
        examples=["a3-ultragpu-8g"],
    )
    placement: Placement | None = Field(
        default=None, description="Whether the machines must stand close together; as the machine needs where left out"
    )
    boot_disk_gib: Annotated[int, Field(ge=50, le=65536)] | None = Field(
        default=None, description="Size of each machine's boot disk in GiB", examples=[200]
    )
    allow_unlisted_zone: bool = Field(
        default=False,
        description=(
            "Take a zone in which the catalog does not know this machine; a warning then, and none where nobody "
            "publishes what the zones of the cloud have"
        ),
    )


class GpuClusterSpec(GpuShape, title="GPU cluster"):
    """Equal GPU machines as nodes of the region's Kubernetes cluster, with the networks between their GPUs."""

    max_nodes: Count | None = Field(
        default=None, description="Lets the pool grow from `nodes` up to so many by itself", examples=[32]
    )
    driver: Driver = Field(default="default", description="GPU driver that the nodes install; none: you bring it")
    fabric: Fabric | None = Field(
        default=None,
        description="Whether this stack makes the networks between the GPUs, or the cloud's managed DRANET does",
    )
    host_maintenance: HostMaintenance | None = Field(
        default=None,
        description=(
            "When Google services the hosts: as needed, or at set times; that of the reservation where the machines "
            "come from one; another one is another pool"
        ),
    )
    local_ssd: LocalSsd | None = Field(
        default=None, description="What pods find of the disks inside of a machine", examples=["{use: block}"]
    )
    max_pods_per_node: Annotated[int, Field(ge=8, le=256)] | None = Field(
        default=None, description="Pods one node can hold; that of the network where left out", examples=[32]
    )
    node_labels: dict[str, str] = Field(
        default_factory=dict, description="Kubernetes labels of the nodes", examples=["{team: training}"]
    )
    taints: dict[str, Taint] = Field(
        default_factory=dict,
        description="Taints of the nodes by key, besides the one that every GPU node has",
        examples=["{dedicated: {value: training}}"],
    )


class GpuFleetSpec(GpuShape, title="GPU fleet"):
    """Equal GPU machines without Kubernetes, for a scheduler such as Slurm."""

    image: str | None = Field(
        default=None,
        description="Boot image or image family; one with the GPU driver where left out",
        examples=["projects/lab-images/global/images/family/slurm-gpu"],
    )
    batch: Count | None = Field(
        default=None,
        description="Machines that come together or not at all, by flex-start; all of them where left out",
        examples=[4],
    )
    startup_script: str | None = Field(
        default=None, description="What each machine runs whenever it starts", examples=['"#!/bin/bash …"']
    )
