"""CoreWeave's quotas: nodes of an instance type in a zone, of an organisation.

Owns the default. CoreWeave has no API for quotas; a pool's status is where one reads them (`node_pool.py`).
"""

from __future__ import annotations

from podwright.emulator.core.quota import UNLIMITED, QuotaKey

SERVICE = "compute"
"""The service of node quotas; the quota id is the instance type, the dimension its zone."""


def default_limit(key: QuotaKey) -> int:
    """No nodes of any type until somebody grants some; nothing else is counted."""
    return 0 if key.service == SERVICE else UNLIMITED
