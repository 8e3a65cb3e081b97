"""Cloud Routers and NAT."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, Made, refused

ROUTER = "gcp:compute/router:Router"
NAT = "gcp:compute/routerNat:RouterNat"
Inputs = dict[str, object]


@pytest.fixture
def router(gcp: Client, network: Made) -> Made:
    """A router of the network."""
    return gcp.create(ROUTER, "router", {"name": "router", "network": network.id})


def _nat(**more: object) -> Inputs:
    return {"name": "nat", "router": "router", "sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES", **more}


def test_a_nat_has_the_providers_id(gcp: Client, router: Made) -> None:
    """No API path: a NAT is a part of its router."""
    made = gcp.create(NAT, "nat", _nat(natIpAllocateOption="AUTO_ONLY"))
    assert made.id == "lab/europe-west4/router/nat"


def test_a_nat_needs_its_router(gcp: Client) -> None:
    """By name in the NAT's region."""
    assert refused(lambda: gcp.create(NAT, "nat", _nat())) == (
        "Error creating RouterNat: googleapi: Error 404: The resource"
        " 'projects/lab/regions/europe-west4/routers/router' was not found, notFound"
    )


def test_a_nat_goes_with_its_router(gcp: Client, router: Made) -> None:
    """And does not keep it from going."""
    nat = gcp.create(NAT, "nat", _nat())
    gcp.delete(router)
    assert gcp.refresh(nat) is None


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"sourceSubnetworkIpRangesToNat": "LIST_OF_SUBNETWORKS"},
            "subnetworks: must be given exactly when the ranges to NAT are LIST_OF_SUBNETWORKS",
        ),
        (
            {"natIpAllocateOption": "AUTO_ONLY", "natIps": ["a"]},
            "natIps: must not be given when natIpAllocateOption is AUTO_ONLY",
        ),
        ({"natIpAllocateOption": "MANUAL_ONLY"}, "natIps: must be given when natIpAllocateOption is MANUAL_ONLY"),
        ({"maxPortsPerVm": 64}, "maxPortsPerVm: can only be given with enableDynamicPortAllocation"),
        (
            {"enableDynamicPortAllocation": True, "enableEndpointIndependentMapping": True},
            "enableEndpointIndependentMapping: cannot be used with enableDynamicPortAllocation",
        ),
        (
            {"enableDynamicPortAllocation": True, "minPortsPerVm": 100},
            "minPortsPerVm: must be a power of two with enableDynamicPortAllocation, got 100",
        ),
        ({"minPortsPerVm": 16}, 'minPortsPerVm: expected "minPortsPerVm" to be in the range (32 - 65536), got 16'),
    ],
)
def test_wrong_nat_settings_are_refused_before_any_call(gcp: Client, inputs: Inputs, message: str) -> None:
    """With the setting to change."""
    assert refused(lambda: gcp.check(NAT, "nat", _nat(**inputs))) == message
