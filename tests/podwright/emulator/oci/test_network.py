"""VCNs and subnets: OCIDs, blocks, names, default resources, and who keeps whom."""

from __future__ import annotations

import pytest

from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.conftest import TENANCY
from tests.podwright.emulator.oci.types import Connect
from tests.podwright.emulator.oci.words import NOT_FOUND, refusal

VCN = "oci:Core/vcn:Vcn"
SUBNET = "oci:Core/subnet:Subnet"


def test_a_vcn_has_an_ocid_of_its_region(vcn: Made) -> None:
    """The region's own name is in it, then 60 letters and digits."""
    kind, realm, region, unique = vcn.id.split(".")[1:]
    assert (kind, realm, region, len(unique)) == ("vcn", "oc1", "eu-amsterdam-1", 60)
    assert vcn.out("state") == "AVAILABLE"
    assert vcn.out("timeCreated") == "2026-05-04 12:00:00 +0000 UTC"


@pytest.mark.parametrize(("region", "short"), [("us-ashburn-1", "iad"), ("us-phoenix-1", "phx")])
def test_the_oldest_regions_are_short_in_ocids(connect: Connect, region: str, short: str) -> None:
    """As in the real ones."""
    made = connect({"region": region}).create(VCN, "v", {"compartmentId": TENANCY, "cidrBlock": "10.0.0.0/16"})
    assert made.id.split(".")[3] == short


def test_two_vcns_may_have_one_name(oci: Client, vcn: Made) -> None:
    """Only the OCID says which is which."""
    other = oci.create(VCN, "other", {**vcn.inputs, "cidrBlocks": ["10.1.0.0/16"]})
    assert (other.out("displayName"), other.id != vcn.id) == ("main", True)


def test_a_name_can_change(oci: Client, vcn: Made) -> None:
    """In place, and the OCID stays."""
    inputs = {**vcn.inputs, "displayName": "prod"}
    assert oci.diff(vcn, inputs).changes == {"displayName": "update"}
    assert oci.update(vcn, inputs).out("displayName") == "prod"


def test_a_name_is_made_when_none_is_given(oci: Client, compartment: Made) -> None:
    """By the service, with the time in it."""
    made = oci.create(VCN, "v", {"compartmentId": compartment.id, "cidrBlock": "10.0.0.0/16"})
    assert made.out("displayName") == "vcn20260504120000"
    assert (made.out("cidrBlock"), made.out("cidrBlocks")) == ("10.0.0.0/16", ["10.0.0.0/16"])


def test_a_block_may_be_written_one_way_only(oci: Client, compartment: Made) -> None:
    """The service says it, not the provider."""
    inputs = {"compartmentId": compartment.id, "cidrBlock": "10.0.0.0/16", "cidrBlocks": ["10.1.0.0/16"]}
    assert refused(lambda: oci.create(VCN, "v", inputs)) == refusal(
        "400-InvalidParameter, cidrBlock and cidrBlocks cannot both be specified.", "Core Vcn", "core_vcn", "CreateVcn"
    )


def test_the_whole_refusal_as_the_provider_shows_it(oci: Client, compartment: Made) -> None:
    """Spelt out once, so that no helper hides a mistake in it."""
    message = refused(lambda: oci.create(VCN, "v", {"compartmentId": compartment.id, "cidrBlock": "10.44.3.0/23"}))
    *lines, request = message.splitlines()
    assert lines == [
        "400-InvalidParameter, The requested CIDR 10.44.3.0/23 is invalid: CIDR IP 10.44.3.0 does not match network IP"
        " 10.44.2.0.",
        "Suggestion: Please update the parameter(s) in the Terraform config as per error message The requested CIDR"
        " 10.44.3.0/23 is invalid: CIDR IP 10.44.3.0 does not match network IP 10.44.2.0.",
        "Documentation: oracle/oci resources/core_vcn",
        "Service: Core Vcn",
        "Operation Name: CreateVcn",
    ]
    assert request == (
        "OPC request ID: b2f11cf08d6c62f94b329c748f5b5513/FE4EFF4FA4D3294F8810024DD526EFDA"
        "/964FD4C3D5756A2E87C0704E71D7ACA8"
    )


def test_a_compartment_must_exist(oci: Client) -> None:
    """And the note says how to get one that does."""
    missing = "ocid1.compartment.oc1..aaaaaaaa"
    note = f"the tenancy here is {TENANCY}; set oci:tenancyOcid to have another, or use the id of a compartment"
    inputs = {"compartmentId": missing, "cidrBlock": "10.0.0.0/16"}
    assert refused(lambda: oci.create(VCN, "v", inputs)) == refusal(
        NOT_FOUND, "Core Vcn", "core_vcn", "CreateVcn", note
    )


