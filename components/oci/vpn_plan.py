"""Names and shape of a VPN on Oracle Cloud. Pure, no Pulumi resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.checks import Checks
from components.vpn_args import take_asn, take_tunnels
from podwright.plan.names_oci import check_tags, oci_name

if TYPE_CHECKING:
    from components.oci.vpn import OciVpnConnectionArgs

ENDS = 2
"""Tunnels of an IPSec connection (Oracle documentation, "Site-to-Site VPN Overview")."""
MOST_ADDRESSES = 2
"""Public addresses of a peer."""


@dataclass(frozen=True, slots=True)
class OciVpnConnectionPlan:
    """Names of a connection's parts."""

    connections: tuple[str, ...]
    """IPSec connections and the peer's devices, one for each address of the peer."""
    tunnels: Mapping[str, str]
    """Tunnels by key, in the order of the keys."""


def plan_oci_vpn_connection(name: str, args: OciVpnConnectionArgs) -> OciVpnConnectionPlan:
    """The plan, or an `InputError` with everything that is wrong with the arguments."""
    checks = Checks("OciVpnConnection", name)
    for problem in check_tags(args.get("labels", {})):
        checks.take(problem, "labels" if problem.subject == "labels" else f"labels.{problem.subject}")
    take_asn(checks, args["asn"])
    take_tunnels(checks, args["tunnels"], ENDS * MOST_ADDRESSES, MOST_ADDRESSES)
    for key, tunnel in args["tunnels"].items():
        if tunnel["peer_interface"] != tunnel["interface"] // ENDS:
            leads = tunnel["interface"] // ENDS
            checks.add(
                f"tunnels.{key}.peer_interface",
                f"is not where interface {tunnel['interface']} leads to",
                given=str(tunnel["peer_interface"]),
                allowed=str(leads),
            )
    places = sorted({tunnel["interface"] // ENDS for tunnel in args["tunnels"].values()})
    if places != list(range(len(places))):
        checks.add("tunnels", "leave out the first address of the peer", fix="begin with interface 0")
    names = checks.attempt(
        lambda: {key: oci_name("display", args["prefix"], args["peer"], key) for key in sorted(args["tunnels"])},
        field="peer",
    )
    checks.done()
    return OciVpnConnectionPlan(tuple(f"{args['prefix']}-{args['peer']}-{place}" for place in places), names or {})
