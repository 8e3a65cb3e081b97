"""Machine shapes: what one is and which service limit it counts against.

Owns the reading of `shapes.yaml`. GPU shapes count GPUs, all others OCPUs; both per availability domain.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from podwright.catalog.data import Fields
from podwright.emulator.core import values
from podwright.emulator.core.wire import Values
from podwright.emulator.oci.tables import TABLES


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape."""

    name: str
    limit: str
    reservable: str | None
    gpus: int
    ocpus: int
    """Of a flexible shape: what it has when nothing is asked for."""
    memory: int
    """GB, likewise."""
    is_flexible: bool
    has_rdma: bool
    is_rack: bool
    """GB200 and GB300: placed by GPU memory clusters only."""
    is_arm: bool
    is_verified: bool
    """Whether the name of its limit is in Oracle's documentation."""

    def counts(self, config: Values) -> int:
        """What one machine counts against the limit; `config` is what was asked of a flexible shape."""
        if self.gpus:
            return self.gpus
        asked = values.get(config, "ocpus") if self.is_flexible else None
        return math.ceil(float(asked)) if isinstance(asked, (int, float)) else self.ocpus


@cache
def shapes() -> Mapping[str, Shape]:
    """All shapes by name."""
    table = TABLES.table("shapes.yaml")
    found = [_gpu(name, entry) for name, entry in table.children("gpus").items()]
    found += [shape for entry in table.records("series") for shape in _series(entry)]
    return {shape.name: shape for shape in found}


def _gpu(name: str, entry: Fields) -> Shape:
    return _shape(name, entry, gpus=entry.number("gpus"), ocpus=entry.number("ocpus"), memory=entry.number("memory"))


def _series(entry: Fields) -> Iterator[Shape]:
    prefix, ratio = entry.text("prefix"), entry.number("ratio")
    if entry.flag("flex", default=False):
        yield _shape(f"{prefix}.Flex", entry, ocpus=1, memory=ratio, is_flexible=True)
        return
    sizes = entry.values["sizes"]
    for size in sizes if isinstance(sizes, list) else ():  # pyright: ignore[reportUnknownVariableType]
        ocpus = int(str(size))  # pyright: ignore[reportUnknownArgumentType]
        name = prefix if entry.flag("exact", default=False) else f"{prefix}.{ocpus}"
        yield _shape(name, entry, ocpus=ocpus, memory=ocpus * ratio)


def _shape(name: str, entry: Fields, *, ocpus: int, memory: int, gpus: int = 0, is_flexible: bool = False) -> Shape:
    return Shape(
        name=name,
        limit=entry.text("limit"),
        reservable=entry.text_or_none("reservable"),
        gpus=gpus,
        ocpus=ocpus,
        memory=memory,
        is_flexible=is_flexible,
        has_rdma=entry.flag("rdma", default=False),
        is_rack=entry.flag("rack", default=False),
        is_arm=entry.flag("arm", default=False),
        is_verified=entry.flag("verified", default=True),
    )
