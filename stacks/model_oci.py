"""The vocabulary of what only Oracle Cloud has; it stands under `oci`, so that no other cloud has to refuse it.

What the words must agree on is `stacks.check_oci`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stacks.model_base import SpecModel

OciPlacementWord = Literal["compute-cluster", "cluster-network", "memory-cluster", "none"]


class OciMachines(SpecModel, title="machines"):
    """What one GPU cluster or fleet has that is Oracle's own."""

    image: str | None = Field(
        default=None, description="OCID of the image with drivers and RDMA stack", examples=["ocid1.image.oc1..aaaa"]
    )
    placement: OciPlacementWord | None = Field(
        default=None, description="What holds the machines together; what the shape needs where left out"
    )
    fabrics: list[str] = Field(
        default_factory=list,
        description="OCIDs of the GPU memory fabrics, one for each rack of GB200 or GB300",
        examples=["[ocid1.computegpumemoryfabric.oc1..aaaa]"],
    )


class Oci(SpecModel, title="Oracle Cloud"):
    """What only Oracle Cloud has."""

    version: str | None = Field(default=None, description="Version of Kubernetes", examples=["v1.34.1"])
    machines: dict[str, OciMachines] = Field(
        default_factory=dict,
        description="What is Oracle's own of a GPU cluster or fleet, by its name",
        examples=["{train: {image: ocid1.image.oc1..aaaa}}"],
    )
    ssh_keys: list[str] = Field(
        default_factory=list, description="Public keys for the machines of GPU fleets", examples=["[ssh-ed25519 AAAA…]"]
    )
    limits: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict,
        description="Service limits that Oracle has granted in each availability domain, by name of the limit",
        examples=["{gpu-h100-count: 64}"],
    )
    identity_domain: str | None = Field(
        default=None, description="Identity domain of the dynamic group; kind global only", examples=["Default"]
    )
