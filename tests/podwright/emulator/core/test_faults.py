"""A fault meets the calls it names, as often as it says, and does to them what its word means."""

from __future__ import annotations

from dataclasses import replace

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, status_pb2

from podwright.emulator.core import faults, wire
from podwright.emulator.core.faults import Fault, Verb
from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Client, RefusedError, refused
from tests.podwright.emulator.core.conftest import Kept
from tests.podwright.emulator.core.fake_cloud import ADDRESS, MACHINE, NETWORK


def _add(store: Store, verb: Verb, error: str, *, type_glob: str = "*", times: int = 1, name_glob: str = "*") -> None:
    with store.transaction("") as tx:
        faults.add(tx, Fault("gcp", verb, error, type_glob, name_glob, times=times))


def _left(store: Store) -> list[Fault]:
    with store.transaction("") as tx:
        return faults.listed(tx)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("429", f"creating failed: Error 429: too many requests for {NETWORK}, try again later"),
        ("503", f"creating failed: Error 503: the service of {NETWORK} is currently unavailable"),
        ("timeout", f"creating failed: timeout while waiting for {NETWORK}: context deadline exceeded"),
    ],
)
def test_a_refusal_happens_so_many_times_and_writes_nothing(fake: Client, store: Store, error: str, words: str) -> None:
    """Then the same call goes through."""
    _add(store, "create", error, times=2)
    for _ in range(2):
        assert refused(lambda: fake.create(NETWORK, "n", {"name": "n"})) == words
        with store.transaction("gcp") as tx:
            assert tx.records() == []
    assert fake.create(NETWORK, "n", {"name": "n"}).id == "n"
    assert _left(store) == []


def test_a_lost_reply_is_done_in_the_cloud(fake: Client, store: Store) -> None:
    """So that a second try meets the first one's work, as in real life."""
    _add(store, "create", "lost-reply")
    assert refused(lambda: fake.create(NETWORK, "n", {"name": "n"})) == (
        f"creating failed: the connection was reset while waiting for the answer about {NETWORK}: EOF"
    )
    assert refused(lambda: fake.create(NETWORK, "n", {"name": "n"})) == "creating failed: n exists"
    made = fake.import_(NETWORK, "n", "n")
    assert made is not None
    _add(store, "delete", "lost-reply")
    assert "EOF" in refused(lambda: fake.delete(made))
    assert fake.refresh(made) is None


def test_a_lost_reply_leaves_a_resource_behind_where_the_cloud_gives_the_id(fake: Client, store: Store) -> None:
    """Nothing refuses the second try, which makes another one beside it, as in real life."""
    _add(store, "create", "lost-reply")
    assert "EOF" in refused(lambda: fake.create(ADDRESS, "a", {"name": "a"}))
    assert fake.create(ADDRESS, "a", {"name": "a"}).id == "a-2"
    assert fake.import_(ADDRESS, "a", "a-1") is not None


def test_a_partial_create_carries_the_state_in_the_protocols_own_detail(fake: Client, store: Store) -> None:
    """ErrorResourceInitFailed with id, properties and reasons: the engine keeps the resource and says why."""
    _add(store, "create", "partial")
    with pytest.raises(RefusedError) as caught:
        fake.create(NETWORK, "n", {"name": "n", "description": "d"})
    assert str(caught.value) == f"{NETWORK} n was created but did not become ready"
    error = caught.value.__cause__
    assert isinstance(error, grpc.Call)
    trailing = {str(key): value for key, value in error.trailing_metadata() or ()}
    status = status_pb2.Status.FromString(bytes(trailing["grpc-status-details-bin"]))  # pyright: ignore[reportArgumentType]
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.code == grpc.StatusCode.UNKNOWN.value[0]
    assert status.details[0].Unpack(detail)
    assert (detail.id, list(detail.reasons)) == ("n", [str(caught.value)])
    assert wire.decode(detail.properties)["description"] == "d"
    assert fake.import_(NETWORK, "n", "n") is not None


def test_globs_choose_by_type_and_by_name_in_the_program(fake: Client, store: Store) -> None:
    """Others pass and use nothing up."""
    _add(store, "create", "503", type_glob="gcp:tpu/*", name_glob="a*")
    fake.create(NETWORK, "a", {"name": "a"})
    fake.create(MACHINE, "b", {"name": "b", "runtimeVersion": "v2"})
    assert "503" in refused(lambda: fake.create(MACHINE, "a", {"name": "a2", "runtimeVersion": "v2"}))


def test_a_preview_meets_no_fault_of_a_create(fake: Client, store: Store) -> None:
    """The cloud is not asked."""
    _add(store, "create", "503")
    fake.preview(NETWORK, "n", {"name": "n"})
    assert len(_left(store)) == 1


@pytest.mark.parametrize("verb", ["check", "read", "update", "delete"])
def test_every_verb_can_fail(fake: Client, store: Store, verb: Verb) -> None:
    """In words that name what was asked."""
    made = fake.create(NETWORK, "n", {"name": "n"})
    _add(store, verb, "503")
    calls = {
        "check": lambda: fake.check(NETWORK, "m", {"name": "m"}),
        "read": lambda: fake.refresh(made),
        "update": lambda: fake.update(made, {"name": "n", "description": "x"}),
        "delete": lambda: fake.delete(made),
    }
    assert f"Error 503: the service of {NETWORK} is currently unavailable" in refused(calls[verb])


def test_a_slow_call_waits_and_goes_on(fake: Client, store: Store, seen: Kept) -> None:
    """And its event says how long it took and why."""
    _add(store, "create", "slow:0.02s")
    fake.create(NETWORK, "n", {"name": "n"})
    event = next(each for each in seen.events if each.verb == "create")
    assert event.outcome == "slow:0.02s"
    assert event.milliseconds >= 20


def test_a_plan_is_the_same_for_the_same_seed() -> None:
    """Replayable; another seed makes another one."""
    one, two, three = (faults.plan(seed, "gcp", count=20) for seed in (7, 7, 8))
    assert one == two
    assert one != three
    assert all(faults.check(fault) is None for fault in one)
    with pytest.raises(ValueError, match="none of partial can happen to read"):
        faults.plan(1, "gcp", count=1, verbs=("read",), errors=("partial",))


def test_a_fault_can_let_calls_pass_first(store: Store) -> None:
    """That is what a plan is made of."""
    with store.transaction("gcp") as tx:
        faults.add(tx, replace(Fault("gcp", "create", "503"), skip=2))
        met = [faults.take(tx, "create", NETWORK, "n") is not None for _ in range(4)]
    assert met == [False, False, True, False]


@pytest.mark.parametrize("text", ["", "500", "slow", "slow:soon", "crashed"])
def test_an_unknown_error_is_refused(text: str) -> None:
    """With what there is."""
    with pytest.raises(ValueError, match="is n"):
        faults.parse_error(text)
