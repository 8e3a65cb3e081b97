"""The whole life of a program that is not ours: applied, applied again without a change, destroyed without a trace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from podwright.testing.clouds import EmulatedClouds

HERE = Path(__file__).parent


def live(
    clouds: EmulatedClouds, name: str, config: dict[str, object], outputs: set[str], *, brought: Sequence[str] = ()
) -> None:
    """Every step must succeed; `outputs` are the ones that must have a value after the first apply.

    `brought` are names of what the cloud itself makes and keeps.
    """
    program = HERE / name
    first = clouds.up(program, config=config).succeeded()
    assert {key for key, value in first.outputs.items() if value not in (None, "", [])} == outputs
    second = clouds.up(program, config=config).succeeded()
    assert second.resources == []
    seen = clouds.refresh(program, config=config).succeeded()
    assert seen.resources == []
    clouds.destroy(program, config=config).succeeded()
    assert [line.name for line in (*clouds.resources(), *clouds.permanent())] == list(brought)
