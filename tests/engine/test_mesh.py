"""A mesh of three clouds with the real engine: its whole life, a rotation of its keys, and where those are not seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.engine.project import emulated_folder
from podwright.plan.mesh import CLOUDS, Member, plan_mesh, tunnel_key
from podwright.testing.clouds import EmulatedClouds

pytestmark = pytest.mark.engine
TENANCY = "ocid1.tenancy.oc1..lab"
CONFIG: dict[str, object] = {
    "gcp:project": "lab-serving",
    "azure-native:subscriptionId": "5ab5c419-0000-4000-8000-000000000001",
    "oci:tenancyOcid": TENANCY,
    "oci:region": "eu-amsterdam-1",
}
MEMBERS = ("gcp-nl", "azure-nl", "oci-nl")
SECRET = "emulated-secret-of-thirty-two-characters"
"""What an emulated environment has."""
FOLLOWING = "second-secret-of-thirty-two-characters"

PROGRAM = """
import pulumi

stack, labels = pulumi.get_stack(), {"owner": "platform", "cost-centre": "cc-2100"}
place = {"prefix": stack, "labels": labels, "nodes_needed": 4}
if stack == "gcp-nl":
    from components.gcp.network import Network

    made = Network("network", {**place, "project": "lab-serving", "region": "europe-west4", "cidr": "10.32.0.0/16"})
    pulumi.export("region", "europe-west4")
    pulumi.export("network", {"project": "lab-serving", "id": made.network_id, "cidr": "10.32.0.0/16"})
elif stack == "azure-nl":
    from components.azure.network import AzureNetwork

    made = AzureNetwork("network", {**place, "region": "westeurope", "cidr": "10.64.0.0/16", "vpn": True})
    pulumi.export("region", "westeurope")
    pulumi.export(
        "network", {"resourceGroup": made.resource_group, "subnets": made.subnets, "cidr": "10.64.0.0/16"}
    )
elif stack == "oci-nl":
    from components.oci.network import OciNetwork

    compartment = "ocid1.tenancy.oc1..lab"
    made = OciNetwork(
        "network",
        {**place, "compartment": compartment, "region": "eu-amsterdam-1", "cidr": "10.96.0.0/16", "vpn": True},
    )
    pulumi.export("region", "eu-amsterdam-1")
    pulumi.export(
        "network",
        {"compartment": compartment, "tenancy": compartment, "drg": made.drg_id, "cidr": "10.96.0.0/16"},
    )
else:
    from stacks.compose_mesh import compose
    from stacks.spec import parse

    members = {"gcp-nl": {"asn": 64512}, "azure-nl": {"asn": 65010}, "oci-nl": {}}
    spec, problems = parse(
        {"kind": "mesh", "dependsOn": list(members), "labels": labels, "mesh": {"members": members}}, None
    )
    compose(spec, stack)
"""


def keys(secret: str) -> dict[str, str]:
    """The key of each tunnel, by what it is derived for."""
    members = [Member(f"{cloud}-nl", cloud, 64512) for cloud in CLOUDS]
    labels = {
        tunnel.label
        for peers in plan_mesh("mesh", members).values()
        for connection in peers.values()
        for tunnel in connection.tunnels
    }
    return {label: tunnel_key(secret, label) for label in labels}


def test_a_mesh_lives_and_changes_its_keys_by_halves(emulated_clouds: EmulatedClouds) -> None:
    """Google can only make a tunnel anew, so the other half has to carry the traffic; the others change in place."""
    clouds = emulated_clouds
    for member in MEMBERS:
        clouds.up(PROGRAM, stack=member, config=CONFIG).succeeded()
    before = {each.id for each in clouds.resources()}
    assert clouds.preview(PROGRAM, stack="mesh", config=CONFIG).succeeded()
    first = clouds.up(PROGRAM, stack="mesh", config=CONFIG).succeeded()
    assert first.outputs["asns"] == {"gcp-nl": 64512, "azure-nl": 65010, "oci-nl": 31898}
    assert clouds.up(PROGRAM, stack="mesh", config=CONFIG).succeeded().resources == []

    half = clouds.up(PROGRAM, stack="mesh", config={**CONFIG, "podwright-mesh:nextPreSharedKey": FOLLOWING}).succeeded()
    assert {each.name.rpartition("-")[2] for each in half.resources} == {"1", "3"}
    changed = {(each.type.rpartition(":")[2], each.op) for each in half.resources}
    assert changed >= {("VirtualNetworkGatewayConnection", "update"), ("IpsecConnectionTunnelManagement", "update")}
    assert {kind for kind, op in changed if op != "update"} == {"VPNTunnel", "RouterInterface", "RouterPeer"}
    after = {**CONFIG, "podwright-mesh:preSharedKey": FOLLOWING}
    rest = clouds.up(PROGRAM, stack="mesh", config=after).succeeded()
    assert {each.name.rpartition("-")[2] for each in rest.resources} == {"0", "2"}
    assert clouds.up(PROGRAM, stack="mesh", config=after).succeeded().resources == []

    _nothing_is_readable(clouds.folder, [repr(run) for run in (first, half, rest)])
    clouds.destroy(PROGRAM, stack="mesh", config=after).succeeded()
    assert {each.id for each in clouds.resources()} == before
    for member in MEMBERS:
        clouds.destroy(PROGRAM, stack=member, config=CONFIG).succeeded()
    assert list(clouds.resources()) == []


def _nothing_is_readable(folder: Path, told: list[str]) -> None:
    """Neither secret nor key in what Pulumi keeps or says; only in the clouds themselves, which need the keys.

    The second secret is in the configuration in plain text here, which Pulumi keeps as it is.
    """
    secrets = {SECRET, *keys(SECRET).values(), *keys(FOLLOWING).values()}
    files = list(emulated_folder(folder.parent.parent).state.rglob("*.json"))
    assert any("mesh" in file.name for file in files)
    texts = [*told, *(file.read_text("utf-8") for file in files)]
    assert not [secret for secret in secrets for text in texts if secret in text]


def test_what_was_never_applied_is_said_before_anything_is_made(emulated_clouds: EmulatedClouds) -> None:
    """A mesh that comes first is previewed, and its update says which stack has to come before."""
    emulated_clouds.up(PROGRAM, stack="gcp-nl", config=CONFIG).succeeded()
    for member in ("azure-nl", "oci-nl"):
        # A stack has to exist to be referred to, and has no outputs yet.
        emulated_clouds.preview(PROGRAM, stack=member, config=CONFIG).succeeded()
    there = {each.id for each in emulated_clouds.resources()}
    assert emulated_clouds.preview(PROGRAM, stack="mesh", config=CONFIG).succeeded()
    refused = emulated_clouds.up(PROGRAM, stack="mesh", config=CONFIG)
    assert not refused.ok
    assert "has no output" in (refused.error or "")
    assert {each.id for each in emulated_clouds.resources()} >= there
