"""What Azure Kubernetes Service refuses about one node pool, written inside a cluster or on its own.

Owns the rules that look at one pool's values, and the count of addresses in a subnet, which looks at all pools there.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import addresses, aks, errors, ids, locations, ranges
from podwright.emulator.azure.compute import size_of
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

SUBNET_TYPE = addresses.SUBNET_TYPE
_SYSTEM, _SPOT = "System", "Spot"
_MOST_NODES = 1000


def check(pool: Values, name: str, location: str) -> None:
    """Refuses a pool for its own values."""
    _check_size(pool, name)
    _check_gpus(pool, name)
    _check_count(pool)
    zones = values.strings(pool, "availabilityZones")
    if zones and location in locations.without_zones():
        raise errors.bad_request(
            f"The zone(s) '{','.join(zones)}' for resource '{name}' is not supported. The supported zones for location"
            f" '{location}' are ''",
            code="AvailabilityZoneNotSupported",
        )
    if values.string(pool, "osType") == "Windows" and len(name) > 6:
        raise errors.bad_request(
            f"Agent pool name '{name}' is invalid: the name of a Windows agent pool has at most 6 characters.",
            code="InvalidParameter",
            note="source: learn.microsoft.com, naming rules; the sentence is built the same way as Azure's",
        )
    if values.string(pool, "scaleSetPriority") == _SPOT and values.string(pool, "mode") == _SYSTEM:
        raise errors.bad_request(
            "System node pools must use regular (non-spot) virtual machines.",
            code="InvalidParameter",
            note="source: learn.microsoft.com, system node pools; the sentence is built the same way as Azure's",
        )
    if values.given(pool, "scaleSetEvictionPolicy") and values.string(pool, "scaleSetPriority") != _SPOT:
        raise errors.bad_request(
            f"The scale set eviction policy of agent pool '{name}' cannot be specified unless the priority is 'Spot'.",
            code="InvalidParameter",
            note="source: SDK 3.29, AgentPool.scale_set_eviction_policy; the sentence is built the same way as Azure's",
        )


def _check_gpus(pool: Values, name: str) -> None:
    """Slices of a GPU are for some sizes only."""
    profile, size = values.string(pool, "gpuInstanceProfile"), values.string(pool, "vmSize") or ""
    allowed = TABLES.table("aks.yaml").texts("mig_sizes")
    if profile and size.lower() not in {each.lower() for each in allowed}:
        raise errors.bad_request(
            f"GPU instance profile {profile} of agent pool '{name}' is not supported for VM size {size}.",
            code="InvalidParameter",
            note=f"AKS slices {', '.join(allowed)}; the sentence is built the same way as Azure's",
        )


def check_version(pool: Values, cluster: Record) -> None:
    """Refuses a version that the control plane is too old for."""
    wanted = values.string(pool, "orchestratorVersion")
    _, control = aks.resolve(values.string(cluster.inputs, "kubernetesVersion"), cluster.name)
    _, full = aks.resolve(wanted, cluster.name) if wanted else ("", control)
    minor, top = (int(version.split(".")[1]) for version in (full, control))
    if minor > top:
        # sample: a public Terraform test log; MicrosoftDocs/SupportArticles-docs, aks upgrade errors
        raise errors.bad_request(
            f"Node pool version {full} and control plane version {control} are incompatible. Minor version of node pool"
            f" version {minor} is bigger than control plane version {top}. For more information, please check"
            " https://aka.ms/aks/UpgradeVersionRules",
            code="NodePoolMcVersionIncompatible",
        )


def _check_size(pool: Values, name: str) -> None:
    size = size_of(values.string(pool, "vmSize") or "Standard_DS2_v2")
    if values.given(pool, "capacityReservationGroupID") and not size.reservable:
        raise errors.bad_request(
            f"The VM size {size.name} of agent pool '{name}' is not supported for capacity reservations.",
            code="OperationNotAllowed",
            note="on-demand reservations do not cover ND and NCads H100 v5 sizes (learn.microsoft.com, On-demand"
            " capacity reservation); the sentence is built the same way as Azure's",
        )
    if values.given(pool, "capacityReservationGroupID") and values.given(pool, "proximityPlacementGroupID"):
        raise errors.bad_request(
            f"Agent pool '{name}' cannot use a capacity reservation group together with a proximity placement group.",
            code="OperationNotAllowed",
            note="source: learn.microsoft.com, On-demand capacity reservation; built the same way as Azure's words",
        )


def _check_count(pool: Values) -> None:
    given = {name: values.number(pool, name) for name in ("count", "minCount", "maxCount")}
    count, least, most = (given[name] for name in ("count", "minCount", "maxCount"))
    fewest = 1 if values.string(pool, "mode") == _SYSTEM else 0
    for name, value in given.items():
        if value is not None and not fewest <= value <= _MOST_NODES:
            raise _invalid(name, value, f"it must be between {fewest} and {_MOST_NODES}")
    if not values.flag(pool, "enableAutoScaling"):
        return
    if least is None or most is None:
        raise _invalid("minCount" if least is None else "maxCount", None, "it is needed when enableAutoScaling is true")
    if least > most:
        raise _invalid("minCount", least, f"it is greater than maxCount {most}")
    if count is not None and not least <= count <= most:
        raise _invalid("count", count, f"it is not between minCount {least} and maxCount {most}")


def _invalid(name: str, value: object, why: str) -> errors.CloudError:
    return errors.bad_request(
        f"The value of parameter agentPoolProfile.{name} is invalid. Error details: {value} is not valid, {why}."
        " Please see https://aka.ms/aks-naming-rules for more details.",
        code="InvalidParameter",
    )


def subnet_of(pool: Values) -> str | None:
    """The id of the nodes' subnet; None when AKS makes one of its own."""
    found = values.string(pool, "vnetSubnetID")
    return ids.normal(found, SUBNET_TYPE) if found else None


