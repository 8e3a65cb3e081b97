"""A regional, private GKE cluster with the few machines that run its own services.

Owns the cluster and its system node pool. The accelerator pools are `TpuSlice`'s, the network `Network`'s, the key and
the service account `ProjectBase`'s. Autopilot clusters are another thing and not offered: slices need node pools.
"""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import container
from pulumi_gcp.container.outputs import ClusterControlPlaneEndpointsConfig

from components.gcp.gke_cluster_parts import addons, maintenance_policy, monitoring
from components.gcp.gke_cluster_plan import GkeClusterPlan, plan_gke_cluster
from components.gcp.nodes import CLOUD_SCOPE


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


class ExclusionArgs(TypedDict):
    """A time without upgrades."""

    start: str
    """First moment, RFC 3339 in UTC."""
    end: str
    """Last moment, RFC 3339 in UTC."""
    scope: NotRequired[str]
    """NO_UPGRADES, NO_MINOR_UPGRADES, or NO_MINOR_OR_NODE_UPGRADES, which it is when left out."""


class MaintenanceArgs(TypedDict):
    """When GKE may upgrade the control plane and the nodes."""

    start: str
    """Time of day a window begins, UTC, such as 02:00."""
    hours: int
    """How long it lasts, 4 to 24; all windows of 32 days together must last 48 hours."""
    days: NotRequired[list[str]]
    """MO, TU, WE, TH, FR, SA, SU; every day when left out."""
    exclusions: NotRequired[dict[str, ExclusionArgs]]
    """Times without upgrades, by name."""


class StorageDriver(StrEnum):
    """A driver by which pods mount storage, besides Cloud Storage FUSE, which every cluster has."""

    LUSTRE = "lustre"
    PARALLELSTORE = "parallelstore"
    FILESTORE = "filestore"


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
    maintenance: NotRequired[MaintenanceArgs]
    """When GKE may upgrade; any time when left out."""
    monitoring: NotRequired[bool]
    """Managed Prometheus with the metrics of accelerators and JobSets; Google's system metrics alone when left out."""
    storage_drivers: NotRequired[list[StorageDriver]]
    """Storage that pods mount, besides Cloud Storage."""
    disk_key: NotRequired[pulumi.Input[str]]
    """Id of the KMS key that encrypts the system nodes' boot disks; Google's own key when left out."""
    multi_networking: NotRequired[bool]
    """Let nodes have interfaces in further VPCs, as GPU fabrics need; off when left out."""


class GkeCluster(pulumi.ComponentResource):
    """The cluster of a region. To put workloads on it, depend on the component: it includes the system pool."""

    cluster_id: pulumi.Output[str]
    """`projects/<project>/locations/<region>/clusters/<name>`."""
    cluster_name: pulumi.Output[str]
    """Name of the cluster."""
    endpoint: pulumi.Output[str]
    """Private address of the control plane."""
    dns_endpoint: pulumi.Output[str]
    """DNS name of the control plane, by which people and programs reach it from anywhere when IAM lets them."""
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
        self.dns_endpoint = cluster.control_plane_endpoints_config.apply(_dns_endpoint)
        self.workload_pool = pulumi.Output.from_input(plan.workload_pool)
        self.register_outputs(
            {
                "clusterId": self.cluster_id,
                "clusterName": self.cluster_name,
                "endpoint": self.endpoint,
                "dnsEndpoint": self.dns_endpoint,
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
            release_channel=container.ClusterReleaseChannelArgs(channel=plan.channel),
            min_master_version=args.get("min_version"),
            workload_identity_config=container.ClusterWorkloadIdentityConfigArgs(workload_pool=plan.workload_pool),
            database_encryption=_database_encryption(args),
            addons_config=addons(plan),
            maintenance_policy=maintenance_policy(plan),
            monitoring_config=monitoring(plan),
            # Costs by namespace and label in the billing export, and a report of risky settings: both cost nothing.
            cost_management_config=container.ClusterCostManagementConfigArgs(enabled=True),
            security_posture_config=container.ClusterSecurityPostureConfigArgs(
                mode="BASIC", vulnerability_mode="VULNERABILITY_DISABLED"
            ),
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
                image_type="COS_CONTAINERD",
                boot_disk_kms_key=args.get("disk_key"),
                resource_labels=args["labels"],
                service_account=args["service_account"],
                oauth_scopes=[CLOUD_SCOPE],
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


def _dns_endpoint(config: ClusterControlPlaneEndpointsConfig) -> str:
    found = config.dns_endpoint_config
    return (found.endpoint if found else None) or ""
