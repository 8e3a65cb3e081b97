"""Names for resources that were not given one.

Owns what the engine says about it: its random seed, which is the same for every preview and update of one operation,
and the user's own settings (`pulumi:autonaming`). What a name looks like is the rule's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from podwright.emulator.core.cloud import AutoName
from podwright.emulator.core.validate import PropertyError


@dataclass(frozen=True, slots=True)
class Naming:
    """What the engine says about the name of one resource."""

    logical_name: str
    seed: bytes = b""
    proposed: str = ""
    mode: Literal["propose", "enforce", "disable"] = "propose"


def auto_name(rule: AutoName, naming: Naming) -> str | PropertyError:
    """A name within the rule's length, or why there cannot be one."""
    if naming.mode == "disable":
        return PropertyError(rule.property, "automatic naming is switched off and no name was given")
    name = rule.make(naming.logical_name, naming.seed, naming.proposed)
    if len(name) > rule.max_length:
        return PropertyError(
            rule.property,
            f'the automatic name "{name}" has {len(name)} characters, the most is {rule.max_length}; give a name',
        )
    return name
