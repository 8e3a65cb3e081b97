"""Closed lists of values out of prose."""

from __future__ import annotations

import pytest

from podwright.emulator.sdk.docstrings import allowed_values


@pytest.mark.parametrize(
    ("docstring", "values"),
    [
        ("Possible values are: `REGIONAL`, `GLOBAL`.", ("REGIONAL", "GLOBAL")),
        ("The mode.\n        Default value is `A`.\n        Possible values are: `A`,\n        `B`.\n", ("A", "B")),
        ("Each value may be one of: `DEFAULT`, `CLOUD_ARMOR`.", ("DEFAULT", "CLOUD_ARMOR")),
        ("Possible values are: `ONLY`. Structure is documented below.", ("ONLY",)),
    ],
)
def test_the_generators_sentence_is_a_closed_list(docstring: str, values: tuple[str, ...]) -> None:
    """The providers' generator writes it from the list that the provider validates against."""
    assert allowed_values(docstring) == values


@pytest.mark.parametrize(
    "docstring",
    [
        "",
        "The name of the network.",
        "Possible values include: `A`, `B`.",
        "Can be one of `A`, `B`.",
        "Valid values are `A` or `B`.",
        "Possible values are: `A`, `B` (beta), and `C`.",
        "Possible values are: `A`, `B`, for example.",
        "Possible values are: A, B.",
        "Possible values are: `A`. With the other API, Possible values are: `B`.",
    ],
)
def test_other_prose_is_not_a_closed_list(docstring: str) -> None:
    """Hand-written sentences are often incomplete; a false list would refuse what the cloud accepts."""
    assert allowed_values(docstring) is None
