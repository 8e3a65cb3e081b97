"""The Kubernetes objects by which pods of a GKE cluster use the further interfaces of its nodes.

One `GKENetworkParamSet` and one `Network` for each interface, both without a namespace (Google Cloud documentation:
multi-network support for Pods). The only file that loads the SDK of Kubernetes for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.gcp.gpu_machines import NodeNetworkArgs

_API = "networking.gke.io/v1"
_MODES = {"MRDMA": "RDMA"}
"""`deviceMode` of an interface that is no ordinary network device."""


def declare_node_networks(
    name: str, networks: Sequence[NodeNetworkArgs], parent: pulumi.Resource
) -> tuple[list[pulumi.Resource], list[str]]:
    """The objects, and the names by which pods ask for the interfaces: `<name>-nic<number>`, the first is 1."""
    opts = pulumi.ResourceOptions(parent=parent)
    objects: list[pulumi.Resource] = []
    names: list[str] = []
    for number, network in enumerate(networks, start=1):
        own = f"{name}-nic{number}"
        parameters = CustomResource(
            f"{own}-params",
            api_version=_API,
            kind="GKENetworkParamSet",
            metadata=ObjectMetaArgs(name=own),
            spec={
                "vpc": _last(network["network"]),
                "vpcSubnet": _last(network["subnetwork"]),
                "deviceMode": _MODES.get(network["nic_type"], "NetDevice"),
            },
            opts=opts,
        )
        reference = {"group": "networking.gke.io", "kind": "GKENetworkParamSet", "name": own}
        objects += [
            parameters,
            CustomResource(
                own,
                api_version=_API,
                kind="Network",
                metadata=ObjectMetaArgs(name=own),
                spec={"type": "Device", "parametersRef": reference},
                opts=pulumi.ResourceOptions(parent=parent, depends_on=[parameters]),
            ),
        ]
        names.append(own)
    return objects, names


def _last(identifier: pulumi.Input[str]) -> pulumi.Output[str]:
    """The objects take names, not ids."""
    return pulumi.Output.from_input(identifier).apply(lambda text: text.rsplit("/", 1)[-1])
