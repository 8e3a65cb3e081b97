"""Resources stand in the country that the stack's configuration declares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pulumi.runtime import set_all_config

from policies.rules.regions import REGION_IN_JURISDICTION
from tests.policies.rules.subjects import NODE_POOL, UNKNOWN, Props, violations

RING = "gcp:kms/keyRing:KeyRing"
BUCKET = "gcp:storage/bucket:Bucket"
VM = "gcp:tpu/v2Vm:V2Vm"
GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
SUBNET = "gcp:compute/subnetwork:Subnetwork"


@pytest.fixture(autouse=True)
def dutch_stack() -> Iterator[None]:
    """The configuration of a stack in the Netherlands, as the engine hands it to a pack."""
    set_all_config({"podwright:kind": "region", "podwright:jurisdiction": "NL"})
    yield
    set_all_config({})


@pytest.mark.parametrize(
    ("kind", "props"),
    [
        (SUBNET, {"region": "europe-west4"}),
        (NODE_POOL, {"location": "europe-west4", "nodeLocations": ["europe-west4-a", "europe-west4-ai1a"]}),
        ("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", {"location": "global"}),
        ("gcp:compute/network:Network", {"name": "net"}),
        ("kubernetes:core/v1:Namespace", {"region": "us-east5"}),
    ],
)
def test_inside(kind: str, props: Props) -> None:
    """Regions and zones of the country, things without a place, and other clouds' resources."""
    assert violations(REGION_IN_JURISDICTION, kind, props) == []


@pytest.mark.parametrize(
    ("kind", "props", "key", "place"),
    [
        (SUBNET, {"region": "us-east5"}, "region", "us-east5"),
        (RING, {"location": "global"}, "location", "global"),
        (BUCKET, {"location": "EU"}, "location", "EU"),
        (NODE_POOL, {"nodeLocations": ["europe-west4-a", "us-central1-ai1a"]}, "nodeLocations[1]", "us-central1-ai1a"),
        (VM, {"zone": "us-east5-a"}, "zone", "us-east5-a"),
        (GROUP, {"distributionPolicyZones": ["us-east5-b"]}, "distributionPolicyZones[0]", "us-east5-b"),
        (
            BUCKET,
            {"location": "europe-west4", "customPlacementConfig": {"dataLocations": ["europe-west4", "EUROPE-WEST1"]}},
            "customPlacementConfig.dataLocations[1]",
            "EUROPE-WEST1",
        ),
    ],
)
def test_outside(kind: str, props: Props, key: str, place: str) -> None:
    """Other countries, places that are several countries, and zones whose names hide their region."""
    where = "a zone of europe-west4" if "zone" in key.lower() or key == "nodeLocations[1]" else "europe-west4"
    assert violations(REGION_IN_JURISDICTION, kind, props) == [
        f"it ({kind}) stands in {place}, outside of NL; set {key} to {where}, or correct podwright:jurisdiction"
    ]


def test_a_country_without_a_region() -> None:
    """Norway has no region of Google Cloud: the message says where to go instead."""
    set_all_config({"podwright:kind": "region", "podwright:jurisdiction": "NO"})
    assert violations(REGION_IN_JURISDICTION, SUBNET, {"region": "europe-north1"}) == [
        f"Norway has no public Google Cloud region, so it ({SUBNET}) may stand nowhere; nearest are europe-north1"
        " (Hamina, FI) and europe-north2 (Stockholm, SE); or take another cloud for Norway"
    ]


def test_a_region_stack_must_declare_its_country() -> None:
    """Without a country there is nothing to judge by, which is no reason to pass."""
    set_all_config({"podwright:kind": "region"})
    assert violations(REGION_IN_JURISDICTION, SUBNET, {"region": "us-east5"}) == [
        f"not evaluated: podwright:jurisdiction is not set, so nothing says whether it ({SUBNET}) may stand in"
        " us-east5; set it to the country of the stack's region"
    ]


def test_a_global_stack_needs_no_country() -> None:
    """It holds a key for each region, in several countries."""
    set_all_config({"podwright:kind": "global"})
    assert violations(REGION_IN_JURISDICTION, RING, {"location": "us-east5"}) == []


@pytest.mark.parametrize("region", ["us-east5", UNKNOWN])
def test_a_mesh_stands_where_its_members_do(region: object) -> None:
    """In several countries, and where is known only when the members are there: they are judged, each by its own."""
    set_all_config({"podwright:kind": "mesh"})
    assert violations(REGION_IN_JURISDICTION, SUBNET, {"region": region}) == []


def test_an_unknown_region_does_not_pass() -> None:
    """Where something will stand is the question itself."""
    assert violations(REGION_IN_JURISDICTION, SUBNET, {"region": UNKNOWN}) == [
        f"not evaluated: region of it ({SUBNET}) is not known before the update; set it from plain text or from an"
        " output of a stack that is already applied, or apply what it comes from first"
    ]
