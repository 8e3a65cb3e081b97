"""An OKE cluster of one region: enhanced, private, with pods in the VCN, and its system node pool.

Owns the cluster, the pool that system pods run on, and add-ons. Does not own the network, GPU pools, or keys. The type
is always ENHANCED_CLUSTER: workload identity, add-ons and self-managed nodes need it. Upgrading is a change of
`kubernetes_version`, one minor version at a time; nodes follow when they are cycled.
"""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import containerengine

from components.checks import Checks
from components.oci.node_pool import VCN_NATIVE, OciNodeNetworkArgs, node_details, node_source
from components.oci.shared import domain_name, node_image, take_place
from podwright.catalog.oke_rules import check_oke_version, check_system_pods, check_system_shape
from podwright.catalog.regions import regions
from podwright.plan.cidr_oci import check_oci_pods
from podwright.plan.names_oci import oci_name


class OkeNetworkArgs(TypedDict):
    """Where the cluster lives, besides its nodes."""

    vcn: pulumi.Input[str]
    """OCID of the VCN."""
    endpoint_subnet: pulumi.Input[str]
    """OCID of the subnet of the API's private address."""
    endpoint_group: pulumi.Input[str]
    """OCID of the network security group of the API."""
    load_balancer_subnet: pulumi.Input[str]
    """OCID of the subnet of load balancers."""
    services_cidr: pulumi.Input[str]
    """Range of services; it must lie in no block of the VCN."""


class OkeSystemPoolArgs(TypedDict):
    """The node pool for system pods."""

    nodes: NotRequired[int]
    """Nodes over all availability domains, 3 when left out."""
    shape: NotRequired[str]
    """Flexible shape, VM.Standard.E5.Flex when left out."""
    ocpus: NotRequired[int]
    """OCPUs of a node, 4 when left out."""
    memory_gib: NotRequired[int]
    """Memory of a node, 48 when left out."""
    image: NotRequired[pulumi.Input[str]]
    """OCID of the image; Oracle's newest for the version when left out, which is not followed later."""


class OkeClusterArgs(TypedDict):
    """Arguments of `OkeCluster`."""

    tenancy: pulumi.Input[str]
    """OCID of the tenancy, where availability domains are looked up."""
    compartment: pulumi.Input[str]
    """OCID of the compartment of the cluster."""
    region: str
    """Region of the cluster; its system nodes are spread over the availability domains."""
    prefix: str
    """Leading part of every name."""
    labels: dict[str, str]
    """Freeform tags of cluster, nodes, volumes and load balancers."""
    kubernetes_version: str
    """Version, such as v1.34.1."""
    network: OkeNetworkArgs
    """Where the cluster lives."""
    node_network: OciNodeNetworkArgs
    """Where its nodes and pods live."""
    system_pool: NotRequired[OkeSystemPoolArgs]
    """Size of the system node pool."""
    secrets_key: NotRequired[pulumi.Input[str]]
    """OCID of the key that encrypts Kubernetes secrets; Oracle's own when left out."""
    disk_key: NotRequired[pulumi.Input[str]]
    """OCID of the key that encrypts the system nodes' boot volumes; Oracle's own when left out."""
    image_signing_keys: NotRequired[list[pulumi.Input[str]]]
    """OCIDs of keys; only images signed by one of them run."""
    add_ons: NotRequired[dict[str, dict[str, str]]]
    """Add-ons of Oracle's by name, such as NvidiaGpuPlugin, each with its settings."""
    oidc_discovery: NotRequired[bool]
    """Publish the issuer of service account tokens to the internet; off when left out."""


@dataclass(frozen=True, slots=True)
class OkePlan:
    """Names and sizes with every default filled in."""

    cluster: str
    pool: str
    zones: tuple[str, ...]
    nodes: int
    shape: str
    ocpus: int
    memory_gib: int


