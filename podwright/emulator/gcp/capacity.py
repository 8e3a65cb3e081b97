"""What node pools, TPU VMs and reservations draw from quota.

Owns the way from a resource's inputs to the catalog's quota facts. Which quota a machine draws is the catalog's part;
how Google words a refusal is here too, because it names the same quota.

Nodes count, not limits: a node pool draws what it has. A flex-start pool that starts with no nodes draws nothing when
it is made, its nodes draw the preemptible quota when they run, which the emulated cloud does not simulate. Consuming a
reservation draws nothing (Google Cloud documentation: GKE TPU troubleshooting).
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.catalog.gpus import gpu_machines
from podwright.catalog.quotas import QuotaNeed, QuotaSurface, gpu_quota, tpu_quota
from podwright.catalog.tpus import machine_type_chips
from podwright.emulator.core import values
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import UNLIMITED, Need, QuotaKey, Shortage
from podwright.emulator.core.wire import Values


def model_of(node_config: Values) -> str:
    """The catalog's capacity model of a node configuration."""
    affinity = values.string(node_config, "reservationAffinity.consumeReservationType")
    if affinity == "SPECIFIC_RESERVATION":
        return "reservation"
    if values.flag(node_config, "flexStart"):
        return "flex-start"
    return "spot" if values.flag(node_config, "spot") or values.flag(node_config, "preemptible") else "on-demand"


def machines(project: str, machine_type: str, model: str, zone: str, count: int) -> list[Need]:
    """What `count` machines in a zone draw; other machines than TPU hosts and GPU machines draw nothing here."""
    tpu = machine_type_chips(machine_type)
    if tpu:
        return chips(project, tpu[0], model, zone, tpu[1] * count)
    if machine_type in gpu_machines():
        return [_need(project, need) for need in gpu_quota(machine_type, model, zone, count)]
    return []


def chips(
    project: str, generation: str, model: str, zone: str, count: int, *, surface: QuotaSurface = "gke"
) -> list[Need]:
    """What `count` TPU chips in a zone draw."""
    need = tpu_quota(generation, model, zone, count, surface)
    return [_need(project, need)] if need else []


def one(project: str, quota_id: str, unit: str) -> Need:
    """One of what a project may have so many of; the ids follow the pattern of others (cluster-toolkit,
    pkg/validators/quota.go, knows the metrics NETWORKS and SUBNETWORKS)."""
    return Need(QuotaKey.of(project, "compute.googleapis.com", quota_id, {}), 1, unit)


def merged(needs: Sequence[Need]) -> list[Need]:
    """One need for each quota, amounts added."""
    found: dict[QuotaKey, Need] = {}
    for need in needs:
        before = found.get(need.key)
        found[need.key] = Need(need.key, need.amount + (before.amount if before else 0), need.unit)
    return list(found.values())


def default_limit(key: QuotaKey) -> int:
    """0 for accelerators, as in a new project; other quotas are not consumed here and have no limit."""
    name = key.quota_id.upper()
    accelerator = "TPU" in name or "GPU" in name or name.startswith(("PREEMPTIBLE-NVIDIA", "NVIDIA"))
    return 0 if accelerator else UNLIMITED


def over_quota(shortages: Sequence[Shortage]) -> CloudError:
    """Google's refusal; it names the quota, its dimensions, what is held, what is free and what is asked."""
    return CloudError(
        "googleapi: Error 403: " + " ".join(_sentence(shortage) for shortage in shortages) + ", forbidden",
        note="; ".join(_remedy(shortage) for shortage in shortages),
    )


def _sentence(shortage: Shortage) -> str:
    need, project = shortage.need, shortage.need.key.project
    what = f'resource "{need.key.quota_id}"'
    dimensions = ", ".join(f"{key}: {value}" for key, value in need.key.dimensions)
    scope = "zonal" if any(key == "zone" for key, _ in need.key.dimensions) else "regional"
    return (
        f"Insufficient {scope if dimensions else 'global'} quota to satisfy request: {what}"
        f"{f' ({dimensions})' if dimensions else ''}: request requires '{need.amount:.1f}' and is short"
        f" '{shortage.short:.1f}'. project has a quota of '{shortage.limit:.1f}' with '{shortage.available:.1f}'"
        " available. View and manage quotas at"
        f" https://console.cloud.google.com/iam-admin/quotas?usage=USED&project={project}."
    )


def _remedy(shortage: Shortage) -> str:
    need = shortage.need
    where = ",".join(f"{key}={value}" for key, value in need.key.dimensions) or "project-wide"
    wanted = shortage.used + need.amount
    return (
        f"{need.key.service} {need.key.quota_id} [{where}] of {need.key.project}: limit {shortage.limit},"
        f" used {shortage.used}, asked {need.amount} {need.unit}; a quota preference of {wanted} is enough"
    )


def _need(project: str, need: QuotaNeed) -> Need:
    key = QuotaKey.of(project, need.service, need.quota_id or need.display_name, need.dimensions)
    return Need(key, need.amount, need.unit)
