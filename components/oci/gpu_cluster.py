"""A group of equal GPU machines as nodes of an OKE cluster, on one RDMA network where the shape has one.

Owns a managed node pool with its compute cluster (the default), or machines that join the cluster by themselves: those
of a cluster network, and the racks of GB200 and GB300, which OKE's node pools cannot place. Does not own the OKE
cluster, the network or the quota. The number of nodes, labels and the image change in place; another shape, domain or
placement is another pool. OKE's node pools have no taints; the plugin for GPUs sets its own.
"""

import base64
import re
from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import containerengine

from components.checks import Checks
from components.oci.capacity import OciCapacityArgs, OciPlacement
from components.oci.gpu_machines import OciTemplate, compute_cluster, launch
from components.oci.gpu_plan import OciGpuPlan, OciGpuWish, plan_gpus
from components.oci.node_pool import DEFAULT_PODS, OciNodeNetworkArgs, initial_labels, node_details, node_source
from components.oci.oke_cluster import check_version
from components.oci.shared import domain_name, node_image
from components.outputs import gathered
from podwright.plan.cidr_oci import check_oci_pods
from podwright.plan.node_marks import check_node_labels

_Placement = containerengine.NodePoolNodeConfigDetailsPlacementConfigArgs
_Preemptible = containerengine.NodePoolNodeConfigDetailsPlacementConfigPreemptibleNodeConfigArgs
_Action = containerengine.NodePoolNodeConfigDetailsPlacementConfigPreemptibleNodeConfigPreemptionActionArgs
JOIN = """#!/usr/bin/env bash
bash /etc/oke/oke-install.sh --apiserver-endpoint "{endpoint}" --kubelet-ca-cert "{certificate}"
"""
"""Oracle documentation, "Creating Cloud-init Scripts for Self-Managed Nodes"."""


class OciGpuClusterArgs(TypedDict):
    """Arguments of `OciGpuCluster`."""

    tenancy: pulumi.Input[str]
    """OCID of the tenancy, where availability domains are looked up."""
    compartment: pulumi.Input[str]
    """OCID of the compartment of the machines."""
    region: str
    """Region of the cluster."""
    zone: str
    """The one availability domain, such as AD-1."""
    prefix: str
    """Leading part of every name."""
    labels: dict[str, str]
    """Freeform tags of every machine and of what holds them."""
    cluster: pulumi.Input[str]
    """OCID of the OKE cluster, which must be an enhanced one with VCN-native pods."""
    kubernetes_version: str
    """Version of the nodes, such as v1.34.1."""
    network: OciNodeNetworkArgs
    """Where nodes and pods live."""
    accelerator: str
    """a100, a100-80gb, h100, h200, b200, b300, gb200, gb300, mi300x, mi355x, l40s, rtx-pro-6000, a10 or v100."""
    nodes: int
    """Machines."""
    capacity: OciCapacityArgs
    """How the machines are obtained."""
    image: NotRequired[pulumi.Input[str]]
    """OCID of the image; RDMA shapes need one with drivers, for others it is Oracle's newest when left out."""
    machine_type: NotRequired[str]
    """Shape; the accelerator's bare-metal one when left out."""
    placement: NotRequired[OciPlacement]
    """compute-cluster, cluster-network or none; what suits the shape when left out."""
    fabrics: NotRequired[list[pulumi.Input[str]]]
    """OCIDs of the GPU memory fabrics of GB200 and GB300, one for each 18 machines; any when left out."""
    boot_volume_gib: NotRequired[int]
    """Size of the boot volume in GiB, 512 when left out."""
    disk_key: NotRequired[pulumi.Input[str]]
    """OCID of the key that encrypts boot volumes; Oracle's own when left out."""
    node_labels: NotRequired[dict[str, str]]
    """Kubernetes labels of the nodes."""
    cloud_init: NotRequired[str]
    """Text for cloud-init; it must start the node by itself, as OKE's own script is left out then."""


def plan_oci_gpu_cluster(name: str, args: OciGpuClusterArgs) -> OciGpuPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("OciGpuCluster", name)
    check_version(checks, args["kubernetes_version"])
    checks.take(check_oci_pods(_pods(args)), field="network.max_pods_per_node")
    for problem in check_node_labels(args.get("node_labels", {}), "oci"):
        checks.take(problem)
    plan = plan_gpus(
        checks,
        name,
        OciGpuWish(
            region=args["region"],
            zone=args["zone"],
            prefix=args["prefix"],
            labels=args["labels"],
            accelerator=args["accelerator"],
            nodes=args["nodes"],
            capacity=args["capacity"],
            machine_type=args.get("machine_type"),
            placement=args.get("placement"),
            has_image="image" in args,
            boot_volume_gib=args.get("boot_volume_gib"),
            fabrics=len(args.get("fabrics", [])),
        ),
    )
    checks.done()
    if plan is None:
        raise AssertionError("a plan without a problem is complete")
    return plan


def is_managed(plan: OciGpuPlan) -> bool:
    """Whether OKE makes the nodes; racks and cluster networks bring machines that join by themselves."""
    return plan.machine.rack_size is None and plan.placement != "cluster-network"


