"""Reservations are consumed by name: they must be there, fit, be open to the project, and have something left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.clouds import set_stock
from tests.podwright.emulator.gcp.everything import Inputs

POOL, VM = "gcp:container/nodePool:NodePool", "gcp:compute/instance:Instance"
RESERVATION = "gcp:compute/reservation:Reservation"
Connect = Callable[[Mapping[str, object]], Client]


def _pool(count: int, machine: str = "n2-standard-4", reservation: str = "res", name: str = "p") -> Inputs:
    affinity: Inputs = {
        "consumeReservationType": "SPECIFIC_RESERVATION",
        "key": "compute.googleapis.com/reservation-name",
        "values": [reservation],
    }
    return {
        "name": name,
        "cluster": "projects/lab/locations/europe-west4/clusters/train",
        "nodeLocations": ["europe-west4-a"],
        "nodeCount": count,
        "nodeConfig": {"machineType": machine, "reservationAffinity": affinity},
    }


def _reservation(**more: object) -> Inputs:
    return {
        "name": "res",
        "zone": "europe-west4-a",
        "specificReservationRequired": True,
        "specificReservation": {"count": 4, "instanceProperties": {"machineType": "n2-standard-4"}},
        **more,
    }


@pytest.fixture
def reservation(gcp: Client) -> Made:
    """Four machines."""
    return gcp.create(RESERVATION, "res", _reservation())


def test_one_that_is_not_there_is_not_found(gcp: Client, cluster: Made) -> None:
    """Anybody can make a reservation of such machines, so it must exist."""
    assert refused(lambda: gcp.create(POOL, "p", _pool(1))) == (
        'Error creating NodePool: googleapi: Error 404: Google Compute Engine: reservation "res" not found for node'
        ' pool "p" at zone "europe-west4-a".\n'
        "  note: declare one that Google made with: podwright emulator capacity set gcp europe-west4-a reservation/res"
        " MACHINES"
    )


def test_one_in_another_zone_is_not_found(gcp: Client, cluster: Made, reservation: Made) -> None:
    """A reservation is of one zone."""
    inputs = {**_pool(1), "nodeLocations": ["europe-west4-b"]}
    assert 'reservation "res" not found for node pool "p" at zone "europe-west4-b"' in refused(
        lambda: gcp.create(POOL, "p", inputs)
    )


def test_it_is_drawn_down(gcp: Client, cluster: Made, reservation: Made) -> None:
    """Three of four are taken: two more do not fit, and what is in use is told."""
    gcp.create(POOL, "p", _pool(3))
    assert refused(lambda: gcp.create(POOL, "q", _pool(2, name="q"))) == (
        "Error creating NodePool: googleapi: Error 429: Reservation does not have enough resources for the request:"
        ' specific reservation "res" is insufficient for node pool "q" at zone "europe-west4-a": required 2 and short'
        " of 1 VM count of machine type n2-standard-4."
    )
    seen = gcp.refresh(reservation)
    assert seen is not None
    assert seen.outputs["specificReservation"] == {
        "count": 4,
        "instanceProperties": {"machineType": "n2-standard-4"},
        "inUseCount": 3,
    }


def test_another_machine_type_finds_nothing_in_it(gcp: Client, cluster: Made, reservation: Made) -> None:
    """Not one of its machines is of that type."""
    assert "required 1 and short of 1 VM count of machine type n2-standard-8" in refused(
        lambda: gcp.create(POOL, "p", _pool(1, machine="n2-standard-8"))
    )


def test_it_stays_while_machines_of_it_run(gcp: Client, cluster: Made, reservation: Made) -> None:
    """And goes after them."""
    pool = gcp.create(POOL, "p", _pool(1))
    assert refused(lambda: gcp.delete(reservation)) == (
        "Error deleting Reservation: googleapi: Error 400: The reservation resource"
        " 'projects/lab/zones/europe-west4-a/reservations/res' has 1 VMs in use and cannot be deleted., invalid"
    )
    gcp.delete(pool)
    gcp.delete(reservation)
    assert gcp.refresh(reservation) is None


def test_a_vm_is_refused_by_compute_engine(gcp: Client, subnetwork: Made) -> None:
    """It has other words for the same."""
    vm: Inputs = {
        "name": "v",
        "machineType": "n2-standard-4",
        "bootDisk": {"initializeParams": {"image": "debian-12"}},
        "networkInterfaces": [{"subnetwork": "nodes"}],
        "reservationAffinity": {
            "type": "SPECIFIC_RESERVATION",
            "specificReservation": {"key": "compute.googleapis.com/reservation-name", "values": ["res"]},
        },
    }
    assert refused(lambda: gcp.create(VM, "v", vm)).splitlines()[0] == (
        "Error creating instance: googleapi: Error 400: Specified reservations [res] do not exist., invalid"
    )
    gcp.create(RESERVATION, "res", _reservation())
    assert gcp.create(VM, "v", vm).out("currentStatus") == "RUNNING"


def test_one_of_another_project_must_be_shared(gcp: Client, connect: Connect, cluster: Made) -> None:
    """Sharing names the projects that may consume it."""
    owner = connect({"project": "reserve", "region": "europe-west4"})
    made = owner.create(RESERVATION, "res", _reservation())
    inputs = _pool(1, reservation="projects/reserve/reservations/res")
    assert 'reservation "projects/reserve/reservations/res" not found' in refused(lambda: gcp.create(POOL, "p", inputs))
    owner.delete(made)
    shared: Inputs = {"shareType": "SPECIFIC_PROJECTS", "projectMaps": [{"id": "lab", "projectId": "lab"}]}
    owner.create(RESERVATION, "res", _reservation(shareSettings=shared))
    assert gcp.create(POOL, "p", inputs).out("nodeCount") == 1


def test_one_of_tpus_is_taken_for_googles_own(gcp: Client, cluster: Made) -> None:
    """No program can make one, so an unknown name is no mistake of the program."""
    assert gcp.create(POOL, "p", _pool(2, machine="ct6e-standard-4t")).out("nodeCount") == 2


def test_one_that_google_made_is_declared_with_its_size(gcp: Client, cluster: Made, store: Store) -> None:
    """Its hosts run out like any other's."""
    set_stock(store, "europe-west4-a", "reservation/res", 2)
    gcp.create(POOL, "p", _pool(2, machine="ct6e-standard-4t"))
    assert "required 1 and short of 1 VM count of machine type ct6e-standard-4t" in refused(
        lambda: gcp.create(POOL, "q", _pool(1, machine="ct6e-standard-4t", name="q"))
    )


def test_a_zone_can_be_made_strict(gcp: Client, cluster: Made, store: Store) -> None:
    """Then a reservation that nobody declared is a typing mistake."""
    set_stock(store, "europe-west4-a", "reservation/*", 0)
    assert 'reservation "res" not found for node pool "p"' in refused(
        lambda: gcp.create(POOL, "p", _pool(1, machine="ct6e-standard-4t"))
    )


def test_there_must_be_machines_to_reserve(gcp: Client, store: Store) -> None:
    """A reservation takes them from stock when it is made."""
    set_stock(store, "europe-west4-a", "n2-standard-4", 3)
    assert refused(lambda: gcp.create(RESERVATION, "res", _reservation())).splitlines()[1] == (
        "  note: n2-standard-4 in europe-west4-a: 3 in stock, 0 taken, 4 asked (podwright emulator capacity ls)"
    )
