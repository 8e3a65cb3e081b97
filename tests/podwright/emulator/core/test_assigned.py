"""Ids that the cloud gives at a create: every resource has its own, and the same calls give the same ones."""

from __future__ import annotations

from pathlib import Path

from podwright.emulator.core import archive
from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.drift import Drift
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.store import Store
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.conftest import NOON
from tests.podwright.emulator.core.fake_cloud import ADDRESS, FakeCloud

INPUTS = {"name": "a"}


def _create(file: Path, index: SdkIndex, name: str = "a") -> str:
    """One create by a process of its own."""
    store = Store(file)
    try:
        return Lifecycle(FakeCloud(), index, store, lambda: NOON).create(Scope("lab"), ADDRESS, {"name": name}).id
    finally:
        store.close()


def test_two_alike_are_two(fake: Client) -> None:
    """Each is found by its own id."""
    one, two = (fake.create(ADDRESS, name, INPUTS) for name in ("one", "two"))
    assert (one.id, two.id) == ("a-1", "a-2")
    fake.delete(one)
    assert fake.refresh(one) is None
    assert fake.refresh(two) is not None


def test_one_that_is_made_again_is_another(fake: Client) -> None:
    """The id of a deleted resource is never given again."""
    for number in range(1, 4):
        made = fake.create(ADDRESS, "one", INPUTS)
        assert made.id == f"a-{number}"
        fake.delete(made)


def test_the_order_of_different_resources_does_not_matter(fake: Client) -> None:
    """The engine makes them at the same time."""
    assert [fake.create(ADDRESS, name, {"name": name}).id for name in "bacb"] == ["b-1", "a-1", "c-1", "b-2"]


def test_a_refused_create_uses_no_number(fake: Client, life: Lifecycle) -> None:
    """All of a call or nothing."""
    for _ in range(2):
        assert refused(lambda: fake.create(ADDRESS, "one", {"name": "no"})) == "creating failed: no"
    with life.store.transaction("gcp") as tx:
        assert tx.next_number(ADDRESS, "no") == 1


def test_a_preview_draws_no_number(fake: Client) -> None:
    """Nothing is written."""
    fake.preview(ADDRESS, "one", INPUTS)
    assert fake.create(ADDRESS, "one", INPUTS).id == "a-1"


def test_what_somebody_makes_behind_pulumis_back_has_an_id_of_its_own(fake: Client, life: Lifecycle) -> None:
    """The same series."""
    fake.create(ADDRESS, "one", INPUTS)
    assert Drift(life).create(Scope("lab"), ADDRESS, "a", dict(INPUTS)).id == "a-2"


def test_the_series_goes_on_after_a_restart(gcp_index: SdkIndex, tmp_path: Path) -> None:
    """It is in the clouds' file."""
    assert [_create(tmp_path / "cloud.sqlite", gcp_index) for _ in range(3)] == ["a-1", "a-2", "a-3"]


def test_the_series_goes_on_after_an_import(gcp_index: SdkIndex, tmp_path: Path) -> None:
    """An exported document holds it."""
    one, two = tmp_path / "one.sqlite", tmp_path / "two.sqlite"
    _create(one, gcp_index)
    archive.load(two, archive.dump(one))
    assert _create(two, gcp_index) == "a-2"


def test_a_snapshot_brings_the_series_back(gcp_index: SdkIndex, tmp_path: Path) -> None:
    """The same calls after it give the same ids."""
    file, folder = tmp_path / "cloud.sqlite", tmp_path / "snapshots"
    _create(file, gcp_index)
    archive.save(file, folder, "early")
    later = [_create(file, gcp_index) for _ in range(2)]
    archive.restore(file, folder, "early")
    assert [_create(file, gcp_index) for _ in range(2)] == later == ["a-2", "a-3"]


def test_an_id_that_is_there_without_its_number_is_passed_over(gcp_index: SdkIndex, tmp_path: Path) -> None:
    """A document from elsewhere may hold resources alone."""
    one, two = tmp_path / "one.sqlite", tmp_path / "two.sqlite"
    _create(one, gcp_index)
    archive.load(two, {**archive.dump(one), "incarnations": []})
    assert _create(two, gcp_index) == "a-2"
