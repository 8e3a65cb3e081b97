"""A regional, private GKE cluster with the few machines that run its own services.

Owns the cluster and its system node pool. The accelerator pools are `TpuSlice`'s, the network `Network`'s, the key and
the service account `ProjectBase`'s. Autopilot clusters are another thing and not offered: slices need node pools.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import container

from components.checks import Checks
from podwright.catalog.regions import check_region
from podwright.catalog.versions import check_gke_version_form
from podwright.plan.cidr import check_max_pods
from podwright.plan.names import CLUSTER_LIMIT, cloud_name


class ReleaseChannel(StrEnum):
    """How fast GKE moves a cluster to new versions."""

    RAPID = "RAPID"
    REGULAR = "REGULAR"
    STABLE = "STABLE"


class ClusterNetworkArgs(TypedDict):
    """Where the cluster lives; usually the outputs of `Network`."""

    network: pulumi.Input[str]
    """Id of the VPC."""
    subnetwork: pulumi.Input[str]
    """Id of the subnet of the nodes."""
    pods_range_name: str
    """Name of the subnet's secondary range for pods."""
    services_range_name: str
    """Name of the subnet's secondary range for services."""
    control_plane_cidr: pulumi.Input[str]
    """A /28 that overlaps nothing; the control plane's private address is in it."""
    max_pods_per_node: NotRequired[int]
    """Pods on a node, 32 when left out."""


class SystemPoolArgs(TypedDict):
    """The machines that run the cluster's own services."""

    nodes_per_zone: NotRequired[int]
    """Machines in each of the region's zones, 1 when left out."""
    machine_type: NotRequired[str]
    """e2-standard-4 when left out; must exist in every zone of the region."""


class GkeClusterArgs(TypedDict):
    """Arguments of `GkeCluster`."""

    project: str
    """Project of the cluster."""
    region: str
    """Region; the control plane and the system nodes are spread over its zones."""
    prefix: str
    """Leading part of every cloud name."""
    labels: dict[str, str]
    """Labels of the cluster and of the system nodes."""
    network: ClusterNetworkArgs
    """Where the cluster lives."""
    service_account: pulumi.Input[str]
    """E-mail of the service account the system nodes run as."""
    database_key: NotRequired[pulumi.Input[str]]
    """Id of the KMS key that encrypts Kubernetes secrets; Google's own key when left out."""
    release_channel: NotRequired[ReleaseChannel]
    """REGULAR when left out."""
    min_version: NotRequired[str]
    """Lowest GKE version; the channel's default when left out."""
    system_pool: NotRequired[SystemPoolArgs]
    """Size of the system node pool."""
    deletion_protection: NotRequired[bool]
    """Refuse to delete the cluster; on when left out."""
    multi_networking: NotRequired[bool]
    """Let nodes have interfaces in further VPCs, as GPU fabrics need; off when left out."""


@dataclass(frozen=True, slots=True)
class GkeClusterPlan:
    """Names and settings of the cluster, with every default filled in."""

    cluster: str
    system_pool: str
    channel: ReleaseChannel
    workload_pool: str
    nodes_per_zone: int
    machine_type: str
    max_pods_per_node: int
    deletion_protection: bool
    multi_networking: bool


def plan_gke_cluster(name: str, args: GkeClusterArgs) -> GkeClusterPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("GkeCluster", name)
    checks.take(check_region("gcp", args["region"]))
    checks.labels(args["labels"])
    channel = args.get("release_channel", ReleaseChannel.REGULAR)
    if channel not in set(ReleaseChannel):
        allowed = ", ".join(ReleaseChannel)
        checks.add("release_channel", "is not a release channel of GKE", given=str(channel), allowed=allowed)
    if (version := args.get("min_version")) is not None:
        checks.take(check_gke_version_form(version))
    system = args.get("system_pool", SystemPoolArgs())
    nodes = system.get("nodes_per_zone", 1)
    if nodes < 1:
        checks.add(
            "system_pool.nodes_per_zone",
            "leaves the cluster without a machine for its own services",
            given=str(nodes),
            allowed="1 or more",
        )
    pods = args["network"].get("max_pods_per_node", 32)
    checks.take(check_max_pods(pods), field="network.max_pods_per_node")
    cluster = checks.attempt(lambda: cloud_name(args["prefix"], "gke", limit=CLUSTER_LIMIT), field="prefix")
    checks.done()
    if not cluster:
        raise AssertionError("a plan without a problem is complete")
    return GkeClusterPlan(
        cluster=cluster,
        system_pool="system",
        channel=ReleaseChannel(channel),
        workload_pool=f"{args['project']}.svc.id.goog",
        nodes_per_zone=nodes,
        machine_type=system.get("machine_type", "e2-standard-4"),
        max_pods_per_node=pods,
        deletion_protection=args.get("deletion_protection", True),
        multi_networking=args.get("multi_networking", False),
    )


