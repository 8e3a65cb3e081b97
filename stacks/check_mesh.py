"""Rules of a stack of kind mesh, as far as its own file tells: members, numbers, addresses and names.

What its members must have is `podwright.fleet.mesh`.
"""

from __future__ import annotations

from podwright.catalog.regions import cloud_title
from podwright.errors import InputError
from podwright.plan.mesh import CLOUDS, ORACLE_ASN, check_asn, check_tunnel_range
from podwright.plan.names import cloud_name
from stacks.findings import Findings
from stacks.mesh_members import KNOWN, member_cloud
from stacks.model import StackSpec
from stacks.model_mesh import Mesh
from stacks.source import KeyPath

MEMBERS: KeyPath = ("mesh", "members")
_OTHER_WAYS = {
    "gcp": "the networks of Google Cloud reach each other by a hub (network.hub)",
    "azure": "the networks of Azure reach each other by peering",
    "oci": "the networks of Oracle Cloud reach each other by a shared dynamic routing gateway or remote peering",
}
"""Two networks of one cloud need no VPN."""


def check_mesh(spec: StackSpec, findings: Findings, stack: str | None = None) -> None:
    """Members, then what each of them and all together must agree on."""
    mesh = spec.mesh
    if spec.kind != "mesh":
        message, fix = "mesh is no cloud", "write kind: mesh and leave cloud out, or name the cloud"
        findings.add(("cloud",), message, given="mesh", allowed=", ".join(KNOWN), fix=fix)
    if mesh is None:
        return
    problem = check_tunnel_range(mesh.tunnel_range)
    if problem:
        findings.adopt(("mesh", "tunnelRange"), problem)
    if len(mesh.members) < 2:
        count = f"{len(mesh.members)} member" if len(mesh.members) == 1 else "no member"
        findings.add(MEMBERS, f"has {count}, and a VPN has two sides", fix="add a region stack of another cloud")
    for name in mesh.members:
        _check_member(spec, mesh, name, findings)
    _check_clouds(mesh, findings)
    _check_numbers(mesh, findings)
    if stack is not None:
        _check_names(mesh, findings, stack)


def _check_member(spec: StackSpec, mesh: Mesh, name: str, findings: Findings) -> None:
    member, path = mesh.members[name], (*MEMBERS, name)
    if name not in spec.depends_on:
        fix = f"add {name} to podwright:dependsOn"
        findings.add(path, "is not among the stacks that are applied before the mesh", fix=fix)
    cloud = member_cloud(name, member)
    if cloud is None:
        message = "does not say its cloud, and its name does not begin with one"
        findings.add(path, message, allowed=", ".join(CLOUDS), fix="add cloud: gcp, or whichever it is")
    elif cloud not in CLOUDS:
        message = f"is of {cloud_title(cloud)}, which has no VPN service"
        titles = ", ".join(cloud_title(each) for each in CLOUDS)
        fix = f"remove it; ask {cloud_title(cloud)} for a direct connection, which a person has to order"
        findings.add(path, message, given=cloud, allowed=titles, fix=fix)
    elif problem := check_asn(cloud, member.asn):
        findings.adopt((*path, "asn"), problem)


def _check_clouds(mesh: Mesh, findings: Findings) -> None:
    first: dict[str, str] = {}
    for name, member in mesh.members.items():
        cloud = member_cloud(name, member)
        if cloud not in CLOUDS:
            continue
        other = first.setdefault(cloud, name)
        if other != name:
            message = f"is a second network of {cloud_title(cloud)} beside {other}: {_OTHER_WAYS[cloud]}"
            findings.add((*MEMBERS, name), message, fix="leave one of them out")


def _check_numbers(mesh: Mesh, findings: Findings) -> None:
    """Oracle's is taken by Oracle, also where a member of another cloud is given it."""
    first: dict[int, str] = {}
    for name, member in mesh.members.items():
        number = ORACLE_ASN if member_cloud(name, member) == "oci" else member.asn
        other = first.setdefault(number, name) if number is not None else name
        if other != name:
            message = f"is that of {other}: BGP would take the routes of one for its own"
            findings.add((*MEMBERS, name, "asn"), message, given=str(number), fix="take another number")


def _check_names(mesh: Mesh, findings: Findings, stack: str) -> None:
    """Names of tunnels end in the peer and a number; Google's limit is the shortest of all."""
    for name in mesh.members:
        try:
            cloud_name(stack, name, "0")
        except InputError as error:
            findings.adopt_all((*MEMBERS, name), error)
