"""Which plugins installed packages ask for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from podwright.engine.host import packages
from podwright.engine.host.packages import PluginNeed, installed, plugin_needs, plugin_version


def add(site: Path, name: str, version: str, plugin: object | None = None) -> None:
    """A distribution as an installer leaves it."""
    (site / f"{name}-{version}.dist-info").mkdir(parents=True)
    if plugin is not None:
        (site / name).mkdir()
        (site / name / "pulumi-plugin.json").write_text(json.dumps(plugin))


def test_provider_packages_name_their_plugins(tmp_path: Path) -> None:
    """By their plugin file, by their name, and not where they say that they have none."""
    add(tmp_path, "pulumi_gcp", "10.2.0", {"resource": True, "name": "gcp", "version": "10.2.0"})
    add(tmp_path, "lab_things", "1.2", {"resource": True, "name": "things", "server": "https://example.com"})
    add(tmp_path, "pulumi_old", "4.0.0")
    add(tmp_path, "pulumi_policy", "1.21.0")
    add(tmp_path, "pulumi_helpers", "2.0.0", {"resource": False})
    add(tmp_path, "grpcio", "1.85.1")
    assert list(plugin_needs(installed([str(tmp_path)]))) == [
        PluginNeed("things", "v1.2.0", "https://example.com"),
        PluginNeed("gcp", "v10.2.0", ""),
        PluginNeed("old", "v4.0.0", ""),
    ]


def test_the_first_of_two_installations_counts(tmp_path: Path) -> None:
    """As for imports: what stands earlier on the path hides the other."""
    add(tmp_path / "a", "pulumi_gcp", "10.2.0")
    add(tmp_path / "b", "Pulumi.GCP", "9.0.0")
    found = installed([str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "missing")])
    assert [(item.name, item.version) for item in found] == [("pulumi-gcp", "10.2.0")]


@pytest.mark.parametrize(
    ("package", "plugin"),
    [
        ("1.0", "1.0.0"),
        ("1.2.3a4", "1.2.3-alpha.4"),
        ("1.2.3b4", "1.2.3-beta.4"),
        ("1.2.3rc4", "1.2.3-rc.4"),
        ("1.2.3.post4", "1.2.3+post4"),
        ("1.2.3.dev5", "1.2.3+dev5"),
        ("1.2.3.post4.dev5", "1.2.3+post4dev5"),
        ("1!2.3", None),
        ("nonsense", None),
    ],
)
def test_package_versions_become_plugin_versions(package: str, plugin: str | None) -> None:
    """Pulumi's rule for packages that do not say their plugin's version."""
    assert plugin_version(package) == plugin


def test_another_interpreter_lists_the_same() -> None:
    """The file runs as a script, without podwright, and its output is read back."""
    listed = subprocess.run(
        [sys.executable, "-I", packages.__file__], capture_output=True, text=True, check=True
    ).stdout
    assert {item.name for item in packages.decode(listed)} >= {"pulumi", "pulumi-gcp", "grpcio"}
