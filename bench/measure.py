"""Numbers with a threshold, and how a run of the benchmark is shown.

Owns the form of a result and nothing that is measured.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from podwright.cli.output import Column, table, terminal_width

SCHEMA = "podwright/bench/v1"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number."""

    section: str
    name: str
    value: float
    unit: str
    """`ms`, `s`, `MiB`, or `ratio`."""
    most: float | None = None
    """The threshold; None: only told."""

    @property
    def ok(self) -> bool:
        """Within the threshold, if there is one."""
        return self.most is None or self.value <= self.most


def document(measurements: Sequence[Measurement]) -> dict[str, object]:
    """The JSON form, `schemas/bench.v1.json`."""
    return {
        "schema": SCHEMA,
        "ok": all(each.ok for each in measurements),
        "machine": {
            "python": platform.python_version(),
            "system": platform.system(),
            "machine": platform.machine(),
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        },
        "measurements": [{**asdict(each), "value": round(each.value, 4), "ok": each.ok} for each in measurements],
    }


def show(measurements: Sequence[Measurement], *, as_json: bool) -> int:
    """Prints all of them; 1 when one is over its threshold."""
    found = document(measurements)
    if as_json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
    else:
        columns = [Column("WHAT"), Column("VALUE", right=True), Column("AT MOST", right=True), Column("")]
        rows = [
            (
                f"{each.section}: {each.name}",
                text(each.value, each.unit),
                "-" if each.most is None else text(each.most, each.unit),
                "" if each.most is None else "ok" if each.ok else "MISSED",
            )
            for each in measurements
        ]
        sys.stdout.write("\n".join(table(columns, rows, terminal_width())) + "\n")
    return 0 if found["ok"] else 1


def text(value: float, unit: str) -> str:
    """With as many digits as matter."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f}" + ("" if unit == "ratio" else f" {unit}")