class OkeCluster(pulumi.ComponentResource):
    """The cluster of a region. To put workloads on it, depend on the component: it includes the system pool."""

    cluster_id: pulumi.Output[str]
    """OCID of the cluster."""
    cluster_name: pulumi.Output[str]
    """Name of the cluster."""
    kubernetes_version: pulumi.Output[str]
    """Version of the control plane."""
    endpoint: pulumi.Output[str]
    """Private address and port of the API."""
    workload_condition: pulumi.Output[str]
    """Conditions by which a policy means workloads of this cluster; add request.principal.namespace and
    request.principal.service_account."""

    def __init__(self, name: str, args: OkeClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_oke_cluster(name, args)
        super().__init__("podwright:index:OkeCluster", name, {}, opts)
        cluster = self._cluster(name, args, plan)
        self._system_pool(name, args, plan, cluster)
        for add_on, settings in args.get("add_ons", {}).items():
            containerengine.Addon(
                f"{name}-{add_on}",
                cluster_id=cluster.id,
                addon_name=add_on,
                remove_addon_resources_on_delete=True,
                configurations=[
                    containerengine.AddonConfigurationArgs(key=key, value=settings[key]) for key in sorted(settings)
                ],
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.cluster_id, self.cluster_name = cluster.id, cluster.name
        self.kubernetes_version = cluster.kubernetes_version
        self.endpoint = cluster.endpoints.apply(lambda each: (each[0].private_endpoint if each else None) or "")
        self.workload_condition = cluster.id.apply(workload_condition)
        self.register_outputs(
            {
                "clusterId": self.cluster_id,
                "clusterName": self.cluster_name,
                "kubernetesVersion": self.kubernetes_version,
                "endpoint": self.endpoint,
                "workloadCondition": self.workload_condition,
            }
        )

    def _cluster(self, name: str, args: OkeClusterArgs, plan: OkePlan) -> containerengine.Cluster:
        network, keys = args["network"], args.get("image_signing_keys", [])
        return containerengine.Cluster(
            f"{name}-oke",
            name=plan.cluster,
            compartment_id=args["compartment"],
            kubernetes_version=args["kubernetes_version"],
            vcn_id=network["vcn"],
            type="ENHANCED_CLUSTER",
            kms_key_id=args.get("secrets_key"),
            cluster_pod_network_options=[containerengine.ClusterClusterPodNetworkOptionArgs(cni_type=VCN_NATIVE)],
            endpoint_config=containerengine.ClusterEndpointConfigArgs(
                subnet_id=network["endpoint_subnet"],
                is_public_ip_enabled=False,
                nsg_ids=[network["endpoint_group"]],
            ),
            image_policy_config=containerengine.ClusterImagePolicyConfigArgs(
                is_policy_enabled=bool(keys),
                key_details=[containerengine.ClusterImagePolicyConfigKeyDetailArgs(kms_key_id=key) for key in keys],
            ),
            options=containerengine.ClusterOptionsArgs(
                kubernetes_network_config=containerengine.ClusterOptionsKubernetesNetworkConfigArgs(
                    services_cidr=network["services_cidr"]
                ),
                service_lb_subnet_ids=[network["load_balancer_subnet"]],
                service_lb_config=containerengine.ClusterOptionsServiceLbConfigArgs(freeform_tags=args["labels"]),
                persistent_volume_config=containerengine.ClusterOptionsPersistentVolumeConfigArgs(
                    freeform_tags=args["labels"]
                ),
                open_id_connect_discovery=containerengine.ClusterOptionsOpenIdConnectDiscoveryArgs(
                    is_open_id_connect_discovery_enabled=args.get("oidc_discovery", False)
                ),
            ),
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _system_pool(self, name: str, args: OkeClusterArgs, plan: OkePlan, cluster: containerengine.Cluster) -> None:
        given = args.get("system_pool", {}).get("image")
        image = node_image(self, args["kubernetes_version"], "x86") if given is None else given
        network = args["node_network"]
        containerengine.NodePool(
            f"{name}-system",
            name=plan.pool,
            compartment_id=args["compartment"],
            cluster_id=cluster.id,
            kubernetes_version=args["kubernetes_version"],
            node_shape=plan.shape,
            node_shape_config=containerengine.NodePoolNodeShapeConfigArgs(
                ocpus=plan.ocpus, memory_in_gbs=plan.memory_gib
            ),
            node_config_details=node_details(
                network,
                [
                    containerengine.NodePoolNodeConfigDetailsPlacementConfigArgs(
                        availability_domain=domain_name(self, args["tenancy"], zone), subnet_id=network["nodes_subnet"]
                    )
                    for zone in plan.zones
                ],
                args["labels"],
                size=plan.nodes,
                disk_key=args.get("disk_key"),
            ),
            node_source_details=node_source(image, 100),
            node_metadata={"areLegacyImdsEndpointsDisabled": "true"},
            freeform_tags=args["labels"],
            # Oracle's newest image is another one every few weeks; nodes get it when the version changes.
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=["nodeSourceDetails.imageId"] if given is None else None
            ),
        )


def plan_oke_cluster(name: str, args: OkeClusterArgs) -> OkePlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("OkeCluster", name)
    take_place(checks, args["region"], args["labels"])
    check_version(checks, args["kubernetes_version"])
    pool = args.get("system_pool", {})
    nodes, ocpus, memory = pool.get("nodes", 3), pool.get("ocpus", 4), pool.get("memory_gib", 48)
    if nodes < 1:
        what = "leaves the cluster without a machine for its own services"
        checks.add("system_pool.nodes", what, given=str(nodes), allowed="1 or more")
    shape = pool.get("shape", "VM.Standard.E5.Flex")
    checks.take(check_system_shape(shape), field="system_pool.shape")
    pods = args["node_network"].get("max_pods_per_node", 32)
    checks.take(check_oci_pods(pods), field="node_network.max_pods_per_node")
    checks.take(check_system_pods(ocpus, pods), field="system_pool.ocpus")
    names = checks.attempt(
        lambda: (oci_name("cluster", args["prefix"], "oke"), oci_name("pool", args["prefix"], "system")), field="prefix"
    )
    checks.done()
    if not names:
        raise AssertionError("a plan without a problem is complete")
    zones = tuple(each.removeprefix(f"{args['region']}-") for each in regions("oci")[args["region"]].zones)
    return OkePlan(*names, zones=zones, nodes=nodes, shape=shape, ocpus=ocpus, memory_gib=memory)


def check_version(checks: Checks, version: str) -> None:
    """Record a text that is no version of Kubernetes as OKE writes it."""
    checks.take(check_oke_version(version), field="kubernetes_version")


def workload_condition(cluster: str) -> str:
    """How a policy means workloads of a cluster (Oracle documentation: Granting Workloads Access to OCI Resources)."""
    return f"request.principal.type = 'workload', request.principal.cluster_id = '{cluster}'"
