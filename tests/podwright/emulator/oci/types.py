"""Types of the fixtures in `conftest.py`, for annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made

Connect = Callable[[Mapping[str, object]], Client]
SetLimit = Callable[..., None]
Make = Callable[[str, Values], Made]
