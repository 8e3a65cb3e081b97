"""Where the data files of the emulated Oracle Cloud are."""

from __future__ import annotations

from podwright.emulator.core.tables import Tables

TABLES = Tables("podwright.emulator.oci", ("availabilityDomain", "vcnId", "clusterId"))
"""`replace.yaml`, `rules.yaml` and the facts of this package. Nearly everything in Oracle's cloud moves and is renamed
in place, so a type without an entry is replaced only when it changes its place."""
