"""The vocabulary of what only Oracle Cloud has; it stands under `oci`, so that no other cloud has to refuse it.

What the words must agree on is `stacks.check_oci`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stacks.model_base import Count, SpecModel

OciPlacementWord = Literal["compute-cluster", "cluster-network", "none"]


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
    cloud_init: str | None = Field(
        default=None, description="Text for cloud-init of each machine", examples=["#cloud-config"]
    )
    limit: str | None = Field(
        default=None,
        description="Service limit that counts the machines, where the catalog does not know it",
        examples=["gpu-gb200-count"],
    )


class OciSystemPool(SpecModel, title="system pool"):
    """The nodes for system pods, which have no GPUs; how many there are is `cluster.systemNodes`."""

    machine_type: str = Field(default="VM.Standard.E5.Flex", description="Flexible shape of virtual machines")
    ocpus: Count = Field(default=4, description="OCPUs of a node; each after the first gives room for 31 pods")
    memory_gib: Count = Field(default=48, description="Memory of a node in GiB")
    image: str | None = Field(
        default=None,
        description="OCID of the image; Oracle's newest for the version where left out",
        examples=["ocid1.image.oc1..aaaa"],
    )


class OciBucketOptions(SpecModel, title="bucket"):
    """What one bucket has that is Oracle's own."""

    versioning: bool = Field(default=False, description="Keep older versions of objects")
    private_endpoint: bool = Field(default=False, description="An address in the region's network for this bucket")


class OciDrg(SpecModel, title="dynamic routing gateway"):
    """A dynamic routing gateway of others that the network joins."""

    id: str = Field(description="Its OCID", examples=["ocid1.drg.oc1.uk-london-1.aaaa"])
    routes: dict[str, str] = Field(
        description="Ranges of the networks behind it, by a name of your own", examples=["{office: 10.1.0.0/16}"]
    )


class OciRegion(SpecModel, title="region"):
    """What a global stack does for one region besides its compartment."""

    racks: bool = Field(default=False, description="Machines may manage the clusters of GB200 and GB300")
    keys: bool = Field(default=False, description="Disks, storage and OKE may use the region's own key")
    buckets: bool = Field(default=False, description="Machines may read and write objects")


class Oci(SpecModel, title="Oracle Cloud"):
    """What only Oracle Cloud has."""

    version: str | None = Field(default=None, description="Version of Kubernetes", examples=["v1.34.1"])
    system_pool: OciSystemPool = Field(
        default_factory=OciSystemPool, description="The nodes for system pods", examples=["{ocpus: 8}"]
    )
    add_ons: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="Add-ons of OKE by name, each with its settings",
        examples=['{NvidiaGpuPlugin: {isDcgmExporterDeployed: "true"}}'],
    )
    image_signing_keys: list[str] = Field(
        default_factory=list,
        description="OCIDs of keys; only images signed by one of them run",
        examples=["[ocid1.key.oc1..aaaa]"],
    )
    machines: dict[str, OciMachines] = Field(
        default_factory=dict,
        description="What is Oracle's own of a GPU cluster or fleet, by its name",
        examples=["{train: {image: ocid1.image.oc1..aaaa}}"],
    )
    ssh_keys: list[str] = Field(
        default_factory=list, description="Public keys for the machines of GPU fleets", examples=["[ssh-ed25519 AAAA…]"]
    )
    public_services: bool = Field(
        default=False, description="An internet gateway and a subnet for public load balancers"
    )
    drg: OciDrg | None = Field(
        default=None,
        description="Dynamic routing gateway that the network joins",
        examples=["{id: ocid1.drg.oc1..aaaa, routes: {office: 10.1.0.0/16}}"],
    )
    buckets: dict[str, OciBucketOptions] = Field(
        default_factory=dict,
        description="What is Oracle's own of a bucket, by its name",
        examples=["{checkpoints: {privateEndpoint: true}}"],
    )
    limits: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict,
        description="Service limits that Oracle has granted in each availability domain, by name of the limit",
        examples=["{gpu-h100-count: 64}"],
    )
    regions: dict[str, OciRegion] = Field(
        default_factory=dict,
        description="The regions that get a compartment, each with what its machines may do; kind global only",
        examples=["{us-chicago-1: {buckets: true}}"],
    )
    instance_pools: bool = Field(
        default=False,
        description="GPU fleets and cluster networks are used: Oracle may manage their machines; kind global only",
    )
    keep_compartments: bool = Field(
        default=False, description="A destroy leaves the compartments in the cloud; kind global only"
    )
    identity_domain: str | None = Field(
        default=None, description="Identity domain of the dynamic group; kind global only", examples=["Default"]
    )
