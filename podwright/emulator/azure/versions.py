"""The API version of each type, from the installed SDK's own words.

Owns the look into the SDK's source text for the one sentence that names it; nothing is imported.
"""

from __future__ import annotations

import re
from functools import cache

from podwright.emulator.sdk.source import Sdk, find_sdk

_SENTENCE = re.compile(r"Uses Azure REST API version ([0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[a-z]+)?)")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def api_version(token: str) -> str | None:
    """`2024-05-01` for `azure-native:network:VirtualNetwork`; None for a type that names none."""
    _, module, name = token.split(":")
    path = _sdk().root / module / f"{_WORD_START.sub('_', name).lower()}.py"
    if not path.is_file():
        return None
    found = _SENTENCE.search(path.read_text(encoding="utf-8"))
    return found[1] if found else None


@cache
def _sdk() -> Sdk:
    return find_sdk("azure-native")
