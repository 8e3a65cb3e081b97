"""The vocabulary of TPUs: slices as node pools of the region's cluster, and TPU VMs without Kubernetes.

What the words must agree on is checked by `stacks.check_tpus`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from podwright.catalog.topology import SlicePlan, plan_slice
from stacks.model_base import Capacity, Count, SpecModel
from stacks.model_gpus import Taint


class SliceScaling(SpecModel, title="autoscaling"):
    """How far a group of slices shrinks by itself."""

    min_slices: Annotated[int, Field(ge=0)] = Field(
        default=0, description="Slices that stay when nothing runs on them", examples=[1]
    )


class DataDisk(SpecModel, title="data disk"):
    """One disk attached to a TPU VM."""

    disk: str = Field(description="The disk", examples=["projects/lab/zones/us-east5-a/disks/corpus"])
    read_only: bool = Field(default=False, description="Attach it for reading; the only way on several hosts")


class TpuShape(SpecModel, title="TPU"):
    """What slices and TPU VMs have in common.

    `generation` and `topology` are always set after parsing: where the file gives `acceleratorType` they come from it.
    """

    generation: str = Field(description="TPU generation", examples=["v6e"])
    topology: str = Field(description="Shape of one slice in chips", examples=["8x8"])
    accelerator_type: str | None = Field(
        default=None,
        description="The Cloud TPU API's name of generation and size, instead of generation and topology",
        examples=["v6e-64"],
    )
    zone: str = Field(description="Zone the machines stand in", examples=["europe-west4-a"])
    capacity: Capacity = Field(description="How the machines are bought", examples=["{model: on-demand}"])
    allow_unlisted_zone: bool = Field(
        default=False, description="Take a zone in which the catalog does not know this generation; a warning then"
    )


class TpuSliceSpec(TpuShape, title="TPU slice group"):
    """Equal TPU slices, each a node pool on the region's cluster."""

    slices: Count = Field(default=1, description="Slices of this shape; each is a node pool of its own", examples=[2])
    machine_type: str | None = Field(
        default=None, description="Machine type of one host; derived where left out", examples=["ct6e-standard-4t"]
    )
    nodes: Count | None = Field(
        default=None, description="Hosts of one slice; derived, and checked where given", examples=[16]
    )

    autoscaling: SliceScaling | None = Field(
        default=None,
        description="Lets the group scale by itself; `slices` is the most then",
        examples=["{minSlices: 0}"],
    )
    fabric: Literal["dranet"] | None = Field(
        default=None, description="Let the cloud's managed DRANET make the networks between the hosts"
    )
    max_pods_per_node: Annotated[int, Field(ge=8, le=256)] | None = Field(
        default=None, description="Pods one host can hold; that of the network where left out", examples=[16]
    )
    boot_disk_gib: Annotated[int, Field(ge=10, le=65536)] | None = Field(
        default=None, description="Size of each host's boot disk in GiB", examples=[200]
    )
    node_labels: dict[str, str] = Field(
        default_factory=dict, description="Kubernetes labels of the hosts", examples=["{team: serving}"]
    )
    taints: dict[str, Taint] = Field(
        default_factory=dict,
        description="Taints of the hosts by key, besides the one that every TPU node has",
        examples=["{dedicated: {value: serving}}"],
    )

    def plan(self) -> SlicePlan:
        """Chips, hosts and machine type of one slice; `InputError` where the shape is impossible."""
        return plan_slice(self.generation, self.topology, self.machine_type)


class TpuVmSpec(TpuShape, title="TPU VM group"):
    """Equal TPU VMs of the Cloud TPU API."""

    count: Count = Field(default=1, description="TPU VMs of this shape", examples=[1])
    runtime_version: str | None = Field(
        default=None, description="TPU runtime image; the generation's own where left out", examples=["v2-alpha-tpuv6e"]
    )
    queued: bool = Field(default=False, description="Ask by a queued resource, which waits for capacity")
    data_disks: dict[str, DataDisk] = Field(
        default_factory=dict,
        description="Disks attached to each TPU VM, by a name of your own",
        examples=["{corpus: {disk: projects/lab/zones/us-east5-a/disks/corpus, readOnly: true}}"],
    )
    tags: list[str] = Field(
        default_factory=list, description="Network tags, for firewall rules of your own", examples=["[notebooks]"]
    )
    startup_script: str | None = Field(
        default=None, description="Shell script that each host runs at every start", examples=["#!/bin/sh"]
    )

    def plan(self) -> SlicePlan:
        """Chips and hosts of one TPU VM; `InputError` where the shape is impossible."""
        return plan_slice(self.generation, self.topology)
