"""What node pools of OKE have in common: addresses of pods, tags, disks, eviction.

Owns the nested arguments that the system pool and GPU pools share.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import containerengine

VCN_NATIVE = "OCI_VCN_IP_NATIVE"
DEFAULT_PODS = 32
_Details = containerengine.NodePoolNodeConfigDetailsArgs
_Pods = containerengine.NodePoolNodeConfigDetailsNodePoolPodNetworkOptionDetailsArgs
_Placement = containerengine.NodePoolNodeConfigDetailsPlacementConfigArgs


class OciNodeNetworkArgs(TypedDict):
    """Where nodes and their pods live: subnets and groups of an `OciNetwork`."""

    nodes_subnet: pulumi.Input[str]
    """OCID of the subnet of the nodes."""
    pods_subnet: pulumi.Input[str]
    """OCID of the subnet of the pods."""
    nodes_group: pulumi.Input[str]
    """OCID of the network security group of the nodes."""
    pods_group: pulumi.Input[str]
    """OCID of the network security group of the pods."""
    max_pods_per_node: NotRequired[int]
    """Pods on a node, 32 when left out."""


def node_details(
    network: OciNodeNetworkArgs,
    placements: Sequence[_Placement],
    labels: Mapping[str, str],
    *,
    size: int,
    compute_cluster: pulumi.Input[str] | None = None,
    disk_key: pulumi.Input[str] | None = None,
) -> _Details:
    """Size, places and network of a pool whose pods have addresses of the VCN."""
    return _Details(
        size=size,
        placement_configs=list(placements),
        compute_cluster_id=compute_cluster,
        nsg_ids=[network["nodes_group"]],
        node_pool_pod_network_option_details=_Pods(
            cni_type=VCN_NATIVE,
            max_pods_per_node=network.get("max_pods_per_node", DEFAULT_PODS),
            pod_subnet_ids=[network["pods_subnet"]],
            pod_nsg_ids=[network["pods_group"]],
        ),
        kms_key_id=disk_key,
        freeform_tags=dict(labels),
    )


def node_source(image: pulumi.Input[str], boot_volume_gib: int) -> containerengine.NodePoolNodeSourceDetailsArgs:
    """Image and boot volume of the nodes."""
    return containerengine.NodePoolNodeSourceDetailsArgs(
        source_type="IMAGE", image_id=image, boot_volume_size_in_gbs=str(boot_volume_gib)
    )


def initial_labels(labels: Mapping[str, str]) -> list[containerengine.NodePoolInitialNodeLabelArgs]:
    """Kubernetes labels in the order of their keys, so that no order of a mapping is a change."""
    return [containerengine.NodePoolInitialNodeLabelArgs(key=key, value=labels[key]) for key in sorted(labels)]
