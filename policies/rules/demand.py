"""How many accelerators a resource declares, where, and how they are bought.

One function per type, from its properties to `Demand`s; what a demand draws from which quota is the catalog's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from podwright.catalog.gpus import gpu_machines
from podwright.catalog.quotas import QuotaNeed, QuotaSurface, gpu_quota, tpu_quota
from podwright.catalog.regions import regions
from podwright.catalog.topology import parse_accelerator_type, plan_slice
from podwright.catalog.tpus import machine_type_chips, tpu_generations
from policies.rules.accelerators import machine_name
from policies.rules.evaluation import Props, block, blocks, number, text, texts

_T = TypeVar("_T")

_DEFAULT_SHAPE = "v2-8"
"""What the TPU API makes where neither a type nor a config is given; the catalog does not know it and says so."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Accelerators of one kind in one zone."""

    model: str
    zone: str
    surface: QuotaSurface
    accelerator: str
    """A GPU machine type, a TPU generation, or the TPU API's name of a shape."""
    topology: str | None = None
    """Only where the TPU API is told the generation and the shape."""
    machines: int = 1
    """GPU machines; TPU VMs of one resource are always one."""
    chips: int | None = None
    """TPU chips where they are known from the machines."""

    def needs(self) -> list[QuotaNeed]:
        """What this draws; empty for a reservation. Raises `InputError` for what the catalog does not know."""
        if self.accelerator in gpu_machines():
            return gpu_quota(self.accelerator, self.model, self.zone, self.machines)
        generation, chips = self.accelerator, self.chips
        if chips is None:
            by_name = self.topology is None
            plan = parse_accelerator_type(generation) if by_name else plan_slice(generation, self.topology or "")
            generation, chips = plan.generation, plan.chips
        need = tpu_quota(generation, self.model, self.zone, chips, self.surface)
        return [need] if need else []


def _node_pool(resource: PolicyResource) -> list[Demand]:
    props = resource.props
    return _pool(props, _zones(props))


def _cluster(resource: PolicyResource) -> list[Demand]:
    """Pools that are written into the cluster itself; its own count and config are those of its default pool."""
    props = resource.props
    # Both are computed where they are not set, so a stack without them has them unknown before the update. What is
    # set and unknown is refused by the rule of addresses, which sees a cluster as it was written.
    pools = [pool for pool in _set(lambda: blocks(props, "nodePools")) or [] if _accelerators(pool)]
    default = _set(lambda: _accelerators(props)) and props.get("removeDefaultNodePool") is not True
    if not pools and not default:
        return []
    zones = _zones(props)
    own = _pool(props, zones) if default else []
    return [*own, *(demand for pool in pools for demand in _pool(pool, texts(pool, "nodeLocations") or zones))]


def _accelerators(pool: Props) -> bool:
    machine = machine_name(block(pool, "nodeConfig"))
    return machine is not None and (machine_type_chips(machine) is not None or machine in gpu_machines())


def _pool(props: Props, zones: list[str]) -> list[Demand]:
    if not _accelerators(props):
        return []
    config = block(props, "nodeConfig")
    model = _pool_model(config)
    nodes, of_all_zones = _nodes(props)
    zones = zones[:1] if of_all_zones else zones
    return [_machines(machine_name(config) or "", model, zone, nodes) for zone in zones]


def _machines(machine: str, model: str, zone: str, count: int) -> Demand:
    tpu = machine_type_chips(machine)
    if tpu is None:
        return Demand(model, zone, "gke", machine, machines=count)
    generation, chips = tpu
    return Demand(model, zone, "gke", generation, chips=count * chips)


def _instance(resource: PolicyResource) -> list[Demand]:
    props = resource.props
    # A machine made from a template or an image may leave its type to it, which is not seen here.
    machine = machine_name(props)
    if machine is None or not _accelerators({"nodeConfig": {"machineType": machine}}):
        return []
    model = _set(lambda: _instance_model(props)) or "on-demand"
    return [_machines(machine, model, text(props, "zone") or "", 1)]


