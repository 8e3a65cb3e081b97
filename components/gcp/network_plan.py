"""Names, ranges and firewall rules of one region's network. Pure, no Pulumi resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from podwright.catalog.regions import check_region
from podwright.plan.cidr import NetworkRanges, plan_ranges
from podwright.plan.names import cloud_name, endpoint_name
from podwright.plan.network_options import API_DOMAINS, MAX_PORTS, MIN_PORTS, NetworkOptions, check_options
from podwright.plan.overlap import overlaps

if TYPE_CHECKING:
    from components.gcp.network import NetworkArgs

FLOW_LOGS = 0.5
"""Half of the flows: enough to find who talks to whom, cheap enough to leave on."""
IAP_RANGE = "35.235.240.0/20"
"""Where Identity-Aware Proxy connects from (Google Cloud, using IAP for TCP forwarding)."""
HEALTH_CHECK_RANGES = ("35.191.0.0/16", "130.211.0.0/22")
"""Where Google's health checks and load balancers connect from (Google Cloud, health check probe ranges)."""
EVERYBODY = "0.0.0.0/0"


def longest_role(*, private_google_apis: bool) -> str:
    """The longest word that the network's parts append to the prefix."""
    return "googleapis" if private_google_apis else "firewall"


@dataclass(frozen=True, slots=True)
class FirewallRule:
    """One rule for what comes in."""

    role: str
    """Ends the names of the rule."""
    priority: int
    """The smallest is asked first. Fixed for each role: a changed priority is another rule."""
    sources: tuple[str, ...]
    description: str
    tcp_ports: tuple[str, ...] | None = None
    """Ports or ranges of ports; None for every protocol."""
    action: str = "allow"
    is_logged: bool = False


@dataclass(frozen=True, slots=True)
class NatPlan:
    """The way out to the internet."""

    router: str
    nat: str
    addresses: tuple[str, ...]
    """Names of static addresses; empty where Google gives them."""
    min_ports: int
    max_ports: int


@dataclass(frozen=True, slots=True)
class DnsPlan:
    """The private names of the region."""

    policy: str
    zone: str | None
    """Cloud name of the region's own zone."""
    domain: str | None
    """The zone's domain with the dot at its end."""
    api_zones: Mapping[str, str]
    """Cloud names of the zones that lead to the endpoint of Google's APIs, by domain with the dot at its end."""


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """Everything about one region's network that follows from its arguments."""

    ranges: NetworkRanges
    network: str
    subnetwork: str
    proxies: str | None
    nat: NatPlan
    firewall: str
    rules: tuple[FirewallRule, ...]
    private_services: str | None
    """Name of the range reserved for private services."""
    apis_address: str | None
    apis_endpoint: str | None
    """Name of the endpoint for Google's APIs."""
    dns: DnsPlan | None
    peerings: Mapping[str, str]
    """Names of the peerings by the key of the peer."""
    flow_logs: float


def network_id(project: str, prefix: str) -> str:
    """Id of the network of the stack with that prefix."""
    return f"projects/{project}/global/networks/{prefix}-net"


def plan_network(name: str, args: NetworkArgs) -> NetworkPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("Network", name)
    prefix = args["prefix"]
    checks.take(check_region("gcp", args["region"]))
    checks.labels(args.get("labels", {}))
    for problem in overlaps({"cidr": args["cidr"]}):
        if problem.severity == "error":
            checks.take(problem)
    for problem in check_options(_options(args)):
        checks.take(problem)
    ranges = checks.attempt(lambda: plan_ranges(args["cidr"], args.get("max_pods_per_node", 32), args["nodes_needed"]))
    longest = longest_role(private_google_apis=args.get("private_google_apis", False))
    checks.attempt(lambda: cloud_name(prefix, longest), field="prefix")
    peerings: dict[str, str] = {}
    for key in args.get("peers", {}):
        found = checks.attempt(lambda key=key: cloud_name(prefix, "to", key), field=f"peers.{key}")
        peerings[key] = found or ""
    endpoint = None
    if args.get("private_google_apis"):
        endpoint = checks.attempt(lambda: endpoint_name(prefix, args["region"]), field="prefix")
    checks.done()
    if ranges is None:
        raise AssertionError("a plan without a problem is complete")
    return NetworkPlan(
        ranges=ranges,
        network=f"{prefix}-net",
        subnetwork=f"{prefix}-nodes",
        proxies=f"{prefix}-proxies" if args.get("proxies") else None,
        nat=_nat(args),
        firewall=f"{prefix}-firewall",
        rules=tuple(firewall_rules(ranges, args)),
        private_services=f"{prefix}-services" if args.get("private_services") else None,
        apis_address=f"{prefix}-apis" if endpoint else None,
        apis_endpoint=endpoint,
        dns=_dns(args),
        peerings=peerings,
        flow_logs=args.get("flow_logs", FLOW_LOGS),
    )


