"""Settings of a provider, which the engine sends as text.

Owns the way back: everything that is no text in the SDK's definition arrives as JSON text (`"true"`, `{"team":
"infra"}`) and is decoded before it is validated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from podwright.emulator.core.wire import Secret
from podwright.emulator.sdk.types import OneOf, Property, Scalar, Type

_AS_THEY_ARE = ("str", "any", "asset")


def decoded(value: object, kind: Type) -> object:
    """The setting as its type wants it; text that is no JSON stays, for the validation to refuse."""
    if isinstance(value, Secret):
        return Secret(decoded(value.value, kind))
    if (
        not isinstance(value, str)
        or isinstance(kind, OneOf)
        or (isinstance(kind, Scalar) and kind.kind in _AS_THEY_ARE)
    ):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def optional(known: Mapping[str, Property]) -> dict[str, Property]:
    """The settings with none of them required: each may come from the environment or from a file of the provider."""
    return {name: replace(item, required=False) for name, item in known.items()}
