"""VM sizes: vCPUs, GPUs and the quota that counts them.

Owns the reading of `vm_sizes.yaml`. A size that the table does not have is not refused, since the table is not Azure's
whole list: its vCPUs are read from its name and count against the regional total only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from podwright.catalog.data import Fields
from podwright.emulator.azure.tables import TABLES

_NAME = re.compile(r"Standard_[A-Z]+(\d+)(?:-(\d+))?[a-z]*(?:_[A-Za-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class VmSize:
    """One size."""

    name: str
    vcpus: int
    gpus: int = 0
    family: str | None = None
    """The quota that counts it; None for a size that the table does not have."""
    reservable: bool = True


def find(name: str) -> VmSize | None:
    """The size of that name, whatever its case; None for a text that is no size."""
    known = _sizes().get(name.lower())
    if known:
        return known
    match = _NAME.fullmatch(name)
    return VmSize(name, int(match[2] or match[1])) if match else None


@cache
def accelerated_families() -> frozenset[str]:
    """The quotas of sizes with GPUs."""
    return frozenset(size.family for size in _sizes().values() if size.gpus and size.family)


@cache
def _sizes() -> dict[str, VmSize]:
    data = TABLES.table("vm_sizes.yaml")
    found = [*_series(data), *(_accelerator(entry) for entry in data.records("accelerators"))]
    return {size.name.lower(): size for size in found}


def _accelerator(entry: Fields) -> VmSize:
    return VmSize(
        entry.text("name"),
        entry.number("vcpus"),
        entry.number("gpus"),
        entry.text("family"),
        entry.flag("reservable", default=True),
    )


def _series(data: Fields) -> Iterator[VmSize]:
    for entry in data.records("series"):
        counts = entry.values["vcpus"]
        pairs = (
            cast("dict[int, int]", counts).items()
            if isinstance(counts, dict)
            else ((count, count) for count in cast("list[int]", counts))
        )
        for number, vcpus in pairs:
            yield VmSize(entry.text("name").replace("{n}", str(number)), vcpus, 0, entry.text("family"))
