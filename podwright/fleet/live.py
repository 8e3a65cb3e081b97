"""What a run on the live clouds needs from the user, looked for before anything is started.

Owns where cloud credentials and the choice of a state backend can come from. It only looks whether they are there and
never reads what they are; whether they are good is the cloud's to say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from podwright.engine.own_shell import own_shell_problem
from podwright.errors import InputError, Problem

GOOGLE_VARIABLES = ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CREDENTIALS", "GOOGLE_OAUTH_ACCESS_TOKEN")
"""Where the Google provider looks first, in this order."""


def require_live(environment: Mapping[str, str], home: Path) -> None:
    """InputError where credentials for Google Cloud or a state backend of the user's choice are missing.

    Also where the shell is set to the emulated cloud.

    `home` is the user's home folder.
    """
    shell = own_shell_problem(environment)
    problems = [] if shell is None else [shell]
    missing = _missing_key_file(environment)
    if missing is not None:
        problems.append(missing)
    elif not has_google_credentials(environment, home):
        problems.append(
            Problem(
                "--live",
                "no credentials for Google Cloud were found",
                allowed=f"{', '.join(GOOGLE_VARIABLES)}, or application default credentials",
                fix="run `gcloud auth application-default login`, or leave --live out to use the emulated cloud",
            )
        )
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


def _missing_key_file(environment: Mapping[str, str]) -> Problem | None:
    """GOOGLE_APPLICATION_CREDENTIALS that names no file: Google's libraries look no further then."""
    name = "GOOGLE_APPLICATION_CREDENTIALS"
    given = environment.get(name)
    if not given or Path(given).is_file():
        return None
    return Problem("--live", f"{name} names a file that is not there", given=given, fix="correct it, or unset it")


def has_google_credentials(environment: Mapping[str, str], home: Path) -> bool:
    """A variable of the provider is set, or the file of `gcloud auth application-default login` is there."""
    if any(environment.get(name) for name in GOOGLE_VARIABLES):
        return True
    folder = Path(environment.get("CLOUDSDK_CONFIG") or home / ".config" / "gcloud")
    return (folder / "application_default_credentials.json").is_file()


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
