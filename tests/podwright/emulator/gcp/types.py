"""Types of the fixtures in `conftest.py`, for annotations."""

from __future__ import annotations

from collections.abc import Callable

from tests.podwright.emulator.client import Made

SetQuota = Callable[[str, dict[str, str], int], Made]
