"""Emulated clusters, see `fixtures.py`."""

from __future__ import annotations

from tests.podwright.emulator.kubernetes.fixtures import (
    cluster_port,
    coreweave,
    coreweave_index,
    kubernetes,
    kubernetes_index,
    to_cluster,
)

__all__ = ["cluster_port", "coreweave", "coreweave_index", "kubernetes", "kubernetes_index", "to_cluster"]
