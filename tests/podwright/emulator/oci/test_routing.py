"""Gateways, route tables, DRGs, security lists and network security groups."""

from __future__ import annotations

import pytest

from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.everything import RULE, SERVICE
from tests.podwright.emulator.oci.words import NOT_FOUND, refusal

IGW = "oci:Core/internetGateway:InternetGateway"
SGW = "oci:Core/serviceGateway:ServiceGateway"
ROUTE_TABLE = "oci:Core/routeTable:RouteTable"
DEFAULT_ROUTE_TABLE = "oci:Core/defaultRouteTable:DefaultRouteTable"
DEFAULT_LIST = "oci:Core/defaultSecurityList:DefaultSecurityList"
LIST = "oci:Core/securityList:SecurityList"
NSG = "oci:Core/networkSecurityGroup:NetworkSecurityGroup"
NSG_RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule"


@pytest.fixture
def inside(compartment: Made, vcn: Made) -> Values:
    """Where everything is."""
    return {"compartmentId": compartment.id, "vcnId": vcn.id}


@pytest.fixture
def gateway(oci: Client, inside: Values) -> Made:
    """An internet gateway."""
    return oci.create(IGW, "g", inside)


def _route(target: str, destination: str = "0.0.0.0/0") -> list[Values]:
    return [{"networkEntityId": target, "destination": destination}]


def test_a_vcn_has_one_internet_gateway(oci: Client, inside: Values, vcn: Made, gateway: Made) -> None:
    """A limit that nobody can raise."""
    assert refused(lambda: oci.create(IGW, "h", {**inside, "displayName": "second"})) == refusal(
        f"400-InvalidParameter, The maximum limit of 1 for Internet gateway per VCN has been exceeded in VCN {vcn.id}.",
        "Core Internet Gateway",
        "core_internet_gateway",
        "CreateInternetGateway",
    )


def test_a_gateway_in_use_by_a_route_cannot_be_deleted(oci: Client, inside: Values, gateway: Made) -> None:
    """The route table is named."""
    table = oci.create(ROUTE_TABLE, "t", {**inside, "routeRules": _route(gateway.id)})
    assert refused(lambda: oci.delete(gateway)) == refusal(
        f"409-Conflict, The Internet Gateway {gateway.id} references the Route Table {table.id}. You must remove the"
        " reference to proceed with this operation.",
        "Core Internet Gateway",
        "core_internet_gateway",
        "DeleteInternetGateway",
    )
    assert table.out("routeRules") == [
        {
            "networkEntityId": gateway.id,
            "destination": "0.0.0.0/0",
            "destinationType": "CIDR_BLOCK",
            "description": "",
            "routeType": "STATIC",
        }
    ]


def test_a_route_leads_to_something(oci: Client, inside: Values) -> None:
    """Of a kind that can be led to."""
    missing = "ocid1.internetgateway.oc1.eu-amsterdam-1.aaaa"
    assert refused(lambda: oci.create(ROUTE_TABLE, "t", {**inside, "routeRules": _route(missing)})) == refusal(
        NOT_FOUND, "Core Route Table", "core_route_table", "CreateRouteTable"
    )


def test_a_service_is_reached_by_its_label(oci: Client, inside: Values) -> None:
    """`All AMS Services In Oracle Services Network` has one in each region."""
    made = oci.create(SGW, "s", {**inside, "services": [{"serviceId": SERVICE.id}]})
    assert made.out("services") == [{"serviceId": SERVICE.id, "serviceName": SERVICE.name}]
    rule: Values = {
        "networkEntityId": made.id,
        "destination": "all-iad-services",
        "destinationType": "SERVICE_CIDR_BLOCK",
    }
    assert refused(lambda: oci.create(ROUTE_TABLE, "t", {**inside, "routeRules": [rule]})) == refusal(
        "400-InvalidParameter, The service CIDR block all-iad-services is invalid.",
        "Core Route Table",
        "core_route_table",
        "CreateRouteTable",
        "this region has all-ams-services-in-oracle-services-network, oci-ams-objectstorage",
    )


