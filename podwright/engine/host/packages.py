"""What is installed in a Python: distributions, and the Pulumi plugins their packages ask for.

The folder names of `*.dist-info` are read and no metadata is parsed: that is a hundred times cheaper and all that is
needed. This file is also run as a script by another interpreter (`python -I packages.py`), so it uses nothing but the
standard library and imports nothing of podwright.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

WITHOUT_PLUGIN = {"pulumi-policy", "pulumi-esc-sdk"}
"""Packages named like provider packages that have no plugin; older ones say so nowhere themselves."""

VERSION = re.compile(
    r"^(?P<release>\d+(?:\.\d+)*)"
    r"(?:(?P<stage>a|b|rc)(?P<number>\d+))?"
    r"(?:\.post(?P<post>\d+))?"
    r"(?:\.dev(?P<dev>\d+))?$"
)
STAGES = {"a": "alpha", "b": "beta", "rc": "rc"}


@dataclass(frozen=True, slots=True)
class Distribution:
    """An installed distribution: normalised name, version, and the folder of its package's plugin file."""

    name: str
    version: str
    plugin: dict[str, object] | None
    """The content of `pulumi-plugin.json`; None where the package has none."""


@dataclass(frozen=True, slots=True)
class PluginNeed:
    """A provider plugin that the engine should have for an installed package."""

    name: str
    version: str
    server: str
    parameterization: dict[str, object] | None = None
    """`name`, `version`, `value` (base64) where the package is made by a general plugin, such as a bridge."""


def _plugin_file(folder: Path, name: str) -> dict[str, object] | None:
    try:
        content = json.loads((folder / name.replace("-", "_") / "pulumi-plugin.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return cast("dict[str, object]", content) if isinstance(content, dict) else None


def installed(path: Iterable[str] | None = None) -> list[Distribution]:
    """The distributions on `path` (default: this interpreter's), by name; the first of a name wins, as in imports."""
    found: dict[str, Distribution] = {}
    for folder in sys.path if path is None else path:
        try:
            entries = [entry.name for entry in os.scandir(folder or ".") if entry.name.endswith(".dist-info")]
        except OSError:
            continue
        for entry in sorted(entries):
            stem, _, version = entry.removesuffix(".dist-info").rpartition("-")
            name = re.sub(r"[-_.]+", "-", stem).lower()
            if name and name not in found:
                found[name] = Distribution(name, version, _plugin_file(Path(folder), name))
    return [found[name] for name in sorted(found)]


def plugin_version(version: str) -> str | None:
    """The plugin's semantic version for a package version of PEP 440; None where there is no telling.

    `1.2` -> `1.2.0`, `1.2.3a4` -> `1.2.3-alpha.4`, `1.2.3.post4.dev5` -> `1.2.3+post4dev5`.
    """
    match = VERSION.match(version)
    if match is None:
        return None
    release = match["release"].split(".")
    text = ".".join([*release, *["0"] * (3 - len(release))])
    if match["stage"]:
        text += f"-{STAGES[match['stage']]}.{match['number']}"
    build = "".join(f"{key}{match[key]}" for key in ("post", "dev") if match[key] is not None)
    return f"{text}+{build}" if build else text


def plugin_needs(distributions: Iterable[Distribution]) -> Iterator[PluginNeed]:
    """The plugins of the Pulumi packages among the distributions."""
    for distribution in distributions:
        plugin = distribution.plugin
        if distribution.name in WITHOUT_PLUGIN or (plugin is None and not distribution.name.startswith("pulumi-")):
            continue
        stated: dict[str, object] = plugin or {}
        if plugin is not None and not plugin.get("resource"):
            continue
        version = str(stated.get("version") or "") or plugin_version(distribution.version)
        if version:
            name = str(stated.get("name") or "") or distribution.name.removeprefix("pulumi-")
            general = cast("dict[str, object] | None", stated.get("parameterization"))
            yield PluginNeed(name, f"v{version.removeprefix('v')}", str(stated.get("server") or ""), general)


def decode(text: str) -> list[Distribution]:
    """What the script printed."""
    rows = cast("list[dict[str, object]]", json.loads(text))
    return [
        Distribution(str(row["name"]), str(row["version"]), cast("dict[str, object] | None", row["plugin"]))
        for row in rows
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([asdict(distribution) for distribution in installed(sys.path[1:])]))