def firewall_rules(ranges: NetworkRanges, args: NetworkArgs) -> Iterator[FirewallRule]:
    """What may come in, in the order of priority; whatever no rule names is denied and logged by the last one."""
    if args.get("iap_ssh"):
        yield FirewallRule("iap-ssh", 1000, (IAP_RANGE,), "SSH through Identity-Aware Proxy", ("22",), is_logged=True)
    yield FirewallRule("internal", 2000, (ranges.nodes, ranges.pods), "Machines and pods of the region")
    yield FirewallRule(
        # Webhooks listen on ports of their own choice, and GKE's own rule opens only 443 and 10250.
        "control-plane",
        2100,
        (ranges.control_plane,),
        "GKE's control plane: kubelets, webhooks, aggregated APIs",
        ("1-65535",),
    )
    yield FirewallRule(
        # Not every port: a proxy load balancer carries the internet's traffic from these ranges, and none of it is SSH.
        "health-checks",
        2200,
        HEALTH_CHECK_RANGES,
        "Health checks and load balancers of Google",
        ("80", "443", "1024-65535"),
    )
    if args.get("proxies"):
        yield FirewallRule(
            "proxies", 2300, (ranges.proxies,), "Proxies of the region's load balancers", ("80", "443", "1024-65535")
        )
    if args.get("private_services"):
        # Lustre's servers connect back to clients, and so do the lock managers of NFS.
        yield FirewallRule(
            "services", 2400, (ranges.private_services,), "Filesystems of private services", ("1-65535",)
        )
    if allowed := args.get("allow_from"):
        yield FirewallRule("allowed", 3000, tuple(sorted(set(allowed.values()))), "Ranges beyond the region")
    yield FirewallRule(
        "deny", 2_000_000_000, (EVERYBODY,), "Whatever no other rule lets in", action="deny", is_logged=True
    )


def _options(args: NetworkArgs) -> NetworkOptions:
    nat = args.get("nat", {})
    return NetworkOptions(
        cidr=args["cidr"],
        nodes_needed=args["nodes_needed"],
        network_id=network_id(args["project"], args["prefix"]),
        flow_logs=args.get("flow_logs", FLOW_LOGS),
        nat_addresses=nat.get("addresses", 0),
        nat_min_ports=nat.get("min_ports", MIN_PORTS),
        nat_max_ports=nat.get("max_ports", MAX_PORTS),
        private_services=args.get("private_services", False),
        dns_zone=args.get("dns_zone"),
        peers=args.get("peers", {}),
        allow_from=args.get("allow_from", {}),
    )


def _nat(args: NetworkArgs) -> NatPlan:
    prefix, nat = args["prefix"], args.get("nat", {})
    return NatPlan(
        router=f"{prefix}-router",
        nat=f"{prefix}-nat",
        addresses=tuple(f"{prefix}-nat-{index}" for index in range(nat.get("addresses", 0))),
        min_ports=nat.get("min_ports", MIN_PORTS),
        max_ports=nat.get("max_ports", MAX_PORTS),
    )


def _dns(args: NetworkArgs) -> DnsPlan | None:
    prefix, domain = args["prefix"], args.get("dns_zone")
    with_apis = args.get("private_google_apis", False)
    if not domain and not with_apis:
        return None
    return DnsPlan(
        policy=f"{prefix}-dns",
        zone=f"{prefix}-dns" if domain else None,
        domain=f"{domain}." if domain else None,
        api_zones={f"{each}.": f"{prefix}-{each.split('.')[0]}" for each in API_DOMAINS} if with_apis else {},
    )
