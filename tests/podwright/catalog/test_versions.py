"""Runtimes and GKE versions that a generation cannot have."""

from __future__ import annotations

import pytest

from podwright.catalog.tpus import tpu_generations
from podwright.catalog.versions import check_gke_version, check_gke_version_form, check_runtime_version


@pytest.mark.parametrize("generation", tpu_generations())
def test_a_generation_takes_its_own_runtime(generation: str) -> None:
    """The default of the catalog must never be refused by the catalog."""
    own = tpu_generations()[generation].runtime_version
    assert own is None or check_runtime_version(generation, own) is None


def test_a_runtime_of_another_generation_is_refused() -> None:
    """The VM would be made and then fail to find its chips."""
    problem = check_runtime_version("v5p", "v2-alpha-tpuv5-lite")
    assert problem is not None
    assert problem.render() == (
        "error: runtimeVersion: runtime v2-alpha-tpuv5-lite is for v5e, the generation is v5p\n"
        "  given:   v2-alpha-tpuv5-lite\n"
        "  allowed: v2-alpha-tpuv5\n"
        "  fix:     use v2-alpha-tpuv5, or leave runtimeVersion out"
    )


def test_a_runtime_that_is_not_known_passes() -> None:
    """New runtimes come out more often than the catalog."""
    assert check_runtime_version("v5p", "tpu-vm-tf-2.19.0-pjrt") is None


def test_a_gke_version_before_the_generation_is_refused() -> None:
    """The node pool would be refused after the cluster was made."""
    problem = check_gke_version("tpu7x", "1.32")
    assert problem is not None
    assert problem.render() == (
        "error: minVersion: tpu7x needs GKE 1.34.0-gke.2201000 or later, the cluster pins 1.32\n"
        "  given:   1.32\n"
        "  allowed: 1.34.0-gke.2201000 or later\n"
        "  fix:     write 1.34.0-gke.2201000, or leave minVersion out"
    )


@pytest.mark.parametrize("version", ["1.34", "1.34.0-gke.2201000", "1.34.1-gke.1", "1.35.0-gke.1"])
def test_a_gke_version_that_may_be_new_enough_passes(version: str) -> None:
    """A short version means its newest build, so only the fields that are written are compared."""
    assert check_gke_version("tpu7x", version) is None


def test_generations_without_a_known_first_version_take_any() -> None:
    """Where the sources are silent nothing is refused."""
    assert check_gke_version("v6e", "1.20") is None


@pytest.mark.parametrize("version", ["banana", "latest", "1", "1.34.", "1.34-gke.1", "v1.34", ""])
def test_a_text_that_is_no_gke_version_is_refused(version: str) -> None:
    """It must not count as new enough, whatever the generation needs."""
    found = [check_gke_version_form(version), check_gke_version("v6e", version), check_gke_version("tpu7x", version)]
    assert [problem and problem.render() for problem in found] == 3 * [
        f'error: minVersion: "{version}" is no GKE version\n'
        f"  given:   {version}\n"
        "  allowed: a version such as 1.34.1-gke.3084001, or the beginning of one, such as 1.34\n"
        "  fix:     write a version, or leave minVersion out for the channel's default"
    ]


@pytest.mark.parametrize("version", ["1.34", "1.34.1", "1.34.1-gke.3084001"])
def test_short_and_full_gke_versions_pass(version: str) -> None:
    """GKE takes all three."""
    assert check_gke_version_form(version) is None
