"""Rules of an Azure network: ranges that hold all machines and leave the RDMA network alone, and options that fit."""

from __future__ import annotations

import re

from podwright.catalog.aks_rules import check_aks_pods
from podwright.catalog.azure_rules import check_rdma_ranges
from podwright.errors import InputError
from podwright.plan.cidr_azure import plan_azure_ranges, usable_addresses
from podwright.plan.network_options import NetworkOptions, check_options
from podwright.plan.overlap import overlaps
from stacks.check_words import refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_network import Network
from stacks.sizes import cloud_gpu_plan, nodes_needed
from stacks.source import KeyPath

_KNOWN = ("cidr", "maxPodsPerNode", "flowLogs", "nat", "dnsZone", "vpn", "peers", "allowFrom")
_NAT = ("addresses",)
"""What Azure understands of the words that all clouds share."""
_FIXES = {
    "hub": "remove it, and name the hub's virtual network under peers",
    "privateServices": "remove it: storage has private endpoints in every region's network",
    "privateGoogleApis": "remove it: storage has private endpoints in every region's network",
}
_MOST_ADDRESSES = 16
"""Public addresses of a NAT gateway (learn.microsoft.com, NAT gateway resource)."""
_ID = "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<name>"
_PEER = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks/[^/]+", re.IGNORECASE
)


def check_azure_network(spec: StackSpec, findings: Findings) -> None:
    """The network by itself; overlaps with other stacks are the fleet's to find."""
    network = spec.network
    if spec.kind == "global" or network is None:
        return
    refuse_words(findings, ("network",), network, _KNOWN, "azure", fixes=_FIXES)
    refuse_words(findings, ("network", "nat"), network.nat, _NAT, "azure")
    if network.nat.addresses > _MOST_ADDRESSES:
        given, allowed = str(network.nat.addresses), f"1 to {_MOST_ADDRESSES}"
        findings.add(("network", "nat", "addresses"), "is more than a NAT gateway has", given=given, allowed=allowed)
    if "max_pods_per_node" in network.model_fields_set:
        take(findings, ("network",), check_aks_pods(network.max_pods_per_node))
    _check_ranges(spec, network, findings)
    _check_neighbours(network, findings)


def _check_ranges(spec: StackSpec, network: Network, findings: Findings) -> None:
    path: KeyPath = ("network", "cidr")
    try:
        ranges = plan_azure_ranges(network.cidr, nodes_needed(spec))
    except InputError as error:
        findings.adopt_all(path, error)
        return
    for problem in overlaps({"network.cidr": network.cidr}):
        if problem.severity == "error":  # auto-mode networks, the warning's, are Google's
            findings.adopt(path, problem)
    plans = [plan for group in spec.gpu_fleets.values() if (plan := cloud_gpu_plan("azure", group))]
    machines, subnet = sum(plan.nodes for plan in plans), ranges.subnets["machines"]
    if machines > usable_addresses(subnet):
        what = f"the subnet of fleets, {subnet}, holds {usable_addresses(subnet)} machines, the fleets have {machines}"
        findings.add(path, what, given=network.cidr, fix="take a larger network")


def _check_neighbours(network: Network, findings: Findings) -> None:
    """Networks to peer with, and ranges that are let in."""
    first: dict[str, str] = {}
    for key, peer in network.peers.items():
        path: KeyPath = ("network", "peers", key)
        if not _PEER.fullmatch(peer):
            findings.add(path, "is no id of a virtual network", given=peer, allowed=_ID)
        elif first.setdefault(peer.lower(), key) != key:
            what = f"is the network of peers.{first[peer.lower()]}; two networks have one peering"
            findings.add(path, what, given=peer, fix="remove one of them")
        elif key not in network.allow_from:
            what = "is peered with, and nothing of it is let in"
            fix = f"add {key}: <its range> to allowFrom, if its machines should reach the region's"
            findings.add(path, what, given=peer, fix=fix, severity="warning")
    options = NetworkOptions(
        network.cidr, 0, dns_zone=network.dns_zone, allow_from=network.allow_from, way_in="Azure Bastion"
    )
    found = check_options(options)
    told = {problem.subject for problem in found if problem.allowed}  # no range at all, or that of others
    ranges = {f"allowFrom.{key}": cidr for key, cidr in network.allow_from.items()}
    found += check_rdma_ranges({subject: cidr for subject, cidr in ranges.items() if subject not in told})
    for problem in found:
        take(findings, ("network",), problem)
