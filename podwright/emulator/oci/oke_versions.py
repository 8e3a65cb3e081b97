"""The Kubernetes versions that OKE offers here.

Owns their order. Oracle offers three or four at a time and changes them every few months, so the list is not meant to
be the present one: any patch of a minor version between the oldest and the newest one is taken.
"""

from __future__ import annotations

import re

OFFERED = ("v1.31.1", "v1.32.1", "v1.33.1", "v1.34.1")
"""Oldest first. Not verified: from general knowledge, 2026-11-23."""
_FORM = re.compile(r"v1\.(\d+)\.(\d+)")
SKEW = 3
"""How many minor versions a kubelet may be behind (Kubernetes documentation: version skew policy)."""


def parts(version: str) -> tuple[int, int] | None:
    """Minor version and patch; None for any other text."""
    match = _FORM.fullmatch(version)
    return (int(match[1]), int(match[2])) if match else None


def is_offered(version: str) -> bool:
    """Whether a cluster of that version can be made."""
    found, oldest, newest = parts(version), parts(OFFERED[0]), parts(OFFERED[-1])
    return bool(found and oldest and newest and oldest[0] <= found[0] <= newest[0])


def upgrades(version: str) -> list[str]:
    """The offered versions that are newer by at most one minor version."""
    own = parts(version)
    found = [(each, parts(each)) for each in OFFERED]
    return [each for each, other in found if own and other and own < other and other[0] <= own[0] + 1]
