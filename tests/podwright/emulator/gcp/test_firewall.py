"""VPC firewall rules."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, Made, refused

FIREWALL = "gcp:compute/firewall:Firewall"
Inputs = dict[str, object]
ALLOW: Inputs = {"allows": [{"protocol": "tcp", "ports": ["22"]}]}


def test_a_rule_belongs_to_its_network(gcp: Client, network: Made) -> None:
    """Ingress and priority 1000 unless asked otherwise."""
    made = gcp.create(FIREWALL, "ssh", {"name": "ssh", "network": "net", "sourceRanges": ["35.235.240.0/20"], **ALLOW})
    assert made.id == "projects/lab/global/firewalls/ssh"
    assert (made.out("direction"), made.out("priority")) == ("INGRESS", 1000)
    assert refused(lambda: gcp.delete(network)) == (
        "Error deleting Network: googleapi: Error 400: The network resource 'projects/lab/global/networks/net' is"
        " already being used by 'projects/lab/global/firewalls/ssh', resourceInUseByAnotherResource"
    )


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"sourceRanges": ["10.0.0.0/8"]},
            "allows: Invalid combination of arguments: one of `allows,denies` must be specified",
        ),
        (
            {"sourceRanges": ["10.0.0.0/8"], **ALLOW, "denies": [{"protocol": "all"}]},
            "allows: Invalid combination of arguments: one of `allows,denies` must be specified, but `allows,denies`"
            " were specified",
        ),
        (
            ALLOW,
            "sourceRanges: one of sourceRanges, sourceTags, sourceServiceAccounts must be specified for an INGRESS"
            " rule",
        ),
        (
            {**ALLOW, "direction": "EGRESS", "sourceRanges": ["10.0.0.0/8"]},
            "sourceRanges: cannot be given for an EGRESS rule",
        ),
        (
            {**ALLOW, "sourceTags": ["a"], "sourceServiceAccounts": ["b@c"]},
            'sourceServiceAccounts: Conflicting configuration arguments: "sourceServiceAccounts": conflicts with'
            " sourceTags",
        ),
    ],
)
def test_wrong_rules_are_refused_before_any_call(gcp: Client, inputs: Inputs, message: str) -> None:
    """All that the provider knows without the cloud."""
    assert refused(lambda: gcp.check(FIREWALL, "f", {"network": "net", **inputs})) == message


def test_rdma_networks_take_no_classic_rules(gcp: Client) -> None:
    """They have policies of their own."""
    profile = "projects/lab/global/networkProfiles/europe-west4-b-vpc-roce"
    rdma: Inputs = {"name": "rdma", "networkProfile": profile, "autoCreateSubnetworks": False}
    gcp.create("gcp:compute/network:Network", "rdma", rdma)
    inputs: Inputs = {"name": "f", "network": "rdma", "sourceRanges": ["10.0.0.0/8"], **ALLOW}
    assert refused(lambda: gcp.create(FIREWALL, "f", inputs)) == (
        "Error creating Firewall: googleapi: Error 400: Firewall rules are not supported on networks with network"
        " profile europe-west4-b-vpc-roce., invalid\n"
        "  note: attach a regional network firewall policy of type RDMA_ROCE_POLICY instead"
    )
