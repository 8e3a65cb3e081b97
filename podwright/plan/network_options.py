"""What a region's network may be asked for, checked: flow logs, ways out, private access, names, neighbours.

One judgement for the stack file and for the component; subjects are the keys of a stack file (`nat.minPorts`,
`peers.research`). Ranges cut from the CIDR are `cidr.py`, overlaps `overlap.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network

from podwright.errors import Problem
from podwright.plan.cidr import check_cidr, check_private_services
from podwright.plan.overlap import PRIVATE, SHARED, overlaps

API_DOMAINS = ("googleapis.com", "gcr.io", "pkg.dev")
"""Domains that lead to the endpoint of Google's APIs: the APIs themselves and both registries of images."""
MIN_PORTS, MAX_PORTS = 64, 4096
"""NAT ports of a machine where nothing is said: image and checkpoint pulls open thousands of connections at once."""
PORTS_PER_ADDRESS = 64512
"""Ports of one NAT address, without the 1024 well-known ones (Google Cloud documentation: Cloud NAT ports)."""

_NETWORK = re.compile(r"projects/[a-z][a-z0-9:.-]*[a-z0-9]/global/networks/[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?")
_LINK = re.compile(r"^(?:https?:)?//[a-z0-9.-]+/(?:compute/)?(?:v1|beta|alpha)/")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_RESERVED_ZONES = ("google.internal", *API_DOMAINS)
_LONGEST_ZONE = 253


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """The options of one network, with every default filled in."""

    cidr: str
    nodes_needed: int
    network_id: str | None = None
    """The network's own id; None where the name of the stack is not known."""
    flow_logs: float = 0.5
    """Share of flows that are sampled, 0 to 1."""
    nat_addresses: int = 0
    """Static addresses of NAT; 0 leaves them to Google."""
    nat_min_ports: int = MIN_PORTS
    nat_max_ports: int = MAX_PORTS
    private_services: bool = False
    dns_zone: str | None = None
    peers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Networks to be peered with, by a name of one's own."""
    allow_from: Mapping[str, str] = field(default_factory=dict[str, str])
    """Ranges beyond the network that may connect, by a name of one's own."""
    way_in: str = "Identity-Aware Proxy"
    """What people come in through, where no range lets them."""


def check_options(options: NetworkOptions) -> list[Problem]:
    """Everything that is wrong with the options; what depends on a CIDR is left out where that is wrong itself."""
    problems = [*_flow_logs(options.flow_logs), *_nat(options), *_dns_zone(options.dns_zone), *_peers(options)]
    if check_cidr(options.cidr) is None:
        found = check_private_services(options.cidr) if options.private_services else None
        problems += [found] if found else []
        problems += _allowed(options)
    return problems


def _flow_logs(share: float) -> Iterator[Problem]:
    if not 0 <= share <= 1:
        yield Problem("flowLogs", f"{share} is no share of the flows", str(share), "0 to 1", "leave it out for 0.5")


def _nat(options: NetworkOptions) -> Iterator[Problem]:
    low, high = options.nat_min_ports, options.nat_max_ports
    usable = True
    for key, ports, least, most in (("minPorts", low, 32, 32768), ("maxPorts", high, 64, 65536)):
        if not least <= ports <= most or ports & (ports - 1):
            what = f"{ports} is no number of ports that NAT can give a machine"
            yield Problem(f"nat.{key}", what, str(ports), f"a power of two from {least} to {most}", None)
            usable = False
    if usable and high <= low:
        what = f"{high} is not above minPorts {low}, so that no machine could get more than it starts with"
        yield Problem("nat.maxPorts", what, str(high), f"more than {low}", f"write {max(2 * low, MAX_PORTS)}")
    held = options.nat_addresses * PORTS_PER_ADDRESS // max(low, 1)
    if usable and options.nat_addresses and held < options.nodes_needed:
        needed = -(-options.nodes_needed * low // PORTS_PER_ADDRESS)
        machines = f"{held} machine" if held == 1 else f"{held} machines"
        what = f"with {low} ports a machine they serve {machines}, the pools may reach {options.nodes_needed}"
        yield Problem("nat.addresses", what, str(options.nat_addresses), f"{needed} or more", f"write {needed}")


def _dns_zone(zone: str | None) -> Iterator[Problem]:
    if zone is None:
        return
    plain = zone.strip(".").lower()
    labels = plain.split(".")
    allowed = "two or more labels of lower-case letters, digits and dashes, such as nl.lab.internal"
    if len(labels) < 2 or len(plain) > _LONGEST_ZONE or not all(_LABEL.fullmatch(each) for each in labels):
        yield Problem("dnsZone", f"{zone or 'an empty text'} is no name of a private DNS zone", zone, allowed, None)
    elif plain != zone:
        yield Problem("dnsZone", f"{zone} is not how a zone is written here", zone, allowed, f"write {plain}")
    taken = next((each for each in _RESERVED_ZONES if plain == each or plain.endswith(f".{each}")), None)
    if taken:
        what = f"{plain} would hide Google's own names under {taken} from the machines of the region"
        yield Problem("dnsZone", what, zone, "a domain of your own", f"write {labels[0]}.lab.internal")


def _peers(options: NetworkOptions) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for key, network in options.peers.items():
        subject, allowed = f"peers.{key}", "projects/<project>/global/networks/<name>"
        if not _NETWORK.fullmatch(network):
            bare = _LINK.sub("", network)
            fix = f"write {bare}" if _NETWORK.fullmatch(bare) else "give the network's id with its project"
            yield Problem(subject, f"{network or 'an empty text'} is no id of a network", network, allowed, fix)
        elif network == options.network_id:
            yield Problem(subject, "is the region's own network", network, "another network", "remove it")
        elif first.setdefault(network, key) != key:
            what = f"is the network of peers.{first[network]}; two networks have one peering"
            yield Problem(subject, what, network, None, "remove one of them")


def _allowed(options: NetworkOptions) -> Iterator[Problem]:
    named: dict[str, str] = {"cidr": options.cidr}
    own = (*PRIVATE, SHARED)
    for key, cidr in options.allow_from.items():
        subject = f"allowFrom.{key}"
        try:
            network = IPv4Network(cidr)
        except ValueError:
            what = f"{cidr or 'an empty text'} is no IPv4 range that starts at its own border"
            yield Problem(subject, what, cidr, "a private IPv4 range, such as 10.64.0.0/14", _border(cidr))
            continue
        if not any(network.subnet_of(IPv4Network(each)) for each in own):
            what = f"{cidr} is not private, and machines of the internet would be let in"
            allowed = f"a part of {', '.join(own[:-1])} or {own[-1]}"
            yield Problem(subject, what, cidr, allowed, f"let people in through {options.way_in}")
            continue
        named[subject] = cidr
    problems = overlaps(named)
    yield from (each for each in problems if each.subject != "cidr" and each.severity == "error")


def _border(cidr: str) -> str | None:
    try:
        return f"write {IPv4Network(cidr, strict=False)}"
    except ValueError:
        return None
