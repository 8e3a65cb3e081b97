"""The coverage page says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.emulator.clouds import CLOUDS
from podwright.emulator.coverage import coverage, page

PAGE = Path(__file__).parents[3] / "docs" / "emulated-coverage.md"


def test_the_page_is_current() -> None:
    """Whoever models a type writes it anew: `python -m podwright.emulator.coverage > docs/emulated-coverage.md`."""
    assert PAGE.read_text("utf-8") == page()


@pytest.mark.parametrize("package", sorted(CLOUDS))
def test_every_provider_has_types_with_relations(package: str) -> None:
    """A provider of generic types only would be no emulated cloud."""
    assert coverage(package).count("relations") > 0


def test_a_type_is_not_better_than_it_is() -> None:
    """A key ring draws from no quota, a node pool does, and neither is told from a list."""
    types = {each.token: each for each in coverage("gcp").types}
    ring, pool = types["gcp:kms/keyRing:KeyRing"], types["gcp:container/nodePool:NodePool"]
    assert (ring.quota, ring.replacement) == (False, True)
    assert (pool.quota, pool.relations, pool.outputs) == (True, True, True)
