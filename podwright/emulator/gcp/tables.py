"""Where the data files of the emulated Google Cloud are."""

from __future__ import annotations

from podwright.emulator.core.tables import Tables

TABLES = Tables("podwright.emulator.gcp", ("name", "project", "location", "region", "zone"))
"""`replace.yaml` and `rules.yaml` of this package; a type without an entry is replaced when its identity changes."""
