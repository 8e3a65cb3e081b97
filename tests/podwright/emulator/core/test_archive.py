"""An export and a snapshot give back exactly what was there, also under a daemon that has the file open."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.emulator.core import archive
from podwright.emulator.core.store import Store
from podwright.emulator.core.wire import Secret
from podwright.errors import InputError
from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.core.fake_cloud import MACHINE, NETWORK


@pytest.fixture
def made(fake: Client) -> Made:
    """A machine with quota, stock and steps to come, and a network with a secret."""
    fake.create(NETWORK, "n", {"name": "n", "description": Secret("hush")})
    return fake.create(MACHINE, "m", {"name": "m", "runtimeVersion": "v2"})


def test_an_export_reads_back_as_it_was(fake: Client, made: Made, state_dir: Path) -> None:
    """Every table, while the server runs; the server sees what was imported."""
    file = state_dir / "cloud.sqlite"
    before = archive.dump(file)
    assert {name for name, rows in before.items() if rows} >= {"resources", "quota_uses", "stock_uses", "transitions"}
    fake.delete(made)
    fake.create(NETWORK, "other", {"name": "other"})
    assert archive.load(file, before) == 2
    assert archive.dump(file) == before
    assert fake.refresh(made) is not None


def test_a_document_that_is_no_export_changes_nothing(made: Made, state_dir: Path) -> None:
    """All or nothing."""
    file = state_dir / "cloud.sqlite"
    before = archive.dump(file)
    wrong: list[dict[str, object]] = [
        {},
        {"resources": [], "users": []},
        {"resources": [{"no_such_column": 1}]},
        {"resources": [{"cloud": "gcp"}]},
        {"resources": ["x"]},
        {"resources": [{"cloud; DROP TABLE faults": 1}]},
    ]
    for tables in wrong:
        with pytest.raises(InputError):
            archive.load(file, tables)
    assert archive.dump(file) == before


def test_a_snapshot_is_put_back_under_the_server(fake: Client, made: Made, state_dir: Path) -> None:
    """And can be put back as often as one likes."""
    file, folder = state_dir / "cloud.sqlite", state_dir / "snapshots"
    assert archive.save(file, folder, "before").resources == 2
    for _ in range(2):
        fake.delete(made)
        assert fake.refresh(made) is None
        archive.restore(file, folder, "before")
        assert fake.refresh(made) is not None
    assert [(each.name, each.resources) for each in archive.snapshots(folder)] == [("before", 2)]


def test_a_snapshot_of_another_name_is_refused(state_dir: Path, tmp_path: Path) -> None:
    """With those that there are; a name is no path."""
    file = tmp_path / "cloud.sqlite"
    archive.save(file, state_dir, "one")
    with pytest.raises(InputError) as caught:
        archive.restore(file, state_dir, "two")
    assert str(caught.value) == "error: snapshot: does not exist\n  given:   two\n  allowed: one"
    with pytest.raises(InputError, match="is no name"):
        archive.save(file, state_dir, "../one")


def test_a_file_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """With what is in it."""
    file = tmp_path / "cloud.sqlite"
    store = Store(file)
    with store.transaction("gcp") as tx:
        tx.connection.execute("ALTER TABLE resources DROP COLUMN scope")
        tx.connection.execute("DROP TABLE faults")
        tx.connection.execute("PRAGMA user_version = 0")
        tx.connection.execute(
            "INSERT INTO resources VALUES ('gcp', 't', 'i', 'p', 'n', '', '{}', '{}', 'then', 'then', 0, 0)"
        )
    store.close()
    again = Store(file)
    with again.transaction("gcp") as tx:
        record = tx.get("t", "i")
    again.close()
    assert record is not None
    assert record.scope == ""
    assert archive.dump(file)["faults"] == []
