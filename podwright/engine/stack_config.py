"""A stack's configuration for the emulated cloud: the committed stack file without its secrets settings, outside git.

Every Pulumi command that meets a stack file without an `encryptionsalt` on a self-managed backend makes one and writes
it into that file, and rewrites the whole file while doing so. A stack file that belongs to a real backend names a
secrets provider that cannot be reached offline. Both are avoided by giving the engine a copy (`--config-file`) from
which the settings are gone; with PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER it takes the salt from the stack's own state
and writes it into the copy. Standard library only: the `pulumi` of an emulated shell runs this on every command.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

SECRETS_SETTINGS = re.compile(r"^(?:secretsprovider|encryptedkey|encryptionsalt)\s*:.*(?:\n|$)", re.MULTILINE)
ENCRYPTED = re.compile(
    r"^(?P<margin> +)\S[^\n]*:[ \t]*(?:\n(?P=margin) +secure:[^\n]*|\{[ \t]*secure:[^}\n]*\}[ \t]*)(?:\n|$)",
    re.MULTILINE,
)


def without_secrets_settings(text: str) -> str:
    """A stack file's text without its top-level secrets settings and its encrypted values; the rest stays as it is.

    What a real backend encrypted cannot be read here, and the engine would refuse the whole file for it. An emulated
    cloud wants no real token; a program that misses another value says so itself.
    """
    return ENCRYPTED.sub("", SECRETS_SETTINGS.sub("", text))


def write_config(stack_file: Path, folder: Path) -> Path:
    """Writes the copy into `folder`, whole and at once, and returns its path; the stack file must exist."""
    copy = folder / stack_file.name
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{stack_file.name}.{os.getpid()}"
    partial.write_text(without_secrets_settings(stack_file.read_text("utf-8")), "utf-8")
    partial.replace(copy)
    return copy
