"""What a resource's record is made of, and the bridge's note of the inputs that it filled in by itself.

Owns the small steps between a call's values and the store; the order in which they happen is in `lifecycle.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from podwright.emulator.core import fill, scopes
from podwright.emulator.core.cloud import Identity, Kind, Scope
from podwright.emulator.core.store import Link, Record, Transaction
from podwright.emulator.core.wire import Values, plain

DEFAULTS = "__defaults"
"""The input in which the bridge notes which inputs it filled in itself."""


def record(
    kind: Kind, identity: Identity, inputs: Values, outputs: Values, times: tuple[str, str], *, scope: Scope
) -> Record:
    """What the store keeps of a resource; `times` are those of its creation and of this change."""
    return Record(
        token=kind.token,
        id=identity.id,
        project=identity.project,
        name=identity.name,
        location=identity.location,
        inputs=inputs,
        outputs=fill.keep_secrets(inputs, outputs),
        created=times[0],
        updated=times[1],
        permanent=kind.permanent,
        scope=scopes.to_text(scope),
    )


def without_untold(record: Record, kind: Kind) -> Record:
    """The resource as an import sees it: without what the cloud takes and never tells."""
    inputs, outputs = (
        {key: value for key, value in values.items() if key not in kind.untold}
        for values in (record.inputs, record.outputs)
    )
    return replace(record, inputs=inputs, outputs=outputs)


def write(tx: Transaction, record: Record, links: list[Link]) -> Record:
    """Writes a resource with everything it points at."""
    tx.put(record)
    tx.set_links(record.token, record.id, links)
    return record


def without_defaults(inputs: Values) -> Values:
    """The inputs alone, without the note of what the provider filled in."""
    return {key: value for key, value in inputs.items() if key != DEFAULTS}


def filled(inputs: Values) -> frozenset[str]:
    """The names of the inputs that the provider filled in."""
    noted = inputs.get(DEFAULTS)
    return frozenset(map(str, cast("list[object]", noted))) if isinstance(noted, list) else frozenset()


def kept_name(key: str, old: Values) -> str | None:
    """The automatic name of before; a name that a person gave and then removed is not kept."""
    value = plain(old.get(key))
    return value if key in filled(old) and isinstance(value, str) else None
