"""IP addresses: what they get, and that it stays."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from tests.podwright.emulator.client import Client, Made, refused

ADDRESS = "gcp:compute/address:Address"
GLOBAL = "gcp:compute/globalAddress:GlobalAddress"


def test_an_internal_address_is_in_its_subnetwork(gcp: Client, subnetwork: Made) -> None:
    """The cloud picks one that is free."""
    inputs = {"name": "a", "subnetwork": "nodes", "addressType": "INTERNAL"}
    made = gcp.create(ADDRESS, "a", inputs)
    assert ip_address(str(made.out("address"))) in ip_network("10.0.0.0/20")


def test_an_external_address_is_nobodys(gcp: Client) -> None:
    """A documentation address: nothing real is ever named."""
    address = ip_address(str(gcp.create(ADDRESS, "a", {"name": "a"}).out("address")))
    assert any(address in ip_network(block) for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))


def test_an_address_stays_on_updates(gcp: Client) -> None:
    """That is its whole purpose."""
    made = gcp.create(ADDRESS, "a", {"name": "a"})
    assert gcp.update(made, {"name": "a", "labels": {"owner": "ml"}}).out("address") == made.out("address")


def test_the_purpose_says_what_must_be_there(gcp: Client) -> None:
    """A range for peering has a length, an endpoint for Google's APIs has none."""
    peering = {"purpose": "VPC_PEERING", "addressType": "INTERNAL"}
    assert refused(lambda: gcp.check(GLOBAL, "a", peering)) == (
        "prefixLength: must be given when purpose is VPC_PEERING"
    )
    endpoint = {"purpose": "PRIVATE_SERVICE_CONNECT", "addressType": "INTERNAL", "prefixLength": 32}
    assert refused(lambda: gcp.check(GLOBAL, "a", endpoint)) == (
        "prefixLength: cannot be given when purpose is PRIVATE_SERVICE_CONNECT"
    )
