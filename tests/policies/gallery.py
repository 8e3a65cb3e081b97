"""Every component of this repository, run under mocks for the rules to judge.

The README examples of all clouds, and the further cases of Google Cloud's components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML

from components.gcp.bucket import Bucket
from components.gcp.file_system import FileSystem, FileSystemArgs, FileSystemKind
from components.gcp.gpu_cluster import GpuCluster
from components.gcp.gpu_fleet import GpuFleet
from components.gcp.hub import Hub, HubSpoke
from components.gcp.network import Network
from components.gcp.registry import Registry
from components.gcp.reservation import Reservation
from components.gcp.tpu_vm import TpuVm
from tests.components.gcp import (
    test_gpu_cluster,
    test_gpu_fleet,
    test_hub,
    test_network,
    test_reservation,
    test_storage,
    test_tpu_vm,
)
from tests.components.harness import Deployment, Registration, deploy
from tests.components.test_readme import examples

INVENTORIES = Path(__file__).parents[1] / "components"
CLOUDS = ("gcp", "azure-native", "oci", "coreweave", "kubernetes:compute.coreweave.com/v1alpha1")
"""Packages whose resources are judged; of Kubernetes' objects only CoreWeave's machines."""
LABELS = {"owner": "serving", "cost-centre": "cc-2107"}


def _file_system(kind: FileSystemKind, gib: int, tier: str) -> Callable[[], object]:
    args: FileSystemArgs = {**test_storage.SYSTEM, "kind": kind, "gib": gib, "tier": tier}
    return lambda: FileSystem("scratch", args)


def _programs() -> Iterator[tuple[str, Callable[[], object]]]:
    for example in examples():
        code = compile(example.code, example.expectation[1].stem, "exec")
        # An example is our own file, and running it is the point.
        yield f"README {example.cloud} {example.expectation[1].stem}", lambda code=code: exec(code, {})  # noqa: S102
    for case, args in test_network.CASES.items():
        yield f"network {case}", lambda args=args: Network("network", args)
    for case, (name, args) in test_gpu_cluster.CASES.items():
        yield f"cluster {case}", lambda name=name, args=args: GpuCluster(name, args)
    for case, args in test_gpu_fleet.CASES.items():
        yield f"fleet {case}", lambda args=args: GpuFleet("batch", args)
    for case, (name, args) in test_tpu_vm.CASES.items():
        yield f"tpu vm {case}", lambda name=name, args=args: TpuVm(name, {**args, "labels": LABELS})
    yield "lustre", _file_system(FileSystemKind.LUSTRE, 18000, "500")
    yield "parallelstore", _file_system(FileSystemKind.PARALLELSTORE, 12000, "scratch")
    yield "filestore", _file_system(FileSystemKind.FILESTORE, 2048, "zonal")
    yield "bucket", lambda: Bucket("checkpoints", test_storage.BUCKET)
    yield "registry", lambda: Registry("images", test_storage.REGISTRY)
    yield "hub", lambda: Hub("hub", {**test_hub.HUB, "accept_projects": ["research"]})
    yield "spoke", lambda: HubSpoke("spoke", test_hub.SPOKE)
    for case in ("NOW", "WINDOW", "CHIPS"):
        args = getattr(test_reservation, case)
        yield f"reservation {case}", lambda args=args: Reservation("q1", args)


@cache
def gallery() -> dict[str, Deployment]:
    """What each program registered, by the name of the program."""
    return {name: deploy(program) for name, program in _programs()}


def registrations(*packages: str) -> list[tuple[str, Registration]]:
    """Every registration of a cloud's resource, with the program it is of; only those packages where some are given."""
    return [
        (program, each)
        for program, deployment in gallery().items()
        for each in deployment.resources.values()
        if _is_of(each.type, packages)
    ]


def inventoried_types(*packages: str) -> set[str]:
    """Every type that an inventory of a component names, so also those that the gallery might miss."""
    found: set[str] = set()
    for file in INVENTORIES.rglob("*.yaml"):
        inventory = cast("dict[str, Any]", cast("Any", YAML(typ="safe")).load(file))
        found |= set(inventory.get("counts") or {})
        values = cast("dict[str, dict[str, str]]", inventory.get("values") or {})
        found |= {each["type"] for each in values.values()}
    return {each for each in found if _is_of(each, packages)}


def _is_of(kind: str, packages: tuple[str, ...]) -> bool:
    return kind.startswith(tuple(f"{package}:" for package in packages or CLOUDS))
