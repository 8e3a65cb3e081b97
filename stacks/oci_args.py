"""From the words of a spec to the arguments of Oracle Cloud's components: identity, network, cluster. Pure.

The names of a stack's resources begin with the name of the stack, which is unique in the fleet, so nothing that may
change (labels, sizes) is part of a name.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.oci.base import OciBaseArgs, OciBaseRegionArgs
from components.oci.network import OciNetwork, OciNetworkArgs
from components.oci.node_pool import OciNodeNetworkArgs
from components.oci.oke_cluster import OkeClusterArgs, OkeSystemPoolArgs
from components.oci.vault import OciVaultArgs
from podwright.plan.cidr_oci import OciRanges, plan_oci_ranges
from stacks.model import StackSpec
from stacks.model_network import Network
from stacks.sizes import nodes_needed, system_nodes


@dataclass(frozen=True, slots=True)
class OciPlace:
    """Where everything of a region stack is made, and what encrypts it."""

    compartment: pulumi.Output[str]
    """OCID of the compartment."""
    key: pulumi.Output[str] | None
    """OCID of the region's key; None where nothing is encrypted with it."""


def base_args(spec: StackSpec, stack: str) -> OciBaseArgs:
    """What a global stack makes for all regions."""
    own = spec.oci
    args: OciBaseArgs = {
        "tenancy": spec.account.tenancy,
        "region": spec.account.home_region,
        "prefix": stack,
        "labels": spec.labels,
        "compartment": stack,
        "regions": {
            name: OciBaseRegionArgs(racks=each.racks, keys=each.keys, buckets=each.buckets)
            for name, each in own.regions.items()
        },
        "instance_pools": own.instance_pools,
        "keep_compartments": own.keep_compartments,
    }
    if own.identity_domain is not None:
        args["identity_domain"] = own.identity_domain
    return args


def compartment_path(spec: StackSpec) -> str:
    """Names of the region's compartment and of the one it is in, which has the name of the global stack."""
    return f"{spec.depends_on[0]}:{spec.region}"


def network_args(spec: StackSpec, stack: str, place: OciPlace) -> OciNetworkArgs:
    """The network of a region."""
    asked = _network(spec)
    args: OciNetworkArgs = {
        "compartment": place.compartment,
        "region": spec.region or "",
        "prefix": stack,
        "labels": spec.labels,
        "cidr": asked.cidr,
        "nodes_needed": nodes_needed(spec),
        "max_pods_per_node": asked.max_pods_per_node,
        "internet": spec.oci.public_services,
        "access_from": asked.allow_from,
        "flow_logs": asked.flow_logs,
    }
    if spec.oci.drg is not None:
        # A mesh ends at the gateway that is there; its routes have to name the ranges behind the tunnels too.
        args["drg"] = {"id": spec.oci.drg.id, "routes": spec.oci.drg.routes}
    elif asked.vpn:
        args["vpn"] = True
    return args


def network_ranges(spec: StackSpec) -> OciRanges:
    """The ranges that the network is cut into."""
    asked = _network(spec)
    return plan_oci_ranges(asked.cidr, asked.max_pods_per_node, nodes_needed(spec))


def vault_args(spec: StackSpec, stack: str, compartment: pulumi.Output[str]) -> OciVaultArgs:
    """The vault of the region's key."""
    return {"compartment": compartment, "region": spec.region or "", "prefix": stack, "labels": spec.labels}


def cluster_args(spec: StackSpec, stack: str, network: OciNetwork, place: OciPlace) -> OkeClusterArgs:
    """The cluster of a region, on its network."""
    args: OkeClusterArgs = {
        "tenancy": spec.account.tenancy,
        "compartment": place.compartment,
        "region": spec.region or "",
        "prefix": stack,
        "labels": spec.labels,
        "kubernetes_version": kubernetes_version(spec),
        "network": {
            "vcn": network.vcn_id,
            "endpoint_subnet": network.subnets["endpoint"],
            "endpoint_group": network.groups["endpoint"],
            "load_balancer_subnet": network.subnets["internal"],
            "services_cidr": network.services_cidr,
        },
        "node_network": node_network_args(spec, network),
        "system_pool": _system_pool(spec),
        "image_signing_keys": [*spec.oci.image_signing_keys],
        "add_ons": spec.oci.add_ons,
    }
    if (key := disk_key(spec, place)) is not None:
        args["disk_key"] = key
        args["secrets_key"] = key
    return args


def kubernetes_version(spec: StackSpec) -> str:
    """The version of control plane and nodes."""
    if spec.oci.version is None:
        raise AssertionError("a checked stack with a cluster has its version")
    return spec.oci.version


def disk_key(spec: StackSpec, place: OciPlace) -> pulumi.Output[str] | None:
    """The key of boot volumes; None: Oracle's own."""
    return place.key if spec.cluster.encrypt_disks else None


def node_network_args(spec: StackSpec, network: OciNetwork, max_pods: int | None = None) -> OciNodeNetworkArgs:
    """Where nodes and their pods live."""
    return {
        "nodes_subnet": network.subnets["nodes"],
        "pods_subnet": network.subnets["pods"],
        "nodes_group": network.groups["nodes"],
        "pods_group": network.groups["pods"],
        "max_pods_per_node": max_pods or _network(spec).max_pods_per_node,
    }


def _system_pool(spec: StackSpec) -> OkeSystemPoolArgs:
    own = spec.oci.system_pool
    args: OkeSystemPoolArgs = {
        "nodes": system_nodes(spec),
        "shape": own.machine_type,
        "ocpus": own.ocpus,
        "memory_gib": own.memory_gib,
    }
    if own.image is not None:
        args["image"] = own.image
    return args


def _network(spec: StackSpec) -> Network:
    if spec.network is None:
        raise AssertionError("a checked region stack has a network")
    return spec.network
