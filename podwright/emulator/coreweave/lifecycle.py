"""The life of a CoreWeave resource, where it differs from that of other clouds.

Owns the replacements that depend on the values: a cluster that gives up a range for load balancers, or whose node ports
shrink. Source: coreweave/terraform-provider-coreweave `coreweave/cks/resource_cluster.go`, plan modifiers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from podwright.emulator.core.lifecycle import Comparison, Lifecycle
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.coreweave import vpc
from podwright.emulator.coreweave.cluster import replacing


@dataclass(frozen=True, slots=True)
class CoreWeaveLifecycle(Lifecycle):
    """All calls on the resources of CoreWeave."""

    def diff(self, token: str, old: Values, new: Values, ignore: frozenset[str]) -> Comparison:
        """Old inputs against new inputs; a name that stays means that the old cluster must go first."""
        found = Lifecycle.diff(self, token, old, new, ignore)
        names = replacing(plain_values(old), plain_values(new)) if token == vpc.CLUSTERS else []
        if not names:
            return found
        changes = [replace(change, replaces=change.replaces or change.path[0] in names) for change in found.changes]
        return Comparison(changes, delete_before_replace=True)
