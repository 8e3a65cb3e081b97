"""How many accelerators a resource declares, where, and how they are bought.

One function per type, from its properties to `Demand`s; what a demand draws from which quota is the catalog's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from podwright.catalog.regions import regions
from podwright.catalog.tpus import tpu_generations
from policies.rules.accelerators import machine_name
from policies.rules.demand_groups import group, of_template, regional_group, request
from policies.rules.demand_model import Demand, instance_model, known_or_none, machines
from policies.rules.evaluation import Props, block, blocks, number, text, texts

_COMPUTE = frozenset({"cpu", "memory"})
"""Resources of node auto-provisioning that are no accelerators."""
_DEFAULT_SHAPE = "v2-8"
"""What the TPU API makes where neither a type nor a config is given; the catalog does not know it and says so."""


def _node_pool(resource: PolicyResource) -> list[Demand]:
    props = resource.props
    return _pool(props, _zones(props))


def _cluster(resource: PolicyResource) -> list[Demand]:
    """Pools that are written into the cluster itself, and the most that node auto-provisioning may make.

    Its own count and config are those of its default pool.
    """
    props = resource.props
    zones = _zones(props)
    # Both are computed where they are not set, so a stack without them has them unknown before the update. What is
    # set and unknown is refused by the rule of addresses, which sees a cluster as it was written.
    pools = known_or_none(lambda: blocks(props, "nodePools")) or []
    default = props.get("removeDefaultNodePool") is not True
    own = (known_or_none(lambda: _pool(props, zones)) or []) if default else []
    inside = [demand for pool in pools for demand in _pool(pool, texts(pool, "nodeLocations") or zones)]
    return [*own, *inside, *_auto_provisioned(props, zones[0])]


def _auto_provisioned(props: Props, zone: str) -> list[Demand]:
    """The limits of node auto-provisioning; workloads choose how machines are bought, on demand where they do not."""
    scaling = known_or_none(lambda: block(props, "clusterAutoscaling")) or {}
    if scaling.get("enabled") is not True:
        return []
    found: list[Demand] = []
    slices = {each.gke_accelerator: each.name for each in tpu_generations().values()}
    for limit in blocks(scaling, "resourceLimits"):
        kind, most = text(limit, "resourceType") or "", number(limit, "maximum") or 0
        if kind in slices:
            found.append(Demand("on-demand", zone, "gke", slices[kind], chips=most))
        elif kind not in _COMPUTE:
            found.append(Demand("on-demand", zone, "gke", kind, gpus=most))
    return found


def _pool(props: Props, zones: list[str]) -> list[Demand]:
    config = block(props, "nodeConfig")
    if not machines(config, lambda: "on-demand", zones[0], 1):
        return []  # its counts are not read
    nodes, of_all_zones = _nodes(props)
    zones = zones[:1] if of_all_zones else zones
    return [demand for zone in zones for demand in machines(config, lambda: _pool_model(config), zone, nodes)]


def _instance(resource: PolicyResource) -> list[Demand]:
    props = resource.props
    if machine_name(props) is None:
        # A machine made from a template leaves its type to it; one made from an image is not seen here.
        return of_template(resource, "sourceInstanceTemplate", text(props, "zone") or "", 1)
    model = known_or_none(lambda: instance_model(props)) or "on-demand"
    return machines(props, lambda: model, text(props, "zone") or "", 1)


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
    if zones := known_or_none(lambda: texts(props, "nodeLocations")):
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
    "gcp:compute/instanceGroupManager:InstanceGroupManager": group,
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": regional_group,
    "gcp:compute/resizeRequest:ResizeRequest": request,
    "gcp:tpu/v2Vm:V2Vm": _tpu_vm,
    "gcp:tpu/v2QueuedResource:V2QueuedResource": _queued_resource,
}
