"""Networks, subnetworks and routes: ids, references, ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.podwright.emulator.client import Client, Made, refused

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
LINK = "https://www.googleapis.com/compute/v1/projects/lab/global/networks/net"


def test_a_network_has_googles_id_and_link(network: Made) -> None:
    """Other resources refer to both."""
    assert (network.id, network.out("selfLink")) == ("projects/lab/global/networks/net", LINK)
    assert (network.out("mtu"), network.out("routingMode")) == (1460, "REGIONAL")


def test_a_name_is_made_when_none_is_given(gcp: Client) -> None:
    """As the real provider does, the same for preview and update."""
    made = gcp.create(NETWORK, "net", {})
    assert made.inputs["name"] == gcp.check(NETWORK, "net", {})["name"]
    assert str(made.inputs["name"]).startswith("net-")
    assert len(str(made.inputs["name"])) == len("net-") + 7


def test_an_automatic_name_stays_on_updates(gcp: Client) -> None:
    """A new name would be a replacement on every update."""
    made = gcp.create(NETWORK, "net", {})
    assert gcp.diff(made, {}).changes == {}


def test_a_second_network_of_the_name_is_refused(gcp: Client, network: Made) -> None:
    """Names are unique in a project."""
    assert refused(lambda: gcp.create(NETWORK, "other", {"name": "net"})) == (
        "Error creating Network: googleapi: Error 409: The resource 'projects/lab/global/networks/net' already exists,"
        " alreadyExists"
    )


def test_two_projects_may_use_one_name(gcp: Client, network: Made) -> None:
    """The id says the project."""
    made = gcp.create(NETWORK, "net", {"name": "net", "project": "other"})
    assert made.id == "projects/other/global/networks/net"


def test_a_network_in_use_cannot_be_deleted(gcp: Client, network: Made, subnetwork: Made) -> None:
    """The engine deletes in order; somebody else's subnetwork does not go with it."""
    assert refused(lambda: gcp.delete(network)) == (
        "Error deleting Network: googleapi: Error 400: The network resource 'projects/lab/global/networks/net' is"
        " already being used by 'projects/lab/regions/europe-west4/subnetworks/nodes', resourceInUseByAnotherResource"
    )
    gcp.delete(subnetwork)
    gcp.delete(network)
    assert gcp.refresh(network) is None


@pytest.mark.parametrize("form", ["net", "projects/lab/global/networks/net", LINK])
def test_a_network_may_be_named_in_three_ways(gcp: Client, network: Made, form: str) -> None:
    """Name, id and link all mean it, and the answer is the link."""
    made = gcp.create(SUBNETWORK, "s", {"name": "s", "network": form, "ipCidrRange": "10.0.0.0/20"})
    assert made.out("network") == LINK


def test_another_way_to_name_the_network_is_no_change(gcp: Client, subnetwork: Made) -> None:
    """Writing `network.name` for `network.id` must not replace the subnetwork."""
    assert gcp.diff(subnetwork, {**subnetwork.inputs, "network": "net"}).changes == {}


def test_a_subnetwork_needs_its_network(gcp: Client) -> None:
    """Only at the update: in a preview the network may be about to be made."""
    inputs = {"name": "s", "network": "nothing", "ipCidrRange": "10.0.0.0/20"}
    assert gcp.preview(SUBNETWORK, "s", inputs)["ipCidrRange"] == "10.0.0.0/20"
    assert refused(lambda: gcp.create(SUBNETWORK, "s", inputs)) == (
        "Error creating Subnetwork: googleapi: Error 404: The resource 'projects/lab/global/networks/nothing' was not"
        " found, notFound"
    )


@pytest.mark.parametrize("cidr", ["10.0.0.0/20", "10.0.8.0/24", "10.6.0.0/16", "10.0.0.0/8"])
def test_ranges_of_a_network_may_not_overlap(gcp: Client, subnetwork: Made, cidr: str) -> None:
    """Primary and secondary ranges alike, in any region of the network."""
    inputs = {"name": "other", "region": "us-east5", "network": "net", "ipCidrRange": cidr}
    assert refused(lambda: gcp.create(SUBNETWORK, "other", inputs)) == (
        f"Error creating Subnetwork: googleapi: Error 400: Invalid IPCidrRange: {cidr} conflicts with existing"
        " subnetwork 'nodes' in region 'europe-west4'., invalid"
    )