def check_addresses(call: Call, pools: Sequence[tuple[str, Values]], cluster: Values) -> None:
    """Refuses pools, by id, for which their subnet has not enough addresses beside the pools that are there."""
    ours = {pool_id.lower() for pool_id, _ in pools}
    for subnet_id in sorted({found.lower() for _, pool in pools if (found := subnet_of(pool))}):
        subnet = call.tx.get(ranges.SUBNET, subnet_id)
        if subnet is None:
            continue
        taken = addresses.taken(call, subnet)
        taken += sum(aks.addresses(pool, cluster) for _, pool in pools if (subnet_of(pool) or "").lower() == subnet_id)
        for link in call.tx.links_to(ranges.SUBNET, subnet_id):
            other = call.tx.get(aks.POOL, link.id) if link.token == aks.POOL else None
            if other and link.path == "vnetSubnetID" and other.id.lower() in ours:
                taken -= aks.addresses(other.inputs, _cluster_inputs(call, other))
        found = ranges.of_subnet(subnet.inputs, subnet.id)
        if taken > ranges.usable(found):
            raise errors.bad_request(
                f"Pre-allocated IPs {taken} exceeds IPs available {ranges.usable(found)} in Subnet Cidr"
                f" {', '.join(map(str, found))}, Subnet Name {subnet.name}. If Autoscaler is enabled, the max-count"
                " from each nodepool is counted towards this total (which means that pre-allocated IPs count"
                " represents a theoretical max value, not the actual number of IPs requested)."
                " http://aka.ms/aks/insufficientsubnetsize",
                code="InsufficientSubnetSize",
            )


def _cluster_inputs(call: Call, pool: Record) -> Values:
    cluster = call.tx.get(aks.CLUSTER, pool.id.rsplit("/agentPools/", 1)[0])
    return cluster.inputs if cluster else {}
