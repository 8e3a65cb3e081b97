"""What machines take from a zone's stock, and what each of Google's services says when there is none.

Owns the names under which stock is set: `podwright emulator capacity set gcp ZONE WHAT AMOUNT`, where WHAT is a machine
type (`a3-highgpu-8g`, counted in machines), a TPU generation (`v6e`, in chips) or a GPU (`nvidia-h100-80gb`, in GPUs).
What comes from a reservation takes nothing from stock. The words are those of public reports: akka #32992 and
tb-gcp #589 for node pools, fontbakery-dashboard #81 for VMs, terraform-provider-google #21243 for TPU VMs.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from podwright.catalog.gpus import gpu_machines
from podwright.catalog.tpus import machine_type_chips
from podwright.catalog.zones import check_zone
from podwright.emulator.core import numbers
from podwright.emulator.core.capacity import Draw, Shortfall
from podwright.emulator.core.errors import CloudError

_LOG = logging.getLogger(__name__)
_NO_RESOURCES = "The zone 'projects/{project}/zones/{zone}' does not have enough resources available to fulfill the"
_REGIONS_PAGE = "https://cloud.google.com/tpu/docs/regions"


def machines(zone: str, machine_type: str, count: int) -> list[Draw]:
    """What `count` machines take: the machines, and what is in them."""
    found = [Draw(zone, machine_type, count)]
    tpu, gpu = machine_type_chips(machine_type), gpu_machines().get(machine_type)
    if tpu:
        found.append(Draw(zone, tpu[0], tpu[1] * count))
    if gpu:
        found.append(Draw(zone, gpu.gpu_type, gpu.gpus * count))
    return found


def chips(zone: str, generation: str, count: int) -> list[Draw]:
    """What TPU chips take that the TPU API hands out."""
    return [Draw(zone, generation, count)]


def warn_unlisted(generation: str, zone: str, model: str | None = None) -> None:
    """Logs a zone that the catalog does not list. It is not refused: zone lists are snapshots, and Google may have
    given the user a zone that no page lists."""
    problem = check_zone(generation, zone, model)
    if problem:
        _LOG.warning("accepted, though %s", problem.message)


def remedy(shortfalls: Sequence[Shortfall]) -> str:
    """The emulated cloud's own word on what is short."""
    return "; ".join(
        f"{short.draw.what} in {short.draw.place}: {short.total} in stock, {short.taken} taken, {short.draw.amount}"
        " asked (podwright emulator capacity ls)"
        for short in shortfalls
    )


def vm_stockout(project: str, shortfalls: Sequence[Shortfall]) -> CloudError:
    """Compute Engine's refusal of VMs."""
    zone = shortfalls[0].draw.place
    what = _NO_RESOURCES.format(project=project, zone=zone)
    return CloudError(
        f"ZONE_RESOURCE_POOL_EXHAUSTED: {what} request.  Try a different zone, or try again later.",
        note=remedy(shortfalls),
    )


def pool_stockout(pool_id: str, nodes: int, running: int, shortfalls: Sequence[Shortfall]) -> CloudError:
    """Kubernetes Engine's refusal of `nodes` machines of which `running` were to be had."""
    project, zone = pool_id.split("/")[1], shortfalls[0].draw.place
    what = f"{_NO_RESOURCES.format(project=project, zone=zone)} request. '(resource type:compute)'."
    return nodes_missing(pool_id, (nodes, running), "GCE_STOCKOUT", what, remedy(shortfalls))


def nodes_missing(pool_id: str, nodes: tuple[int, int], code: str, reason: str, note: str) -> CloudError:
    """Kubernetes Engine's sentence when only some of a pool's machines run; `nodes` are (expected, running)."""
    cluster, pool = pool_id.split("/")[5], pool_id.rsplit("/", maxsplit=1)[-1]
    expected, running = nodes
    instance = f"gke-{cluster}-{pool}-{numbers.hex_digits(8, pool_id)}-{numbers.hex_digits(4, pool_id, code)}"
    return CloudError(
        "Error waiting for creating GKE NodePool: Google Compute Engine: Not all instances running in IGM after"
        f" 35m4.033429035s. Expected {expected}, running {running}, transitioning {expected - running}. Current errors:"
        f" [{code}]: Instance '{instance}' creation failed: {reason}",
        note=note,
    )


def tpu_stockout(zone: str, note: str) -> CloudError:
    """The TPU API's refusal."""
    return CloudError(
        "Error waiting to create Vm: Error waiting for Creating Vm: Error code 8, message: There is no more capacity in"
        f' the zone "{zone}"; you can try in another zone where Cloud TPU Nodes are offered (see {_REGIONS_PAGE})'
        f" [EID: 0x{numbers.hex_digits(15, zone)}]",
        note=note,
    )


def no_reserved_tpus(zone: str, note: str) -> CloudError:
    """The TPU API's refusal of reserved chips (skypilot #4579)."""
    return CloudError(
        "Error waiting to create Vm: Error waiting for Creating Vm: Error code 8, message: Insufficient reserved"
        " capacity. Contact customer support to increase your reservation."
        f" [EID: 0x{numbers.hex_digits(15, zone, 'reserved')}]",
        note=note,
    )
