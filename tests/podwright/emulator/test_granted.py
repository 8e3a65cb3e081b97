"""Limits that stack files state: the emulated clouds take them over, but never over what somebody has set by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.emulator import listing
from podwright.emulator.core.quota import QuotaKey
from podwright.emulator.granted import Limit, take_over
from podwright.emulator.places import Places
from stacks.check import examine
from stacks.grants import Grant, grants
from tests.stacks.azure_samples import with_own
from tests.stacks.samples import region

KEY = QuotaKey.of("s", "Microsoft.Compute", "standardNDISRH200V5Family", {"region": "norwayeast"})


def limit(amount: int) -> Limit:
    """The limit of the one quota of these tests."""
    return "azure-native", KEY, amount


def held(folder: Path) -> list[int]:
    """What the clouds hold of it."""
    return [line.limit for line in listing.list_quotas(Places(folder).cloud, cloud="azure-native")]


def test_what_is_stated_is_granted_and_follows_the_file(tmp_path: Path) -> None:
    """A second run changes nothing; an edited file does."""
    assert [take_over(tmp_path, [limit(192)]), take_over(tmp_path, [limit(192)])] == [1, 0]
    assert held(tmp_path) == [192]
    assert take_over(tmp_path, [limit(384)]) == 1
    assert held(tmp_path) == [384]


@pytest.mark.parametrize("amount", [0, 96])
def test_a_limit_that_was_set_by_hand_stays(tmp_path: Path, amount: int) -> None:
    """Whoever sets one wants to see what a cloud does that has less than the file believes."""
    take_over(tmp_path, [limit(192)])
    listing.set_quota(tmp_path, KEY, cloud="azure-native", limit=amount)
    assert take_over(tmp_path, [limit(192)]) == 0
    assert take_over(tmp_path, [limit(384)]) == 0
    assert held(tmp_path) == [amount]


def test_clouds_that_were_emptied_are_granted_again(tmp_path: Path) -> None:
    """`podwright emulator reset` forgets the clouds, and not what was taken over before."""
    take_over(tmp_path, [limit(192)])
    Places(tmp_path).cloud.unlink()
    assert take_over(tmp_path, [limit(192)]) == 1


def test_families_are_spelled_as_the_cloud_does() -> None:
    """The API writes them with and without spaces, in any case."""
    spec = examine(with_own(limits={"STANDARDNDISRH200V5FAMILY": 96, "cores": 200}), None).rest
    assert spec is not None
    found = {each.quota_id: (each.provider, each.dimensions, each.limit) for each in grants(spec)}
    place = (("region", "southcentralus"),)
    assert found == {
        "standardNDISRH200V5Family": ("azure-native", place, 96),
        "cores": ("azure-native", place, 200),
    }


def test_each_cloud_counts_in_its_own_place() -> None:
    """Oracle's limits hold in each domain of the region, CoreWeave's nodes in the zone of the cluster."""
    oracle = region(
        cloud="oci",
        region="uk-london-1",
        jurisdiction="GB",
        account={"tenancy": "ocid1.tenancy.oc1..aaaa"},
        oci={"limits": {"gpu-h200-count": 64, "cluster-count": 3}},
    )
    coreweave = region(
        cloud="coreweave",
        region="US-EAST-04",
        jurisdiction="US",
        account={"organization": "lab"},
        coreweave={"zone": "US-EAST-04A", "granted": {"gd-8xh200ib-i128": 16}},
    )
    found = [grants(spec) for spec in (examine(oracle, None).rest, examine(coreweave, None).rest) if spec]
    london, zone = (("region", "uk-london-1"),), (("zone", "US-EAST-04A"),)
    assert found == [
        [
            Grant("oci", "ocid1.tenancy.oc1..aaaa", "compute", "gpu-h200-count", london, 64),
            Grant("oci", "ocid1.tenancy.oc1..aaaa", "container-engine", "cluster-count", london, 3),
        ],
        [Grant("coreweave", "", "compute", "gd-8xh200ib-i128", zone, 16)],
    ]
