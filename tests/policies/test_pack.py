"""The pack as the engine uses it: its own process, spoken to over gRPC, configured through the environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from ruamel.yaml import YAML

from tests.policies.rules.subjects import NODE_POOL, UNKNOWN, Props

PACK = Path(__file__).parents[2] / "policies"
MANDATORY = {
    "no-open-control-plane",
    "no-public-address-on-accelerators",
    "no-public-endpoint",
    "no-public-network-on-accelerators",
    "no-ssh-from-internet",
    "owner-labels",
    "quota-covers-accelerators",
    "region-in-jurisdiction",
}

Stub = Any


@pytest.fixture(scope="module")
def pack() -> Iterator[Stub]:
    """A running pack, with the configuration of a Dutch stack in the way the language host gives it."""
    config = {"podwright:kind": "region", "podwright:jurisdiction": "NL"}
    environment = {
        **os.environ,
        "PULUMI_CONFIG": json.dumps(config),
        "PULUMI_PROJECT": "podwright",
        "PULUMI_STACK": "gcp-europe-west4",
        "PULUMI_DRY_RUN": "true",
    }
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)]
    with subprocess.Popen(command, cwd=PACK, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        assert first.isdigit(), f"the first line must be the port: {first!r}"
        with grpc.insecure_channel(f"127.0.0.1:{first}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
        process.kill()


def struct(props: Props) -> struct_pb2.Struct:
    return json_format.ParseDict(props, struct_pb2.Struct())


def analyze(pack: Stub, kind: str, props: Props) -> list[Any]:
    request = analyzer_pb2.AnalyzeRequest(
        type=kind, properties=struct(props), urn=f"urn:pulumi:t::p::{kind}::it", name="it"
    )
    return list(pack.Analyze(request).diagnostics)


def test_the_rules_are_mandatory(pack: Stub) -> None:
    """The SDK's default is advisory, which stops nobody; only the hint for a person is meant to be."""
    info = pack.GetAnalyzerInfo(empty_pb2.Empty())
    levels = {policy.name: policy.enforcementLevel for policy in info.policies}
    assert info.name == "podwright"
    assert {name for name, level in levels.items() if level == analyzer_pb2.MANDATORY} == MANDATORY
    assert {name for name, level in levels.items() if level == analyzer_pb2.ADVISORY} == {"quota-asked-by-hand"}


def test_benchmark_controls_are_named(pack: Stub) -> None:
    """Auditors look for the control's number."""
    info = pack.GetAnalyzerInfo(empty_pb2.Empty())
    references = {policy.name: policy.framework.reference for policy in info.policies if policy.framework.reference}
    assert references == {"no-public-address-on-accelerators": "4.9", "no-ssh-from-internet": "3.6"}


def test_a_violation_stops_the_update(pack: Stub) -> None:
    """Level, description and remedy arrive as the engine shows them; the jurisdiction came from the configuration."""
    found = analyze(pack, "gcp:compute/subnetwork:Subnetwork", {"region": "us-east5"})
    assert [(each.policyName, each.enforcementLevel) for each in found] == [
        ("region-in-jurisdiction", analyzer_pb2.MANDATORY)
    ]
    assert found[0].message == (
        "Resources stand in the country that the stack declares.\n"
        "it (gcp:compute/subnetwork:Subnetwork) stands in us-east5, outside of NL; set region to europe-west4,"
        " or correct podwright:jurisdiction"
    )


def test_an_unknown_value_is_mandatory_too(pack: Stub) -> None:
    """Left to the SDK this would be an advisory remark, and the preview would be green."""
    pool: Props = {
        "nodeConfig": {
            "machineType": UNKNOWN,
            "resourceLabels": {"owner": "a", "cost-centre": "b"},
        }
    }
    found = analyze(pack, NODE_POOL, pool)
    assert [(each.policyName, each.enforcementLevel) for each in found] == [
        ("no-public-address-on-accelerators", analyzer_pb2.MANDATORY)
    ]
    assert found[0].message.splitlines()[1].startswith("not evaluated: nodeConfig.machineType of it")


def test_the_whole_stack_is_judged(pack: Stub) -> None:
    """Rules about sums get every resource at once."""
    resource = analyzer_pb2.AnalyzerResource(
        type=NODE_POOL,
        name="serve-0",
        urn=f"urn:pulumi:t::p::{NODE_POOL}::serve-0",
        properties=struct(
            {"nodeCount": 16, "nodeLocations": ["europe-west4-a"], "nodeConfig": {"machineType": "ct6e-standard-4t"}}
        ),
    )
    found = list(pack.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=[resource])).diagnostics)
    assert [(each.policyName, each.enforcementLevel) for each in found] == [
        ("quota-covers-accelerators", analyzer_pb2.MANDATORY)
    ]


def test_the_pack_names_its_toolchain() -> None:
    """Without it the language host finds uv.lock above and needs a program that may not be there."""
    project = cast("Props", cast("Any", YAML(typ="safe")).load(PACK / "PulumiPolicy.yaml"))
    assert project["runtime"] == {"name": "python", "options": {"toolchain": "pip", "virtualenv": "../.venv"}}
    assert project["version"]


def test_every_rule_is_documented(pack: Stub) -> None:
    """The README lists each rule with the level it really has."""
    info = pack.GetAnalyzerInfo(empty_pb2.Empty())
    words = {analyzer_pb2.MANDATORY: "mandatory", analyzer_pb2.ADVISORY: "advisory"}
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", (PACK / "README.md").read_text(), re.MULTILINE)
    assert dict(rows) == {policy.name: words[policy.enforcementLevel] for policy in info.policies}
