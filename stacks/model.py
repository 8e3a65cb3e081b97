"""The vocabulary of a region stack as typed, immutable models: names, types, defaults and the words that explain them.

Owns shape only: which keys exist and what type each has. What their values must agree on (a topology with its
generation, a zone with its region) is `stacks.check`, because those rules need the catalog and speak its words. Keys
are camelCase in the file and snake_case here. Descriptions and examples feed messages and `stack.schema.json` alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from stacks.model_azure import Azure
from stacks.model_base import SpecModel
from stacks.model_cluster import Cluster
from stacks.model_coreweave import CoreWeave
from stacks.model_gpus import GpuClusterSpec, GpuFleetSpec
from stacks.model_mesh import Mesh
from stacks.model_network import Hub, Network
from stacks.model_oci import Oci
from stacks.model_reservations import ReservationSpec
from stacks.model_storage import StorageSpec
from stacks.model_tpus import TpuSliceSpec, TpuVmSpec

if TYPE_CHECKING:
    from podwright.catalog.quotas import QuotaIdentity

Kind = Literal["region", "global", "mesh"]
Cloud = Literal["gcp", "azure", "oci", "coreweave", "mesh"]
"""`mesh` is no word of a file: it stands for the clouds of a mesh's members, so that its rules and its composition are
found like those of a cloud."""
KeyUser = Literal["artifactregistry", "compute", "file", "lustre", "storage"]


class Account(SpecModel, title="account"):
    """Where a stack's resources live; each cloud has its own word for it."""

    project: str = Field(default="", description="Google Cloud project id", examples=["lab-accelerators"])
    subscription: str = Field(
        default="", description="Azure subscription id", examples=["00000000-0000-0000-0000-000000000000"]
    )
    tenant: str = Field(
        default="",
        description="Id of the Entra tenant of the subscription",
        examples=["22222222-2222-2222-2222-222222222222"],
    )
    tenancy: str = Field(
        default="", description="OCID of the Oracle Cloud tenancy", examples=["ocid1.tenancy.oc1..aaaa"]
    )
    compartment: str = Field(
        default="",
        description="OCID of the Oracle Cloud compartment; one of the stack's own is made where left out",
        examples=["ocid1.compartment.oc1..aaaa"],
    )
    home_region: str = Field(
        default="",
        description="Home region of the Oracle Cloud tenancy, where identity is written",
        examples=["us-ashburn-1"],
    )
    organization: str = Field(default="", description="CoreWeave organization id", examples=["lab-org"])

    @property
    def owner(self) -> tuple[str, str]:
        """The cloud's word for an account, and which one it is; empty where the file gives none."""
        words = ("project", "subscription", "tenancy", "organization")
        return next(((word, value) for word in words if (value := getattr(self, word))), ("account", ""))


class QuotaAsk(SpecModel, title="quota"):
    """One quota to ask for."""

    service: str = Field(description="Service that owns the quota", examples=["compute.googleapis.com"])
    quota_id: str = Field(description="The Cloud Quotas id of the quota", examples=["SSD-TOTAL-GB-per-project-region"])
    dimensions: dict[str, str] = Field(
        default_factory=dict,
        description="Where it applies; left out for the whole project",
        examples=["{region: us-east5}"],
    )
    value: Annotated[int, Field(ge=-1)] = Field(description="Preferred value; -1 is unlimited", examples=[20000])

    def key(self) -> QuotaIdentity:
        """What makes two asks one, and an ask one for a need (`QuotaNeed.key`)."""
        return self.service, self.quota_id, tuple(sorted(self.dimensions.items()))


class NodeServiceAccount(SpecModel, title="node service account"):
    """The identity of nodes."""

    roles: list[str] = Field(description="Project roles it gets", examples=["[roles/logging.logWriter]"])


class Key(SpecModel, title="key"):
    """The encryption key of one location."""

    rotation_days: Annotated[int, Field(ge=1)] = Field(default=90, description="Days after which the key is rotated")
    used_by: list[KeyUser] = Field(
        default_factory=list[KeyUser],
        description="Services besides GKE that may encrypt with it",
        examples=["[artifactregistry, storage]"],
    )


