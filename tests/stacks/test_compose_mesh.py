"""What a mesh is made of, from the outputs of its members, and what is said where something is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc

from podwright.plan.mesh import tunnel_key
from stacks.__main__ import main
from tests.components.harness import UNKNOWN, Deployment, deploy

ROOT = Path(__file__).parents[2]
SECRET = "secret-of-the-environment-32-long"
GROUP = "/subscriptions/5ab5c419-0000-4000-8000-000000000001/resourceGroups/azure-westeurope"
OUTPUTS: Mapping[str, Mapping[str, Any]] = {
    "gcp-europe-west4": {
        "region": "europe-west4",
        "network": {
            "project": "lab-serving",
            "id": "projects/lab-serving/global/networks/gcp-europe-west4-net",
            "cidr": "10.32.0.0/14",
        },
    },
    "azure-westeurope": {
        "region": "westeurope",
        "network": {
            "resourceGroup": "azure-westeurope",
            "cidr": "10.64.0.0/14",
            "subnets": {"gateway": f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net/subnets/GatewaySubnet"},
        },
    },
    "oci-eu-amsterdam-1": {
        "region": "eu-amsterdam-1",
        "network": {
            "tenancy": "ocid1.tenancy.oc1..lab",
            "compartment": "ocid1.compartment.oc1..amsterdam",
            "drg": "ocid1.drg.oc1.eu-amsterdam-1.region",
            "cidr": "10.96.0.0/15",
        },
    },
}
ASNS = {"gcp-europe-west4": {"asn": 64512}, "azure-westeurope": {"asn": 65010}, "oci-eu-amsterdam-1": {}}


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an environment that has it."""
    monkeypatch.setenv("PODWRIGHT_MESH_KEY", SECRET)
    monkeypatch.delenv("PODWRIGHT_MESH_NEXT_KEY", raising=False)


def run(
    *members: str,
    outputs: Mapping[str, Mapping[str, Any]] | None = None,
    config: Mapping[str, str] | None = None,
    preview: bool = False,
) -> Deployment:
    """A mesh of the named members, of all where none is named."""
    names = members or tuple(OUTPUTS)
    given = {
        "podwright:kind": "mesh",
        "podwright:dependsOn": json.dumps(list(names)),
        "podwright:labels": json.dumps({"owner": "platform", "cost-centre": "cc-2100"}),
        "podwright:mesh": json.dumps({"members": {name: ASNS[name] for name in names}}),
        **(config or {}),
    }
    found = OUTPUTS if outputs is None else outputs
    references = {f"org/podwright/{name}": dict(found.get(name, {})) for name in OUTPUTS}
    return deploy(main, stack="mesh-europe", preview=preview, config=given, references=references)


def keys(made: Deployment) -> dict[str, str]:
    """The key of every tunnel, by its resource."""
    found = {
        each.name: each.inputs.get("sharedSecret") or each.inputs.get("sharedKey") for each in made.resources.values()
    }
    return {name: key["value"] for name, key in found.items() if key}


def test_every_member_is_joined_with_every_other() -> None:
    """Ten tunnels, each with an end on either side."""
    made = run()
    counts = made.counts
    assert counts["gcp:compute/vPNTunnel:VPNTunnel"] == 2 + 4
    assert counts["azure-native:network:VirtualNetworkGatewayConnection"] == 2 + 4
    assert counts["oci:Core/ipsecConnectionTunnelManagement:IpsecConnectionTunnelManagement"] == 4 + 4
    assert (counts["oci:Core/cpe:Cpe"], counts["oci:Core/ipsec:Ipsec"]) == (4, 4)
    assert counts["azure-native:network:VirtualNetworkGateway"] == counts["gcp:compute/haVpnGateway:HaVpnGateway"] == 1


def test_both_ends_of_a_tunnel_have_one_key_and_no_other_tunnel_has_it() -> None:
    """And it is derived from the secret, which is in nothing that is sent."""
    made = run()
    found = keys(made)
    assert len(found) == 20
    assert len(set(found.values())) == 10
    label = "mesh-europe/gcp-europe-west4/azure-westeurope/1"
    for end in ("gcp-europe-west4-azure-westeurope-tunnel-1", "azure-westeurope-gcp-europe-west4-tunnel-1"):
        assert found[end] == tunnel_key(SECRET, label)
    assert SECRET not in repr(made)


