"""The environment in which a plain `pulumi` works on this project: on its emulated cloud, or on the real ones.

Owns the variables and the small files behind them, and nothing that runs. The functions return only what has to be set;
the caller lays it over its own environment.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from podwright.engine.launcher import MARK
from podwright.engine.locate import Engine
from podwright.engine.project import EmulatedFolder, Project, emulated_folder, load_project, project_root

__all__ = ["emulated_environment", "live_environment", "project_root"]

PASSPHRASE = "podwright-emulated-cloud"  # noqa: S105 - known to everybody: nothing real is ever behind it
"""Encrypts the secrets in an emulated cloud's state, so that they are handled as on a real backend."""


class Daemon(Protocol):
    """What is needed of `podwright.emulator.daemon.DaemonInfo`."""

    @property
    def providers(self) -> Mapping[str, int]:
        """The port of the emulated provider for each Pulumi package."""
        ...


def _path(*first: Path) -> str:
    """PATH with these folders first and not again later."""
    front = [str(folder) for folder in first]
    return os.pathsep.join(
        [*front, *(part for part in os.environ.get("PATH", "").split(os.pathsep) if part not in front)]
    )


def _write_shim(folder: EmulatedFolder, project: Project, engine: Engine) -> None:
    """The `pulumi` that comes first on PATH in an emulated environment."""
    places = [engine.path, project.root, project.name, project.stack_folder, folder.config]
    command = [sys.executable, "-I", "-m", "podwright.engine.shim", *map(str, places)]
    script = f'#!/bin/sh\n{MARK}: pulumi on the emulated cloud of this project.\nexec {shlex.join(command)} "$@"\n'
    path = folder.bin / "pulumi"
    if path.is_file() and path.read_text("utf-8") == script:
        return
    folder.bin.mkdir(parents=True, exist_ok=True)
    partial = folder.bin / f".pulumi.{os.getpid()}"
    partial.write_text(script, "utf-8")
    partial.chmod(0o755)
    partial.replace(path)


def live_environment(root: Path, engine: Engine) -> dict[str, str]:
    """For the real clouds: the engine first on PATH, this program's Python. The backend is the user's own affair."""
    del root  # the same for every project today; in the signature because the emulated one needs it
    return {
        "PATH": _path(engine.path.parent),
        "PODWRIGHT_PYTHON": sys.executable,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def emulated_environment(root: Path, engine: Engine, daemon: Daemon) -> dict[str, str]:
    """For the emulated cloud: providers, state, home and secrets of the project, none of the user's.

    `daemon.providers` maps a package to the port of its emulated provider. Makes the folders it names and the `pulumi`
    that stands first on PATH.
    """
    folder = emulated_folder(root)
    for place in (folder.state, folder.home, folder.config):
        place.mkdir(parents=True, exist_ok=True)
    _write_shim(folder, load_project(root), engine)
    return live_environment(root, engine) | {
        # The emulated CoreWeave lets everybody in; a token of the real one is not needed and must not be used.
        "COREWEAVE_API_TOKEN": "emulated",
        # Nothing goes through the tunnels of an emulated mesh; the secret of a real one must not be used.
        "PODWRIGHT_MESH_KEY": "emulated-secret-of-thirty-two-characters",
        "PATH": _path(folder.bin, engine.path.parent),
        "PULUMI_BACKEND_URL": folder.state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name, port in sorted(daemon.providers.items())),
        # Attached providers are still looked for as plugins; without this the engine tries to download them first.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        # The stack's salt comes from its state, so that no stack file has to carry it.
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        "PULUMI_HOME": str(folder.home),
        "PULUMI_SUPPRESS_NEO_LINK": "true",
    }
