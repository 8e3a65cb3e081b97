"""What a run on the live clouds needs from the user, looked for before anything is started.

Owns where the choice of a state backend can come from; where credentials can is `credentials`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import cast

from podwright.engine.own_shell import own_shell_problem
from podwright.errors import InputError, Problem
from podwright.fleet.credentials import missing_credentials


def require_live(clouds: Collection[str], environment: Mapping[str, str], home: Path) -> None:
    """InputError where credentials for one of the clouds or a state backend of the user's choice are missing.

    Also where the shell is set to the emulated cloud.

    `home` is the user's home folder.
    """
    shell = own_shell_problem(environment)
    problems = [] if shell is None else [shell]
    problems += missing_credentials(clouds, environment, home)
    if not has_backend(environment, home):
        problems.append(
            Problem(
                "--live",
                "no state backend was chosen",
                allowed="PULUMI_BACKEND_URL, or a backend that pulumi is logged in to",
                fix="set PULUMI_BACKEND_URL=gs://<bucket>, or run `pulumi login <url>`",
            )
        )
    if problems:
        raise InputError(problems)


def has_backend(environment: Mapping[str, str], home: Path) -> bool:
    """PULUMI_BACKEND_URL is set, or `pulumi login` wrote down which backend is the current one."""
    if environment.get("PULUMI_BACKEND_URL"):
        return True
    file = Path(environment.get("PULUMI_HOME") or home / ".pulumi") / "credentials.json"
    try:
        saved: object = json.loads(file.read_text())
    except (OSError, json.JSONDecodeError):
        return False
    return isinstance(saved, dict) and bool(cast("dict[str, object]", saved).get("current"))
