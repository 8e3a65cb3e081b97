"""Where the data files of the emulated Azure are."""

from __future__ import annotations

from podwright.emulator.core.tables import Tables

TABLES = Tables(
    "podwright.emulator.azure",
    ("resourceGroupName", "location", "name", "scope", "managementGroupId"),
)
"""The data files of this package; a type without an entry is replaced when its name or location changes."""
