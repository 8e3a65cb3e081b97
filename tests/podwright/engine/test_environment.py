"""The variables of an emulated and of a live environment."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from podwright.engine.environment import emulated_environment, live_environment
from podwright.engine.locate import Engine


@dataclass(frozen=True)
class Daemon:
    """An emulator that listens on two ports."""

    providers: dict[str, int] = field(default_factory=lambda: {"gcp": 4001, "azure-native": 4002})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project, in a folder whose name needs quoting."""
    folder = tmp_path / "my project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: podwright\nstackConfigDir: stacks\n")
    return folder


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An engine that nobody runs here."""
    return Engine(tmp_path / "engine" / "pulumi", "3.259.0", "cache", tmp_path / "engine" / "pulumi-language-python")


def test_the_emulated_environment_belongs_to_the_project(
    root: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Providers, state, home and secrets: none of the user's own is used, and nothing is downloaded."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    emulated = root / ".podwright" / "emulated"
    assert emulated_environment(root, engine, Daemon()) == {
        "COREWEAVE_API_TOKEN": "emulated",
        "PODWRIGHT_MESH_KEY": "emulated-secret-of-thirty-two-characters",
        "PATH": f"{emulated}/bin:{engine.path.parent}:/usr/bin:/bin",
        "PODWRIGHT_PYTHON": sys.executable,
        "PULUMI_BACKEND_URL": f"file://{str(emulated / 'state').replace(' ', '%20')}",
        "PULUMI_CONFIG_PASSPHRASE": "podwright-emulated-cloud",
        "PULUMI_DEBUG_PROVIDERS": "azure-native:4002,gcp:4001",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        "PULUMI_HOME": f"{emulated}/home",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_SUPPRESS_NEO_LINK": "true",
    }
    assert (emulated / "state").is_dir()
    assert (emulated / "home").is_dir()


def test_an_environment_within_an_environment_does_not_grow(
    root: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`podwright exec` in a `podwright env` shell, again and again."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    first = emulated_environment(root, engine, Daemon())
    monkeypatch.setenv("PATH", first["PATH"])
    assert emulated_environment(root, engine, Daemon()) == first


def test_live_takes_nothing_from_the_user(root: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Backend, passphrase, home and credentials are as the user has them."""
    monkeypatch.setenv("PATH", "/usr/bin")
    assert live_environment(root, engine) == {
        "PATH": f"{engine.path.parent}:/usr/bin",
        "PODWRIGHT_PYTHON": sys.executable,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
