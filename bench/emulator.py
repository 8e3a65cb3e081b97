"""The emulated cloud alone: ten thousand resources in one account, without gRPC and without an engine.

Each resource is checked and created as a call of the engine does it, into a file as the daemon's. The mix is that of a
large account: every hundred resources are a network with subnetworks, firewalls, routes and addresses, because those
are what the cloud looks at when it checks relations. Then a daemon is started on that file.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Measurement

COUNT = 10_000
EDGE = 1_000
"""How many of the first and of the last are compared."""
MEDIAN_MS, FLAT_RATIO, START_SECONDS, MEMORY_MIB = 3.0, 1.5, 1.5, 500.0
SECTION = "emulator"

Inputs = dict[str, object]


def resources(count: int = COUNT) -> Iterator[tuple[str, Inputs]]:
    """Types and inputs, networks before what is in them."""
    for number in range(count):
        block, place = divmod(number, 100)
        name, network = f"x{number}", f"projects/lab/global/networks/n{block}"
        if place == 0:
            yield "gcp:compute/network:Network", {"name": f"n{block}", "autoCreateSubnetworks": False}
        elif place < 50:
            address = f"10.{block}.{place}.0/24"
            yield "gcp:compute/subnetwork:Subnetwork", {"name": name, "network": network, "ipCidrRange": address}
        elif place < 75:
            rules = [{"protocol": "tcp", "ports": ["443"]}]
            ranges = [f"10.{block}.0.0/16"]
            yield (
                "gcp:compute/firewall:Firewall",
                {"name": name, "network": network, "direction": "INGRESS", "sourceRanges": ranges, "allows": rules},
            )
        elif place < 90:
            yield (
                "gcp:compute/route:Route",
                {
                    "name": name,
                    "network": network,
                    "destRange": f"172.16.{place}.0/24",
                    "nextHopIp": f"10.{block}.1.{place}",
                },
            )
        else:
            yield "gcp:compute/address:Address", {"name": name, "labels": {"block": str(block)}}


def measure() -> list[Measurement]:
    """All numbers of this section."""
    with tempfile.TemporaryDirectory(prefix="podwright-bench-") as folder:
        seconds = _create_all(Path(folder) / "full" / "cloud.sqlite")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        first, last = statistics.median(seconds[:EDGE]), statistics.median(seconds[-EDGE:])
        return [
            Measurement(SECTION, f"create, median of {COUNT:,}", statistics.median(seconds) * 1000, "ms", MEDIAN_MS),
            Measurement(SECTION, f"create, last {EDGE:,} / first {EDGE:,}", last / first, "ratio", FLAT_RATIO),
            Measurement(SECTION, f"memory with {COUNT:,}", memory, "MiB", MEMORY_MIB),
            Measurement(SECTION, "start, empty", _start(Path(folder) / "empty"), "s", START_SECONDS),
            Measurement(SECTION, f"start with {COUNT:,}", _start(Path(folder) / "full"), "s", START_SECONDS),
        ]


def _create_all(file: Path) -> list[float]:
    from podwright.emulator.core.cloud import Scope
    from podwright.emulator.core.lifecycle import Lifecycle
    from podwright.emulator.core.naming import Naming
    from podwright.emulator.core.store import Store
    from podwright.emulator.gcp.google import GoogleCloud
    from podwright.emulator.sdk.index import SdkIndex

    index = SdkIndex("gcp")
    store = Store(file)
    life = Lifecycle(GoogleCloud(index), index, store, lambda: datetime.now(UTC))
    scope = Scope(project="lab", region="europe-west4", zone="europe-west4-a")
    seconds: list[float] = []
    for token, inputs in resources():
        began = time.perf_counter()
        checked, errors = life.check(scope, token, inputs, naming=Naming(str(inputs["name"])))
        if any(error.severity == "error" for error in errors):
            raise AssertionError(f"{token}: {errors}")
        life.create(scope, token, checked)
        seconds.append(time.perf_counter() - began)
    store.close()
    return seconds


def _start(folder: Path) -> float:
    """From the command to the first answer, the median of three."""
    from podwright.emulator import daemon

    taken: list[float] = []
    for _ in range(3):
        began = time.perf_counter()
        daemon.start(folder)
        taken.append(time.perf_counter() - began)
        daemon.stop(folder)
    return statistics.median(taken)
