"""Types of the fixtures in `conftest.py`, for annotations."""

from __future__ import annotations

from typing import Protocol


class SetQuota(Protocol):
    """Sets a limit of Microsoft.Compute."""

    def __call__(self, name: str, amount: int, location: str = "westeurope") -> None: ...
