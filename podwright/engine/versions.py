"""The Pulumi versions that podwright knows, and how a version is read."""

from __future__ import annotations

import re

PINNED = "3.259.0"
"""The engine that is downloaded or built: the version of the locked Python SDK and of go.mod."""

MINIMUM = "3.227.0"
"""The oldest `pulumi` on PATH that is used: the first whose policy packs run through the language host alone."""

MINIMUM_GO = "1.26"
"""What the `go` line of go.mod asks for."""

Version = tuple[int, int, int]


def parse(text: str) -> Version | None:
    """The first three numbers of `v3.259.0`, `3.260.0-alpha.1+dev` or `go1.26`; None where there is no number.

    What follows the numbers is ignored: a pre-release counts as its release, which is right for a lower bound on a
    command line tool that is built from every commit.
    """
    match = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3] or 0))


def at_least(text: str, minimum: str) -> bool:
    """Whether a version is no older than `minimum`; False where it cannot be read."""
    version, bound = parse(text), parse(minimum)
    return version is not None and bound is not None and version >= bound
