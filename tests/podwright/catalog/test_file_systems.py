"""Shared file systems come in sizes that each tier sells in its own steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.catalog.file_systems import check_file_system, file_system_kinds
from podwright.errors import Problem

TIERS = [(kind, tier) for kind, each in file_system_kinds("gcp").items() for tier in each.tiers]


def place(kind: str, tier: str) -> str | None:
    """A zone where the tier stands in one."""
    return "europe-west4-a" if file_system_kinds("gcp")[kind].in_zone(tier) else None


@pytest.mark.parametrize(("kind", "tier"), TIERS)
@given(data=st.data())
def test_every_size_of_the_table_is_sold(kind: str, tier: str, data: st.DataObject) -> None:
    """From the smallest to the largest, in steps."""
    found = data.draw(st.sampled_from(file_system_kinds("gcp")[kind].tiers[tier]))
    steps = data.draw(st.integers(0, (found.most - found.least) // found.step))
    assert check_file_system("gcp", kind, tier, found.least + steps * found.step, place(kind, tier)) == []


@pytest.mark.parametrize(("kind", "tier"), TIERS)
@given(gib=st.integers(1, 90_000_000))
def test_what_is_offered_instead_is_sold(kind: str, tier: str, gib: int) -> None:
    """The fix of a wrong size must not be wrong itself."""
    for problem in check_file_system("gcp", kind, tier, gib, place(kind, tier)):
        assert problem.fix is not None
        better = int(problem.fix.removeprefix("write "))
        assert check_file_system("gcp", kind, tier, better, place(kind, tier)) == []


@pytest.mark.parametrize(
    ("kind", "tier", "gib", "zone", "problem"),
    [
        (
            "lustre",
            "500",
            20000,
            "europe-west4-a",
            Problem(
                "gib",
                "Managed Lustre of tier 500 is not sold with 20000 GiB",
                "20000",
                "18000 to 3060000 GiB in steps of 18000; 3168000 to 20016000 GiB in steps of 144000",
                "write 36000",
            ),
        ),
        (
            "lustre",
            "750",
            18000,
            "europe-west4-a",
            Problem("tier", 'Managed Lustre has no tier "750"', "750", "1000, 500, 250, 125", None),
        ),
        (
            "filestore",
            "regional",
            1024,
            "europe-west4-a",
            Problem(
                "zone",
                "Filestore of tier regional is spread over the region",
                "europe-west4-a",
                None,
                "remove zone",
            ),
        ),
        (
            "parallelstore",
            None,
            12000,
            None,
            Problem("zone", "Parallelstore stands in one zone", None, None, "add zone: the zone of its clients"),
        ),
        (
            "nfs",
            None,
            1024,
            None,
            Problem("kind", '"nfs" is no file system of the catalog', "nfs", "lustre, parallelstore, filestore", None),
        ),
    ],
)
def test_what_is_not_sold(kind: str, tier: str | None, gib: int, zone: str | None, problem: Problem) -> None:
    """The message names what is sold and the next larger size."""
    assert check_file_system("gcp", kind, tier, gib, zone) == [problem]
