"""GKE versions, drivers, GPU counts, disks and images of GPU machines: only what a source contradicts is refused."""

from __future__ import annotations

import pytest

from podwright.catalog.gpu_versions import check_gpu_count, check_gpu_image, check_gpu_versions, check_local_ssd
from podwright.catalog.gpus import gpu_machine
from podwright.errors import Problem


def text(problem: Problem | None) -> str:
    assert problem is not None
    return problem.render()


@pytest.mark.parametrize(
    ("machine", "version"),
    [
        ("a4x-highgpu-4g", "1.32.8-gke.1108000"),
        ("a4x-highgpu-4g", "1.33"),
        ("a4x-highgpu-4g", "1.34.0"),
        ("a4x-maxgpu-4g-metal", "1.35.0-gke.2745000"),
        ("a4x-maxgpu-4g-metal", "1.36"),
        ("a3-highgpu-8g", "1.34.1-gke.1000"),
        ("g2-standard-96", "1.20"),
        ("a4-highgpu-8g", "latest"),
    ],
)
def test_a_version_that_may_do_passes(machine: str, version: str) -> None:
    """What is left open may be new enough, and a text that is no version is the cluster's mistake."""
    assert check_gpu_versions(gpu_machine(machine), gke_version=version) == []


def test_each_minor_has_its_own_floor() -> None:
    """A fix is brought to old minors too, so a newer minor may be the worse one."""
    (problem,) = check_gpu_versions(gpu_machine("a4x-highgpu-4g"), gke_version="1.33.1-gke.1")
    assert problem.render() == (
        "error: minVersion: a4x-highgpu-4g needs GKE 1.33.4-gke.1036000 or later, the cluster pins 1.33.1-gke.1\n"
        "  given:   1.33.1-gke.1\n"
        "  allowed: 1.32.8-gke.1108000 or later of 1.32, 1.33.4-gke.1036000 or later\n"
        "  fix:     write 1.33.4-gke.1036000, or leave minVersion out"
    )


def test_an_older_minor_is_too_old() -> None:
    """The machine did not exist yet."""
    (problem,) = check_gpu_versions(gpu_machine("a4-highgpu-8g"), gke_version="1.31")
    assert problem.render() == (
        "error: minVersion: a4-highgpu-8g needs GKE 1.32.2-gke.1475000 or later, the cluster pins 1.31\n"
        "  given:   1.31\n  allowed: 1.32.2-gke.1475000 or later\n"
        "  fix:     write 1.32.2-gke.1475000, or leave minVersion out"
    )


def test_managed_networks_need_a_newer_version() -> None:
    """DRANET came later than the machines it serves."""
    machine = gpu_machine("a3-megagpu-8g")
    assert check_gpu_versions(machine, gke_version="1.33.4-gke.1036000", fabric="networks") == []
    (problem,) = check_gpu_versions(machine, gke_version="1.33.4-gke.1036000", fabric="dranet")
    assert problem.render() == (
        "error: fabric: DRANET needs GKE 1.34.1-gke.1829001 or later, the cluster pins 1.33.4-gke.1036000\n"
        "  given:   dranet\n  fix:     raise cluster.minVersion to 1.34.1-gke.1829001"
    )


def test_the_default_driver_of_an_early_version_is_too_old() -> None:
    """H200 needs R550, which GKE 1.31 had as its latest driver before it became the default."""
    machine = gpu_machine("a3-ultragpu-8g")
    (problem,) = check_gpu_versions(machine, gke_version="1.31.4-gke.1183000", driver="default")
    assert problem.render() == (
        "error: driver: a3-ultragpu-8g needs a newer GPU driver than GKE 1.31.4-gke.1183000 installs by default\n"
        "  given:   default\n  allowed: latest, none\n"
        "  fix:     set driver: latest, or pin GKE 1.31.5-gke.1169000 or later"
    )
    assert check_gpu_versions(machine, gke_version="1.31.4-gke.1183000", driver="latest") == []
    assert check_gpu_versions(machine, gke_version="1.31.5-gke.1169000", driver="default") == []


def test_the_gpus_of_a_machine_are_fixed() -> None:
    """A pool with another number is refused by GKE, after minutes."""
    machine = gpu_machine("a3-megagpu-8g")
    assert check_gpu_count(machine, 8) is None
    assert text(check_gpu_count(machine, 4)) == (
        "error: gpus: a3-megagpu-8g has 8 GPUs, not 4\n  given:   4\n  allowed: 8\n  fix:     write 8, or leave it out"
    )


def test_disks_that_come_with_a_machine_are_fixed() -> None:
    """The number is the machine's, whatever is written."""
    machine = gpu_machine("a3-megagpu-8g")
    assert check_local_ssd(machine, 16) is None
    assert text(check_local_ssd(machine, 4)) == (
        "error: localSsd.disks: a3-megagpu-8g always has 16 local SSDs\n"
        "  given:   4\n  allowed: 16\n  fix:     write 16, or leave it out"
    )


def test_disks_that_may_be_added_come_in_certain_numbers() -> None:
    """The nearest is offered."""
    machine = gpu_machine("a2-highgpu-2g")
    assert check_local_ssd(machine, 4) is None
    assert text(check_local_ssd(machine, 7)) == (
        "error: localSsd.disks: a2-highgpu-2g cannot have 7 local SSDs\n"
        "  given:   7\n  allowed: 2, 4, 8\n  fix:     write 8, or leave it out"
    )


@pytest.mark.parametrize(
    ("machine", "image", "fits"),
    [
        ("a4x-highgpu-4g", "projects/x/global/images/family/rocky-linux-9-nvidia-arm64", True),
        ("a4x-highgpu-4g", "projects/x/global/images/family/ubuntu-2404-lts-amd64", False),
        ("a3-ultragpu-8g", "projects/x/global/images/family/ubuntu-2404-lts-amd64", True),
        ("a3-ultragpu-8g", "projects/x/global/images/family/ubuntu-2404-lts-arm64", False),
        ("a3-ultragpu-8g", "projects/x/global/images/family/charm64er", True),
    ],
)
def test_an_image_of_another_processor_is_refused(machine: str, image: str, fits: bool) -> None:
    """Only where the name says so: most names do not."""
    assert (check_gpu_image(gpu_machine(machine), image) is None) == fits


def test_the_message_of_an_image_is_whole() -> None:
    """A Grace machine does not boot an x86 image."""
    image = "projects/x/global/images/family/ubuntu-2404-lts-amd64"
    assert text(check_gpu_image(gpu_machine("a4x-highgpu-4g"), image)) == (
        "error: image: a4x-highgpu-4g is Arm, and the image is named after another processor\n"
        f"  given:   {image}\n  allowed: an image for arm64\n  fix:     use an arm64 image"
    )
