"""The network of a region on Oracle Cloud: what may reach what, and what is refused before anything is registered."""

from __future__ import annotations

import pytest

from components.oci.network import OciNetwork, OciNetworkArgs
from components.oci.network_plan import plan_oci_network
from podwright.errors import InputError
from tests.components.harness import Deployment, deploy

ARGS: OciNetworkArgs = {
    "compartment": "ocid1.compartment.oc1..chicago",
    "region": "us-chicago-1",
    "prefix": "oci-us-chicago-1",
    "labels": {"owner": "training"},
    "cidr": "10.64.0.0/16",
    "nodes_needed": 64,
}


def run(args: OciNetworkArgs) -> Deployment:
    return deploy(lambda: OciNetwork("network", args))


def test_nothing_is_public_unless_asked_for() -> None:
    """An internet gateway that nobody asked for is a way in."""
    found = run(ARGS)
    assert found.of_type(":InternetGateway") == []
    assert all(each.inputs["prohibitPublicIpOnVnic"] for each in found.of_type(":Subnet"))
    public = run({**ARGS, "internet": True})
    assert len(public.of_type(":InternetGateway")) == 1
    assert [each.name for each in public.of_type(":Subnet") if not each.inputs["prohibitPublicIpOnVnic"]] == [
        "network-public"
    ]


def test_the_default_security_list_is_closed() -> None:
    """It comes with SSH open to the world, and every subnet has it unless another one is named."""
    found = run(ARGS)
    (closed,) = found.of_type(":DefaultSecurityList")
    assert closed.inputs["ingressSecurityRules"] == closed.inputs["egressSecurityRules"] == []
    assert all("securityListIds" not in each.inputs for each in found.of_type(":Subnet"))


@pytest.mark.parametrize("internet", [False, True])
def test_no_rule_lets_the_internet_in(internet: bool) -> None:
    """What a public load balancer takes is said by the service behind it."""
    rules = plan_oci_network("network", {**ARGS, "internet": internet}).rules
    entering = [rule for rule in rules if rule.direction == "INGRESS"]
    assert not [rule for rule in entering if rule.other == "0.0.0.0/0"]
    assert not [rule for rule in entering if rule.ports and rule.ports[0] <= 22 <= rule.ports[1]]


def test_every_rule_between_groups_is_at_both_ends() -> None:
    """A group lets nothing out by itself: one end alone is a connection that hangs."""
    rules = plan_oci_network("network", {**ARGS, "internet": True}).rules
    groups = {rule.group for rule in rules}
    pairs = [
        (
            (rule.other, rule.group) if rule.direction == "INGRESS" else (rule.group, rule.other),
            rule.protocol,
            rule.ports,
            rule.direction,
        )
        for rule in rules
        if rule.other in groups
    ]
    for pair, protocol, ports, direction in pairs:
        other = "EGRESS" if direction == "INGRESS" else "INGRESS"
        assert (pair, protocol, ports, other) in pairs
    assert len({(rule.group, rule.key) for rule in rules}) == len(rules)


@pytest.mark.parametrize(("share", "rate"), [(1.0, 1), (0.5, 2), (0.01, 100)])
def test_flow_logs_keep_a_share(share: float, rate: int) -> None:
    """Oracle says it the other way round: one of so many."""
    (sampling,) = run({**ARGS, "flow_logs": share}).of_type(":CaptureFilter")
    assert sampling.inputs["flowLogCaptureFilterRules"][0]["samplingRate"] == rate


def test_flow_logs_can_be_off() -> None:
    """They cost by the gigabyte."""
    assert run({**ARGS, "flow_logs": 0}).of_type(":Log") == []


def test_all_problems_at_once() -> None:
    """One run shows everything that is wrong, under the component's name and the spelling of its arguments."""
    wrong: OciNetworkArgs = {
        **ARGS,
        "labels": {"cost.centre": "x"},
        "cidr": "10.64.0.0/20",
        "nodes_needed": 100,
        "flow_logs": 2,
        "access_from": {"world": "0.0.0.0/0", "office": "10.1.0.0/99"},
    }
    with pytest.raises(InputError) as caught:
        run(wrong)
    assert str(caught.value) == (
        'error: OciNetwork network.labels.cost.centre: "cost.centre" cannot be the key of a freeform tag\n'
        "  given:   cost.centre\n"
        "  allowed: printable ASCII without spaces and dots, at most 100\n"
        "error: OciNetwork network.cidr: pods 10.64.0.0/21 with 32 pods per node fits 63 nodes, the pools may reach"
        " 100\n"
        "  given:   10.64.0.0/20\n"
        "  allowed: a network that holds 100 nodes\n"
        "  fix:     use a /19, or maxPodsPerNode 20 with this one\n"
        "error: OciNetwork network.flow_logs: is no share of the flows\n"
        "  given:   2\n"
        "  allowed: 0 to 1; 0 turns them off\n"
        "error: OciNetwork network.access_from.world: is the whole internet\n"
        "  given:   0.0.0.0/0\n"
        "  fix:     name the ranges of your own networks\n"
        'error: OciNetwork network.access_from.office: "10.1.0.0/99" is not an IPv4 network\n'
        "  given:   10.1.0.0/99\n"
        "  allowed: such as 10.0.0.0/8"
    )


def test_a_vpn_ends_at_a_gateway_of_the_region() -> None:
    """Every private address leads to it, so that a new member of a mesh changes no route here."""
    found = run({**ARGS, "vpn": True})
    (attachment,) = found.of_type(":DrgAttachment")
    assert attachment.inputs["drgId"] == "network-gateway-id"
    assert found.resources["network-gateway"].inputs["displayName"] == "oci-us-chicago-1-gateway"
    routes = found.resources["network-private-routes"].inputs["routeRules"]
    assert [each["destination"] for each in routes if each["networkEntityId"] == "network-gateway-id"] == [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
    ]
    assert found.outputs["network"]["drgId"] == "network-gateway-id"
    assert run(ARGS).outputs["network"]["drgId"] == ""


def test_one_gateway_for_a_vcn() -> None:
    """Oracle attaches a VCN once."""
    with pytest.raises(InputError) as caught:
        plan_oci_network("network", {**ARGS, "vpn": True, "drg": {"id": "ocid1.drg.oc1..hub", "routes": {}}})
    assert str(caught.value) == (
        "error: OciNetwork network.vpn: a VCN is attached to one dynamic routing gateway\n  fix:     remove vpn, or drg"
    )
