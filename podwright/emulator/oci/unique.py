"""Names that only one resource may have: which properties they are, and who has them already.

Owns `unique.yaml` and the search among the resources of a type. Display names are not among them but where the service
says so: two VCNs may be called the same.
"""

from __future__ import annotations

from podwright.emulator.core.cloud import Identity
from podwright.emulator.core.store import Record, Transaction
from podwright.emulator.core.wire import Values
from podwright.emulator.oci.tables import TABLES


def properties_of(token: str) -> tuple[str, ...]:
    """The properties that no two resources of a type that nobody has modelled may have alike; the last is the name."""
    types = TABLES.table("unique.yaml").child("types")
    return types.child(token).texts("properties") if types.has(token) else ()


def is_of_the_tenancy(token: str) -> bool:
    """Whether the type belongs to the whole tenancy and not to a region."""
    types = TABLES.table("unique.yaml").child("types")
    return types.has(token) and types.child(token).text("within") == "tenancy"


def find(tx: Transaction, token: str, identity: Identity, wanted: Values) -> Record | None:
    """The resource of the identity's tenancy and place that has all the properties in `wanted`, other than nothing."""
    if not wanted or any(value in (None, "") for value in wanted.values()):
        return None
    return next(
        (
            record
            for record in tx.records(token, identity.project)
            if record.location == identity.location
            and all(record.outputs.get(name) == value for name, value in wanted.items())
        ),
        None,
    )
