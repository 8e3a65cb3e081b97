"""Rules of a stack's network: a usable CIDR that holds all machines when every pool is full, and options that fit."""

from __future__ import annotations

from components.gcp.network_plan import longest_role, network_id
from podwright.errors import InputError
from podwright.plan.cidr import plan_ranges
from podwright.plan.names import cloud_name, endpoint_name
from podwright.plan.network_options import NetworkOptions, check_options
from podwright.plan.overlap import overlaps
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_network import Network
from stacks.sizes import nodes_needed
from stacks.source import dotted

PLACE = ("network", "cidr")


def check_network(spec: StackSpec, findings: Findings, stack: str | None = None) -> None:
    """The network by itself; overlaps with other stacks are the fleet's to find."""
    if spec.hub is not None:
        _check_hub(spec, findings)
    if spec.kind == "global" or spec.network is None:
        return
    try:
        plan_ranges(spec.network.cidr, spec.network.max_pods_per_node, nodes_needed(spec))
    except InputError as error:
        for problem in error.problems:
            findings.adopt(("network", problem.subject), problem)
    # with one range only the ranges that are always taken can be hit
    for problem in overlaps({dotted(PLACE): spec.network.cidr}):
        findings.adopt(PLACE, problem)
    for problem in check_options(_options(spec, spec.network, stack)):
        findings.adopt(("network", *problem.subject.split(".", 1)), problem)
    _check_names(spec, spec.network, findings, stack)


def _options(spec: StackSpec, network: Network, stack: str | None) -> NetworkOptions:
    return NetworkOptions(
        cidr=network.cidr,
        nodes_needed=nodes_needed(spec),
        network_id=network_id(spec.account.project, stack) if stack else None,
        flow_logs=network.flow_logs,
        nat_addresses=network.nat.addresses,
        nat_min_ports=network.nat.min_ports,
        nat_max_ports=network.nat.max_ports,
        private_services=network.private_services,
        dns_zone=network.dns_zone,
        peers=network.peers,
        allow_from=network.allow_from,
    )


def _check_names(spec: StackSpec, network: Network, findings: Findings, stack: str | None) -> None:
    """What is named after keys of the network, and after the stack where its name is known."""
    for key in network.peers:
        _take(findings, ("network", "peers", key), stack or "", "to", key)
    if stack is None or not network.private_google_apis:
        return
    _take(findings, ("network", "privateGoogleApis"), stack, longest_role(private_google_apis=True))
    try:
        endpoint_name(stack, spec.region or "")
    except InputError as error:
        findings.adopt_all(("network", "privateGoogleApis"), error)


def _take(findings: Findings, path: tuple[str, ...], *parts: str) -> None:
    try:
        cloud_name(*(part for part in parts if part))
    except InputError as error:
        findings.adopt_all(path, error)


def _check_hub(spec: StackSpec, findings: Findings) -> None:
    if spec.hub is not None:
        _take(findings, ("hub", "name"), spec.hub.name)
