"""Ranges overlap in the index exactly when they overlap by arithmetic."""

from __future__ import annotations

from ipaddress import ip_network

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podwright.emulator.core.claims import overlapping, set_claims
from podwright.emulator.core.store import Store


def _cidr(address: int, prefix: int) -> str:
    return str(ip_network((address << 20, prefix), strict=False))


CIDRS = st.builds(_cidr, st.integers(min_value=0, max_value=4095), st.integers(min_value=8, max_value=28))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(st.lists(CIDRS, max_size=8), CIDRS)
def test_every_overlap_is_found_and_no_other(held: list[str], asked: str) -> None:
    """Parents, children and equals."""
    store = Store(None)
    with store.transaction("gcp") as tx:
        for number, cidr in enumerate(held):
            set_claims(tx, "t", str(number), [("net", cidr)])
        found = {claim.id for claim in overlapping(tx, ["net"], asked)}
    store.close()
    assert found == {str(n) for n, cidr in enumerate(held) if ip_network(cidr).overlaps(ip_network(asked))}


def test_spaces_and_families_are_apart() -> None:
    """Another network, IPv6, and the one who asks."""
    store = Store(None)
    with store.transaction("gcp") as tx:
        set_claims(tx, "t", "a", [("one", "10.0.0.0/8"), ("one", "fd00::/8")])
        assert overlapping(tx, ["two"], "10.0.0.0/8") == []
        assert [claim.cidr for claim in overlapping(tx, ["one"], "::/0")] == ["fd00::/8"]
        assert overlapping(tx, ["one"], "10.1.0.0/16", besides=("t", "a")) == []
        tx.remove("t", "a")
        assert overlapping(tx, ["one"], "10.0.0.0/8") == []
    store.close()
