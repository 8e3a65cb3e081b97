"""Refuses to work on the real clouds in a shell that `podwright env` has set to the emulated one.

The engine there would talk to the emulated providers, keep the state in the emulated folder and encrypt with a
passphrase that everybody knows, while every message says live.
"""

from __future__ import annotations

from collections.abc import Mapping

from podwright.engine.environment import PASSPHRASE
from podwright.errors import InputError, Problem

_EMULATED = "/.podwright/emulated/"
_OURS = (
    "PULUMI_DEBUG_PROVIDERS",
    "PULUMI_BACKEND_URL",
    "PULUMI_HOME",
    "PULUMI_CONFIG_PASSPHRASE",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
    "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER",
)
"""What would have to go, where it is set."""


def own_shell_problem(environment: Mapping[str, str]) -> Problem | None:
    """The problem of an environment that is set to the emulated cloud; None for any other."""
    emulated = (
        environment.get("PULUMI_DEBUG_PROVIDERS")
        or _EMULATED in environment.get("PULUMI_BACKEND_URL", "")
        or _EMULATED in environment.get("PULUMI_HOME", "")
        or environment.get("PULUMI_CONFIG_PASSPHRASE") == PASSPHRASE
    )
    if not emulated:
        return None
    names = " ".join(name for name in _OURS if name in environment)
    return Problem("--live", "this shell is set to the emulated cloud", fix=f"open a new shell, or run: unset {names}")


def require_own_shell(environment: Mapping[str, str]) -> None:
    """InputError in an environment that is set to the emulated cloud."""
    problem = own_shell_problem(environment)
    if problem is not None:
        raise InputError(problem)
