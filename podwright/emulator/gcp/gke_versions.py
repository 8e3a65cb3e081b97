"""The Kubernetes versions that the emulated control planes offer.

Owns a small fixed offer, one version for each release channel, chosen so that the catalog's TPU generations find the
version they need on RAPID and REGULAR. The real offer moves every week: `getEngineVersions` of the real cloud is the
only true list.
"""

from __future__ import annotations

import re

CHANNELS = {
    "RAPID": "1.35.0-gke.274500",
    "REGULAR": "1.34.1-gke.3084001",
    "STABLE": "1.33.5-gke.1201000",
    "EXTENDED": "1.33.5-gke.1201000",
}
DEFAULT = CHANNELS["REGULAR"]


def resolve(wanted: str | None, channel: str | None) -> str | None:
    """The version of a new control plane; None when the wanted one is newer than anything offered.

    A short version (`1.34`) takes the newest that starts with it.
    """
    offered = CHANNELS.get(channel or "", DEFAULT)
    if not wanted or wanted in ("latest", "-"):
        return offered
    matching = [version for version in CHANNELS.values() if version == wanted or version.startswith(f"{wanted}.")]
    if matching:
        return max(matching, key=parts)
    newest = max(CHANNELS.values(), key=parts)
    return wanted if parts(wanted) <= parts(newest) else None


def parts(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparison."""
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))
