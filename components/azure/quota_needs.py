"""vCPUs by family as outputs show them. Pure, no Pulumi resources."""

from __future__ import annotations

from collections.abc import Iterable

from podwright.catalog.quotas import QuotaNeed, sum_needs


def needed(needs: Iterable[QuotaNeed]) -> dict[str, int]:
    """The amounts by family, added up."""
    return {need.quota_id or need.display_name: need.amount for need in sum_needs(needs)}
