"""How a group of slices may scale by itself: what the cluster autoscaler can do with TPU node pools.

A single-host slice is one node, so a pool of them grows node by node. A multi-host slice is atomic: its pool goes from
no host to all of them. Source: AI-Hypercomputer/xpk @367c8382 `nodepool.py`; Google Cloud documentation: TPUs in GKE,
autoscaling (2026-11).
"""

from __future__ import annotations

from podwright.errors import Problem


def check_least_slices(least: int, slices: int, *, flex_start: bool) -> Problem | None:
    """Whether a group of at most `slices` may shrink to `least` (subject `leastSlices`)."""
    if not 0 <= least <= slices:
        what = f"a group of at most {slices} cannot keep {least}"
        return Problem("leastSlices", what, str(least), f"0 to {slices}", "raise slices, or keep fewer")
    if flex_start and least:
        what = "flex-start begins with no machine and gives all back at the end of their time"
        return Problem("leastSlices", what, str(least), "0", "write 0, or leave it out")
    return None
