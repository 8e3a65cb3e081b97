"""Rules of a network on Oracle Cloud: ranges that hold all machines and pods, and neighbours that are private."""

from __future__ import annotations

from dataclasses import replace

from podwright.catalog.oke_rules import check_ocid
from podwright.errors import InputError
from podwright.plan.cidr_oci import plan_oci_ranges
from podwright.plan.network_options import NetworkOptions, check_options
from podwright.plan.overlap import overlaps
from stacks.check_words import refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_network import Network
from stacks.sizes import nodes_needed

_KNOWN = ("cidr", "maxPodsPerNode", "flowLogs", "vpn", "allowFrom")
"""What Oracle Cloud understands of the words that all clouds share."""
_FIXES = {
    "hub": "remove it, and name a dynamic routing gateway under oci.drg",
    "peers": "remove it, and name a dynamic routing gateway under oci.drg",
    "privateServices": "remove it: every network reaches Oracle's services by its service gateway",
    "privateGoogleApis": "remove it: every network reaches Oracle's services by its service gateway",
    "proxies": "remove it, or write oci.publicServices: true for public load balancers",
}


def check_oci_network(spec: StackSpec, findings: Findings) -> None:
    """The network by itself; overlaps with other stacks are the fleet's to find."""
    network = spec.network
    if spec.kind == "global" or network is None:
        return
    refuse_words(findings, ("network",), network, _KNOWN, "oci", fixes=_FIXES)
    try:
        plan_oci_ranges(network.cidr, network.max_pods_per_node, nodes_needed(spec))
    except InputError as error:
        findings.adopt_all(("network",), error, ("cidr", "maxPodsPerNode"))
    else:
        for problem in overlaps({"network.cidr": network.cidr}):
            if problem.severity == "error":  # auto-mode networks, the warning's, are Google's
                findings.adopt(("network", "cidr"), problem)
    for problem in check_options(_others(network.cidr, network.allow_from)):
        take(findings, ("network",), problem)
    _check_gateway(spec, network, findings)


def _check_gateway(spec: StackSpec, network: Network, findings: Findings) -> None:
    gateway = spec.oci.drg
    if gateway is None:
        return
    take(findings, ("oci", "drg"), check_ocid("id", gateway.id, "drg"))
    for problem in check_options(_others(network.cidr, gateway.routes)):
        key = problem.subject.removeprefix("allowFrom.")
        message = problem.message.replace(problem.subject, f"the route {key}")
        findings.adopt(("oci", "drg", "routes", key), replace(problem, message=message))


def _others(cidr: str, ranges: dict[str, str]) -> NetworkOptions:
    return NetworkOptions(cidr, 0, allow_from=ranges, way_in="Oracle's Bastion")
