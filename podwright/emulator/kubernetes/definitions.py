"""Which custom kinds a cluster serves: the cloud's own, those of definitions, those that an installed chart brought.

Owns the look-up alone; what a definition's schema refuses is in `structural.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from podwright.emulator.core import values
from podwright.emulator.core.store import Transaction
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.kubernetes import charts, structural
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.scope import Cluster
from podwright.emulator.kubernetes.tables import served

DEFINITIONS = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"


@dataclass(frozen=True, slots=True)
class Served:
    """A custom kind that a cluster serves."""

    namespaced: bool
    schema: Values
    """Empty: anything goes."""


def find(tx: Transaction, cluster: Cluster, gvk: Gvk) -> Served | None:
    """How a cluster serves a kind; None: not at all. `tx` is one of the `kubernetes` provider's."""
    own = served().get((gvk.api_version, gvk.kind))
    if own and own.served_by(cluster.flavour):
        return Served(own.namespaced, own.schema)
    return _defined(tx, cluster.account, gvk) or _brought(tx, cluster.account, gvk)


def _defined(tx: Transaction, account: str, gvk: Gvk) -> Served | None:
    for record in tx.records(DEFINITIONS, account):
        inputs = plain_values(record.inputs)
        if values.get(inputs, "spec.group") == gvk.group and values.get(inputs, "spec.names.kind") == gvk.kind:
            for version in values.blocks(inputs, "spec.versions"):
                if version.get("name") == gvk.version and version.get("served") is not False:
                    schema = structural.of_definition(values.get(version, "schema.openAPIV3Schema"))
                    return Served(values.get(inputs, "spec.scope") != "Cluster", schema)
    return None


def _brought(tx: Transaction, account: str, gvk: Gvk) -> Served | None:
    for record in tx.records(charts.RELEASES, account):
        for kind in charts.kinds_of(plain_values(record.inputs)):
            if (kind.version, kind.kind) == (gvk.api_version, gvk.kind):
                return Served(kind.namespaced, kind.schema)
    return None
