"""Nobody on the internet reaches a control plane by its address."""

from __future__ import annotations

import pytest

from policies.rules.control_planes import CLUSTER, NO_OPEN_CONTROL_PLANE
from tests.policies.rules.subjects import UNKNOWN, Props, violations

REMEDY = (
    "set privateClusterConfig.enablePrivateEndpoint to true and let people in by the DNS endpoint,"
    " or name the ranges that may come in under masterAuthorizedNetworksConfig"
)


def authorized(*ranges: str) -> Props:
    return {"masterAuthorizedNetworksConfig": {"cidrBlocks": [{"cidrBlock": each} for each in ranges]}}


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
