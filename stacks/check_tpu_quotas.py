"""The rule of TPU quota that is asked for and never drawn: the TPU API and GKE draw different pools, and so do models.

Holding chips of one pool buys nothing from another. That too little is asked for is `stacks.check_quotas`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from podwright.catalog.quotas import QuotaNeed, QuotaSurface, tpu_quota
from podwright.errors import InputError
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_tpus import TpuSliceSpec, TpuVmSpec

_MODELS = ("on-demand", "spot")
"""One for each pool: flex-start draws that of spot, and a reservation none."""
_SURFACES: tuple[QuotaSurface, ...] = ("gke", "tpu-api")
_ASKER = {"gke": "GKE", "tpu-api": "the Cloud TPU API"}


def check_tpu_quotas(spec: StackSpec, findings: Findings) -> None:
    """Warns of explicit asks for a pool of a generation that no slice and no TPU VM of it draws."""
    groups: dict[str, TpuSliceSpec | TpuVmSpec] = {f"tpuSlices.{key}": each for key, each in spec.tpu_slices.items()}
    groups |= {f"tpuVms.{key}": each for key, each in spec.tpu_vms.items()}
    drawn = {need.key() for group in groups.values() for need in _needs(group, group.capacity.model, _surface(group))}
    warned: set[str] = set()
    for place, group in groups.items():
        own = next(_needs(group, group.capacity.model, _surface(group)), None)
        if own is None:
            continue
        uses = f"{group.capacity.model} on {_ASKER[_surface(group)]}, which draws {own.quota_id or own.display_name}"
        others = {need.key() for pair in product(_MODELS, _SURFACES) for need in _needs(group, *pair)} - drawn
        for name, ask in spec.quotas.items():
            key = (ask.service, ask.quota_id, tuple(sorted(ask.dimensions.items())))
            if key in others and name not in warned:
                warned.add(name)
                findings.add(
                    ("quotas", name, "quotaId"),
                    f"is drawn by nothing here: {place} is {uses}",
                    given=ask.quota_id,
                    fix="remove it: what the stack's own groups draw is asked for anyway",
                    severity="warning",
                )


def _surface(group: TpuSliceSpec | TpuVmSpec) -> QuotaSurface:
    return "gke" if isinstance(group, TpuSliceSpec) else "tpu-api"


def _needs(group: TpuSliceSpec | TpuVmSpec, model: str, surface: QuotaSurface) -> Iterator[QuotaNeed]:
    """What one chip of the group's generation draws; nothing where that cannot be."""
    try:
        need = tpu_quota(group.generation, model, group.zone, 1, surface)
    except InputError:
        return
    if need is not None:
        yield need