def test_a_default_route_table_is_taken_over_and_given_back(oci: Client, vcn: Made, gateway: Made) -> None:
    """It is never made or deleted, only filled and emptied."""
    table = str(vcn.out("defaultRouteTableId"))
    made = oci.create(DEFAULT_ROUTE_TABLE, "d", {"manageDefaultResourceId": table, "routeRules": _route(gateway.id)})
    behind = oci.import_(ROUTE_TABLE, "t", table)
    assert behind is not None
    assert (made.id, made.out("displayName")) == (table, "Default Route Table for main")
    assert behind.out("routeRules") == _route(gateway.id)
    oci.delete(made)
    after = oci.import_(ROUTE_TABLE, "t", table)
    assert after is not None
    assert after.out("routeRules") == []
    oci.delete(gateway)


def test_a_default_security_list_replaces_the_rules(oci: Client, vcn: Made) -> None:
    """SSH is open until somebody takes the list over."""
    resource_id = str(vcn.out("defaultSecurityListId"))
    before = oci.import_(LIST, "l", resource_id)
    oci.create(DEFAULT_LIST, "d", {"manageDefaultResourceId": resource_id, "ingressSecurityRules": [RULE]})
    after = oci.import_(LIST, "l", resource_id)
    assert before is not None
    assert after is not None
    assert (len(before.outputs["ingressSecurityRules"]), after.out("ingressSecurityRules")) == (3, [RULE])  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            {"protocol": "tcp", "source": "10.0.0.0/8"},
            "protocol tcp is invalid: it must be all or an IPv4 protocol number.",
        ),
        ({"protocol": "6", "source": "everywhere"}, "source everywhere is not a valid CIDR block."),
        (
            {"protocol": "17", "source": "10.0.0.0/8", "tcpOptions": {"min": 1, "max": 2}},
            "tcpOptions can only be specified for protocol 6, not 17.",
        ),
        (
            {"protocol": "6", "source": "10.0.0.0/8", "tcpOptions": {"min": 90, "max": 80}},
            "tcpOptions 90-80 is invalid: ports are from 1 to 65535, min not above max.",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(oci: Client, inside: Values, rule: Values, reason: str) -> None:
    """By the service, at the update."""
    assert refused(lambda: oci.create(LIST, "l", {**inside, "ingressSecurityRules": [rule]})) == refusal(
        f"400-InvalidParameter, {reason}", "Core Security List", "core_security_list", "CreateSecurityList"
    )


def test_a_groups_rule_has_one_side(oci: Client, inside: Values) -> None:
    """INGRESS a source, EGRESS a destination; the provider drops a word that comes twice in its name."""
    group = oci.create(NSG, "n", inside)
    rule = {"networkSecurityGroupId": group.id, "direction": "INGRESS", "protocol": "all", "destination": "0.0.0.0/0"}
    assert refused(lambda: oci.create(NSG_RULE, "r", rule)) == refusal(
        "400-InvalidParameter, source must be specified and destination must not for a rule with direction INGRESS.",
        "Core Network Security Group Rule",
        "core_network_security_group_security_rule",
        "AddNetworkSecurityGroupSecurityRules",
    )


def test_a_groups_rules_go_with_it(oci: Client, inside: Values) -> None:
    """As in the service, where a rule is a part of its group."""
    group = oci.create(NSG, "n", inside)
    rule = oci.create(
        NSG_RULE,
        "r",
        {"networkSecurityGroupId": group.id, "direction": "INGRESS", "protocol": "6", "source": "10.0.0.0/8"},
    )
    assert rule.id.startswith(f"networkSecurityGroups/{group.id}/securityRules/")
    oci.delete(group)
    assert oci.refresh(rule) is None


def test_a_vcn_is_attached_once(oci: Client, inside: Values, vcn: Made) -> None:
    """And a DRG stays while something is attached."""
    compartment = {"compartmentId": inside["compartmentId"]}
    one, two = (oci.create("oci:Core/drg:Drg", name, {**compartment, "displayName": name}) for name in ("a", "b"))
    token = "oci:Core/drgAttachment:DrgAttachment"
    made = oci.create(token, "x", {"drgId": one.id, "vcnId": vcn.id})
    assert made.out("networkDetails") == {"type": "VCN", "id": vcn.id}
    assert refused(lambda: oci.create(token, "y", {"drgId": two.id, "vcnId": vcn.id})) == refusal(
        f"409-Conflict, The VCN {vcn.id} is already attached to a DRG by {made.id}.",
        "Core Drg Attachment",
        "core_drg_attachment",
        "CreateDrgAttachment",
    )
    assert refused(lambda: oci.delete(one)) == refusal(
        f"409-IncorrectState, The DRG {one.id} is still attached by the DRG Attachment {made.id}.",
        "Core Drg",
        "core_drg",
        "DeleteDrg",
    )
