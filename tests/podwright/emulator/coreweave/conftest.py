"""An emulated CoreWeave and the clusters in it: the fixtures of the Kubernetes tests."""

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