class GkeCluster(pulumi.ComponentResource):
    """The cluster of a region. To put workloads on it, depend on the component: it includes the system pool."""

    cluster_id: pulumi.Output[str]
    """`projects/<project>/locations/<region>/clusters/<name>`."""
    cluster_name: pulumi.Output[str]
    """Name of the cluster."""
    endpoint: pulumi.Output[str]
    """Private address of the control plane."""
    workload_pool: pulumi.Output[str]
    """Workload identity pool, `<project>.svc.id.goog`."""

    def __init__(self, name: str, args: GkeClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_gke_cluster(name, args)
        super().__init__("podwright:index:GkeCluster", name, {}, opts)
        cluster = self._cluster(name, args, plan)
        self._system_pool(name, args, plan, cluster)
        self.cluster_id, self.cluster_name = cluster.id, cluster.name
        self.endpoint = cluster.endpoint
        self.workload_pool = pulumi.Output.from_input(plan.workload_pool)
        self.register_outputs(
            {
                "clusterId": self.cluster_id,
                "clusterName": self.cluster_name,
                "endpoint": self.endpoint,
                "workloadPool": self.workload_pool,
            }
        )

    def _cluster(self, name: str, args: GkeClusterArgs, plan: GkeClusterPlan) -> container.Cluster:
        network = args["network"]
        return container.Cluster(
            f"{name}-gke",
            name=plan.cluster,
            project=args["project"],
            location=args["region"],
            resource_labels=args["labels"],
            network=network["network"],
            subnetwork=network["subnetwork"],
            networking_mode="VPC_NATIVE",
            datapath_provider="ADVANCED_DATAPATH",
            # Further networks need Dataplane V2, which every cluster here has.
            enable_multi_networking=True if plan.multi_networking else None,
            default_max_pods_per_node=plan.max_pods_per_node,
            ip_allocation_policy=container.ClusterIpAllocationPolicyArgs(
                cluster_secondary_range_name=network["pods_range_name"],
                services_secondary_range_name=network["services_range_name"],
            ),
            # GKE insists on a first pool; it is removed at once, because a pool inside of the cluster's own arguments
            # makes each change of the pool a replacement of the cluster.
            remove_default_node_pool=True,
            initial_node_count=1,
            private_cluster_config=container.ClusterPrivateClusterConfigArgs(
                enable_private_nodes=True,
                enable_private_endpoint=True,
                master_ipv4_cidr_block=network["control_plane_cidr"],
            ),
            # No address of the control plane is public: people come in by its DNS name, where IAM decides.
            control_plane_endpoints_config=container.ClusterControlPlaneEndpointsConfigArgs(
                dns_endpoint_config=container.ClusterControlPlaneEndpointsConfigDnsEndpointConfigArgs(
                    allow_external_traffic=True
                )
            ),
            release_channel=container.ClusterReleaseChannelArgs(channel=plan.channel.value),
            min_master_version=args.get("min_version"),
            workload_identity_config=container.ClusterWorkloadIdentityConfigArgs(workload_pool=plan.workload_pool),
            database_encryption=_database_encryption(args),
            deletion_protection=plan.deletion_protection,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _system_pool(
        self, name: str, args: GkeClusterArgs, plan: GkeClusterPlan, cluster: container.Cluster
    ) -> container.NodePool:
        return container.NodePool(
            f"{name}-system",
            name=plan.system_pool,
            project=args["project"],
            location=args["region"],
            cluster=cluster.name,
            node_count=plan.nodes_per_zone,
            max_pods_per_node=plan.max_pods_per_node,
            management=container.NodePoolManagementArgs(auto_repair=True, auto_upgrade=True),
            network_config=container.NodePoolNetworkConfigArgs(enable_private_nodes=True),
            node_config=container.NodePoolNodeConfigArgs(
                machine_type=plan.machine_type,
                resource_labels=args["labels"],
                service_account=args["service_account"],
                oauth_scopes=["https://www.googleapis.com/auth/cloud-platform"],
                workload_metadata_config=container.NodePoolNodeConfigWorkloadMetadataConfigArgs(mode="GKE_METADATA"),
                shielded_instance_config=container.NodePoolNodeConfigShieldedInstanceConfigArgs(
                    enable_secure_boot=True, enable_integrity_monitoring=True
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _database_encryption(args: GkeClusterArgs) -> container.ClusterDatabaseEncryptionArgs | None:
    key = args.get("database_key")
    if key is None:
        return None
    return container.ClusterDatabaseEncryptionArgs(state="ENCRYPTED", key_name=key)