class StackSpec(SpecModel, title="stack"):
    """One stack: a region of one cloud, what the regions of a cloud share, or the VPN between regions of clouds."""

    kind: Kind = Field(
        description="What the stack describes: one region, what regions share, or the VPN between regions",
        examples=["region"],
    )
    cloud: Cloud = Field(description="The cloud; not in kind mesh", examples=["gcp"])
    region: str | None = Field(
        default=None, description="The cloud's region; kind region only", examples=["europe-west4"]
    )
    jurisdiction: str | None = Field(
        default=None,
        description="Country whose law the machines stand under, ISO 3166-1 alpha-2; must be the region's",
        examples=["NL"],
    )
    depends_on: list[str] = Field(
        default_factory=list, description="Stacks that must be applied before this one", examples=["[gcp-global]"]
    )
    account: Account = Field(
        description="Where the resources live and are billed; not in kind mesh",
        examples=["{project: lab-accelerators}"],
    )
    labels: dict[str, str] = Field(
        default_factory=dict,
        description="Labels of every resource; owner and cost-centre are required",
        examples=["{owner: serving, cost-centre: cc-2107}"],
    )
    network: Network | None = Field(
        default=None, description="Network of the region; kind region only", examples=["{cidr: 10.32.0.0/14}"]
    )
    mesh: Mesh | None = Field(
        default=None,
        description="Region stacks of several clouds to join by VPN; kind mesh only",
        examples=["{members: {gcp-europe-west4: {asn: 64512}, oci-eu-amsterdam-1: {}}}"],
    )
    cluster: Cluster = Field(
        default_factory=Cluster, description="The GKE cluster of the region's slices; kind region only"
    )
    tpu_slices: dict[str, TpuSliceSpec] = Field(
        default_factory=dict, description="Groups of equal TPU slices on the region's GKE cluster, by name"
    )
    tpu_vms: dict[str, TpuVmSpec] = Field(
        default_factory=dict, description="TPU VMs of the Cloud TPU API, without Kubernetes, by name"
    )
    gpu_clusters: dict[str, GpuClusterSpec] = Field(
        default_factory=dict, description="GPU machines as nodes of the region's Kubernetes cluster, by name"
    )
    gpu_fleets: dict[str, GpuFleetSpec] = Field(
        default_factory=dict, description="GPU machines without Kubernetes, by name"
    )
    reservations: dict[str, ReservationSpec] = Field(
        default_factory=dict, description="Reservations that the stack owns, by name; kind region only"
    )
    storage: StorageSpec = Field(
        default_factory=StorageSpec, description="Buckets, shared file systems and registries; kind region only"
    )
    quotas: dict[str, QuotaAsk] = Field(
        default_factory=dict, description="Quotas to ask for besides those the slices need, which are derived"
    )
    quota_contact: str | None = Field(
        default=None,
        description="Address that Google writes to about quota requests",
        examples=["platform@example.com"],
    )
    services: list[str] = Field(
        default_factory=list,
        description="APIs to enable in the project; kind global only",
        examples=["[compute.googleapis.com]"],
    )
    node_service_accounts: dict[str, NodeServiceAccount] = Field(
        default_factory=dict, description="Service accounts for nodes, by account id; kind global only"
    )
    hub: Hub | None = Field(
        default=None, description="Hub that regions' networks join; kind global only", examples=["{name: lab-hub}"]
    )
    keys: dict[str, Key] = Field(
        default_factory=dict, description="An encryption key for each location; kind global only"
    )
    azure: Azure = Field(
        default_factory=Azure, description="What only Azure has", examples=["{adminGroups: [11111111-…]}"]
    )
    oci: Oci = Field(default_factory=Oci, description="What only Oracle Cloud has", examples=["{version: v1.34.1}"])
    coreweave: CoreWeave = Field(
        default_factory=CoreWeave, description="What only CoreWeave has", examples=["{version: v1.36}"]
    )
    adopt: bool = Field(
        default=False,
        description=(
            "Take over the keys and quota preferences that an earlier life of the stack left behind, because Google "
            "Cloud never deletes them; for the first apply after a destroy"
        ),
    )

    @property
    def country(self) -> str | None:
        """The jurisdiction by the name that selectors and tables use."""
        return self.jurisdiction
