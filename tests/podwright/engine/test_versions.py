"""Reading version numbers of pulumi and Go."""

from __future__ import annotations

import pytest

from podwright.engine.versions import at_least, parse


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.259.0", (3, 259, 0)),
        ("3.260.0-alpha.1+dev", (3, 260, 0)),
        ("go1.26", (1, 26, 0)),
        ("go1.26.8", (1, 26, 8)),
        ("go version go1.27rc1 linux/amd64", (1, 27, 0)),
        ("", None),
        ("unknown", None),
    ],
)
def test_the_numbers_are_found_wherever_they_stand(text: str, version: tuple[int, int, int] | None) -> None:
    """pulumi prints a `v`, Go a prefix, and either may add a pre-release."""
    assert parse(text) == version


@pytest.mark.parametrize(
    ("text", "minimum", "enough"),
    [
        ("3.227.0", "3.227.0", True),
        ("v3.1000.0", "3.227.0", True),
        ("3.226.9", "3.227.0", False),
        ("2.999.0", "3.227.0", False),
        ("go1.9", "1.26", False),
        ("garbage", "1.26", False),
    ],
)
def test_versions_compare_as_numbers(text: str, minimum: str, enough: bool) -> None:
    """`1.9` is older than `1.26`; what cannot be read is never new enough."""
    assert at_least(text, minimum) is enough
