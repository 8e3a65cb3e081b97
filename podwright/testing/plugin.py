"""The pytest plugin: emulated clouds for the tests of any Pulumi program.

Owns the fixtures and how long their clouds live; what can be done with the clouds is in `clouds.py`. pytest loads this
module in every run of an environment that has podwright, so it imports nothing of it before a test asks.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from podwright.engine.locate import Engine
    from podwright.testing.clouds import EmulatedClouds


@pytest.fixture(scope="session")
def pulumi_engine() -> Engine:
    """The Pulumi engine that the programs run on; nothing is installed during a test."""
    from podwright.engine.locate import find_engine

    found = find_engine()
    if found is None:
        pytest.fail("there is no Pulumi engine on this machine; run `podwright engine install` once", pytrace=False)
    return found


@pytest.fixture(scope="session")
def emulated_clouds_factory(
    pulumi_engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Callable[[], EmulatedClouds]]:
    """Makes new, empty clouds that live to the end of the session: for a fixture of yours with its own scope."""
    from podwright.testing.clouds import EmulatedClouds

    made: list[EmulatedClouds] = []

    def make() -> EmulatedClouds:
        made.append(EmulatedClouds(tmp_path_factory.mktemp("clouds").resolve(), pulumi_engine))
        return made[-1]

    yield make
    for clouds in made:
        clouds.stop()


@pytest.fixture
def emulated_clouds(emulated_clouds_factory: Callable[[], EmulatedClouds]) -> Generator[EmulatedClouds]:
    """Empty emulated clouds of this test alone; starting them takes about half a second."""
    clouds = emulated_clouds_factory()
    yield clouds
    clouds.stop()


@pytest.fixture(scope="session")
def shared_emulated_clouds(emulated_clouds_factory: Callable[[], EmulatedClouds]) -> EmulatedClouds:
    """One set of clouds for all tests of the session (of one xdist worker): give each test a project of its own."""
    return emulated_clouds_factory()
