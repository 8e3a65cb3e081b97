"""The cloud's memory: all of a call or nothing, and still there after a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from podwright.emulator.core.store import Link, Record, Store
from podwright.emulator.core.wire import Secret

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"


def _record(resource_id: str, token: str = NETWORK) -> Record:
    return Record(
        token=token,
        id=resource_id,
        project="lab",
        name="net",
        location="global",
        inputs={"name": "net", "key": Secret("hush")},
        outputs={"mtu": 1460},
        created="2026-05-04T12:00:00.000Z",
        updated="2026-05-04T12:00:00.000Z",
    )


def test_a_record_comes_back_as_it_was_written(store: Store) -> None:
    """Secrets included, or a refresh would turn them into plain text."""
    with store.transaction("gcp") as tx:
        tx.put(_record("n"))
    with store.transaction("gcp") as tx:
        assert tx.get(NETWORK, "n") == _record("n")


def test_a_call_that_fails_leaves_nothing_behind(store: Store) -> None:
    """Half of a call is a state that no real cloud has."""

    def fail() -> None:
        with store.transaction("gcp") as tx:
            tx.put(_record("n"))
            raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match=r"^refused$"):
        fail()
    with store.transaction("gcp") as tx:
        assert tx.records() == []


def test_clouds_do_not_see_each_other(store: Store) -> None:
    """One file holds all of them."""
    with store.transaction("gcp") as tx:
        tx.put(_record("n"))
    with store.transaction("oci") as tx:
        assert tx.get(NETWORK, "n") is None


def test_a_link_goes_with_what_points_and_not_with_what_is_pointed_at(store: Store) -> None:
    """A deleted subnetwork must no longer hold its network."""
    link = Link(SUBNETWORK, "s", "network", NETWORK, "n")
    with store.transaction("gcp") as tx:
        tx.put(_record("n"))
        tx.put(_record("s", SUBNETWORK))
        tx.set_links(SUBNETWORK, "s", [link])
        assert tx.links_to(NETWORK, "n") == [link]
        tx.remove(SUBNETWORK, "s")
        assert tx.links_to(NETWORK, "n") == []


def test_each_life_of_an_id_has_its_own_number(store: Store) -> None:
    """Numeric ids differ between a resource and the one made after it was deleted."""
    with store.transaction("gcp") as tx:
        assert [tx.next_incarnation(NETWORK, "n") for _ in range(3)] == [1, 2, 3]


def test_what_was_committed_survives_a_killed_writer(tmp_path: Path) -> None:
    """kill -9 in the middle of a call loses that call and nothing before it."""
    file = tmp_path / "cloud.sqlite"
    script = (
        "import os, pathlib, sys\n"
        "from podwright.emulator.core.store import Record, Store\n"
        "store = Store(pathlib.Path(sys.argv[1]))\n"
        "def put(tx, name):\n"
        f"    tx.put(Record('{NETWORK}', name, 'lab', name, 'global', {{}}, {{}}, '', ''))\n"
        "with store.transaction('gcp') as tx: put(tx, 'kept')\n"
        "with store.transaction('gcp') as tx:\n"
        "    put(tx, 'lost')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], check=False, env=dict(os.environ))
    assert done.returncode == -9
    store = Store(file)
    with store.transaction("gcp") as tx:
        assert [record.id for record in tx.records()] == ["kept"]
    store.close()


def test_a_cloud_may_take_ids_in_any_case(store: Store) -> None:
    """The id that was written first stays; a cloud that tells case apart still does, on the same file."""
    link = Link(SUBNETWORK, "s", "network", NETWORK, "Net")
    with store.transaction("azure-native", ignores_case=True) as tx:
        tx.put(_record("Net"))
        tx.put(_record("s", SUBNETWORK))
        tx.set_links(SUBNETWORK, "s", [link])
        assert [each.id for each in (tx.get(NETWORK, "nET"), *tx.find("NET")) if each] == ["Net", "Net"]
        assert tx.links_to(NETWORK, "net") == [link]
        assert [each.id for each in tx.users(NETWORK, "net", SUBNETWORK)] == ["s"]
    with store.transaction("azure-native") as tx:
        assert (tx.get(NETWORK, "nET"), tx.find("NET"), tx.links_to(NETWORK, "net")) == (None, [], [])
