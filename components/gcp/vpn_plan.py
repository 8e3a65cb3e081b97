"""Names and shape of a VPN on Google Cloud. Pure, no Pulumi resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.vpn_args import take_asn, take_tunnels
from podwright.plan.mesh import check_asn
from podwright.plan.names import cloud_name

if TYPE_CHECKING:
    from components.gcp.vpn import VpnConnectionArgs, VpnGatewayArgs

INTERFACES = 2
"""Of an HA VPN gateway."""
REDUNDANCY: Mapping[int, str] = {
    1: "SINGLE_IP_INTERNALLY_REDUNDANT",
    2: "TWO_IPS_REDUNDANCY",
    4: "FOUR_IPS_REDUNDANCY",
}
"""By the number of the peer's addresses, what Google calls it (the SDK's docstring of ExternalVpnGateway)."""


@dataclass(frozen=True, slots=True)
class VpnGatewayPlan:
    """Names of a gateway's parts."""

    gateway: str
    router: str


@dataclass(frozen=True, slots=True)
class VpnConnectionPlan:
    """Names of a connection's parts, and what the peer is."""

    peer: str
    redundancy: str
    interfaces: int
    """Public addresses of the peer."""
    tunnels: Mapping[str, str]
    """Names of the tunnels, their interfaces and sessions, by key, in the order of the keys."""


def plan_vpn_gateway(name: str, args: VpnGatewayArgs) -> VpnGatewayPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("VpnGateway", name)
    checks.labels(args.get("labels", {}))
    checks.take(check_asn("gcp", args["asn"]))
    checks.attempt(lambda: cloud_name(args["prefix"], "vpn-router"), field="prefix")
    checks.done()
    return VpnGatewayPlan(f"{args['prefix']}-vpn", f"{args['prefix']}-vpn-router")


def plan_vpn_connection(name: str, args: VpnConnectionArgs) -> VpnConnectionPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("VpnConnection", name)
    checks.labels(args.get("labels", {}))
    take_asn(checks, args["asn"])
    take_tunnels(checks, args["tunnels"], INTERFACES, max(REDUNDANCY))
    keys = sorted(args["tunnels"])
    peer = checks.attempt(lambda: cloud_name(args["prefix"], args["peer"]), field="peer")
    tunnels = {
        key: checks.attempt(lambda key=key: cloud_name(args["prefix"], args["peer"], key), field=f"tunnels.{key}")
        for key in keys
    }
    used = {each["peer_interface"] for each in args["tunnels"].values()}
    if used and (used != set(range(len(used))) or len(used) not in REDUNDANCY):
        checks.add(
            "tunnels",
            "do not lead to every address of the peer",
            given=", ".join(str(each) for each in sorted(used)),
            allowed="peer interfaces 0, or 0 and 1, or 0 to 3",
        )
    checks.done()
    return VpnConnectionPlan(
        peer or "", REDUNDANCY[len(used)], len(used), {key: each or "" for key, each in tunnels.items()}
    )
