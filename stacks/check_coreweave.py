"""Rules of a CoreWeave stack: its zone, ranges, cluster and storage, and words of other clouds that say nothing here.

Node pools and their quota are `check_coreweave_pools`.
"""

from __future__ import annotations

from components.coreweave.cks_cluster_plan import PUBLIC_WITHOUT_OIDC, check_audit_policy
from components.coreweave.storage_plan import NO_STATEMENT, check_statement
from podwright.catalog.coreweave import check_version, check_zone, coreweave_zones
from podwright.catalog.regions import check_region, regions
from podwright.errors import InputError, Problem
from podwright.plan.cidr_coreweave import LOAD_BALANCERS, PODS, SERVICES, check_prefixes, plan_vpc_ranges
from podwright.plan.names_coreweave import coreweave_name
from podwright.plan.overlap import overlaps
from stacks.check_words import own_keys, refuse_keys, refuse_other_kind, refuse_words, take_name
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.sizes_coreweave import nodes_by_type, wants_cks, zone_of
from stacks.source import KeyPath

_NOWHERE = ("gpuFleets", "reservations", "quotas", "quotaContact", "hub", "keys")
"""Keys of a stack that nothing on CoreWeave answers to."""
_GLOBAL = ("accessPolicies",)
_NETWORK, _CLUSTER, _BUCKET = ("cidr",), ("systemNodes",), ("deleteAfterDays",)
"""What CoreWeave understands of the words that all clouds share."""


def check_coreweave(spec: StackSpec, findings: Findings) -> None:
    """Words, zone, ranges and the cluster."""
    _check_words(spec, findings)
    if spec.kind == "global":
        _check_access_policies(spec, findings)
        return
    _check_zone(spec, findings)
    _check_network(spec, findings)
    if wants_cks(spec):
        _check_cluster(spec, findings)


def check_coreweave_storage(spec: StackSpec, findings: Findings) -> None:
    """Buckets in a zone that has them; nothing else of storage is CoreWeave's."""
    storage, zone = spec.storage, coreweave_zones().get(zone_of(spec))
    refuse_words(findings, ("storage",), storage, ("buckets",), "coreweave")
    for name, bucket in storage.buckets.items():
        refuse_words(findings, ("storage", "buckets", name), bucket, _BUCKET, "coreweave")
    if not storage.buckets or zone is None or zone.storage:
        return
    path: KeyPath = ("storage", "buckets")
    if zone.storage is None:
        message = f"whether {zone.name} has AI Object Storage is not public"
        findings.add(path, message, fix="ask CoreWeave before relying on it", severity="warning")
    else:
        near = ", ".join(each.name for each in coreweave_zones().values() if each.storage and each.access == "general")
        message = f"{zone.name} has no AI Object Storage"
        findings.add(path, message, given=zone.name, allowed=near, fix="put buckets into the stack of another zone")


def check_coreweave_names(spec: StackSpec, findings: Findings, stack: str | None) -> None:
    """Names that CoreWeave takes: those of pools, and of what begins with the name of the stack."""
    for name in spec.gpu_clusters:
        take_name(findings, ("gpuClusters", name), lambda name=name: coreweave_name("pool", name))
        if name == "system":
            findings.add(("gpuClusters", name), "is the name of the pool for system pods", fix="take another name")
    if stack is None:
        return
    if spec.kind == "region":
        take_name(findings, (), lambda: coreweave_name("cluster", stack, "cks"))
    for name in spec.storage.buckets:
        parts = (spec.account.organization, stack, name)
        take_name(findings, ("storage", "buckets", name), lambda parts=parts: coreweave_name("bucket", *parts))
    for name in spec.coreweave.access_policies:
        path: KeyPath = ("coreweave", "accessPolicies", name)
        take_name(findings, path, lambda name=name: coreweave_name("policy", stack, name))


