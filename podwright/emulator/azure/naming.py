"""How pulumi-azure-native names a resource that was given no name.

Owns its three ways: a top-level resource gets eight random hexadecimal digits right behind its logical name, a child
gets the logical name itself, a role assignment a UUID. Source: pulumi-azure-native,
`provider/pkg/resources/resources.go`, AutoNamer, and `provider/pkg/provider/provider.go`, getDefaultName.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Literal

from podwright.emulator.core.cloud import AutoName

_NO_LIMIT = 10_000
"""The provider does not count: a name that turns out too long is refused as any other."""


@dataclass(frozen=True, slots=True)
class ArmName(AutoName):
    """How the name of one type is made."""

    max_length: int = _NO_LIMIT
    style: Literal["random", "copy", "uuid"] = "random"

    def unique(self) -> bool:
        """A copied name is the same again."""
        return self.style != "copy"

    def make(self, logical_name: str, seed: bytes, proposed: str) -> str:
        """The name; a proposed one counts for all but UUIDs."""
        if self.style != "uuid" and proposed:
            return proposed
        digest = hashlib.sha256(seed + logical_name.encode())
        if self.style == "uuid":
            return str(uuid.UUID(digest.hexdigest()[:32]))
        return logical_name if self.style == "copy" else f"{logical_name}{digest.hexdigest()[:8]}"