def test_another_network_may_have_the_same_range(gcp: Client, subnetwork: Made) -> None:
    """Networks are apart until somebody peers them."""
    gcp.create(NETWORK, "two", {"name": "two"})
    made = gcp.create(SUBNETWORK, "s", {"name": "s", "network": "two", "ipCidrRange": "10.0.0.0/20"})
    assert made.out("gatewayAddress") == "10.0.0.1"


def test_a_subnetwork_can_grow(gcp: Client, subnetwork: Made) -> None:
    """The primary range may be expanded in place."""
    grown = {**subnetwork.inputs, "ipCidrRange": "10.0.0.0/19"}
    assert gcp.diff(subnetwork, grown).changes == {"ipCidrRange": "update"}
    assert gcp.update(subnetwork, grown).out("ipCidrRange") == "10.0.0.0/19"


def test_a_subnetwork_cannot_shrink(gcp: Client, subnetwork: Made) -> None:
    """Nor move."""
    assert refused(lambda: gcp.update(subnetwork, {**subnetwork.inputs, "ipCidrRange": "10.0.0.0/21"})) == (
        "Error updating Subnetwork: googleapi: Error 400: Invalid value for field 'resource.ipCidrRange':"
        " '10.0.0.0/21'. The new range must contain the present range 10.0.0.0/20: a subnetwork can only be expanded.,"
        " invalid"
    )


def test_a_range_that_is_no_network_is_refused_before_any_call(gcp: Client) -> None:
    """The provider says it in the preview."""
    inputs = {"name": "s", "network": "net", "ipCidrRange": "10.0.0.1/20"}
    assert refused(lambda: gcp.check(SUBNETWORK, "s", inputs)) == (
        'ipCidrRange: expected "ipCidrRange" to contain a valid network CIDR, got "10.0.0.1/20": 10.0.0.1/20 has host'
        " bits set"
    )


def test_a_region_that_google_does_not_have_is_refused(gcp: Client) -> None:
    """There is none in Norway."""
    inputs = {"name": "s", "network": "net", "ipCidrRange": "10.0.0.0/20", "region": "europe-north9"}
    assert refused(lambda: gcp.check(SUBNETWORK, "s", inputs)) == (
        "googleapi: Error 400: Invalid value for field 'region': 'europe-north9'. Unknown region., invalid"
    )


def test_region_and_project_come_from_the_provider(
    connect: Callable[[Mapping[str, object]], Client], network: Made
) -> None:
    """Two provider instances at a time each have their own."""
    tokyo = connect({"project": "lab", "region": "asia-northeast1"})
    dallas = connect({"project": "lab", "zone": "us-south1-a"})
    made = [
        each.create(SUBNETWORK, "s", {"name": "s", "network": "net", "ipCidrRange": cidr})
        for each, cidr in ((tokyo, "10.20.0.0/20"), (dallas, "10.21.0.0/20"))
    ]
    assert [each.out("region") for each in made] == ["asia-northeast1", "us-south1"]


def test_without_a_project_nothing_is_made(connect: Callable[[Mapping[str, object]], Client]) -> None:
    """The provider's own words."""
    nowhere = connect({})
    assert refused(lambda: nowhere.check(NETWORK, "net", {})) == "project: required field is not set"


def test_a_network_made_again_has_another_number(gcp: Client, network: Made) -> None:
    """Whoever kept the numeric id of the old one must not find the new one by it."""
    gcp.delete(network)
    again = gcp.create(NETWORK, "net", {"name": "net", "autoCreateSubnetworks": False})
    assert again.id == network.id
    assert again.out("numericId") != network.out("numericId")


def test_a_route_has_exactly_one_next_hop(gcp: Client, network: Made) -> None:
    """None and two are both refused."""
    route = "gcp:compute/route:Route"
    inputs = {"name": "r", "network": "net", "destRange": "0.0.0.0/0"}
    hops = "nextHopGateway,nextHopIlb,nextHopInstance,nextHopIp,nextHopVpnTunnel"
    assert refused(lambda: gcp.check(route, "r", inputs)) == (
        f"nextHopGateway: Invalid combination of arguments: one of `{hops}` must be specified"
    )
    both = {**inputs, "nextHopGateway": "default-internet-gateway", "nextHopIp": "10.0.0.2"}
    assert refused(lambda: gcp.check(route, "r", both)) == (
        f"nextHopGateway: Invalid combination of arguments: one of `{hops}` must be specified,"
        " but `nextHopGateway,nextHopIp` were specified"
    )
