"""Service limits: what Oracle lets a tenancy have, per region or availability domain.

Owns the limits' names, scopes and defaults, and the key under which the ledger counts them: the tenancy, the service,
the limit's name, and `region` and `ad` as dimensions (`--dimension region=eu-amsterdam-1 --dimension ad=AD-1`; without
`ad` it holds for each domain of the region). Compartment quotas only narrow them: `quota_policy.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from podwright.emulator.core.cloud import Call
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import UNLIMITED, Need, QuotaKey, Shortage
from podwright.emulator.oci import errors
from podwright.emulator.oci.base import region_of, tenancy_of
from podwright.emulator.oci.regions import short_domain
from podwright.emulator.oci.shapes import Shape, shapes
from podwright.emulator.oci.tables import TABLES

COMPUTE = "compute"


@dataclass(frozen=True, slots=True)
class Limit:
    """One service limit."""

    service: str
    name: str
    scope: str
    """`AD` or `REGION`."""
    family: str | None
    """The family in quota statements."""
    default: int
    """-1: not counted unless somebody sets it."""


@cache
def limits() -> Mapping[tuple[str, str], Limit]:
    """All limits by service and name; those of GPU shapes are 0 in a new tenancy."""
    found: dict[tuple[str, str], Limit] = {}
    for service in TABLES.table("limits.yaml").children("services"):
        found |= {(service, each.name): each for each in _entries(service)}
    for shape in shapes().values():
        default = 0 if shape.gpus else UNLIMITED
        for name in (shape.limit, shape.reservable):
            if name:
                found[COMPUTE, name] = Limit(COMPUTE, name, "AD", "compute-core", default)
    return found


def _entries(service: str) -> list[Limit]:
    entries = TABLES.table("limits.yaml").child("services").children(service)
    return [
        Limit(
            service=service,
            name=name,
            scope=entry.text("scope"),
            family=entry.text_or_none("family"),
            default=entry.number("default") if entry.has("default") else UNLIMITED,
        )
        for name, entry in entries.items()
    ]


def key_of(tenancy: str, region: str, limit: Limit, domain: str | None) -> QuotaKey:
    """The ledger's key of a limit in one region, and in one availability domain if it counts by those."""
    dimensions = {"region": region}
    if limit.scope == "AD" and domain:
        dimensions["ad"] = short_domain(domain)
    return QuotaKey.of(tenancy, limit.service, limit.name, dimensions)


def need(call: Call, service: str, name: str, amount: int, domain: str | None = None) -> Need:
    """What a resource draws from one limit in the provider's region."""
    key = key_of(tenancy_of(call.scope), region_of(call.scope).name, limits()[service, name], domain)
    return Need(key, amount, "count")


def machines(call: Call, shape: Shape, config: dict[str, object], domain: str, count: int) -> list[Need]:
    """What `count` machines of a shape draw in one availability domain."""
    return [need(call, COMPUTE, shape.limit, shape.counts(config) * count, domain)]


def merged(needs: Sequence[Need]) -> list[Need]:
    """One need for each limit, amounts added."""
    found: dict[QuotaKey, int] = {}
    for each in needs:
        found[each.key] = found.get(each.key, 0) + each.amount
    return [Need(key, amount, "count") for key, amount in found.items()]


def default_limit(key: QuotaKey) -> int:
    """The limit of a new tenancy."""
    found = limits().get((key.service, key.quota_id))
    return found.default if found else UNLIMITED


def over_limit(shortages: Sequence[Shortage]) -> CloudError:
    """Oracle names the limits alone; the note says the rest."""
    names = list(dict.fromkeys(each.need.key.quota_id for each in shortages))
    return errors.over_limit(names, note="; ".join(_remedy(each) for each in shortages))


def _remedy(shortage: Shortage) -> str:
    key = shortage.need.key
    where = " ".join(f"--dimension {name}={value}" for name, value in key.dimensions)
    return (
        f"{shortage.need.amount} asked for, {shortage.available} of {shortage.limit} free; to have more: podwright"
        f" emulator quota set {key.quota_id} --cloud oci --service {key.service} --project {key.project} {where}"
        f" --limit {shortage.used + shortage.need.amount}"
    )
