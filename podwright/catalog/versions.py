"""Which software versions go with which accelerator: Cloud TPU runtimes and GKE versions.

Refuses only what a source contradicts: a runtime that belongs to another generation, a GKE version below the first one
that knows the accelerator. Runtimes the catalog has never seen pass. What else GPUs ask for is in `gpu_versions`.
"""

from __future__ import annotations

import re

from podwright.catalog.tpus import tpu_generation, tpu_generations
from podwright.errors import Problem

_GKE_VERSION = re.compile(r"[0-9]+\.[0-9]+(\.[0-9]+(-gke\.[0-9]+)?)?")


def check_runtime_version(generation: str, runtime_version: str) -> Problem | None:
    """Whether a runtime is another generation's (subject `runtimeVersion`)."""
    found = tpu_generation(generation)
    owners = [each.name for each in tpu_generations().values() if each.runtime_version == runtime_version]
    if not owners or found.name in owners or found.runtime_version is None:
        return None
    return Problem(
        subject="runtimeVersion",
        message=f"runtime {runtime_version} is for {owners[0]}, the generation is {found.name}",
        given=runtime_version,
        allowed=found.runtime_version,
        fix=f"use {found.runtime_version}, or leave runtimeVersion out",
    )


def check_gke_version_form(version: str) -> Problem | None:
    """Whether a text is a GKE version at all, short or in full (subject `minVersion`)."""
    if _GKE_VERSION.fullmatch(version):
        return None
    allowed = "a version such as 1.34.1-gke.3084001, or the beginning of one, such as 1.34"
    fix = "write a version, or leave minVersion out for the channel's default"
    return Problem("minVersion", f'"{version}" is no GKE version', version, allowed, fix)


def check_gke_version(generation: str, version: str) -> Problem | None:
    """Whether a pinned text is no GKE version, or too old for the generation (subject `minVersion`).

    A version may be short (`1.34`); only the fields both have are compared, so what is left open passes.
    """
    found = tpu_generation(generation)
    malformed = check_gke_version_form(version)
    if malformed or found.min_gke_version is None:
        return malformed
    return check_floor(found.name, (found.min_gke_version,), version)


def check_floor(name: str, floors: tuple[str, ...], version: str) -> Problem | None:
    """Whether a GKE version is too old for what `name` says (subject `minVersion`).

    `floors` is the first good version of each minor, oldest first. A minor without one is good when it is newer than
    the oldest floor.
    """
    floor = below_floor(floors, version)
    if floor is None:
        return None
    each_minor = [f"{each} or later of {_minor(each)}" for each in floors[:-1]]
    return Problem(
        subject="minVersion",
        message=f"{name} needs GKE {floor} or later, the cluster pins {version}",
        given=version,
        allowed=", ".join([*each_minor, f"{floors[-1]} or later"]),
        fix=f"write {floor}, or leave minVersion out",
    )


def below_floor(floors: tuple[str, ...], version: str) -> str | None:
    """The floor that a version does not reach; None when it does, or may: only the fields both have are compared."""
    pinned = _numbers(version)
    same = [each for each in floors if _numbers(each)[:2] == pinned[:2]]
    if not floors or (not same and pinned[:2] > _numbers(floors[0])[:2]):
        return None
    floor = same[-1] if same else floors[0]
    return None if pinned >= _numbers(floor)[: len(pinned)] else floor


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def check_dranet(generation: str, version: str | None) -> Problem | None:
    """Whether GKE makes the networks of this generation's hosts (subject `fabric`) on the pinned version, if one is."""
    found = tpu_generation(generation)
    if found.dranet_gke_version is None:
        served = ", ".join(each.name for each in tpu_generations().values() if each.dranet_gke_version)
        what = f"GKE's DRANET does not serve {found.name}"
        return Problem("fabric", what, "dranet", None, f"leave fabric out; DRANET serves {served}")
    if version is None or check_gke_version_form(version):
        return None
    pinned, least = _numbers(version), _numbers(found.dranet_gke_version)
    if pinned >= least[: len(pinned)]:
        return None
    what = f"DRANET needs GKE {found.dranet_gke_version} or later, the cluster pins {version}"
    return Problem("fabric", what, "dranet", None, f"raise cluster.minVersion to {found.dranet_gke_version}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))
