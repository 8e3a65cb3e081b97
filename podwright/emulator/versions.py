"""Which code a daemon runs, so that one that was started by an older program is not talked to.

Owns the fingerprint: podwright's own version with the newest change of its emulator's files, and the installed SDKs'.
It is taken without importing or running any of them, because every command takes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from podwright.emulator.clouds import CLOUDS

_CODE = ("emulator", "catalog")
"""The folders of podwright whose files a daemon has loaded."""


def fingerprint() -> dict[str, str]:
    """Name to version of everything that the answers of a daemon come from."""
    here = Path(__file__).parents[1]
    newest = max((path.stat().st_mtime_ns for part in _CODE for path in _files(here / part)), default=0)
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor} {sys.prefix}", "podwright": f"{newest:x}"}
    for package in CLOUDS:
        found[package] = _sdk_version(package)
    return found


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in (".py", ".yaml"))


def _sdk_version(package: str) -> str:
    """From the name of the folder that every installer writes: `pulumi_gcp-10.2.0.dist-info`."""
    module = "pulumi_" + package.replace("-", "_")
    spec = find_spec(module)  # looks for the folder; a top-level name is not imported
    if spec is None or spec.origin is None:
        return ""
    names = Path(spec.origin).parents[1].glob(f"{module}-*.dist-info")
    return ",".join(sorted(path.name.removeprefix(f"{module}-").removesuffix(".dist-info") for path in names))
