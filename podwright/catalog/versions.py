"""Which software versions go with which TPU generation: Cloud TPU runtimes and GKE versions.

Refuses only what a source contradicts: a runtime that belongs to another generation, a GKE version below the first one
that knows the generation. Runtimes the catalog has never seen pass.
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
    pinned, least = _numbers(version), _numbers(found.min_gke_version)
    if pinned >= least[: len(pinned)]:
        return None
    return Problem(
        subject="minVersion",
        message=f"{found.name} needs GKE {found.min_gke_version} or later, the cluster pins {version}",
        given=version,
        allowed=f"{found.min_gke_version} or later",
        fix=f"write {found.min_gke_version}, or leave minVersion out",
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))