def test_ends_meet() -> None:
    """Public and inside addresses of one side are the peer's of the other."""
    made = run()
    oracle = made.outputs["oci-eu-amsterdam-1-gcp-europe-west4"]["addresses"]
    peer = made.resources["gcp-europe-west4-oci-eu-amsterdam-1-peer"].inputs
    assert [each["ipAddress"] for each in peer["interfaces"]] == oracle
    devices = [made.resources[f"oci-eu-amsterdam-1-gcp-europe-west4-device-{each}"] for each in (0, 1)]
    assert [each.inputs["ipAddress"] for each in devices] == made.outputs["gcp-europe-west4"]["addresses"]
    azure = made.resources["azure-westeurope-oci-eu-amsterdam-1-peer-3"].inputs
    tunnel = made.resources["oci-eu-amsterdam-1-azure-westeurope-tunnel-3"].inputs["bgpSessionInfo"]
    assert azure["bgpSettings"] == {"asn": 31898, "bgpPeeringAddress": "169.254.21.46"}
    assert tunnel == {
        "customerBgpAsn": "65010",
        "customerInterfaceIp": "169.254.21.45/30",
        "oracleInterfaceIp": "169.254.21.46/30",
    }
    assert made.resources["oci-eu-amsterdam-1-azure-westeurope-connection-0"].inputs["staticRoutes"] == ["10.64.0.0/14"]


def test_the_azure_gateway_knows_all_inside_addresses() -> None:
    """Azure wants them before any connection is made."""
    made = run().resources["azure-westeurope-gateway"].inputs["bgpSettings"]
    assert [each["customBgpIpAddresses"] for each in made["bgpPeeringAddresses"]] == [
        ["169.254.21.2", "169.254.21.33", "169.254.21.37"],
        ["169.254.21.6", "169.254.21.41", "169.254.21.45"],
    ]


def test_outputs_hold_no_key() -> None:
    """What others read."""
    made = run()
    outputs = made.outputs["stack"]
    assert outputs["asns"] == {"gcp-europe-west4": 64512, "azure-westeurope": 65010, "oci-eu-amsterdam-1": 31898}
    assert outputs["ranges"]["oci-eu-amsterdam-1"] == "10.96.0.0/15"
    assert outputs["connections"]["gcp-europe-west4"]["azure-westeurope"] == {
        "addresses": ["203.0.113.20", "203.0.113.21"],
        "tunnels": ["mesh-europe-azure-westeurope-0", "mesh-europe-azure-westeurope-1"],
    }
    text = json.dumps(outputs)
    assert not any(key in text for key in (SECRET, *keys(made).values()))


def test_half_of_the_tunnels_take_the_next_secret_first() -> None:
    """Of every pair the other half goes on carrying traffic."""
    before = keys(run())
    following = "another-secret-of-forty-characters-or-so"
    half = keys(run(config={"podwright-mesh:nextPreSharedKey": following}))
    assert {name.rpartition("-")[2] for name in before if half[name] != before[name]} == {"1", "3"}
    assert {name.rpartition("-")[2] for name in before if half[name] == before[name]} == {"0", "2"}
    after = keys(run(config={"podwright-mesh:preSharedKey": following}))
    assert {name.rpartition("-")[2] for name in half if after[name] != half[name]} == {"0", "2"}


def test_a_secret_of_the_configuration_comes_first() -> None:
    """As it does for every other secret."""
    own = "secret-of-the-file-that-is-long-enough"
    made = keys(run(config={"podwright-mesh:preSharedKey": own}))
    label = "mesh-europe/gcp-europe-west4/azure-westeurope/0"
    assert made["gcp-europe-west4-azure-westeurope-tunnel-0"] == tunnel_key(own, label)


