"""The page over HTTP: what it tells, what it never tells, and who may ask."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from podwright.emulator import control
from podwright.emulator.core.faults import Fault
from podwright.emulator.core.quota import QuotaKey
from podwright.emulator.core.wire import Secret
from podwright.emulator.listing import set_quota
from podwright.emulator.ui.document import PER_PLACE
from podwright.emulator.ui.server import make_server
from tests.podwright.emulator.client import Client

NETWORK = "gcp:compute/network:Network"


@pytest.fixture
def ui(state_dir: Path) -> Generator[int]:
    """The port of a served page."""
    server = make_server(state_dir)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def get(port: int, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, str]:
    """One request and its body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def state(port: int) -> Any:
    """The document that the page is drawn from."""
    answer, body = get(port, "/state.json")
    assert answer.status == 200
    return json.loads(body)


def test_a_cloud_that_was_never_started_is_an_empty_page(ui: int, state_dir: Path) -> None:
    """And looking does not make it."""
    assert state(ui) == {
        "folder": str(state_dir),
        "running": False,
        "providers": {},
        "clock": None,
        "resources": 0,
        "clouds": [],
        "quotas": [],
        "stock": [],
        "faults": [],
        "calls": [],
    }
    assert not (state_dir / "cloud.sqlite").exists()


def test_resources_are_a_tree(gcp: Client, ui: int) -> None:
    """By cloud, account and place."""
    gcp.create(NETWORK, "net", {"name": "net"})
    gcp.create("gcp:compute/address:Address", "a", {"name": "a", "region": "us-east5", "project": "other"})
    ring = {"name": "k", "location": "europe-west4"}
    gcp.create("gcp:kms/keyRing:KeyRing", "k", ring)
    (cloud,) = state(ui)["clouds"]
    assert (cloud["cloud"], cloud["count"]) == ("gcp", 3)
    assert [
        (account["account"], place["place"], [(each["name"], each["permanent"]) for each in place["resources"]])
        for account in cloud["accounts"]
        for place in account["places"]
    ] == [
        ("lab", "europe-west4", [("k", True)]),
        ("lab", "global", [("net", False)]),
        ("other", "us-east5", [("a", False)]),
    ]


def test_many_resources_of_a_place_are_counted_and_not_all_sent(gcp: Client, ui: int) -> None:
    """A page of ten thousand lines helps nobody."""
    for number in range(PER_PLACE + 3):
        gcp.create(NETWORK, "net", {"name": f"net-{number}"})
    (place,) = state(ui)["clouds"][0]["accounts"][0]["places"]
    assert (place["count"], len(place["resources"])) == (PER_PLACE + 3, PER_PLACE)


def test_quotas_capacity_faults_and_clock(gcp: Client, ui: int, state_dir: Path) -> None:
    """What may stand in the way of the next apply."""
    dimensions = {"region": "europe-west4"}
    set_quota(state_dir, QuotaKey.of("lab", "compute.googleapis.com", "SSD", dimensions), limit=8)
    control.set_stock(state_dir, "gcp", "europe-west4-a", "ct6e-standard-4t", 4)
    control.add_faults(state_dir, [Fault("gcp", "create", "429", "gcp:container/*", times=2)])
    control.advance_clock(state_dir, 5400)
    seen = state(ui)
    (quota,) = seen["quotas"]
    assert (quota["quota"], quota["dimensions"], quota["limit"], quota["used"]) == ("SSD", dimensions, 8, 0)
    assert seen["stock"] == [
        {"cloud": "gcp", "place": "europe-west4-a", "what": "ct6e-standard-4t", "total": 4, "taken": 0}
    ]
    (fault,) = seen["faults"]
    assert (fault["error"], fault["verb"], fault["type"], fault["times"]) == ("429", "create", "gcp:container/*", 2)
    assert seen["clock"] == "1h30m"


def test_no_property_is_told(gcp: Client, ui: int) -> None:
    """A secret in a description must not come out here."""
    gcp.create(NETWORK, "net", {"name": "net", "description": Secret("hush")})
    assert "hush" not in json.dumps(state(ui))


def test_an_unchanged_state_is_not_sent_again(gcp: Client, ui: int) -> None:
    """The page asks every two seconds; a change is seen at once."""
    mark = get(ui, "/state.json")[0].getheader("ETag") or ""
    answer, body = get(ui, "/state.json", **{"If-None-Match": mark})
    assert (answer.status, body) == (304, "")
    gcp.create(NETWORK, "net", {"name": "net"})
    assert get(ui, "/state.json", **{"If-None-Match": mark})[0].status == 200


@pytest.mark.parametrize("path", ["/", "/style.css", "/script.js", "/state.json"])
def test_nothing_is_loaded_from_elsewhere(ui: int, path: str) -> None:
    """No asset, no address of another host, and a policy by which the browser would not load one."""
    answer, body = get(ui, path)
    assert answer.status == 200
    assert "//" not in body.replace("// ", "").replace("://127.0.0.1", "")
    policy = answer.getheader("Content-Security-Policy") or ""
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
    assert "unsafe" not in policy


def test_other_names_of_this_machine_are_refused(ui: int) -> None:
    """A foreign page could otherwise read it through a name that it points at 127.0.0.1."""
    answer, body = get(ui, "/state.json", Host=f"evil.example:{ui}")
    assert (answer.status, body) == (421, "this server answers to 127.0.0.1 only\n")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/../document.py", 404), ("POST", "/", 501)])
def test_nothing_else_is_served(ui: int, method: str, path: str, status: int) -> None:
    """No file but the page's three, and nothing can be changed."""
    assert get(ui, path, method)[0].status == status


def test_a_head_request_has_no_body(ui: int) -> None:
    """As HTTP says."""
    assert get(ui, "/", "HEAD")[1] == ""
