"""What TPU slices and GPU machines draw from which Google Cloud quota.

Owns the table of `quotas.yaml` and the arithmetic of amounts. It says what is needed; comparing with what a project
has, and asking for more, is somebody else's part. Quota is a ceiling, not capacity.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast

from podwright.catalog.capacity import check_tpu_api
from podwright.catalog.data import Fields, load
from podwright.catalog.gpus import gpu_machine
from podwright.catalog.regions import region_of_zone
from podwright.catalog.tpus import tpu_generation
from podwright.errors import InputError, Problem

UNLIMITED = -1
"""What Cloud Quotas calls a quota without a limit."""

Unit = Literal["chips", "cores", "gpus", "networks", "nodes", "subnetworks", "vcpus"]
QuotaSurface = Literal["gke", "tpu-api"]

_POOLS = {"on-demand": "standard", "spot": "preemptible", "flex-start": "preemptible", "reservation": None}


QuotaIdentity = tuple[str, str, tuple[tuple[str, str], ...]]
"""Service, id and dimensions in order: two with the same one are about the same quota."""


@dataclass(frozen=True, slots=True)
class QuotaNeed:
    """An amount that is drawn from one quota in one place."""

    service: str
    quota_id: str | None
    """None: nobody has published the id, so no program can ask for it; a person looks for `display_name`."""
    display_name: str
    """The console's name where that was seen, otherwise a plain description."""
    dimensions: dict[str, str]
    """`region` or `zone`, and the family where the quota has one; empty for a project-wide quota."""
    amount: int
    """In `unit`; TPU API quotas of some generations count TensorCores, not chips."""
    unit: Unit
    verified: bool
    source: str

    def key(self) -> QuotaIdentity:
        """What makes two needs draw from the same quota."""
        return self.service, self.quota_id or self.display_name, tuple(sorted(self.dimensions.items()))


def tpu_quota(generation: str, capacity_model: str, zone: str, chips: int, surface: QuotaSurface) -> QuotaNeed | None:
    """What `chips` chips in a zone draw; None for a reservation, whose chips were counted when it was made.

    Raises `InputError` for an unknown generation, model or zone name, and for a generation the Cloud TPU API does not
    serve.
    """
    found = tpu_generation(generation)
    unserved = check_tpu_api(found.name, "gke" if surface == "gke" else "tpu-vm")
    if unserved:
        raise InputError(unserved)
    pool = _pool(capacity_model)
    if pool is None:
        return None
    rule = load("quotas.yaml").child("tpu").child(found.name).child(surface).child(pool)
    amount = chips * found.cores_per_chip if rule.text("unit") == "cores" else chips
    return _need(rule, _service(surface), zone, amount)


def gpu_quota(machine_type: str, capacity_model: str, zone: str, count: int) -> list[QuotaNeed]:
    """What `count` machines in a zone draw: the GPU's own quota and the project-wide cap; empty for a reservation."""
    machine = gpu_machine(machine_type)
    pool = _pool(capacity_model)
    if pool is None:
        return []
    table, amount = load("quotas.yaml"), machine.gpus * count
    rules = (table.child("gpu").child(machine.quota).child(pool), table.child("gpu_cap"))
    return [_need(rule, _service("gke"), zone, amount) for rule in rules]


def network_quota(networks: int, subnetworks: int) -> list[QuotaNeed]:
    """What so many VPC networks and subnets draw from the project-wide caps; empty where there are none."""
    table, counts = load("quotas.yaml").child("networks"), {"networks": networks, "subnetworks": subnetworks}
    return [_need(table.child(kind), _service("gke"), "", count) for kind, count in counts.items() if count]


def sum_needs(needs: Iterable[QuotaNeed]) -> list[QuotaNeed]:
    """One need for each quota and place, amounts added, in a fixed order."""
    merged: dict[QuotaIdentity, QuotaNeed] = {}
    for need in needs:
        before = merged.get(need.key())
        merged[need.key()] = replace(need, amount=need.amount + before.amount) if before else need
    return [merged[key] for key in sorted(merged)]


def _pool(model: str) -> str | None:
    if model not in _POOLS:
        raise InputError(Problem("capacity.model", f'"{model}" is no capacity model', model, ", ".join(_POOLS), None))
    return _POOLS[model]


@cache
def _service(surface: QuotaSurface) -> str:
    return load("quotas.yaml").child("services").text(surface)


def _need(rule: Fields, service: str, zone: str, amount: int) -> QuotaNeed:
    scope = rule.text("scope")
    place = {} if scope == "none" else {scope: region_of_zone(zone) if scope == "region" else zone}
    fixed = (
        {key: str(value) for key, value in rule.child("dimensions").values.items()} if rule.has("dimensions") else {}
    )
    return QuotaNeed(
        service=service,
        quota_id=rule.text_or_none("quota_id"),
        display_name=rule.text("display_name"),
        dimensions={**place, **fixed},
        amount=amount,
        unit=cast("Unit", rule.text("unit")),
        verified=rule.flag("verified", default=True),
        source=rule.text("source"),
    )
