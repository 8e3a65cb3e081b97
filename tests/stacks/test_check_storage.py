"""Storage of a stack: refused before anything is made, with the place in the file."""

from __future__ import annotations

from typing import Any

from stacks.spec import parse
from stacks.supply import gives, needs
from tests.stacks.samples import region, rendered, shared

SYSTEM: dict[str, Any] = {"kind": "lustre", "gib": 18000, "tier": "500", "zone": "europe-west4-a"}
PRIVATE: dict[str, Any] = {"cidr": "10.32.0.0/14", "privateServices": True}


def with_storage(**storage: Any) -> dict[str, Any]:
    """A region with private services and this storage."""
    return region(network=PRIVATE, storage=storage)


def test_sound_storage() -> None:
    """One of each."""
    sound = with_storage(
        buckets={"checkpoints": {"deleteAfterDays": 30}}, fileSystems={"scratch": SYSTEM}, registries={"images": {}}
    )
    assert rendered(sound, "gcp-europe-west4") == []


def test_a_size_that_is_not_sold_names_one_that_is() -> None:
    """The cloud would answer after a quarter of an hour."""
    assert rendered(with_storage(fileSystems={"scratch": {**SYSTEM, "gib": 20000}})) == [
        "error: storage.fileSystems.scratch.gib: Managed Lustre of tier 500 is not sold with 20000 GiB\n"
        "  given:   20000\n"
        "  allowed: 18000 to 3060000 GiB in steps of 18000; 3168000 to 20016000 GiB in steps of 144000\n"
        "  fix:     write 36000"
    ]


def test_a_file_system_needs_private_services_and_a_zone_of_the_region() -> None:
    """It stands in a network of Google's that has to be peered with the stack's."""
    wrong = region(storage={"fileSystems": {"scratch": {**SYSTEM, "zone": "us-east5-a"}}})
    assert rendered(wrong) == [
        "error: storage.fileSystems.scratch.zone: zone us-east5-a is in region us-east5, the stack is in europe-west4\n"
        "  given:   us-east5-a\n"
        "  fix:     take a zone of europe-west4",
        "error: storage.fileSystems.scratch: lustre is reached through private service access, which the network does"
        " not have\n"
        "  fix:     add privateServices: true to podwright:network",
    ]


def test_customer_keys_exclude_parallelstore() -> None:
    """It has none, and encrypting something else than asked for would be a lie."""
    system = {"kind": "parallelstore", "gib": 12000, "zone": "europe-west4-a"}
    assert rendered(with_storage(customerKeys=True, fileSystems={"scratch": system})) == [
        "error: storage.fileSystems.scratch.kind: has no customer keys, and storage.customerKeys asks for them\n"
        "  given:   parallelstore\n"
        "  allowed: lustre, filestore\n"
        "  fix:     take lustre"
    ]


def test_soft_delete_is_a_week_or_never() -> None:
    """The form allows 0 to 90, Cloud Storage nothing between 0 and 7."""
    assert rendered(with_storage(buckets={"logs": {"softDeleteDays": 3}})) == [
        "error: storage.buckets.logs.softDeleteDays: is not kept by Cloud Storage\n"
        "  given:   3\n"
        "  allowed: 7 to 90, or 0 for never\n"
        "  fix:     write 7, or 0"
    ]


def test_a_bucket_name_that_is_too_long() -> None:
    """Project, stack and key together have 63 characters."""
    name = "c" * 40
    assert rendered(with_storage(buckets={name: {}}), "gcp-europe-west4") == [
        f'error: storage.buckets.{name}: the name "lab-accelerators-gcp-europe-west4-{name}" has 74 characters\n'
        f"  given:   lab-accelerators-gcp-europe-west4-{name}\n"
        "  allowed: at most 63 characters\n"
        f'  fix:     shorten "{name}" by 11'
    ]


def test_encrypted_disks_need_the_key_of_the_region() -> None:
    """Compute Engine encrypts them, and must be let by the global stack."""
    wanted, _ = parse(region(cluster={"encryptDisks": True}), None)
    without, _ = parse(shared(), None)
    with_compute, _ = parse(shared(keys={"europe-west4": {"usedBy": ["compute"]}}), None)
    assert wanted is not None
    assert without is not None
    assert with_compute is not None
    entries = [entry for key, entry in needs(wanted) if key == "keys"]
    assert entries == ["europe-west4", "europe-west4.usedBy.compute"]
    assert [gives(without, "keys", entry) for entry in entries] == [True, False]
    assert [gives(with_compute, "keys", entry) for entry in entries] == [True, True]


def test_the_global_stack_must_give_the_key_to_the_services() -> None:
    """A service that may not use the key fails in the middle of the apply."""
    wanted, _ = parse(with_storage(customerKeys=True, buckets={"logs": {}}, registries={"images": {}}), None)
    without, _ = parse(shared(), None)
    with_users, _ = parse(shared(keys={"europe-west4": {"usedBy": ["storage", "artifactregistry"]}}), None)
    assert wanted is not None
    assert without is not None
    assert with_users is not None
    entries = [entry for key, entry in needs(wanted) if key == "keys"]
    assert entries == ["europe-west4", "europe-west4.usedBy.artifactregistry", "europe-west4.usedBy.storage"]
    assert [gives(without, "keys", entry) for entry in entries] == [True, False, False]
    assert [gives(with_users, "keys", entry) for entry in entries] == [True, True, True]
