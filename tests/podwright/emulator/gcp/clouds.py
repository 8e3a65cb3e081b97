"""What somebody does to the clouds from outside of Pulumi: sets stock, moves the clock, takes machines away."""

from __future__ import annotations

from datetime import UTC, datetime

from podwright.emulator.core import preemption
from podwright.emulator.core.capacity import Stock
from podwright.emulator.core.clock import VirtualClock
from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.preemption import Wish
from podwright.emulator.core.quota import Ledger, QuotaKey
from podwright.emulator.core.store import Record, Store
from podwright.emulator.gcp.capacity import default_limit
from podwright.emulator.gcp.google import GoogleCloud
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Made

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def set_stock(store: Store, place: str, what: str, amount: int) -> None:
    """`podwright emulator capacity set gcp PLACE WHAT AMOUNT`."""
    with store.transaction("gcp") as tx:
        Stock(tx).set(place, what, amount)


def advance(store: Store, seconds: float) -> None:
    """`podwright emulator clock advance`; what is due happens at the next call."""
    VirtualClock(store, lambda: NOON).advance(seconds)


def approve(store: Store, key: QuotaKey, mode: str) -> None:
    """`podwright emulator quota set --approval MODE`."""
    with store.transaction("gcp") as tx:
        Ledger(tx, default_limit).set_approval(key, mode)


def preempt(store: Store, index: SdkIndex, made: Made, place: str | None = None) -> str:
    """`podwright emulator preempt gcp ID --zone PLACE`: what is left, in words."""
    life = Lifecycle(GoogleCloud(index), index, store, lambda: NOON)
    with life.calling(Scope()) as call:
        (lost,) = preemption.preempt(life.cloud, call, Wish((made.token, made.id), place))
        return lost.left


def there(store: Store, token: str, resource_id: str) -> Record | None:
    """A resource as the cloud has it, without asking through a provider."""
    with store.transaction("gcp") as tx:
        return tx.get(token, resource_id)
