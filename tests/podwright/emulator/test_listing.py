"""What is in the clouds can be seen without a daemon, and without any secret."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from podwright.emulator.core.quota import QuotaKey
from podwright.emulator.core.wire import Secret
from podwright.emulator.listing import list_quotas, list_resources, set_quota
from tests.podwright.emulator.client import Client

NETWORK = "gcp:compute/network:Network"
QUOTA = "PREEMPTIBLE-TPU-V6E-per-project-region"
KEY = QuotaKey.of("lab", "compute.googleapis.com", QUOTA, {"region": "europe-west4"})


def test_a_cloud_that_was_never_started_is_empty(state_dir: Path) -> None:
    """And looking does not make it."""
    assert list_resources(state_dir / "cloud.sqlite").resources == []
    assert not state_dir.exists()


def test_resources_are_listed_by_type_and_id(gcp: Client, state_dir: Path) -> None:
    """With what was asked for: a project, a type."""
    for name, project in (("b", "lab"), ("a", "lab"), ("a", "other")):
        gcp.create(NETWORK, name, {"name": name, "project": project})
    file = state_dir / "cloud.sqlite"
    assert [line.id for line in list_resources(file, project="lab").resources] == [
        "projects/lab/global/networks/a",
        "projects/lab/global/networks/b",
    ]
    assert list_resources(file, type_token="gcp:compute/router:Router").resources == []


def test_no_property_is_listed(gcp: Client, state_dir: Path) -> None:
    """A secret in a description must not come out by a listing."""
    gcp.create(NETWORK, "net", {"name": "net", "description": Secret("hush")})
    assert "hush" not in str([asdict(line) for line in list_resources(state_dir / "cloud.sqlite").resources])


def test_a_quota_tells_what_is_held_used_and_asked(gcp: Client, state_dir: Path) -> None:
    """The three numbers a person needs after a refusal."""
    gcp.create(
        "gcp:cloudquota/sQuotaPreference:SQuotaPreference",
        "q",
        {
            "parent": "projects/lab",
            "service": "compute.googleapis.com",
            "quotaId": QUOTA,
            "dimensions": {"region": "europe-west4"},
            "quotaConfig": {"preferredValue": "64"},
        },
    )
    (line,) = list_quotas(state_dir / "cloud.sqlite", project="lab")
    assert (line.quota_id, line.dimensions) == (QUOTA, {"region": "europe-west4"})
    assert (line.limit, line.used, line.asked, line.ceiling) == (64, 0, 64, None)


def test_a_quota_can_be_set_beside_a_daemon(gcp: Client, state_dir: Path) -> None:
    """Lowering the limit below the use is allowed: that is what a test of a shortage needs."""
    assert set_quota(state_dir, KEY, limit=8, ceiling=16).limit == 8
    (line,) = list_quotas(state_dir / "cloud.sqlite")
    assert (line.limit, line.ceiling) == (8, 16)