def _instance_model(props: Props) -> str:
    affinity = _set(lambda: block(props, "reservationAffinity")) or {}
    if text(affinity, "type") == "SPECIFIC_RESERVATION":
        return "reservation"
    scheduling = block(props, "scheduling")
    named = {"SPOT": "spot", "FLEX_START": "flex-start", "RESERVATION_BOUND": "reservation"}
    model = named.get(text(scheduling, "provisioningModel") or "", "on-demand")
    return "spot" if scheduling.get("preemptible") is True else model


def _set(read: Callable[[], _T]) -> _T | None:
    """What `read` finds, None where the value is computed by the cloud because nobody set it."""
    try:
        return read()
    except UnknownValueError:
        return None


def _nodes(props: Props) -> tuple[int, bool]:
    """Nodes the pool may reach, and whether that is for all zones together instead of for each.

    The counts a pool does not set are computed by the cloud and unknown before the update, so no more than needed is
    read.
    """
    scaling = block(props, "autoscaling")
    for key in ("maxNodeCount", "totalMaxNodeCount"):
        if (most := number(scaling, key)) is not None:
            return most, key.startswith("total")
    for key in ("nodeCount", "initialNodeCount"):
        if (count := number(props, key)) is not None:
            return count, False
    return 1, False


def _zones(props: Props) -> list[str]:
    """The zones in which machines stand: the given ones, or all of the location's, since a count is for each zone.

    Zones that are not set are computed by the cloud; those of the whole region are the most it can choose.
    """
    if zones := _set(lambda: texts(props, "nodeLocations")):
        return zones
    location = text(props, "location") or ""
    if location.count("-") > 1:
        return [location]
    found = regions("gcp").get(location)
    return list(found.zones) if found and found.zones else [f"{location}-{letter}" for letter in "abc"]


def _pool_model(config: Props) -> str:
    affinity = block(config, "reservationAffinity")
    if text(affinity, "consumeReservationType") == "SPECIFIC_RESERVATION":
        return "reservation"
    if config.get("flexStart") is True:
        return "flex-start"
    return "spot" if config.get("spot") is True or config.get("preemptible") is True else "on-demand"


def _tpu_vm(resource: PolicyResource) -> list[Demand]:
    props = resource.props
    model, zone = _vm_model(block(props, "schedulingConfig")), text(props, "zone") or ""
    # Whichever of the two is not set is computed by the cloud: only both unknown leaves nothing to judge.
    unknown: UnknownValueError | None = None
    try:
        if kind := text(props, "acceleratorType"):
            return [Demand(model, zone, "tpu-api", kind)]
    except UnknownValueError as error:
        unknown = error
    config = block(props, "acceleratorConfig")
    kind, topology = text(config, "type"), text(config, "topology")
    if kind and topology:
        generation = next((each.name for each in tpu_generations().values() if each.api_type == kind), kind)
        return [Demand(model, zone, "tpu-api", generation, topology)]
    if unknown is not None:
        raise unknown
    return [Demand(model, zone, "tpu-api", _DEFAULT_SHAPE)]


def _vm_model(scheduling: Props) -> str:
    if scheduling.get("reserved") is True:
        return "reservation"
    return "spot" if scheduling.get("spot") is True or scheduling.get("preemptible") is True else "on-demand"


def _queued_resource(resource: PolicyResource) -> list[Demand]:
    zone = text(resource.props, "zone") or ""
    specs = blocks(block(resource.props, "tpu"), "nodeSpecs")
    types = [text(block(spec, "node"), "acceleratorType") or _DEFAULT_SHAPE for spec in specs]
    return [Demand("on-demand", zone, "tpu-api", kind) for kind in types]


DEMANDS: Mapping[str, Callable[[PolicyResource], list[Demand]]] = {
    "gcp:container/nodePool:NodePool": _node_pool,
    "gcp:container/cluster:Cluster": _cluster,
    "gcp:compute/instance:Instance": _instance,
    "gcp:compute/instanceFromTemplate:InstanceFromTemplate": _instance,
    "gcp:compute/instanceFromMachineImage:InstanceFromMachineImage": _instance,
    "gcp:tpu/v2Vm:V2Vm": _tpu_vm,
    "gcp:tpu/v2QueuedResource:V2QueuedResource": _queued_resource,
}
