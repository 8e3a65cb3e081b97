"""The rule of GPU quota that is asked for and never drawn: spot and flex-start draw another pool than on-demand does.

That too little is asked for is `stacks.check_quotas`. Here it is about asks that look right and buy nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from podwright.catalog.gpu_plans import plan_gpu
from podwright.catalog.quotas import QuotaNeed, gpu_quota
from podwright.errors import InputError
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_gpus import GpuShape

_OTHER_POOL = {"on-demand": "spot", "spot": "on-demand", "flex-start": "on-demand"}
"""A model that draws the pool which each model leaves alone; a reservation draws none, and says nothing."""


def check_gpu_quotas(spec: StackSpec, findings: Findings) -> None:
    """Warns of explicit asks for the pool that none of the stack's GPU groups draws."""
    groups = {f"gpuClusters.{name}": group for name, group in spec.gpu_clusters.items()}
    groups |= {f"gpuFleets.{name}": group for name, group in spec.gpu_fleets.items()}
    drawn = {need.key() for group in groups.values() for need in _needs(group, group.capacity.model)}
    for place, group in groups.items():
        model = group.capacity.model
        own = next(_needs(group, model), None)
        other = next(_needs(group, _OTHER_POOL.get(model, "reservation")), None)
        if own is None or other is None or other.key() in drawn:
            continue
        for name, ask in spec.quotas.items():
            if (ask.service, ask.quota_id, tuple(sorted(ask.dimensions.items()))) == other.key():
                findings.add(
                    ("quotas", name, "quotaId"),
                    f"is drawn by nothing here: {place} is {model}, which draws {own.quota_id or own.display_name}",
                    given=ask.quota_id,
                    fix="remove it: what the stack's own groups draw is asked for anyway",
                    severity="warning",
                )


def _needs(group: GpuShape, model: str) -> Iterator[QuotaNeed]:
    """What the group would draw by a model: first the GPU's own quota; nothing where its machines are impossible."""
    try:
        machine = plan_gpu(group.accelerator, group.machine_type, group.nodes).machine
        yield from gpu_quota(machine.name, model, group.zone, max(group.nodes, 1))
    except InputError:
        return