def _check_words(spec: StackSpec, findings: Findings) -> None:
    refuse_keys(findings, spec, _NOWHERE, {"quotas": "state what is granted under coreweave.granted"})
    other = _GLOBAL if spec.kind == "region" else own_keys(spec.coreweave) - set(_GLOBAL)
    refuse_other_kind(findings, spec.kind, ("coreweave",), spec.coreweave, other)
    if spec.network is not None:
        refuse_words(findings, ("network",), spec.network, _NETWORK, "coreweave")
    refuse_words(findings, ("cluster",), spec.cluster, _CLUSTER, "coreweave")


def _check_access_policies(spec: StackSpec, findings: Findings) -> None:
    for name, statements in spec.coreweave.access_policies.items():
        path: KeyPath = ("coreweave", "accessPolicies", name)
        if not statements:
            findings.add(path, NO_STATEMENT, allowed="one or more")
        for key, each in statements.items():
            for problem in check_statement(each.actions, each.resources, each.principals):
                findings.adopt((*path, key, problem.subject), problem)


def _check_zone(spec: StackSpec, findings: Findings) -> None:
    """One zone for everything, in the region, that the organization may use."""
    zone, path = zone_of(spec), _zone_path(spec)
    if not zone or check_region("coreweave", spec.region or "") is not None:
        return
    problem = check_zone(zone, dedicated=spec.coreweave.dedicated_access)
    if problem:
        findings.adopt(path, problem)
        return
    here = regions("coreweave")[spec.region or ""].zones
    if zone not in here:
        fix = f"write {here[0]}"
        findings.add(path, f"is not in the stack's region {spec.region}", given=zone, allowed=", ".join(here), fix=fix)
        return
    for name, group in spec.gpu_clusters.items():
        if group.zone != zone:
            message = f"is not the zone of the cluster, {zone}; a cluster and its pools are in one"
            place: KeyPath = ("gpuClusters", name, "zone")
            findings.add(place, message, given=group.zone, fix=f"write {zone}, or move the group to another stack")


def _zone_path(spec: StackSpec) -> KeyPath:
    if spec.coreweave.zone:
        return ("coreweave", "zone")
    return ("gpuClusters", next(iter(spec.gpu_clusters)), "zone") if spec.gpu_clusters else ("region",)


def _check_network(spec: StackSpec, findings: Findings) -> None:
    if spec.network is None:
        return
    try:
        ranges = plan_vpc_ranges(spec.network.cidr, sum(nodes_by_type(spec).values()))
    except InputError as error:
        findings.adopt_all(("network", "cidr"), error)
        return
    for problem in overlaps({"network.cidr": spec.network.cidr}):
        findings.adopt(("network", "cidr"), problem)
    planned = {PODS: ranges.pods, SERVICES: ranges.services, LOAD_BALANCERS: ranges.load_balancers}
    further = spec.coreweave.load_balancer_ranges
    for name in set(planned) & set(further):
        path: KeyPath = ("coreweave", "loadBalancerRanges", name)
        findings.add(path, "is the name of a planned range", fix="take another name")
    for problem in check_prefixes({**further, **planned}, ranges.nodes):
        name = problem.subject if problem.subject in further else next(iter(further), "")
        findings.adopt(("coreweave", "loadBalancerRanges", name), problem)


def _check_cluster(spec: StackSpec, findings: Findings) -> None:
    own = spec.coreweave
    if own.version is None:
        findings.add(("coreweave", "version"), "is required: no version stays the newest", fix="add version: v1.36")
    else:
        _take(findings, ("coreweave", "version"), check_version(own.version))
    if own.oidc and not own.oidc.issuer_url.startswith("https://"):
        place: KeyPath = ("coreweave", "oidc", "issuerUrl")
        findings.add(place, "is not an address with https", given=own.oidc.issuer_url)
    if own.public and own.oidc is None:
        findings.add(("coreweave", "public"), PUBLIC_WITHOUT_OIDC, severity="warning")
    if own.audit_policy is not None:
        _take(findings, ("coreweave", "auditPolicy"), check_audit_policy(own.audit_policy))


def _take(findings: Findings, path: KeyPath, problem: Problem | None) -> None:
    if problem:
        findings.adopt(path, problem)