def test_without_a_secret_there_is_no_mesh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is registered, and it says where it is looked for."""
    monkeypatch.delenv("PODWRIGHT_MESH_KEY")
    with pytest.raises(pulumi.RunError) as caught:
        run()
    assert str(caught.value) == (
        "there is no secret to derive the keys of the tunnels from\n"
        "  allowed: at least 32 printable characters\n"
        "  fix:     openssl rand -hex 32 | pulumi config set --secret podwright-mesh:preSharedKey,"
        " or set PODWRIGHT_MESH_KEY"
    )


def test_a_short_secret_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that is half of a rotation."""
    monkeypatch.setenv("PODWRIGHT_MESH_NEXT_KEY", "hunter2")
    with pytest.raises(pulumi.RunError) as caught:
        run()
    assert str(caught.value) == (
        "PODWRIGHT_MESH_NEXT_KEY is too short to derive keys from\n"
        "  given:   7 characters\n"
        "  allowed: at least 32 printable characters\n"
        "  fix:     make one: openssl rand -hex 32"
    )


def test_members_that_were_never_applied_are_previewed() -> None:
    """What they are made of is known, where it stands is not."""
    made = run(outputs={}, preview=True)
    assert len(keys(made)) == 20
    assert made.resources["gcp-europe-west4-gateway"].inputs["network"] == UNKNOWN
    assert made.outputs["stack"]["ranges"] == UNKNOWN


def test_an_update_says_what_to_apply_first() -> None:
    """A region that lets no VPN in is the same to a mesh as one that is not there."""
    network = {key: value for key, value in OUTPUTS["oci-eu-amsterdam-1"]["network"].items() if key != "drg"}
    applied = {**OUTPUTS, "oci-eu-amsterdam-1": {"region": "eu-amsterdam-1", "network": network}}
    with pytest.raises(pulumi.RunError) as caught:
        run("gcp-europe-west4", "oci-eu-amsterdam-1", outputs=applied)
    assert str(caught.value) == (
        "mesh.members.oci-eu-amsterdam-1: oci-eu-amsterdam-1 has no output network.drg\n"
        "  fix:     apply oci-eu-amsterdam-1 first, with vpn: true in its podwright:network"
    )


def test_ranges_that_were_applied_must_be_apart() -> None:
    """The files may be newer than what is there."""
    network = {**OUTPUTS["oci-eu-amsterdam-1"]["network"], "cidr": "10.33.0.0/16"}
    applied = {**OUTPUTS, "oci-eu-amsterdam-1": {"region": "eu-amsterdam-1", "network": network}}
    with pytest.raises(pulumi.RunError) as caught:
        run("gcp-europe-west4", "oci-eu-amsterdam-1", outputs=applied)
    assert str(caught.value) == (
        "members of a mesh must not overlap:\n"
        "error: oci-eu-amsterdam-1: gcp-europe-west4 10.32.0.0/14 contains oci-eu-amsterdam-1 10.33.0.0/16\n"
        "  given:   10.33.0.0/16\n"
        "  fix:     the next free /16 is 10.0.0.0/16"
    )


def test_keys_are_secrets_on_the_wire() -> None:
    """A key that is none would stand in the state in plain text."""
    made = run()
    marked = {rpc._special_sig_key: rpc._special_secret_sig}  # pyright: ignore[reportPrivateUsage]
    ends = [each.inputs.get("sharedSecret") or each.inputs.get("sharedKey") for each in made.resources.values()]
    assert all(end.items() >= marked.items() for end in ends if end)


def test_a_mesh_imports_the_clouds_of_its_members_only() -> None:
    """An SDK costs seconds."""
    program = (
        "import sys\n"
        "from tests.stacks.test_compose_mesh import run\n"
        "run('gcp-europe-west4', 'oci-eu-amsterdam-1')\n"
        "print([name for name in ('pulumi_azure_native', 'pulumi_gcp', 'pulumi_oci') if name in sys.modules])\n"
    )
    environment = {**os.environ, "PODWRIGHT_MESH_KEY": SECRET}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    )
    assert done.stdout == "['pulumi_gcp', 'pulumi_oci']\n"
