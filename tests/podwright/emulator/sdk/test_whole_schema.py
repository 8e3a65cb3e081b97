"""The index against the real plugins' schemas, every resource and nested object that both have.

Where the schemas stand beside the clone they are compared; where they do not, as on a user's machine, the index must be
the one that was compared when the record was made. Either way the same is proven, and nothing is skipped.
"""

from __future__ import annotations

import pytest

from tests.podwright.emulator.sdk import agreement
from tests.podwright.emulator.sdk.agreement import PACKAGES, WHY

_AGAIN = "make the record anew: python -m tests.podwright.emulator.sdk.agreement"


@pytest.mark.parametrize("package", PACKAGES)
def test_the_index_is_the_one_that_was_compared(package: str) -> None:
    """Another SDK, or another reading of it, has to be compared again."""
    known = agreement.record()[package]
    assert agreement.index_of(package).version == known["version"], _AGAIN
    assert agreement.digest(package) == known["digest"], _AGAIN


@pytest.mark.parametrize("package", PACKAGES)
def test_it_agrees_with_the_plugin(package: str) -> None:
    """As many resources, objects and properties as the record says, and no difference that it does not name."""
    known, file = agreement.record()[package], agreement.schema_file(package)
    if file is None:  # then the test above says that this index is the one whose comparison is the record
        assert known["properties"] > 0
        return
    found = agreement.compare(package, file)
    assert {kind: sorted(each) for kind, each in found.differences.items()} == known["differences"]
    assert (found.resources, found.objects, found.properties) == tuple(
        known[name] for name in ("resources", "objects", "properties")
    )


def test_every_difference_has_a_reason_and_there_are_few() -> None:
    """Less than one property in a hundred, and each of a kind that is explained."""
    for known in agreement.record().values():
        assert set(known["differences"]) <= set(WHY)
        assert sum(map(len, known["differences"].values())) * 100 <= known["properties"]
