"""Nobody on the internet reaches a control plane by its address."""

from __future__ import annotations

import pytest

from policies.rules.control_planes import AKS, CKS, CLUSTER, NO_OPEN_CONTROL_PLANE, OKE
from tests.policies.rules.subjects import UNKNOWN, Props, violations

REMEDY = (
    "set privateClusterConfig.enablePrivateEndpoint to true and let people in by the DNS endpoint,"
    " or name the ranges that may come in under masterAuthorizedNetworksConfig"
)


def authorized(*ranges: str) -> Props:
    return {"masterAuthorizedNetworksConfig": {"cidrBlocks": [{"cidrBlock": each} for each in ranges]}}


ON_AZURE = (
    "set apiServerAccessProfile.enablePrivateCluster to true and let people in through the network,"
    " or name the ranges that may come in under apiServerAccessProfile.authorizedIPRanges"
)
ON_ORACLE = "set endpointConfig.isPublicIpEnabled to false and let people in through the network or the Bastion service"
ON_COREWEAVE = "set public to false and let people in over Tailscale or Direct Connect"


@pytest.mark.parametrize(
    "props",
    [
        {"privateClusterConfig": {"enablePrivateEndpoint": True}},
        {"controlPlaneEndpointsConfig": {"ipEndpointsConfig": {"enabled": False}}},
        authorized("10.0.0.0/8", "203.0.113.0/24"),
        authorized(),
    ],
)
def test_closed(props: Props) -> None:
    """Private addresses, none at all, an office; an empty list lets nobody in."""
    assert violations(NO_OPEN_CONTROL_PLANE, CLUSTER, props) == []


@pytest.mark.parametrize("props", [{}, {"privateClusterConfig": {"enablePrivateNodes": True}}])
def test_open_to_everybody(props: Props) -> None:
    """Google's default, also for a cluster whose nodes are private."""
    assert violations(NO_OPEN_CONTROL_PLANE, CLUSTER, props) == [
        f"it ({CLUSTER}) has a public control plane that everybody may reach; {REMEDY}"
    ]


def test_open_to_too_wide_a_range() -> None:
    """Half of the internet is not an office."""
    assert violations(NO_OPEN_CONTROL_PLANE, CLUSTER, authorized("203.0.113.0/24", "0.0.0.0/0", "34.0.0.0/8")) == [
        f"it ({CLUSTER}) has a public control plane that {source} may reach; {REMEDY}"
        for source in ("0.0.0.0/0", "34.0.0.0/8")
    ]


def test_an_unknown_setting_does_not_pass() -> None:
    """Whether the address is public decides."""
    assert violations(NO_OPEN_CONTROL_PLANE, CLUSTER, {"privateClusterConfig": UNKNOWN}) == [
        f"not evaluated: privateClusterConfig of it ({CLUSTER}) is not known before the update; set it from plain text"
        " or from an output of a stack that is already applied, or apply what it comes from first"
    ]


def test_other_types_are_left_alone() -> None:
    """Only clusters have a control plane."""
    assert violations(NO_OPEN_CONTROL_PLANE, "gcp:container/nodePool:NodePool", {}) == []


@pytest.mark.parametrize(
    ("kind", "props"),
    [
        (AKS, {"apiServerAccessProfile": {"enablePrivateCluster": True}}),
        (AKS, {"apiServerAccessProfile": {"authorizedIPRanges": ["10.0.0.0/8", "203.0.113.0/24"]}}),
        (OKE, {"endpointConfig": {"isPublicIpEnabled": False, "subnetId": UNKNOWN}}),
        (OKE, {"endpointConfig": {"subnetId": UNKNOWN}}),
        (CKS, {"public": False}),
        (CKS, {}),
    ],
)
def test_closed_on_other_clouds(kind: str, props: Props) -> None:
    """Private endpoints, which are the default of Oracle Cloud and CoreWeave, and offices on Azure."""
    assert violations(NO_OPEN_CONTROL_PLANE, kind, props) == []


@pytest.mark.parametrize(
    ("kind", "props", "remedy"),
    [
        (AKS, {}, ON_AZURE),
        (AKS, {"apiServerAccessProfile": {"enablePrivateCluster": False}}, ON_AZURE),
        (AKS, {"apiServerAccessProfile": {"authorizedIPRanges": []}}, ON_AZURE),
        (OKE, {}, ON_ORACLE),
        (OKE, {"endpointConfig": {"isPublicIpEnabled": True, "nsgIds": ["ocid1.networksecuritygroup"]}}, ON_ORACLE),
        (CKS, {"public": True, "oidc": {"clientId": "cks"}}, ON_COREWEAVE),
    ],
)
def test_open_on_other_clouds(kind: str, props: Props, remedy: str) -> None:
    """An empty list keeps nobody out of AKS, and a sign-on of one's own stands behind the door, not before it."""
    assert violations(NO_OPEN_CONTROL_PLANE, kind, props) == [
        f"it ({kind}) has a public control plane that everybody may reach; {remedy}"
    ]


def test_ranges_of_azure() -> None:
    """Google's proxy is a stranger on Azure."""
    ranges = ["203.0.113.0/24", "0.0.0.0/0", "35.235.240.0/20"]
    props: Props = {"apiServerAccessProfile": {"authorizedIPRanges": ranges}}
    assert violations(NO_OPEN_CONTROL_PLANE, AKS, props) == [
        f"it ({AKS}) has a public control plane that {source} may reach; {ON_AZURE}" for source in ranges[1:]
    ]


@pytest.mark.parametrize(
    ("kind", "props", "path"),
    [
        (AKS, {"apiServerAccessProfile": UNKNOWN}, "apiServerAccessProfile"),
        (OKE, {"endpointConfig": {"isPublicIpEnabled": UNKNOWN}}, "endpointConfig.isPublicIpEnabled"),
        (CKS, {"public": UNKNOWN}, "public"),
    ],
)
def test_an_unknown_setting_of_other_clouds(kind: str, props: Props, path: str) -> None:
    """Nor is a door called shut there that nobody has seen."""
    assert violations(NO_OPEN_CONTROL_PLANE, kind, props) == [
        f"not evaluated: {path} of it ({kind}) is not known before the update; set it from plain text or from an"
        " output of a stack that is already applied, or apply what it comes from first"
    ]
