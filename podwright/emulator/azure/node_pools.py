"""Node pools of Azure Kubernetes Service.

Owns the pool as a resource: its references, its quota, what cannot change, and what AKS fills in. Pools that are
written inside their cluster become the same kind of resource; see `cluster.py`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import aks, capacity, compute, errors, pool_rules, ranges, stock, vm_sizes
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core import numbers, values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

DEFAULT_SIZE = "Standard_DS2_v2"
POINTERS = (
    ("vnetSubnetID", ranges.SUBNET, pool_rules.SUBNET_TYPE),
    ("podSubnetID", ranges.SUBNET, pool_rules.SUBNET_TYPE),
    ("proximityPlacementGroupID", compute.PLACEMENT_GROUP, compute.PLACEMENT_GROUP_TYPE),
    ("capacityReservationGroupID", compute.RESERVATION_GROUP, compute.RESERVATION_GROUP_TYPE),
)


class AgentPool(ArmKind):
    """A node pool; its nodes are a number here."""

    arm_type = f"{aks.CLUSTER_TYPE}/agentPools"
    keys = ("resourceName", "agentPoolName")
    parent = aks.CLUSTER
    parent_goes = "allow"  # a cluster takes its pools along, also the last of the system pools
    regional = False
    pointers = tuple(Pointer(*each) for each in POINTERS)

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Good values, addresses enough, nothing changed that cannot."""
        cluster = call.tx.get(aks.CLUSTER, self.parent_id(identity) or "")
        if cluster is None:
            return
        pool_rules.check(inputs, identity.name, cluster.location)
        pool_rules.check_addresses(call, [(identity.id, inputs)], cluster.inputs)
        pool_rules.check_version(inputs, cluster)
        if old and _is_system(old.inputs) and not _is_system(inputs):
            self._check_other_system_pool(call, old)

    def leave(self, call: Call, record: Record) -> None:
        """A cluster keeps a system pool as long as it stands."""
        if _is_system(record.inputs):
            self._check_other_system_pool(call, record)

    def _check_other_system_pool(self, call: Call, pool: Record) -> None:
        cluster = self.parent_id(Identity(pool.id, pool.project, pool.name)) or ""
        others = (each for each in call.tx.users(aks.CLUSTER, cluster, aks.POOL) if each.id != pool.id)
        if not any(_is_system(each.inputs) for each in others):
            # samples: Azure/aks-engine issue 542 (sentence), pulumi-azure-native issue 1575 (code)
            raise errors.bad_request("There has to be at least one system agent pool.", code="OperationNotAllowed")

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """Its nodes."""
        cluster = call.tx.get(aks.CLUSTER, self.parent_id(identity) or "")
        return needs(inputs, identity.project, cluster.location if cluster else "")

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its nodes."""
        cluster = call.tx.get(aks.CLUSTER, self.parent_id(identity) or "")
        return draws(inputs, cluster.location if cluster else "")

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """What AKS fills in."""
        cluster = call.tx.get(aks.CLUSTER, self.parent_id(identity) or "")
        settings = cluster.inputs if cluster else {}
        # the output `type` is the pool's own, an AgentPool declares no ARM type
        return filled(call, identity.id, inputs, settings)


def _is_system(pool: Values) -> bool:
    return values.string(pool, "mode") == "System"


def nodes(pool: Values) -> int:
    """How many nodes the pool has now."""
    count = values.number(pool, "count")
    least = values.number(pool, "minCount") if values.flag(pool, "enableAutoScaling") else None
    return (least if least is not None else 1) if count is None else count


def needs(pool: Values, subscription: str, location: str) -> list[Need]:
    """What a pool's nodes draw; nodes of a reservation draw nothing, the reservation does."""
    size = vm_sizes.find(values.string(pool, "vmSize") or DEFAULT_SIZE)
    count = nodes(pool)
    if size is None or not count or values.given(pool, "capacityReservationGroupID"):
        return []
    spot = values.string(pool, "scaleSetPriority") == "Spot"
    return capacity.machines(subscription, location, size, count, spot=spot, unit=capacity.AKS_UNIT)


def draws(pool: Values, location: str) -> list[Draw]:
    """What a pool's nodes take from stock."""
    count = nodes(pool)
    if not count or values.given(pool, "capacityReservationGroupID"):
        return []
    size = values.string(pool, "vmSize") or DEFAULT_SIZE
    return stock.draws(location, values.strings(pool, "availabilityZones"), size, count)


def filled(call: Call, pool_id: str, pool: Values, cluster: Values) -> Values:
    """A pool with AKS's defaults."""
    shown, full = aks.resolve(
        values.string(pool, "orchestratorVersion") or values.string(cluster, "kubernetesVersion"), pool_id
    )
    return {
        "type": values.string(pool, "type") or "VirtualMachineScaleSets",
        "count": nodes(pool),
        "vmSize": values.string(pool, "vmSize") or DEFAULT_SIZE,
        "mode": values.string(pool, "mode") or "User",
        "osType": values.string(pool, "osType") or "Linux",
        "osSKU": values.string(pool, "osSKU") or "Ubuntu",
        "osDiskSizeGB": values.number(pool, "osDiskSizeGB") or 128,
        "osDiskType": values.string(pool, "osDiskType") or "Managed",
        "kubeletDiskType": values.string(pool, "kubeletDiskType") or "OS",
        "maxPods": aks.max_pods(pool, cluster),
        "orchestratorVersion": shown,
        "currentOrchestratorVersion": full,
        "nodeImageVersion": TABLES.table("aks.yaml").text("node_image"),
        "powerState": {"code": "Running"},
        "provisioningState": "Succeeded",
        "enableFIPS": values.flag(pool, "enableFIPS"),
        "scaleDownMode": values.string(pool, "scaleDownMode") or "Delete",
        "upgradeSettings": {"maxSurge": "10%", "maxUnavailable": "0", **values.mapping(pool, "upgradeSettings")},
        "eTag": numbers.uuid_of("etag", pool_id, call.timestamp()),
    }
