"""The outputs of a resource: what was asked for, what the cloud adds, and a neutral value for everything else declared.

Owns the shape only: each output that the SDK declares is there after a create, so that a program reads an empty text
and not nothing, and a preview shows as unknown exactly what only the cloud can know. The cloud's own values come from
the resource's kind. It also keeps secret what came in as a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from podwright.emulator.core.wire import UNKNOWN, Secret, Values, as_secret, plain
from podwright.emulator.sdk.types import ArrayOf, MapOf, ResourceType, Scalar, Type

_ZERO: Mapping[str, object] = {"str": "", "int": 0, "num": 0, "bool": False}


def complete(resource: ResourceType, inputs: Values, added: Values) -> Values:
    """The outputs of a resource that exists: inputs, over them what the cloud added, and neutral values."""
    values = {name: value for name, value in inputs.items() if name in resource.outputs and value is not None}
    values |= {name: value for name, value in added.items() if name in resource.outputs}
    for name, item in resource.outputs.items():
        if name not in values and item.output_only:
            neutral = _neutral(item.type)
            if neutral is not None:
                values[name] = neutral
    return mark_secrets(resource, values)


def foresee(resource: ResourceType, inputs: Values, known: Values | None = None) -> Values:
    """The outputs of a preview: inputs and `known` (what an existing resource has).

    What only the cloud sets is unknown. An input that was not given stays absent: were it unknown, a policy could not
    tell a node pool without autoscaling from one whose autoscaling is still to come.
    """
    unknown = {name: UNKNOWN for name, item in resource.outputs.items() if item.output_only}
    values: Values = {**unknown} if known is None else dict(known)
    values |= {name: value for name, value in inputs.items() if name in resource.outputs and value is not None}
    return mark_secrets(resource, values)


def mark_secrets(resource: ResourceType, values: Values) -> Values:
    """The values with every property wrapped that the SDK declares secret."""
    return {
        name: as_secret(value) if name in resource.outputs and resource.outputs[name].secret else value
        for name, value in values.items()
    }


def _neutral(kind: Type) -> object:
    if isinstance(kind, Scalar):
        return _ZERO.get(kind.kind)
    if isinstance(kind, ArrayOf):
        return []
    return {} if isinstance(kind, MapOf) else None


def keep_secrets(inputs: Values, outputs: Values) -> Values:
    """The outputs with everything secret that came in as a secret under the same name."""
    return {
        name: as_secret(plain(value)) if holds_secret(inputs.get(name)) else value for name, value in outputs.items()
    }


def holds_secret(value: object) -> bool:
    """Whether there is a secret in `value`; then the whole property is kept secret, the cloud may re-order a block."""
    if isinstance(value, Secret):
        return True
    if isinstance(value, dict):
        return any(holds_secret(item) for item in cast("Values", value).values())
    return isinstance(value, list) and any(holds_secret(item) for item in cast("list[object]", value))
