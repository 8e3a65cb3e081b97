"""`pulumi up` of five hundred resources: the emulated cloud against a provider that only echoes.

Both run the same program with the same engine, by turns, so that a machine that is slow for a while is slow for both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Measurement
from podwright.engine.environment import emulated_environment
from podwright.engine.install import ensure_engine
from podwright.engine.locate import Engine
from podwright.testing.clouds import EmulatedClouds

COUNT = 500
PAIRS = 3
RATIO = 1.3
SECTION = "engine"
CONFIG = {"gcp:project": "lab", "gcp:region": "europe-west4"}
PROGRAM = f"""
import pulumi_gcp as gcp
from pulumi import ResourceOptions

for block in range({COUNT} // 50):
    network = gcp.compute.Network(f"net-{{block}}", name=f"net-{{block}}", auto_create_subnetworks=False)
    made = ResourceOptions(depends_on=[network])
    for number in range(25):
        name = f"sub-{{block}}-{{number}}"
        addresses = f"10.{{block}}.{{number}}.0/24"
        gcp.compute.Subnetwork(name, name=name, network=f"net-{{block}}", ip_cidr_range=addresses, opts=made)
    for number in range(24):
        name = f"fw-{{block}}-{{number}}"
        allows = [{{"protocol": "tcp", "ports": [str(8000 + number)]}}]
        gcp.compute.Firewall(
            name, name=name, network=network.name, direction="INGRESS", source_ranges=["10.0.0.0/8"], allows=allows)
"""


@dataclass(frozen=True)
class EchoServer:
    """A running provider that only echoes."""

    providers: Mapping[str, int]


class EchoClouds(EmulatedClouds):
    """The same folder, state and engine, with the echo in the place of the cloud."""

    def __init__(self, root: Path, engine: Engine, server: EchoServer) -> None:
        super().__init__(root, engine)
        self._server = server

    @property
    def environment(self) -> dict[str, str]:
        """As for the emulated clouds, with the other port."""
        return emulated_environment(self._root, self._engine, self._server)


@contextmanager
def echoing() -> Generator[EchoServer]:
    """The echo provider in a process of its own."""
    command = [sys.executable, "-m", "bench.echo"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or process.stdin is None:
            raise AssertionError("pipes were asked for")
        yield EchoServer({"gcp": int(process.stdout.readline())})
        process.stdin.close()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def measure() -> list[Measurement]:
    """All numbers of this section."""
    engine = ensure_engine(_say)
    emulated: list[float] = []
    echoed: list[float] = []
    with tempfile.TemporaryDirectory(prefix="podwright-bench-") as name, echoing() as server:
        folders = [Path(name).resolve() / each for each in ("cloud", "echo")]
        for folder in folders:
            folder.mkdir()
        cloud, echo = EmulatedClouds(folders[0], engine), EchoClouds(folders[1], engine, server)
        for pair in range(PAIRS):
            for clouds, taken in ((cloud, emulated), (echo, echoed)):
                stack = f"run-{pair}"
                run = clouds.up(PROGRAM, stack=stack, config=CONFIG)
                run.succeeded()
                if run.changes.create != COUNT + 1:
                    raise AssertionError(f"{run.changes.create} resources instead of {COUNT} and the stack")
                taken.append(run.seconds)
                if clouds is cloud:
                    clouds.destroy(PROGRAM, stack=stack, config=CONFIG).succeeded()
        cloud.stop()
    one, other = statistics.median(emulated), statistics.median(echoed)
    return [
        Measurement(SECTION, f"up of {COUNT}, emulated cloud", one, "s"),
        Measurement(SECTION, f"up of {COUNT}, echo", other, "s"),
        Measurement(SECTION, "emulated cloud / echo", one / other, "ratio", RATIO),
    ]