class OciGpuCluster(pulumi.ComponentResource):
    """One GPU cluster."""

    machine_type: pulumi.Output[str]
    """Shape of the nodes."""
    nodes: pulumi.Output[int]
    """Nodes."""
    gpus: pulumi.Output[int]
    """GPUs of all nodes."""
    placement: pulumi.Output[str]
    """What holds the machines together."""
    pools: pulumi.Output[dict[str, str]]
    """OCIDs of what brings the nodes: `pool`, `network` or `rack-0`, `rack-1`…"""

    def __init__(self, name: str, args: OciGpuClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_oci_gpu_cluster(name, args)
        super().__init__("podwright:index:OciGpuCluster", name, {}, opts)
        template = self._template(args, plan)
        if is_managed(plan):
            self.pools = gathered({"pool": self._pool(name, args, plan, template).id})
        else:
            made = launch(self, name, plan, template)
            self.pools = gathered(
                {role: each.id for role, each in made.items() if isinstance(each, pulumi.CustomResource)}
            )
        self.machine_type = pulumi.Output.from_input(plan.machine.size)
        self.nodes = pulumi.Output.from_input(plan.nodes)
        self.gpus = pulumi.Output.from_input(plan.gpus)
        self.placement = pulumi.Output.from_input(plan.placement)
        self.register_outputs(
            {
                "machineType": self.machine_type,
                "nodes": self.nodes,
                "gpus": self.gpus,
                "placement": self.placement,
                "pools": self.pools,
            }
        )

    def _template(self, args: OciGpuClusterArgs, plan: OciGpuPlan) -> OciTemplate:
        kind = "arm64" if plan.machine.arch == "arm64" else "gpu"
        given = args.get("image")
        network = args["network"]
        return OciTemplate(
            compartment=args["compartment"],
            domain=domain_name(self, args["tenancy"], plan.zone),
            subnet=network["nodes_subnet"],
            groups=[network["nodes_group"]],
            image=node_image(self, args["kubernetes_version"], kind) if given is None else given,
            metadata={} if is_managed(plan) else self._join(args),
            labels=args["labels"],
            capacity=args["capacity"],
            fabrics=args.get("fabrics", []),
            disk_key=args.get("disk_key"),
        )

    def _pool(
        self, name: str, args: OciGpuClusterArgs, plan: OciGpuPlan, template: OciTemplate
    ) -> containerengine.NodePool:
        rdma = compute_cluster(self, name, plan, template) if plan.placement == "compute-cluster" else None
        action = _Action(type="TERMINATE", is_preserve_boot_volume=False)
        metadata: dict[str, pulumi.Input[str]] = {"areLegacyImdsEndpointsDisabled": "true"}
        if (script := args.get("cloud_init")) is not None:
            metadata["user_data"] = _encoded(script)
        return containerengine.NodePool(
            f"{name}-pool",
            name=plan.name,
            compartment_id=args["compartment"],
            cluster_id=args["cluster"],
            kubernetes_version=args["kubernetes_version"],
            node_shape=plan.machine.size,
            node_config_details=node_details(
                args["network"],
                [
                    _Placement(
                        availability_domain=template.domain,
                        subnet_id=template.subnet,
                        capacity_reservation_id=args["capacity"].get("name"),
                        preemptible_node_config=_Preemptible(preemption_action=action) if plan.spot else None,
                    )
                ],
                args["labels"],
                size=plan.nodes,
                compute_cluster=rdma.id if rdma else None,
                disk_key=args.get("disk_key"),
            ),
            node_source_details=node_source(template.image, plan.boot_volume_gib),
            node_metadata=metadata,
            initial_node_labels=initial_labels(args.get("node_labels", {})),
            freeform_tags=args["labels"],
            # Oracle's newest image is another one every few weeks; nodes get it when the version changes.
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=None if "image" in args else ["nodeSourceDetails.imageId"]
            ),
        )

    def _join(self, args: OciGpuClusterArgs) -> dict[str, pulumi.Input[str]]:
        """Metadata by which a machine joins the cluster; its pods get addresses of the VCN as those of OKE's nodes."""
        config = containerengine.get_cluster_kube_config_output(
            cluster_id=args["cluster"],
            endpoint="PRIVATE_ENDPOINT",
            token_version="2.0.0",  # noqa: S106 - the version of a format
            opts=pulumi.InvokeOutputOptions(parent=self),
        ).content
        endpoint, certificate = config.apply(api_endpoint), config.apply(api_certificate)
        labels = args.get("node_labels", {})
        given, network = args.get("cloud_init"), args["network"]
        script = pulumi.Output.all(endpoint, certificate).apply(
            lambda found: _encoded(JOIN.format(endpoint=found[0], certificate=found[1]))
        )
        return {
            "user_data": script if given is None else _encoded(given),
            "apiserver_host": endpoint,
            "cluster_ca_cert": certificate,
            "oke-k8version": args["kubernetes_version"],
            "oke-initial-node-labels": ",".join(f"{key}={labels[key]}" for key in sorted(labels)),
            "oke-native-pod-networking": "true",
            "oke-max-pods": str(_pods(args)),
            "pod-subnets": network["pods_subnet"],
            "pod-nsgids": network["pods_group"],
        }


def api_endpoint(config: str) -> str:
    """Host of the API in a kubeconfig."""
    found = re.search(r"server: https://([^:\s]+)", config)
    return found[1] if found else ""


def api_certificate(config: str) -> str:
    """The authority that signed the API's certificate, in base64 as a kubeconfig has it."""
    found = re.search(r"certificate-authority-data: (\S+)", config)
    return found[1] if found else ""


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _pods(args: OciGpuClusterArgs) -> int:
    return args["network"].get("max_pods_per_node", DEFAULT_PODS)
