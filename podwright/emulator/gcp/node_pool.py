"""GKE node pools.

Owns the pool's id, its references, its size in nodes and zones, and what Kubernetes Engine fills in. What only TPU
pools must obey is in `tpu_pool.py`, conflicts of consumption models in `node_pool_rules.py`, reservations, stock and
addresses in `pool_supply.py`.

A pool with queued provisioning gets its nodes later, all at once: when quota and stock allow it, as if a workload had
asked for all of them at its creation. Other autoscaled pools keep the size they start with; no workload is simulated.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from podwright.emulator.core import numbers, values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import AutoName, Call, Identity, Reference, Scope
from podwright.emulator.core.quota import Need
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.timeline import Transition
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.gcp import capacity, cluster_outputs, errors, identities, links, pool_networks, ranges
from podwright.emulator.gcp.base import GoogleKind, project_of
from podwright.emulator.gcp.cluster import location_of
from podwright.emulator.gcp.gpu_pool import check_gpu_pool
from podwright.emulator.gcp.node_pool_rules import check_consumption
from podwright.emulator.gcp.placement import RESOURCE_POLICY
from podwright.emulator.gcp.pool_supply import DEFAULT_MACHINE, Supply
from podwright.emulator.gcp.tables import TABLES
from podwright.emulator.gcp.tpu_pool import check_tpu_pool

_PROVISION_SECONDS = 600
_SCOPES = [
    f"https://www.googleapis.com/auth/{name}"
    for name in (
        "devstorage.read_only",
        "logging.write",
        "monitoring",
        "service.management.readonly",
        "servicecontrol",
        "trace.append",
    )
]


def cluster_id(scope: Scope, inputs: Values) -> str:
    """The id of the cluster, which may be given by name, id or link."""
    text = links.strip(str(values.get(inputs, "cluster")))
    return links.located(text, project_of(scope, inputs), location(scope, inputs), "clusters")


def location(scope: Scope, inputs: Values) -> str:
    """The pool's location: its own, or that in the cluster's id, or the provider's."""
    parts = links.strip(str(values.get(inputs, "cluster"))).split("/")
    if values.get(inputs, "location") is None and len(parts) == 6:
        return parts[3]
    return location_of(scope, inputs)


def zones(call: Call, identity: Identity, inputs: Values) -> list[str]:
    """The zones the nodes are in: the pool's own, or the cluster's."""
    own = values.strings(inputs, "nodeLocations")
    cluster = call.tx.get(ranges.CLUSTER, identity.id.split("/nodePools/")[0])
    return own or cluster_outputs.node_locations(identity.location, cluster.inputs if cluster else {})


def most_per_zone(inputs: Values) -> int:
    """Nodes in each zone when everything that may be asked for is there."""
    return values.number(inputs, "autoscaling.maxNodeCount") or 0


def nodes_per_zone(inputs: Values) -> int:
    """Nodes in each zone right after the call; autoscaling starts at the initial count and never below its minimum."""
    count = values.number(inputs, "nodeCount")
    if count is not None:
        return count
    initial = values.number(inputs, "initialNodeCount") or 0
    return max(initial, values.number(inputs, "autoscaling.minNodeCount") or 0)


