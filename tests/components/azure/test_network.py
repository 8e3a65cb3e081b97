"""The network of an Azure region: closed subnets, one way out, peerings in two halves, and what is refused."""

from __future__ import annotations

from typing import cast

import pytest

from components.azure.network import AzureNetwork, AzureNetworkArgs
from podwright.errors import InputError
from tests.components.harness import deploy

HUB = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
ARGS: AzureNetworkArgs = {
    "region": "uksouth",
    "prefix": "azure-uksouth",
    "labels": {"owner": "serving"},
    "cidr": "10.72.0.0/14",
    "nodes_needed": 16,
}


def test_every_subnet_has_a_security_group_that_lets_in_known_ranges_only() -> None:
    """Azure's own rules let in every network that is ever peered."""
    deployment = deploy(lambda: AzureNetwork("network", ARGS))
    subnets = deployment.of_type(":Subnet")
    assert {each.inputs["subnetName"] for each in subnets} == {
        f"azure-uksouth-{role}" for role in ("nodes", "machines", "storage", "endpoints")
    }
    for subnet in subnets:
        assert subnet.inputs["defaultOutboundAccess"] is False
        assert subnet.inputs["networkSecurityGroup"]["id"]
        assert ("natGateway" in subnet.inputs) == (subnet.name != "network-endpoints")
    for group in deployment.of_type(":NetworkSecurityGroup"):
        rules = {rule["name"]: rule for rule in group.inputs["securityRules"]}
        assert rules["allow-known-ranges"]["sourceAddressPrefixes"] == ["10.72.0.0/14"]
        assert (rules["deny-all-else"]["access"], rules["deny-all-else"]["priority"]) == ("Deny", 4096)


def test_a_peering_waits_for_the_subnets_and_lets_the_peer_in() -> None:
    """A network that changes while it is being peered leaves the halves out of step."""
    peers = {"hub": {"network": HUB, "ranges": ["10.0.0.0/16"], "back": {"resource_group": "hub", "network": "hub"}}}
    deployment = deploy(lambda: AzureNetwork("network", cast("AzureNetworkArgs", {**ARGS, "peers": peers})))
    there, back = deployment.resources["network-to-hub"], deployment.resources["network-from-hub"]
    assert there.depends_on >= {"network-nodes", "network-machines", "network-storage", "network-endpoints"}
    assert there.inputs["remoteVirtualNetwork"] == {"id": HUB}
    assert (back.inputs["resourceGroupName"], back.inputs["virtualNetworkName"]) == ("hub", "hub")
    assert back.depends_on >= {"network-to-hub"}
    rules = deployment.resources["network-nodes-nsg"].inputs["securityRules"]
    assert rules[0]["sourceAddressPrefixes"] == ["10.72.0.0/14", "10.0.0.0/16"]


def test_the_subnet_of_a_gateway_is_bare() -> None:
    """Azure refuses gateways beside a security group or NAT, and finds the subnet by its name."""
    assert "network-gateway" not in deploy(lambda: AzureNetwork("network", ARGS)).resources
    deployment = deploy(lambda: AzureNetwork("network", {**ARGS, "vpn": True}))
    made = deployment.resources["network-gateway"].inputs
    assert (made["subnetName"], made["addressPrefix"]) == ("GatewaySubnet", "10.75.192.0/26")
    assert not {"networkSecurityGroup", "natGateway", "routeTable"} & set(made)
    assert deployment.outputs["network"]["subnets"]["gateway"].endswith("/GatewaySubnet")


def test_ranges_behind_a_vpn_may_connect() -> None:
    """A tunnel alone lets nobody in."""
    args: AzureNetworkArgs = {**ARGS, "allow_from": {"rotterdam": "10.32.0.0/14"}}
    rules = deploy(lambda: AzureNetwork("network", args)).resources["network-nodes-nsg"].inputs["securityRules"]
    assert rules[0]["sourceAddressPrefixes"] == ["10.72.0.0/14", "10.32.0.0/14"]


def test_what_may_connect_is_somebody_known() -> None:
    """Neither the internet nor what is no range."""
    args: AzureNetworkArgs = {**ARGS, "allow_from": {"all": "0.0.0.0/0", "odd": "10.0.0.1/8"}}
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureNetwork("network", args))
    assert str(caught.value) == (
        "error: AzureNetwork network.allow_from.all: 0.0.0.0/0 overlaps 172.16.0.0/16, which Azure uses for the RDMA"
        " network; MPI traffic would fail\n"
        "  given:   0.0.0.0/0\n"
        "  fix:     use a part of 10.0.0.0/8\n"
        "error: AzureNetwork network.allow_from.all: is the whole internet\n"
        "  given:   0.0.0.0/0\n"
        "  fix:     name the ranges of your own networks\n"
        'error: AzureNetwork network.allow_from.odd: "10.0.0.1/8" is not an IPv4 network\n'
        "  given:   10.0.0.1/8\n"
        "  allowed: such as 10.32.0.0/14"
    )


def test_flow_logs_may_go_to_an_account_that_is_there() -> None:
    """Without one they get an account of their own, which nobody but Azure's services reaches."""
    own = deploy(lambda: AzureNetwork("network", {**ARGS, "flow_logs": {}}))
    assert own.resources["network-flow-account"].inputs["networkRuleSet"]["defaultAction"] == "Deny"
    assert own.resources["network-flow"].inputs["retentionPolicy"] == {"days": 30, "enabled": True}
    there = deploy(lambda: AzureNetwork("network", {**ARGS, "flow_logs": {"account": "/id", "retention_days": 0}}))
    assert "network-flow-account" not in there.resources
    assert there.resources["network-flow"].inputs["storageId"] == "/id"
    assert there.resources["network-flow"].inputs["retentionPolicy"] == {"days": 0, "enabled": False}


def test_all_problems_at_once() -> None:
    """What Azure would say one after the other, each after minutes."""
    wrong: AzureNetworkArgs = {
        **ARGS,
        "region": "uksoth",
        "prefix": "Azure_UK",
        "labels": {"a/b": "x"},
        "cidr": "172.16.0.0/12",
        "nat_addresses": 17,
        "flow_logs": {"retention_days": 400},
        "peers": {"hub": {"network": HUB, "ranges": ["172.16.4.0/24"]}},
    }
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureNetwork("network", wrong))
    assert [each.subject.removeprefix("AzureNetwork network.") for each in caught.value.problems] == [
        "region",
        "labels.a/b",
        "cidr",
        "prefix",
        "prefix",
        "nat_addresses",
        "peers.hub.ranges",
        "flow_logs.retention_days",
        "prefix",
        "peers.hub",
    ]


def test_a_nat_gateway_stands_in_one_zone() -> None:
    """Azure refuses several, and an address of another zone."""
    deployment = deploy(lambda: AzureNetwork("network", {**ARGS, "nat_zone": "uksouth-2", "nat_addresses": 2}))
    assert deployment.resources["network-nat"].inputs["zones"] == ["2"]
    assert [each.inputs["zones"] for each in deployment.of_type(":PublicIPAddress")] == [["2"], ["2"]]
    with pytest.raises(InputError) as caught:
        deploy(lambda: AzureNetwork("network", {**ARGS, "region": "ukwest", "nat_zone": "1"}))
    assert str(caught.value) == (
        "error: AzureNetwork network.nat_zone: ukwest has no availability zones\n"
        "  given:   1\n"
        "  allowed: no zone\n"
        "  fix:     leave zone out"
    )
