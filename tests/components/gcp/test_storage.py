"""Buckets, file systems and registries: private, in the region of the machines, with keys where keys are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.gcp.bucket import Bucket, BucketArgs
from components.gcp.file_system import FileSystem, FileSystemArgs, FileSystemKind
from components.gcp.registry import Registry, RegistryArgs
from podwright.errors import InputError
from tests.components.harness import check_inventory, deploy

HERE = Path(__file__).parent
KEY = "projects/lab/locations/europe-west4/keyRings/r/cryptoKeys/gke"
LABELS = {"owner": "training", "cost-centre": "cc-2042"}
BUCKET: BucketArgs = {
    "project": "lab",
    "region": "europe-west4",
    "prefix": "gcp-europe-west4",
    "labels": LABELS,
    "users": {"gke-nodes": "gke-nodes@lab.iam.gserviceaccount.com"},
}
SYSTEM: FileSystemArgs = {
    "project": "lab",
    "region": "europe-west4",
    "prefix": "gcp-europe-west4",
    "labels": LABELS,
    "kind": FileSystemKind.LUSTRE,
    "gib": 18000,
    "tier": "500",
    "zone": "europe-west4-a",
    "network": "projects/lab/global/networks/n",
    "private_services_range": "n-services",
}
REGISTRY: RegistryArgs = {
    "project": "lab",
    "region": "europe-west4",
    "prefix": "gcp-europe-west4",
    "labels": LABELS,
    "readers": {"gke-nodes": "gke-nodes@lab.iam.gserviceaccount.com"},
}


def test_a_bucket_is_private_and_hierarchical() -> None:
    """Checkpoints are renamed as folders, nobody outside of IAM gets in, and nothing is deleted by accident."""
    check_inventory(deploy(lambda: Bucket("checkpoints", BUCKET)), HERE / "bucket" / "plain.yaml", "checkpoints")


def test_a_bucket_with_everything() -> None:
    """Expiry, class, key; soft delete switched off is 0 seconds, not left out."""
    args: BucketArgs = {
        **BUCKET,
        "storage_class": "NEARLINE",
        "delete_after_days": 30,
        "soft_delete_days": 0,
        "key": KEY,
        "force_destroy": True,
    }
    check_inventory(deploy(lambda: Bucket("logs", args)), HERE / "bucket" / "everything.yaml", "logs")


def test_all_problems_of_a_bucket_at_once() -> None:
    """One run shows all of them, with the name that is too long for a bucket."""
    wrong: BucketArgs = {
        **BUCKET,
        "region": "europe-west99",
        "storage_class": "COLD",
        "delete_after_days": 0,
        "soft_delete_days": 3,
        "prefix": "a" * 60,
    }
    with pytest.raises(InputError) as caught:
        deploy(lambda: Bucket("logs", wrong))
    assert [problem.subject for problem in caught.value.problems] == [
        "Bucket logs.region",
        "Bucket logs.storage_class",
        "Bucket logs.delete_after_days",
        "Bucket logs.soft_delete_days",
        "Bucket logs.name",
    ]
    assert caught.value.problems[3].render() == (
        "error: Bucket logs.soft_delete_days: is not kept by Cloud Storage\n"
        "  given:   3\n"
        "  allowed: 7 to 90, or 0 for not at all"
    )


@pytest.mark.parametrize(
    ("case", "changes"),
    [
        ("lustre", {"key": KEY, "deletion_protection": True}),
        ("parallelstore", {"kind": FileSystemKind.PARALLELSTORE, "gib": 12000, "tier": "scratch"}),
        ("filestore", {"kind": FileSystemKind.FILESTORE, "gib": 2048, "tier": "zonal", "key": KEY}),
    ],
)
def test_file_systems(case: str, changes: FileSystemArgs) -> None:
    """Each product has words of its own for the same thing."""
    args: FileSystemArgs = {**SYSTEM, **changes}
    check_inventory(deploy(lambda: FileSystem("scratch", args)), HERE / "file_system" / f"{case}.yaml", "scratch")


def test_a_regional_filestore_has_no_zone() -> None:
    """It stands in the region itself."""
    args: FileSystemArgs = {**SYSTEM, "kind": FileSystemKind.FILESTORE, "gib": 2048, "tier": "regional"}
    del args["zone"]
    deployment = deploy(lambda: FileSystem("home", args))
    assert deployment.resources["home-filestore"].inputs["location"] == "europe-west4"


def test_all_problems_of_a_file_system_at_once() -> None:
    """A zone of another region and a key that Parallelstore cannot use."""
    wrong: FileSystemArgs = {
        **SYSTEM,
        "kind": FileSystemKind.PARALLELSTORE,
        "tier": "scratch",
        "gib": 13000,
        "zone": "us-east5-a",
        "key": KEY,
    }
    with pytest.raises(InputError) as caught:
        deploy(lambda: FileSystem("scratch", wrong))
    assert [problem.render() for problem in caught.value.problems] == [
        "error: FileSystem scratch.gib: Parallelstore of tier scratch is not sold with 13000 GiB\n"
        "  given:   13000\n"
        "  allowed: 12000 to 100000 GiB in steps of 4000\n"
        "  fix:     write 16000",
        "error: FileSystem scratch.zone: is in region us-east5, not in europe-west4\n"
        "  given:   us-east5-a\n"
        "  fix:     take a zone of europe-west4",
        "error: FileSystem scratch.key: cannot be given: Parallelstore has no customer keys\n"
        "  fix:     leave it out, or use lustre",
    ]


def test_a_registry() -> None:
    """Untagged images go, the newest always stay, and the machines may pull."""
    args: RegistryArgs = {**REGISTRY, "delete_untagged_days": 14, "key": KEY, "immutable_tags": True}
    check_inventory(deploy(lambda: Registry("images", args)), HERE / "registry" / "everything.yaml", "images")


def test_a_registry_that_keeps_everything() -> None:
    """Without a limit nothing is cleaned away."""
    deployment = deploy(lambda: Registry("images", REGISTRY))
    assert "cleanupPolicies" not in deployment.resources["images-repository"].inputs