class NodePool(GoogleKind):
    """A GKE node pool."""

    title, noun = "NodePool", "node pool"
    template = "projects/{project}/locations/{location}/clusters/{cluster}/nodePools/{name}"
    auto_name = AutoName(max_length=40)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """Location and cluster come from the cluster's id when it is given as one."""
        parent = cluster_id(scope, inputs).split("/")
        place = {"project": parent[1], "location": parent[3], "cluster": parent[-1]}
        return {**place, "name": str(values.get(inputs, "name"))}

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, and the conflicts of consumption models."""
        return [*check_rules(TABLES, self.token, inputs), *check_consumption(inputs)]

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Cluster, placement policy and service account."""
        parent = identity.id.split("/nodePools/")[0]
        found = [Reference("cluster", ranges.CLUSTER, parent, errors.container_not_found(parent), on_delete="cascade")]
        policy = _policy_id(inputs, identity)
        if policy:
            region = links.region_of(identity.location)
            missing = errors.bad_request(f'Resource policy "{links.last(policy)}" not found in region "{region}".')
            found.append(Reference("placementPolicy.policyName", RESOURCE_POLICY, policy, missing))
        account = values.string(inputs, "nodeConfig.serviceAccount")
        found += pool_networks.references(inputs, identity)
        return found + identities.account_reference("nodeConfig.serviceAccount", account, identity.project)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Zones must be of the cluster's region, a pod range on its subnetwork, and TPU slices whole."""
        places = zones(call, identity, inputs)
        region = links.region_of(identity.location)
        for zone in places:
            if links.region_of(zone) != region:
                raise errors.bad_request(f'Node location "{zone}" is not in region "{region}" of the cluster.')
        cluster = call.tx.get(ranges.CLUSTER, identity.id.split("/nodePools/")[0])
        _check_pod_range(call, cluster, inputs)
        named = _policy_id(inputs, identity)
        policy = call.tx.get(RESOURCE_POLICY, named) if named else None
        check_tpu_pool(inputs, places, cluster, policy)
        pool_networks.check(call, identity, inputs, places, cluster)
        supply = self.supply(call, identity, inputs)
        check_gpu_pool(inputs, max(supply.nodes, most_per_zone(inputs) * len(places)), policy)
        before = self.supply(call, identity, plain_values(old.inputs)) if old else None
        if before is None or supply.machines() != before.machines():
            supply.check(call)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """What its nodes draw, zone by zone."""
        return quota_of(self.supply(call, identity, inputs))

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """What its nodes take from reservations, stock and the subnetwork."""
        supply = self.supply(call, identity, inputs)
        return [*supply.machines(), *supply.addresses(call)]

    def transitions(self, call: Call, identity: Identity, inputs: Values) -> Sequence[Transition]:
        """With queued provisioning: all nodes, and none again when their time is over."""
        if not values.flag(inputs, "queuedProvisioning.enabled") or not most_per_zone(inputs):
            return ()
        most = replace(self.supply(call, identity, inputs), per_zone=most_per_zone(inputs))
        taken = (*most.machines(), *most.addresses(call))
        granted = Transition(_PROVISION_SECONDS, {"nodeCount": most.per_zone}, tuple(quota_of(most)), taken)
        seconds = (values.string(inputs, "nodeConfig.maxRunDuration") or "").removesuffix("s").split(".")[0]
        return [granted, Transition(int(seconds), {"nodeCount": 0}, frees=True)] if seconds.isdigit() else [granted]

    def supply(self, call: Call, identity: Identity, inputs: Values) -> Supply:
        cluster = call.tx.get(ranges.CLUSTER, identity.id.split("/nodePools/")[0])
        return Supply(self.token, identity, inputs, cluster, zones(call, identity, inputs), nodes_per_zone(inputs))

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Counts, versions, defaults of the node configuration, and the groups that hold the nodes."""
        places = zones(call, identity, inputs)
        cluster = call.tx.get(ranges.CLUSTER, identity.id.split("/nodePools/")[0])
        count = nodes_per_zone(inputs)
        if old and not values.given(inputs, "nodeCount"):
            count = max(count, values.number(old.outputs, "nodeCount") or 0)  # the autoscaler's business
        suffix = numbers.hex_digits(8, identity.id)
        groups = [
            f"{links.COMPUTE}projects/{identity.project}/zones/{zone}/instanceGroupManagers/"
            f"gke-{links.last(identity.id.split('/nodePools/')[0])}-{identity.name}-{suffix}-grp"
            for zone in places
        ]
        return {
            **self.common(call, identity, inputs, old),
            "location": identity.location,
            "cluster": links.last(identity.id.split("/nodePools/")[0]),
            "nodeCount": count,
            "initialNodeCount": old.outputs.get("initialNodeCount") if old else count,
            "nodeLocations": places,
            "version": values.string(inputs, "version") or (cluster.outputs.get("masterVersion") if cluster else ""),
            "maxPodsPerNode": self.supply(call, identity, inputs).max_pods,
            "nodeConfig": _node_config(values.mapping(inputs, "nodeConfig")),
            "management": {"autoRepair": True, "autoUpgrade": True, **values.mapping(inputs, "management")},
            "upgradeSettings": {
                "strategy": "SURGE",
                "maxSurge": 1,
                "maxUnavailable": 0,
                **values.mapping(inputs, "upgradeSettings"),
            },
            "instanceGroupUrls": groups,
            "managedInstanceGroupUrls": [group.replace("instanceGroupManagers", "instanceGroups") for group in groups],
        }


def _policy_id(inputs: Values, identity: Identity) -> str | None:
    name = values.string(inputs, "placementPolicy.policyName")
    region = links.region_of(identity.location)
    return links.regional(name, identity.project, region, "resourcePolicies") if name else None


def quota_of(supply: Supply) -> list[Need]:
    model, project = capacity.model_of(values.mapping(supply.inputs, "nodeConfig")), supply.identity.project
    drawn = [capacity.machines(project, supply.machine_type, model, zone, supply.per_zone) for zone in supply.zones]
    return capacity.merged([need for needs in drawn for need in needs])


def _node_config(config: Values) -> Values:
    return {
        "machineType": DEFAULT_MACHINE,
        "diskSizeGb": 100,
        "diskType": "pd-balanced",
        "imageType": "COS_CONTAINERD",
        "oauthScopes": _SCOPES,
        "serviceAccount": "default",
        "loggingVariant": "DEFAULT",
        "metadata": {"disable-legacy-endpoints": "true"},
        "shieldedInstanceConfig": {"enableIntegrityMonitoring": True, "enableSecureBoot": False},
        **config,
    }


def _check_pod_range(call: Call, cluster: Record | None, inputs: Values) -> None:
    name = values.string(inputs, "networkConfig.podRange")
    subnet_id = values.string(cluster.outputs, "subnetwork") if cluster else None
    subnet = call.tx.get(ranges.SUBNETWORK, subnet_id) if subnet_id else None
    if not name or subnet is None or values.flag(inputs, "networkConfig.createPodRange"):
        return
    names = {str(block.get("rangeName")) for block in values.blocks(subnet.outputs, "secondaryIpRanges")}
    if name not in names:
        raise errors.bad_request(f'Pod secondary range "{name}" does not exist in subnetwork "{subnet.name}".')
