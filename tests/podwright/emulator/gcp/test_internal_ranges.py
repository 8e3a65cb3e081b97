"""Ranges that are set aside before there is a subnetwork."""

from __future__ import annotations

from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.everything import Inputs

RANGE, SUBNETWORK = "gcp:networkconnectivity/internalRange:InternalRange", "gcp:compute/subnetwork:Subnetwork"
BASE: Inputs = {"network": "projects/lab/global/networks/net", "usage": "FOR_VPC", "peering": "FOR_SELF"}
_NOTE = "\n  note: built after the documented rule, no public sample of the sentence was found"


def test_a_size_gets_the_first_range_that_is_free(gcp: Client, network: Made) -> None:
    """Beside subnetworks and other internal ranges."""
    gcp.create(SUBNETWORK, "s", {"name": "s", "network": "net", "ipCidrRange": "10.0.0.0/20"})
    one = gcp.create(RANGE, "one", {**BASE, "name": "one", "prefixLength": 20})
    two = gcp.create(RANGE, "two", {**BASE, "name": "two", "prefixLength": 20, "excludeCidrRanges": ["10.0.32.0/19"]})
    assert (one.out("ipCidrRange"), two.out("ipCidrRange")) == ("10.0.16.0/20", "10.0.64.0/20")


def test_a_range_may_not_overlap_a_subnetwork_unless_it_says_so(gcp: Client, network: Made) -> None:
    """Migrations say so."""
    subnet = gcp.create(SUBNETWORK, "s", {"name": "s", "network": "net", "ipCidrRange": "10.0.0.0/20"})
    inputs: Inputs = {**BASE, "name": "r", "ipCidrRange": "10.0.0.0/16"}
    assert refused(lambda: gcp.create(RANGE, "r", inputs)) == (
        f"Error creating InternalRange: googleapi: Error 400: Requested range 10.0.0.0/16 conflicts with {subnet.id},"
        f" badRequest{_NOTE}"
    )
    gcp.create(RANGE, "r", {**inputs, "overlaps": ["OVERLAP_EXISTING_SUBNET_RANGE"]})


def test_a_subnetwork_names_the_range_that_it_uses(gcp: Client, network: Made) -> None:
    """So that nobody takes it by accident."""
    gcp.create(RANGE, "r", {**BASE, "name": "r", "ipCidrRange": "10.0.0.0/16"})
    inputs: Inputs = {"name": "s", "network": "net", "ipCidrRange": "10.0.0.0/20"}
    assert refused(lambda: gcp.create(SUBNETWORK, "s", inputs)) == (
        "Error creating Subnetwork: googleapi: Error 400: Invalid IPCidrRange: 10.0.0.0/20 conflicts with internal"
        " range 'r'., invalid\n  note: name the internal range in reservedInternalRange to use it; built after the"
        " documented rule"
    )
    used = "networkconnectivity.googleapis.com/projects/lab/locations/global/internalRanges/r"
    whole = gcp.create(SUBNETWORK, "s", {"name": "s", "network": "net", "reservedInternalRange": used})
    assert (whole.out("ipCidrRange"), whole.out("gatewayAddress")) == ("10.0.0.0/16", "10.0.0.1")
    assert gcp.diff(whole, {"name": "s", "network": "net", "reservedInternalRange": used}).changes == {}


def test_one_of_range_and_size_is_needed(gcp: Client, network: Made) -> None:
    """Else there is nothing to reserve."""
    assert refused(lambda: gcp.check(RANGE, "r", {**BASE, "name": "r"})) == (
        "ipCidrRange: one of ipCidrRange and prefixLength must be given"
    )
