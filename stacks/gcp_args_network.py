"""From the words of a spec to the arguments of the network and the hub. Pure: declares nothing."""

from __future__ import annotations

import pulumi

from components.gcp.hub import HubArgs, HubSpokeArgs
from components.gcp.network import Network, NetworkArgs
from podwright.plan.cidr import plan_ranges
from stacks.model import StackSpec
from stacks.sizes import nodes_needed


def network_args(spec: StackSpec, stack: str) -> NetworkArgs:
    """The network of a region; SSH by Identity-Aware Proxy only where there are TPU VMs to log in to."""
    if spec.region is None or spec.network is None:
        raise AssertionError("a checked region stack has a region and a network")
    asked = spec.network
    args: NetworkArgs = {
        "project": spec.account.project,
        "region": spec.region,
        "prefix": stack,
        "labels": spec.labels,
        "cidr": asked.cidr,
        "max_pods_per_node": asked.max_pods_per_node,
        "nodes_needed": nodes_needed(spec),
        "iap_ssh": bool(spec.tpu_vms or spec.gpu_fleets),
        "allow_from": asked.allow_from,
        "flow_logs": asked.flow_logs,
        "nat": {
            "addresses": asked.nat.addresses,
            "min_ports": asked.nat.min_ports,
            "max_ports": asked.nat.max_ports,
        },
        "proxies": asked.proxies,
        "private_services": asked.private_services,
        "private_google_apis": asked.private_google_apis,
        "peers": asked.peers,
    }
    if asked.dns_zone is not None:
        args["dns_zone"] = asked.dns_zone
    return args


def hub_args(spec: StackSpec) -> HubArgs | None:
    """The hub of a global stack; None where it has none."""
    if spec.hub is None:
        return None
    return {
        "project": spec.account.project,
        "name": spec.hub.name,
        "labels": spec.labels,
        "export_psc": spec.hub.export_psc,
        "accept_projects": spec.hub.accept_projects,
    }


def spoke_args(spec: StackSpec, stack: str, network: Network, hub: pulumi.Input[str]) -> HubSpokeArgs:
    """The region's network on the hub, without the services' range: it means nothing outside of its cluster."""
    if spec.network is None:
        raise AssertionError("a checked region stack has a network")
    ranges = plan_ranges(spec.network.cidr, spec.network.max_pods_per_node, nodes_needed(spec))
    return {
        "project": spec.account.project,
        "prefix": stack,
        "hub": hub,
        "network": network.network_id,
        "exclude_ranges": [ranges.services],
        "labels": spec.labels,
    }