def test_one_block_changes_at_a_time(oci: Client, vcn: Made) -> None:
    """The provider's own rule, in its own words."""
    wanted = {**vcn.inputs, "cidrBlocks": ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"]}
    assert refused(lambda: oci.update(vcn, wanted)) == (
        "only one add/remove or modification is allowed at once, new cidr_block must be added at the end of list"
    )
    one = {**vcn.inputs, "cidrBlocks": ["10.0.0.0/16", "10.1.0.0/16"]}
    assert oci.update(vcn, one).out("cidrBlocks") == ["10.0.0.0/16", "10.1.0.0/16"]


def test_a_vcn_with_a_subnet_cannot_be_deleted(oci: Client, vcn: Made, subnet: Made) -> None:
    """Both are named."""
    assert refused(lambda: oci.delete(vcn)) == refusal(
        f"409-Conflict, The VCN {vcn.id} references the Subnet {subnet.id}. You must remove the reference to proceed"
        " with this operation.",
        "Core Vcn",
        "core_vcn",
        "DeleteVcn",
    )


def test_a_vcn_with_a_gateway_cannot_be_deleted(oci: Client, compartment: Made, vcn: Made) -> None:
    """The gateway is not named by Oracle, so the note does."""
    inside = {"compartmentId": compartment.id, "vcnId": vcn.id}
    gateway = oci.create("oci:Core/internetGateway:InternetGateway", "g", inside)
    assert refused(lambda: oci.delete(vcn)) == refusal(
        f"409-IncorrectState, {vcn.id} is associated with Gateway that is in use",
        "Core Vcn",
        "core_vcn",
        "DeleteVcn",
        f"it is {gateway.id}",
    )


def test_default_resources_come_and_go_with_the_vcn(oci: Client, vcn: Made) -> None:
    """A program imports them, or takes them over."""
    names = ("oci:Core/routeTable:RouteTable", "oci:Core/securityList:SecurityList", "oci:Core/dhcpOptions:DhcpOptions")
    outputs = ("defaultRouteTableId", "defaultSecurityListId", "defaultDhcpOptionsId")
    ids = [str(vcn.out(name)) for name in outputs]
    found = [oci.import_(token, "x", each) for token, each in zip(names, ids, strict=True)]
    assert [each.out("displayName") for each in found if each] == [
        "Default Route Table for main",
        "Default Security List for main",
        "Default DHCP Options for main",
    ]
    oci.delete(vcn)
    assert [oci.import_(token, "x", each) for token, each in zip(names, ids, strict=True)] == [None, None, None]


def test_a_subnet_takes_what_it_is_not_given_from_the_vcn(vcn: Made, subnet: Made) -> None:
    """Route table, security list, DHCP options, domain name, router."""
    assert subnet.out("routeTableId") == vcn.out("defaultRouteTableId")
    assert subnet.out("securityListIds") == [vcn.out("defaultSecurityListId")]
    assert subnet.out("dhcpOptionsId") == vcn.out("defaultDhcpOptionsId")
    assert subnet.out("subnetDomainName") == "nodes.main.oraclevcn.com"
    assert (subnet.out("virtualRouterIp"), subnet.out("prohibitInternetIngress")) == ("10.0.0.1", True)


@pytest.mark.parametrize("block", ["10.0.0.128/25", "10.0.0.0/23"])
def test_subnets_may_not_overlap(oci: Client, subnet: Made, block: str) -> None:
    """The other one is named."""
    inputs: Values = {**subnet.inputs, "cidrBlock": block, "dnsLabel": "other"}
    assert refused(lambda: oci.create(SUBNET, "s", inputs)) == refusal(
        f"400-InvalidParameter, The requested CIDR {block} is invalid: subnet {subnet.id} with CIDR 10.0.0.0/24"
        " overlaps with this CIDR.",
        "Core Subnet",
        "core_subnet",
        "CreateSubnet",
    )


def test_a_subnet_lies_in_its_vcn(oci: Client, subnet: Made) -> None:
    """In one of its blocks."""
    inputs: Values = {**subnet.inputs, "cidrBlock": "10.9.0.0/24"}
    assert refused(lambda: oci.create(SUBNET, "s", inputs)) == refusal(
        "400-InvalidParameter, The requested CIDR 10.9.0.0/24 is invalid: not contained in the VCN CIDR blocks"
        " 10.0.0.0/16.",
        "Core Subnet",
        "core_subnet",
        "CreateSubnet",
    )


def test_a_dns_label_is_unique_in_its_vcn(oci: Client, subnet: Made) -> None:
    """Without regard to case."""
    inputs: Values = {**subnet.inputs, "cidrBlock": "10.0.1.0/24", "dnsLabel": "NODES"}
    assert refused(lambda: oci.create(SUBNET, "s", inputs)) == refusal(
        f"409-Conflict, The dnsLabel NODES is already used by subnet {subnet.id} in this VCN.",
        "Core Subnet",
        "core_subnet",
        "CreateSubnet",
    )


def test_a_subnet_of_another_region_is_not_found(connect: Connect, subnet: Made) -> None:
    """An OCID says where it is, and the service looks only there."""
    tokyo = connect({"region": "ap-tokyo-1"})
    assert refused(lambda: tokyo.create(SUBNET, "s", {**subnet.inputs, "cidrBlock": "10.0.7.0/24"})) == refusal(
        NOT_FOUND, "Core Subnet", "core_subnet", "CreateSubnet"
    )


def test_moving_a_subnet_to_another_vcn_replaces_it(oci: Client, subnet: Made) -> None:
    """The provider's table."""
    assert oci.diff(subnet, {**subnet.inputs, "vcnId": "other"}).replaces == ["vcnId"]


def test_without_a_region_nothing_is_made(connect: Connect) -> None:
    """The Go SDK's own words."""
    nowhere = connect({})
    assert refused(lambda: nowhere.check(VCN, "v", {"compartmentId": "x"})) == (
        "can not create client, bad configuration: did not find a proper configuration for region"
    )
