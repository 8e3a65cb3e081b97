"""The networks between GPUs on the emulated cloud, with the real engine: their whole life, and a change in place."""

from __future__ import annotations

from typing import cast

import pytest

from podwright.testing.clouds import EmulatedClouds

pytestmark = pytest.mark.engine
CONFIG: dict[str, object] = {"gcp:project": "lab", "gcp:region": "us-central1"}

PROGRAM = """
import pulumi
from components.gcp.fabric_network import FabricNetwork

for name, accelerator, zone in (
    ("mega", "h100-mega", "us-central1-a"),
    ("ultra", "h200", "us-central1-b"),
    ("grace", "gb300", "us-central1-b"),
):
    args = {"project": "lab", "zone": zone, "prefix": "gcp-us-central1", "accelerator": accelerator}
    if name == "ultra":
        args.update(%s)
    fabric = FabricNetwork(name, args)
    pulumi.export(name, fabric.subnetworks)
"""
OPEN, TAGGED = PROGRAM % "{}", PROGRAM % '{"secure_tag": "tagValues/281480000000001"}'


def test_lives_and_gets_a_firewall_in_place(emulated_clouds: EmulatedClouds) -> None:
    """A tag later on adds a policy and touches no network: replacing one would take the machines with it."""
    assert emulated_clouds.preview(OPEN, config=CONFIG).succeeded()
    first = emulated_clouds.up(OPEN, config=CONFIG).succeeded()
    subnets = cast("dict[str, list[str]]", first.outputs)
    assert {name: len(each) for name, each in subnets.items()} == {"mega": 8, "ultra": 9, "grace": 9}
    assert emulated_clouds.up(OPEN, config=CONFIG).succeeded().resources == []
    tagged = emulated_clouds.up(TAGGED, config=CONFIG).succeeded()
    assert {(each.type.rsplit(":", 1)[-1], each.op) for each in tagged.resources} == {
        ("RegionNetworkFirewallPolicy", "create"),
        ("RegionNetworkFirewallPolicyRule", "create"),
        ("RegionNetworkFirewallPolicyAssociation", "create"),
    }
    assert emulated_clouds.refresh(TAGGED, config=CONFIG).succeeded().resources == []
    emulated_clouds.destroy(TAGGED, config=CONFIG).succeeded()
    assert list(emulated_clouds.resources()) == []
