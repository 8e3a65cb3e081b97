"""Helm charts that clusters get from us: where they are, which version, and in which namespace they live.

Owns the facts of `charts.yaml` as typed values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from podwright.catalog.data import load


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of a version that was seen to work with the others."""

    name: str
    reference: str
    """OCI reference without a tag."""
    version: str
    namespace: str
    source: str
    date: str
    verified: bool
    """False: the pairing of versions comes from a second-hand source."""


@cache
def charts() -> Mapping[str, Chart]:
    """All charts by name."""
    return MappingProxyType(
        {
            name: Chart(
                name=name,
                reference=fields.text("chart"),
                version=fields.text("version"),
                namespace=fields.text("namespace"),
                source=fields.text("source"),
                date=fields.text("date"),
                verified=fields.flag("verified", default=True),
            )
            for name, fields in load("charts.yaml").children("charts").items()
        }
    )
