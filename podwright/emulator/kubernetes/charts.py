"""Helm charts that are known here by the definitions they bring; no chart is ever fetched or rendered.

Owns the reading of `charts.yaml`, and the last part of a chart reference as the chart's name, whatever repository or
registry it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from podwright.emulator.core import values
from podwright.emulator.core.wire import Values
from podwright.emulator.kubernetes.tables import TABLES, ServedKind, kinds_in

RELEASES = "kubernetes:helm.sh/v3:Release"


@dataclass(frozen=True, slots=True)
class Chart:
    """What is known of a chart."""

    name: str
    in_folder: bool
    """Its definitions are in the chart's `crds` folder, which `skipCrds` leaves out."""
    kinds: tuple[ServedKind, ...]


@cache
def known() -> dict[str, Chart]:
    """The charts by name."""
    return {
        name: Chart(name, entry.flag("in_folder", default=False), kinds_in(entry.records("kinds")))
        for name, entry in TABLES.table("charts.yaml").children("charts").items()
    }


def name_of(reference: str) -> str:
    """The name of a chart: `kueue` in `oci://registry.k8s.io/kueue/charts/kueue` and in `kueue`."""
    return reference.rstrip("/").rsplit("/", 1)[-1].split(":", 1)[0]


def kinds_of(inputs: Values) -> tuple[ServedKind, ...]:
    """The kinds that a release with these inputs brings."""
    chart = known().get(name_of(values.string(inputs, "chart") or ""))
    if chart is None or (chart.in_folder and values.flag(inputs, "skipCrds")):
        return ()
    return chart.kinds
