"""What the files of the `emulator` group share: the state folder, the options, the reading of values.

Owns no command.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from podwright.cli.invocation import Invocation
from podwright.engine.project import emulated_folder, project_root
from podwright.errors import InputError, Problem

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
PROJECT = click.option(
    "--project", metavar="ID", help="Only what is in this account: project, subscription, tenancy, cluster."
)
TYPE = click.option("--type", "type_token", metavar="TOKEN", help="The type, where several resources share the id.")
CLOUD = click.option("--cloud", metavar="CLOUD", help="Only this cloud: gcp, azure-native, oci, coreweave, kubernetes.")
YES = click.option("--yes", is_flag=True, help="Do not ask.")


def state_folder(invocation: Invocation) -> Path:
    """Where the project's emulated clouds are."""
    return emulated_folder(project_root(invocation.directory)).path


def assignments(pairs: tuple[str, ...], subject: str) -> list[tuple[str, object]]:
    """`PATH=VALUE` with values as JSON where they are such, else as text; all mistakes at once."""
    wrong = [pair for pair in pairs if "=" not in pair.lstrip("=")]
    if wrong:
        raise InputError([Problem(subject, "is not PATH=VALUE", given=pair, fix="write mtu=1460") for pair in wrong])
    return [(path, _value(text)) for path, text in (pair.split("=", 1) for pair in pairs)]


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
