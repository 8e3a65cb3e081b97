"""Facts of Azure Kubernetes Service: versions, and the network that it gives nodes and pods.

Owns the reading of `aks.yaml` and the counting of addresses. With Azure CNI without an overlay every pod that may ever
run takes an address of the node's subnet; with an overlay or kubenet only the node does.
"""

from __future__ import annotations

import re

from podwright.emulator.azure import errors
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core import values
from podwright.emulator.core.wire import Values

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
CLUSTER_TYPE = "Microsoft.ContainerService/managedClusters"


def resolve(wanted: str | None, cluster: str) -> tuple[str, str]:
    """(the version that is shown, the full one); `1.33` stays `1.33` and runs its newest patch."""
    data = TABLES.table("aks.yaml")
    text = wanted or data.text("default")
    match = re.fullmatch(r"(1\.\d+)(\.\d+)?", text)
    if match is None or match[1] not in data.texts("versions"):
        raise errors.bad_request(
            f"Managed cluster {cluster} is on version {text}, which is not supported in this region. Please use [az aks"
            " get-versions] command to get the supported version list in this region.",
            code="K8sVersionNotSupported",
            note=f"the emulated cloud takes {', '.join(data.texts('versions'))} and their patches",
        )
    return text, text if match[2] else f"{text}.{data.number('patch')}"


def network_default(key: str) -> str:
    """The range or address that AKS takes when none is given."""
    return TABLES.table("aks.yaml").child("network").text(key)


def is_flat(cluster: Values) -> bool:
    """Whether pods get addresses of the node subnet; `cluster` are a cluster's inputs."""
    plugin = (values.string(cluster, "networkProfile.networkPlugin") or "azure").lower()
    mode = (values.string(cluster, "networkProfile.networkPluginMode") or "").lower()
    given = values.given(cluster, "networkProfile.networkPlugin")
    return plugin == "azure" and mode != "overlay" and given


def max_pods(pool: Values, cluster: Values) -> int:
    """How many pods a node of the pool may have."""
    given = values.number(pool, "maxPods")
    if given:
        return given
    kubenet = values.string(cluster, "networkProfile.networkPlugin") == "kubenet"
    style = "kubenet" if kubenet else "flat" if is_flat(cluster) else "overlay"
    return TABLES.table("aks.yaml").child("max_pods").number(style)


def most_nodes(pool: Values) -> int:
    """How many nodes the pool may come to have."""
    count = values.number(pool, "count")
    present = 1 if count is None else count
    top = values.number(pool, "maxCount") if values.flag(pool, "enableAutoScaling") else None
    return max(present, top or 0)


def addresses(pool: Values, cluster: Values) -> int:
    """How many addresses of its subnet the pool may come to take."""
    separate = values.given(pool, "podSubnetID")
    each = 1 + (max_pods(pool, cluster) if is_flat(cluster) and not separate else 0)
    return most_nodes(pool) * each
