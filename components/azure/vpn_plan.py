"""Names and shape of a VPN on Azure. Pure, no Pulumi resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import TYPE_CHECKING

from components.azure.shared import take_name
from components.checks import Checks
from components.vpn_args import take_asn, take_tunnels
from podwright.catalog.regions import regions
from podwright.plan.mesh import WINDOWS, check_asn
from podwright.plan.names_azure import check_tags

if TYPE_CHECKING:
    from components.azure.vpn import AzureVpnConnectionArgs, AzureVpnGatewayArgs

INSTANCES = 2
SIZES = ("VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ")
"""Of the second generation (learn.microsoft.com, About gateway SKUs); VpnGw1AZ is of the first, and Azure moves no
gateway from one to the other."""
MOST_PEERS = 4
"""Public addresses of one peer: Oracle has two for each instance of the gateway."""


@dataclass(frozen=True, slots=True)
class AzureVpnGatewayPlan:
    """Names of a gateway's parts."""

    gateway: str
    addresses: tuple[str, ...]
    size: str


@dataclass(frozen=True, slots=True)
class AzureVpnConnectionPlan:
    """Names of a connection's parts, and the inside addresses that each uses."""

    tunnels: Mapping[str, str]
    """Names of the connections and of the peers' gateways, by key, in the order of the keys."""
    inside_addresses: Mapping[str, tuple[str, ...]]
    """By key, one for each instance: Azure wants one of either, though the tunnel ends at one of them."""


def plan_azure_vpn_gateway(name: str, args: AzureVpnGatewayArgs) -> AzureVpnGatewayPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureVpnGateway", name)
    _take_tags(checks, args.get("labels", {}))
    checks.take(check_asn("azure", args["asn"]))
    gateway = take_name(checks, "part", args["prefix"], "vpn")
    addresses = tuple(take_name(checks, "part", args["prefix"], "vpn", str(each)) for each in range(INSTANCES))
    size = args.get("size", SIZES[0])
    if size not in SIZES:
        checks.add("size", "is no size of a gateway with zones", given=size, allowed=", ".join(SIZES))
    wanted = [str(each) for each in range(INSTANCES)]
    if sorted(args["inside_addresses"]) != wanted:
        given = ", ".join(sorted(args["inside_addresses"])) or "none"
        checks.add("inside_addresses", "are not those of both instances", given=given, allowed=", ".join(wanted))
    for instance, inside in args["inside_addresses"].items():
        for address in inside:
            if not _in_window(address):
                checks.add(
                    f"inside_addresses.{instance}",
                    "is not where Azure takes inside addresses",
                    given=address,
                    allowed=" or ".join(WINDOWS),
                )
    checks.done()
    return AzureVpnGatewayPlan(gateway, addresses, size)


def plan_azure_vpn_connection(name: str, args: AzureVpnConnectionArgs) -> AzureVpnConnectionPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("AzureVpnConnection", name)
    _take_tags(checks, args.get("labels", {}))
    take_asn(checks, args["asn"])
    take_tunnels(checks, args["tunnels"], INSTANCES, MOST_PEERS)
    keys = sorted(args["tunnels"])
    names = {key: take_name(checks, "part", args["prefix"], args["peer"], key, field=f"tunnels.{key}") for key in keys}
    first = {args["tunnels"][key]["interface"]: args["tunnels"][key]["address"] for key in reversed(keys)}
    if args["tunnels"] and set(first) < set(range(INSTANCES)):
        checks.add("tunnels", "leave an instance of the gateway without one", fix="add a tunnel for either instance")
    checks.done()
    inside = {
        key: tuple(
            args["tunnels"][key]["address"] if args["tunnels"][key]["interface"] == each else first[each]
            for each in range(INSTANCES)
        )
        for key in keys
    }
    return AzureVpnConnectionPlan(names, inside)


def zones_of(region: str) -> list[str] | None:
    """The zones that a public address of the region stands in, as Azure numbers them; None where it has none."""
    found = regions("azure")[region].zones if region in regions("azure") else ()
    return [zone.rpartition("-")[2] for zone in found] or None


def _take_tags(checks: Checks, labels: Mapping[str, str]) -> None:
    for problem in check_tags(labels):
        checks.take(problem, f"labels.{problem.subject}")


def _in_window(address: str) -> bool:
    try:
        return any(IPv4Address(address) in IPv4Network(window) for window in WINDOWS)
    except ValueError:
        return False
