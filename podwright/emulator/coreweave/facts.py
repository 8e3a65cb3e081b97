"""CoreWeave's published facts: zones, instance types, Kubernetes versions.

Owns the reading of `facts.yaml`. A zone or type that is not in it is unknown to CoreWeave's documentation as of that
file's date.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from podwright.emulator.core import numbers
from podwright.emulator.core.tables import Tables

TABLES = Tables("podwright.emulator.coreweave", ("name", "zone"))
"""The data files of this package; a type without an entry is replaced when its name or zone changes."""


@dataclass(frozen=True, slots=True)
class Zone:
    """An availability zone."""

    name: str
    storage: bool
    """It has AI Object Storage."""
    hosts: str
    """The default range for nodes."""


@dataclass(frozen=True, slots=True)
class InstanceType:
    """A machine that a node pool can have."""

    name: str
    rack: int | None
    """Nodes that can only be had together; None: each by itself."""
    zones: tuple[str, ...]
    """Where it is listed; empty: nowhere in particular."""

    def listed_in(self, zone: str) -> bool:
        """Whether a zone may have it."""
        return not self.zones or zone in self.zones


@cache
def zones() -> dict[str, Zone]:
    """All zones by name."""
    return {
        name: Zone(name, entry.flag("storage", default=True), entry.text_or_none("hosts") or _hosts(name))
        for name, entry in TABLES.table("facts.yaml").children("zones").items()
    }


@cache
def instance_types() -> dict[str, InstanceType]:
    """All instance types by name."""
    return {
        name: InstanceType(name, entry.number_or_none("rack"), entry.texts("zones"))
        for name, entry in TABLES.table("facts.yaml").children("instances").items()
    }


@cache
def versions() -> tuple[str, ...]:
    """The Kubernetes versions that a cluster may have, oldest first."""
    return TABLES.table("facts.yaml").texts("kubernetes")


def _hosts(zone: str) -> str:
    """A range of the published form for a zone whose own is not published."""
    return f"10.{128 + numbers.pick(120, 'hosts', zone)}.192.0/18"
