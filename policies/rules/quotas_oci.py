"""What the GPU machines of a stack draw on Oracle Cloud, and what its quotas leave them.

A quota there only caps: what no statement is about is left to the limits of the tenancy, which are Oracle's to raise
and in no resource. So too low a cap is a violation and none at all is not. GPUs count in each availability domain.
Machines that come from a reservation draw nothing here; they were counted when it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pulumi
from pulumi_policy import PolicyResource, ReportViolation
from pulumi_policy.proxy import UnknownValueError

from podwright.catalog.cloud_gpus import cloud_gpu
from podwright.errors import InputError
from policies.rules.accelerators import oracle_gpu
from policies.rules.demand_model import known_or_none
from policies.rules.evaluation import PREFIX, Props, block, blocks, known, named, number, text, texts
from policies.rules.places import oracle_region
from policies.rules.quota_statements import cap

QUOTA = "oci:Limits/quota:Quota"
RESERVATION = "oci:Core/computeCapacityReservation:ComputeCapacityReservation"
TEMPLATE = "oci:Core/instanceConfiguration:InstanceConfiguration"

Machines = tuple[str, str, int]
"""A shape, an availability domain and how many machines of the shape are there."""
Drawn = dict[tuple[str, str, str], int]
"""GPUs by the limit's name (empty where it is not published), the shape and the availability domain."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A cap that is below what is drawn."""

    quota: PolicyResource
    limit: str
    domain: str
    gpus: int
    allowed: int


def oracle_shortfalls(resources: list[PolicyResource], report: ReportViolation) -> list[Shortfall]:
    """The caps of the stack's quotas that its machines do not fit under; quotas are read only where something draws."""
    totals: dict[tuple[str, str], int] = {}
    for (limit, _, domain), gpus in oracle_draws(resources, report).items():
        if limit:
            totals[limit, domain] = totals.get((limit, domain), 0) + gpus
    found: list[Shortfall] = []
    for quota in resources if totals else []:
        if quota.resource_type != QUOTA:
            continue
        # They name a compartment, which the global stack may not have made yet: then they are judged when it has.
        statements = known_or_none(lambda quota=quota: texts(quota.props, "statements")) or []
        for (limit, domain), gpus in sorted(totals.items()):
            allowed = cap(statements, limit, _facts(domain))
            if allowed is not None and allowed < gpus:
                found.append(Shortfall(quota, limit, domain, gpus, allowed))
    return found


def oracle_draws(resources: list[PolicyResource], report: ReportViolation) -> Drawn:
    """What all machines of the stack draw together; a shape that the catalog does not know is reported."""
    found: Drawn = {}
    for resource in resources:
        reader = _READERS.get(resource.resource_type)
        if reader is None:
            continue
        with known(resource, report):
            for shape, domain, count in reader(resource):
                if not oracle_gpu(shape) or not count:
                    continue
                try:
                    machine = cloud_gpu("oci", shape)
                except InputError as error:
                    report(
                        f"{PREFIX}what {named(resource)} draws is not known to the catalog:"
                        f" {error.problems[0].message}; correct it, or add it to the catalog",
                        resource.urn,
                    )
                    continue
                key = (machine.quota_key or "", shape, domain)
                found[key] = found.get(key, 0) + count * machine.gpus
    return found


def _node_pool(pool: PolicyResource) -> Iterator[Machines]:
    shape = text(pool.props, "nodeShape") or ""
    if not oracle_gpu(shape):
        return
    details = block(pool.props, "nodeConfigDetails")
    places = blocks(details, "placementConfigs")
    for place, count in _spread(places, number(details, "size") or 0):
        if not _reserved(pool, "nodeConfigDetails", place):
            yield shape, text(place, "availabilityDomain") or "", count


def _instance(instance: PolicyResource) -> Iterator[Machines]:
    shape = text(instance.props, "shape") or ""
    if oracle_gpu(shape) and not _reserved(instance, "capacityReservationId", instance.props):
        yield shape, text(instance.props, "availabilityDomain") or "", 1


def _instance_pool(pool: PolicyResource) -> Iterator[Machines]:
    shape = _shape(pool, "instanceConfigurationId")
    if shape:
        for place, count in _spread(blocks(pool.props, "placementConfigurations"), number(pool.props, "size") or 0):
            yield shape, text(place, "availabilityDomain") or "", count


def _cluster_network(network: PolicyResource) -> Iterator[Machines]:
    shape = _shape(network, "instancePools")
    if shape:
        domain = text(block(network.props, "placementConfiguration"), "availabilityDomain") or ""
        yield from ((shape, domain, number(each, "size") or 0) for each in blocks(network.props, "instancePools"))


def _memory_cluster(cluster: PolicyResource) -> Iterator[Machines]:
    shape = _shape(cluster, "instanceConfigurationId")
    if shape:
        yield shape, text(cluster.props, "availabilityDomain") or "", number(cluster.props, "size") or 0


def _spread(places: list[Props], count: int) -> Iterator[tuple[Props, int]]:
    """Machines of one pool stand evenly in its domains; the larger share counts in each."""
    return ((place, -(-count // len(places))) for place in places)


def _shape(resource: PolicyResource, key: str) -> str:
    """The shape of the template that the property depends on; empty for one of another stack or from a reservation."""
    templates = [each for each in resource.property_dependencies.get(key, []) if each.resource_type == TEMPLATE]
    if not templates:
        return ""
    launch = block(templates[0].props, "instanceDetails", "launchDetails")
    shape = text(launch, "shape") or ""
    return shape if oracle_gpu(shape) and not _reserved(templates[0], "instanceDetails", launch) else ""


def _reserved(resource: PolicyResource, key: str, props: Props) -> bool:
    """Whether machines come from a reservation, also from one that is made together with them and has no id yet."""
    try:
        return text(props, "capacityReservationId") is not None
    except UnknownValueError:
        # What nobody set may be computed and unknown as well, but then it depends on no reservation.
        return any(each.resource_type == RESERVATION for each in resource.property_dependencies.get(key, []))


def _facts(domain: str) -> Mapping[str, str]:
    """What the conditions of statements are compared with; the region is the domain's, or else the stack's."""
    stack = pulumi.Config("oci").get("region") or pulumi.Config("podwright").get("region") or ""
    return {"ad": domain, "region": oracle_region(domain) or stack}


_READERS: Mapping[str, Callable[[PolicyResource], Iterator[Machines]]] = {
    "oci:ContainerEngine/nodePool:NodePool": _node_pool,
    "oci:Core/clusterNetwork:ClusterNetwork": _cluster_network,
    "oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster": _memory_cluster,
    "oci:Core/instance:Instance": _instance,
    "oci:Core/instancePool:InstancePool": _instance_pool,
}
