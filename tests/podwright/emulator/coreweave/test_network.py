"""VPCs: defaults, ranges that must fit together, what replaces and what stays while a cluster uses it."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.coreweave.examples import ASSUMED, CLUSTER, VPC, VPC_INPUTS, Inputs, cluster_inputs


@pytest.fixture
def vpc(coreweave: Client) -> Made:
    """A VPC with four prefixes."""
    return coreweave.create(VPC, "vpc", VPC_INPUTS)


def test_a_vpc_has_the_zones_range_and_open_traffic(coreweave: Client) -> None:
    """As the provider documents its defaults; a second diff and a refresh are empty."""
    inputs = {"name": "v", "zone": "US-EAST-01A"}
    made = coreweave.create(VPC, "vpc", inputs)
    assert made.outputs == {
        "name": "v",
        "zone": "US-EAST-01A",
        "hostPrefix": "10.202.192.0/18",
        "hostPrefixes": [{"name": "host primary", "type": "PRIMARY", "prefixes": ["10.202.192.0/18"]}],
        "ingress": {"disablePublicServices": False},
        "egress": {"disablePublicAccess": False},
    }
    assert coreweave.diff(made, inputs).changes == {}
    assert coreweave.refresh(made) == made


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"zone": "MARS-01A"}, f"Bad Request: zone: unknown zone MARS-01A{ASSUMED}"),
        (
            {"vpcPrefixes": [{"name": "a", "value": "10.0.0.0/13"}, {"name": "b", "value": "10.4.0.0/16"}]},
            'Bad Request: vpc_prefixes: prefix "b" (10.4.0.0/16) overlaps prefix "a" (10.0.0.0/13)' + ASSUMED,
        ),
        (
            {"vpcPrefixes": [{"name": "a", "value": "10.0.0.0/13"}, {"name": "a", "value": "10.16.0.0/16"}]},
            'Bad Request: vpc_prefixes: the name "a" is used more than once' + ASSUMED,
        ),
        (
            {"hostPrefixes": [{"name": "a", "type": "ROUTED", "prefixes": ["10.64.0.0/18"]}]},
            "Bad Request: host_prefixes: exactly one PRIMARY prefix is needed, found 0" + ASSUMED,
        ),
        (
            {"name": "a-name-that-is-longer-than-thirty"},
            'name: "name" ("a-name-that-is-longer-than-thirty") doesn\'t match at most 30 characters',
        ),
        (
            {
                "hostPrefix": "10.64.0.0/18",
                "hostPrefixes": [{"name": "a", "type": "PRIMARY", "prefixes": ["10.64.0.0/18"]}],
            },
            'hostPrefix: Conflicting configuration arguments: "hostPrefix": conflicts with hostPrefixes',
        ),
    ],
)
def test_ranges_that_cannot_be(coreweave: Client, changes: Inputs, message: str) -> None:
    """Each with the field that is wrong."""
    assert refused(lambda: coreweave.create(VPC, "vpc", {**VPC_INPUTS, **changes})) == message


@pytest.mark.usefixtures("vpc")
def test_names_are_unique(coreweave: Client) -> None:
    """In the organisation."""
    assert refused(lambda: coreweave.create(VPC, "again", VPC_INPUTS)) == (
        f"Already Exists: VPC 'train' already exists{ASSUMED}"
    )


def test_one_that_is_made_again_has_another_id(coreweave: Client, vpc: Made) -> None:
    """The name is free again, the UUID is new; and the name is still taken once."""
    coreweave.delete(vpc)
    again = coreweave.create(VPC, "vpc", VPC_INPUTS)
    assert UUID(again.id) != UUID(vpc.id)
    assert coreweave.refresh(vpc) is None
    assert coreweave.import_(VPC, "vpc", again.id) is not None
    assert refused(lambda: coreweave.create(VPC, "again", {**VPC_INPUTS, "zone": "US-EAST-01A"})) == (
        f"Already Exists: VPC 'train' already exists{ASSUMED}"
    )


def test_name_zone_and_hosts_replace_and_prefixes_do_not(coreweave: Client, vpc: Made) -> None:
    """The provider's plan rules."""
    moved: Inputs = {"name": "train", "zone": "US-EAST-01A", "hostPrefix": "10.64.0.0/18"}
    found = coreweave.diff(vpc, moved)
    assert found.replaces == ["hostPrefix", "zone"]
    assert found.delete_before_replace


def test_a_vpc_stays_while_a_cluster_uses_it(coreweave: Client, vpc: Made) -> None:
    """And so do the prefixes that the cluster uses."""
    coreweave.create(CLUSTER, "c", cluster_inputs(vpc))
    assert refused(lambda: coreweave.delete(vpc)) == (
        f"Failed Precondition: VPC_IN_USE: VPC train is used by train{ASSUMED}"
    )
    fewer = {**VPC_INPUTS, "vpcPrefixes": [{"name": "pods", "value": "10.0.0.0/13"}]}
    assert refused(lambda: coreweave.update(vpc, fewer)) == (
        f'Failed Precondition: VPC_PREFIX_IN_USE: prefix "lb" is used by cluster train{ASSUMED}'
    )


def test_a_vpc_is_found_by_its_id(coreweave: Client, vpc: Made) -> None:
    """The function of the SDK."""
    token = "coreweave:index/getNetworkingVpc:getNetworkingVpc"
    assert coreweave.invoke(token, {"id": vpc.id})["name"] == "train"
    assert refused(lambda: coreweave.invoke(token, {"id": "nope"})) == "Not Found: VPC 'nope' not found"
