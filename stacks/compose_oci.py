"""Which components an Oracle Cloud stack is made of, and what each takes from the others. Composition only.

What the words of the spec mean for a component's arguments is `oci_args`, what comes from other stacks is `upstream`.
Identity and quotas are written in the tenancy's home region: the provider of a global stack is there, that of a region
stack is in its region, and the quota brings one of its own. Credentials come from where Oracle's own tools have them,
the environment or ~/.oci/config, so that no stack file and no state holds any.
"""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_oci as oci

from components.oci.base import OciBase
from components.oci.network import OciNetwork
from components.oci.oke_cluster import OkeCluster
from components.oci.quota import OciQuota
from components.oci.reservation import OciReservation
from components.oci.shared import compartment_path as path_of
from components.oci.vault import OciVault
from components.options import waiting_for
from stacks.compose_oci_gpus import compose_gpu_clusters, compose_gpu_fleets
from stacks.compose_oci_storage import compose_storage
from stacks.model import StackSpec
from stacks.oci_args import (
    OciPlace,
    base_args,
    cluster_args,
    compartment_path,
    network_args,
    network_ranges,
    vault_args,
)
from stacks.oci_args_gpus import quota_args, reservation_args
from stacks.sizes_oci import key_users, oci_needs, wants_oke
from stacks.upstream import Upstream

Exported = dict[str, pulumi.Input[Any]]
GIVEN = "podwright:oci.regions"
"""Where a global stack names the regions that get a compartment."""


def compose(spec: StackSpec, stack: str) -> None:
    """Declare a stack of kind region or global; expects a spec that `stacks.check` found nothing wrong with."""
    place = spec.account.home_region if spec.kind == "global" else spec.region
    provider = oci.Provider("oci", tenancy_ocid=spec.account.tenancy, region=place)
    opts = pulumi.ResourceOptions(providers=[provider])
    if spec.kind == "global":
        _global(spec, stack, opts)
    else:
        _region(spec, stack, Upstream(spec.depends_on, pulumi.ResourceOptions()), (opts, provider))


def _global(spec: StackSpec, stack: str, opts: pulumi.ResourceOptions) -> None:
    base = OciBase("base", base_args(spec, stack), opts)
    pulumi.export("compartments", base.compartments)
    pulumi.export("compartmentPaths", base.compartment_paths)
    pulumi.export("dynamicGroup", base.dynamic_group)


def _region(
    spec: StackSpec, stack: str, upstream: Upstream, cloud: tuple[pulumi.ResourceOptions, oci.Provider]
) -> None:
    opts, provider = cloud
    compartment = _compartment(spec, upstream)
    key = OciVault("vault", vault_args(spec, stack, compartment), opts).key_id if key_users(spec) else None
    place = OciPlace(compartment, key)
    network = OciNetwork("network", network_args(spec, stack, place), opts)
    pulumi.export("region", spec.region)
    pulumi.export("compartment", compartment)
    pulumi.export("network", _network_output(spec, compartment, network))
    quota = _quota(spec, stack, _path(spec, upstream, provider), opts)
    # What draws on a quota waits for it: a machine that comes before its cap is raised would be refused.
    ready = waiting_for(opts, network, quota)
    reserved = {
        name: OciReservation(name, reservation_args(spec, stack, each, place), waiting_for(opts, quota))
        for name, each in spec.reservations.items()
    }
    held = {name: each.reservation_id for name, each in reserved.items()}
    pulumi.export("reservations", held)
    clusters: Exported = {}
    if wants_oke(spec):
        args = cluster_args(spec, stack, network, place)
        cluster = OkeCluster("cluster", args, waiting_for(opts, network))
        pulumi.export("cluster", _cluster_output(cluster))
        parts = (place, network, cluster.cluster_id, held)
        clusters = compose_gpu_clusters(spec, stack, parts, waiting_for(ready, cluster))
    pulumi.export("gpuClusters", clusters)
    pulumi.export("gpuFleets", compose_gpu_fleets(spec, stack, (place, network, held), ready))
    pulumi.export("storage", compose_storage(spec, stack, place, network, waiting_for(opts, network)))


def _compartment(spec: StackSpec, upstream: Upstream) -> pulumi.Output[str]:
    """OCID of the compartment that everything of the region is in."""
    if spec.account.compartment:
        return pulumi.Output.from_input(spec.account.compartment)
    return upstream.identifier("compartments", spec.region or "", GIVEN)


def _path(spec: StackSpec, upstream: Upstream, provider: oci.Provider) -> pulumi.Output[str]:
    """The compartment as quota statements name it."""
    if spec.account.compartment:
        opts = pulumi.InvokeOutputOptions(provider=provider)
        return path_of(spec.account.compartment, spec.account.tenancy, opts)
    return upstream.entry("compartmentPaths", spec.region or "", compartment_path(spec), GIVEN)


def _quota(spec: StackSpec, stack: str, path: pulumi.Output[str], opts: pulumi.ResourceOptions) -> OciQuota | None:
    needed = {f"{need.limit or need.shape} {need.zone}": need.gpus for need in oci_needs(spec)}
    args = quota_args(spec, stack, path)
    if args is None:
        pulumi.export("quota", {"needed": needed, "granted": spec.oci.limits, "statements": [], "actions": {}})
        return None
    quota = OciQuota("quota", args, opts)
    pulumi.export(
        "quota",
        {
            "needed": needed,
            "granted": spec.oci.limits,
            "statements": quota.statements,
            "actions": quota.actions,
        },
    )
    return quota


def _network_output(spec: StackSpec, compartment: pulumi.Output[str], network: OciNetwork) -> Exported:
    ranges = network_ranges(spec)
    return {
        "id": network.vcn_id,
        "tenancy": spec.account.tenancy,
        "cidr": spec.network.cidr if spec.network else None,
        "compartment": compartment,
        "drg": network.drg_id,
        "subnets": network.subnets,
        "groups": network.groups,
        "ranges": {
            "nodes": ranges.nodes,
            "pods": ranges.pods,
            "services": ranges.services,
            "endpoint": ranges.endpoint,
            "internal": ranges.internal,
            "storage": ranges.storage,
            **({"public": ranges.public} if spec.oci.public_services else {}),
        },
    }


def _cluster_output(cluster: OkeCluster) -> Exported:
    return {
        "name": cluster.cluster_name,
        "id": cluster.cluster_id,
        "endpoint": cluster.endpoint,
        "version": cluster.kubernetes_version,
        "workloadCondition": cluster.workload_condition,
    }
