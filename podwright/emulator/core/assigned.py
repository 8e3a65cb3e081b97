"""Ids that the cloud gives at a create, and not the one who asks for it.

Owns how they are made up in a repeatable way: out of a series that is kept in the store, in the create's transaction.
So the same calls give the same ids, no id is ever given twice, and a call that is rolled back has used none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Transaction


def new_id(tx: Transaction, token: str, series: str, make: Callable[[int], str]) -> str:
    """What `make` makes of the next number of the series, past what is there already, such as an imported resource."""
    while True:
        made = make(tx.next_number(token, series))
        if tx.get(token, made) is None:
            return made


def alike(call: Call, token: str, identity: Identity, make: Callable[[int], str]) -> Identity:
    """`identity` under an id of its own. Resources with the same inputs share a series, and no others do: then the ids
    do not depend on the order in which the engine makes different things at the same time."""
    return replace(identity, id=new_id(call.tx, token, identity.id, make))
