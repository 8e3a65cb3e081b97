"""Azure's locations: how they are written, and which there are.

Owns the reading of `locations.yaml`. "West Europe" and "westeurope" are one location (source: pulumi-azure-native,
`provider/pkg/provider/diff.go`, normalizedLocation).
"""

from __future__ import annotations

from functools import cache

from podwright.emulator.azure.tables import TABLES

GLOBAL = "global"


def normal(text: str) -> str:
    """`West Europe` as `westeurope`."""
    return text.replace(" ", "").lower()


@cache
def regions() -> tuple[str, ...]:
    """All regions in the order of their names."""
    return TABLES.table("locations.yaml").texts("regions")


@cache
def without_zones() -> frozenset[str]:
    """Regions that have no availability zones."""
    return frozenset(TABLES.table("locations.yaml").texts("no_zones"))
