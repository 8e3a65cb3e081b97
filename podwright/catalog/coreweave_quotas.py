"""What node pools draw from CoreWeave's quotas: nodes of an instance type in a zone, of the organization.

Owns the arithmetic and the words of the request. CoreWeave has no programming interface for quotas: an operator reads
them in the Cloud Console and states them in the stack file, and more is asked for by a support ticket. A pool above its
quota does not fail, its nodes wait; so a shortage is a warning. Source: CoreWeave documentation, Quotas (2026-03) and
Node Pool status.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from podwright.catalog.coreweave_rules import check_instance_type
from podwright.catalog.quotas import QuotaNeed
from podwright.errors import Problem

SERVICE = "compute"
"""The name that quota lines of nodes have in our reports."""
_SOURCE = "CoreWeave documentation: Quotas, Node Pool status"


def coreweave_quota(instance_type: str, zone: str, nodes: int) -> list[QuotaNeed]:
    """What so many nodes of a type draw; empty for none."""
    if nodes <= 0:
        return []
    need = QuotaNeed(
        service=SERVICE,
        quota_id=instance_type,
        display_name=f"{instance_type} nodes",
        dimensions={"zone": zone},
        amount=nodes,
        unit="nodes",
        verified=True,
        source=_SOURCE,
    )
    return [need]


def check_coreweave_limits(
    needs: Iterable[QuotaNeed], limits: Mapping[str, int], reasons: Mapping[str, str] | None = None
) -> list[Problem]:
    """The needs above what the operator states (subject: the instance type), and types that are not stated at all.

    `limits` are nodes of each type in the needs' zone; `reasons` say by type what adds up. All of them are warnings,
    because the nodes would wait.
    """
    found: list[Problem] = []
    for need in needs:
        kind, zone = need.quota_id or need.display_name, need.dimensions.get("zone", "")
        sums = (reasons or {}).get(kind, f"{need.amount} nodes needed")
        limit = limits.get(kind)
        if limit is None:
            what = f"{zone}: {sums}; nobody states the quota for {kind}, which is 0 until CoreWeave grants some"
            fix = f"read it in the Cloud Console and state it as granted, or {request(need)}"
            found.append(Problem(kind, what, None, f"{need.amount} or more", fix, severity="warning"))
        elif need.amount > limit:
            short = need.amount - limit
            wait = f"{short} node would wait" if short == 1 else f"{short} nodes would wait"
            what = f"{zone}: {sums}; the quota for {kind} is {limit}, so {wait} in the queue"
            fix = f"{request(need)}; or run fewer nodes"
            found.append(Problem(kind, what, str(limit), f"{need.amount} or more", fix, severity="warning"))
    return found


def check_limits(limits: Mapping[str, int]) -> list[Problem]:
    """Stated quotas that cannot be (subject: the instance type)."""
    found: list[Problem] = []
    for kind, limit in limits.items():
        unknown = check_instance_type(kind)
        if unknown:
            found.append(Problem(kind, unknown.message, unknown.given, unknown.allowed, unknown.fix))
        if limit < 0:
            found.append(Problem(kind, "is no number of nodes", str(limit), "0 or more", None))
    return found


def request(need: QuotaNeed) -> str:
    """What a person asks CoreWeave for, in one sentence."""
    zone = need.dimensions.get("zone", "")
    return f"ask CoreWeave by a support ticket for a quota of {need.amount} {need.quota_id} nodes in {zone}"
