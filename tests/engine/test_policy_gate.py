"""The project's own rules in front of a real update: a stack that breaks one is blocked before anything is created."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from podwright.emulator import daemon
from podwright.engine.locate import Engine
from tests.engine.fleet_project import REPOSITORY, make_fleet_project, results, stack

pytestmark = pytest.mark.engine


PROGRAM = "stacks/__main__.py"
COMPOSED = "        compose(read_spec(CONFIG.get()), stack)\n"
"""The line of the program after which somebody declares more, by hand: what is in no stack file no check can refuse."""
OPEN_ON_AZURE = """
        from pulumi_azure_native import network

        network.SecurityRule(
            "way-in", resource_group_name=stack, network_security_group_name=f"{stack}-nodes-nsg", priority=200,
            access="Allow", direction="Inbound", protocol="Tcp", source_port_range="*",
            source_address_prefix="Internet", destination_address_prefix="*", destination_port_range="22",
        )
"""
OPEN_ON_ORACLE = """
        import pulumi_oci as oci

        ssh = oci.core.NetworkSecurityGroupSecurityRuleTcpOptionsDestinationPortRangeArgs(min=22, max=22)
        oci.core.NetworkSecurityGroupSecurityRule(
            "way-in", network_security_group_id="ocid1.networksecuritygroup.oc1..aaaa", direction="INGRESS",
            protocol="6", source="0.0.0.0/0", source_type="CIDR_BLOCK",
            tcp_options=oci.core.NetworkSecurityGroupSecurityRuleTcpOptionsArgs(destination_port_range=ssh),
            opts=pulumi.ResourceOptions(provider=oci.Provider("by-hand", region="ap-tokyo-1")),
        )
"""


@dataclass(frozen=True)
class Mistake:
    """What somebody writes into a committed file, and which rule says what of it."""

    stack: str
    upstream: str
    """The stack it depends on, which is sound."""
    file: str
    before: str
    after: str
    policy: str
    message: str


MISTAKES = {
    "azure": Mistake(
        stack="azure-japaneast",
        upstream="azure-global",
        file=PROGRAM,
        before=COMPOSED,
        after=COMPOSED + OPEN_ON_AZURE,
        policy="no-ssh-from-internet",
        message="way-in (azure-native:network:SecurityRule) lets SSH (port 22) in from Internet; name the ranges"
        " that may come in, or let people in through Azure Bastion",
    ),
    "oci": Mistake(
        stack="oci-ap-tokyo-1",
        upstream="oci-global",
        file=PROGRAM,
        before=COMPOSED,
        after=COMPOSED + OPEN_ON_ORACLE,
        policy="no-ssh-from-internet",
        message="way-in (oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule) lets SSH (port 22)"
        " in from 0.0.0.0/0; name the ranges that may come in, or let people in through the Bastion service",
    ),
    "coreweave": Mistake(
        stack="coreweave-us-east-04",
        upstream="coreweave-global",
        file="stacks/Pulumi.coreweave-us-east-04.yaml",
        before="version: v1.36",
        after="public: true\n    version: v1.36",
        policy="no-open-control-plane",
        message="cluster-cks (coreweave:index/cksCluster:CksCluster) has a public control plane that everybody may"
        " reach; set public to false and let people in over Tailscale or Direct Connect",
    ),
}


@pytest.mark.parametrize("cloud", MISTAKES)
def test_a_broken_rule_creates_nothing(cloud: str, tmp_path: Path, engine: Engine) -> None:
    """Exit 3 with the rule and its words, at its very first preview, and a cloud as it was before."""
    mistake = MISTAKES[cloud]
    project = make_fleet_project(tmp_path.resolve())
    for name in (mistake.upstream, mistake.stack):
        (project.root / _file(name)).write_text((REPOSITORY / _file(name)).read_text())
    try:
        upstream = project.report("up", mistake.upstream, "--yes")
        assert results(upstream) == {mistake.upstream: "succeeded"}, upstream
        before = project.report("emulator", "ls")["resources"]
        project.edit(mistake.file, mistake.before, mistake.after)
        report = project.report("up", mistake.stack, "--yes")
        found = stack(report, mistake.stack)
        assert (report["exit_code"], results(report)) == (3, {mistake.stack: "blocked"}), found["problems"]
        assert [
            (each["policy"], each["enforcement"], each["message"].splitlines()[-1])
            for each in found["policies"]["violations"]
        ] == [(mistake.policy, "mandatory", mistake.message)]
        assert found["policies"]["not_evaluated"] == []
        assert project.report("emulator", "ls")["resources"] == before
    finally:
        daemon.stop(project.root / ".podwright" / "emulated")


def _file(name: str) -> str:
    return f"stacks/Pulumi.{name}.yaml"
