"""The network with everything on, as the engine lives it: made, left alone, changed in place, gone without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.testing.clouds import EmulatedClouds

pytestmark = pytest.mark.engine

CONFIG: dict[str, object] = {"gcp:project": "lab-accelerators", "gcp:region": "europe-west4"}
ROOT = Path(__file__).parents[2]
PROGRAM = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import pulumi
from components.gcp.hub import Hub, HubSpoke
from components.gcp.network import Network

LABELS = {{"owner": "serving", "cost-centre": "cc-2107"}}
hub = Hub("hub", {{"project": "lab-accelerators", "name": "lab-hub", "accept_projects": ["lab-research"]}})
network = Network(
    "network",
    {{
        "project": "lab-accelerators",
        "region": "europe-west4",
        "prefix": "gcp-europe-west4",
        "labels": LABELS,
        "cidr": "10.32.0.0/14",
        "nodes_needed": 64,
        "iap_ssh": True,
        "nat": {{"addresses": 2, "min_ports": 128}},
        "proxies": True,
        "private_services": True,
        "private_google_apis": True,
        "dns_zone": "nl.lab.internal",
        "allow_from": {{"research": "10.64.0.0/16"}},
        "flow_logs": FLOW_LOGS,
        "peers": PEERS,
    }},
)
HubSpoke(
    "spoke",
    {{
        "project": "lab-accelerators",
        "prefix": "gcp-europe-west4",
        "hub": hub.hub_id,
        "network": network.network_id,
        "exclude_ranges": ["10.34.64.0/20"],
    }},
    pulumi.ResourceOptions(depends_on=[network]),
)
pulumi.export("services", network.private_services_range)
pulumi.export("apis", network.apis_address)
pulumi.export("zone", network.dns_zone)
"""


def program(flow_logs: float, peers: dict[str, str]) -> str:
    """The program with these options."""
    return PROGRAM.replace("FLOW_LOGS", repr(flow_logs)).replace("PEERS", repr(peers))


def test_a_network_with_everything_on(emulated_clouds: EmulatedClouds) -> None:
    """Preview, up, nothing to do, flow logs and a peer in place, logs off in place, destroy."""
    core = {"research": "projects/lab-research/global/networks/core"}
    before, after = program(0.5, {}), program(0.1, core)
    planned = emulated_clouds.preview(before, config=CONFIG).succeeded()
    made = emulated_clouds.up(before, config=CONFIG).succeeded()
    assert len(planned.resources) == len(made.resources)
    assert made.outputs == {
        "services": "gcp-europe-west4-services",
        "apis": "10.34.240.1",
        "zone": "gcp-europe-west4-dns",
    }
    assert emulated_clouds.up(before, config=CONFIG).succeeded().resources == []
    assert emulated_clouds.refresh(before, config=CONFIG).succeeded().resources == []
    changed = emulated_clouds.up(after, config=CONFIG).succeeded()
    assert {(each.name, each.op) for each in changed.resources} == {
        ("network-nodes", "update"),
        ("network-to-research", "create"),
    }
    silent = emulated_clouds.up(program(0, core), config=CONFIG).succeeded()
    assert {(each.name, each.op) for each in silent.resources} == {("network-nodes", "update")}
    assert emulated_clouds.up(program(0, core), config=CONFIG).succeeded().resources == []
    emulated_clouds.destroy(program(0, core), config=CONFIG).succeeded()
    assert [line.name for line in (*emulated_clouds.resources(), *emulated_clouds.permanent())] == []
