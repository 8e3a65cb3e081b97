"""Finds the emulated cluster behind an API server's address, and gives it what every cluster begins with.

Owns what other clouds' records say about their clusters, by the documented names of their outputs: GKE, AKS, OKE and
CKS. It reads them in the same transaction and writes none of them. Besides those there is one cluster that needs no
cloud, for a provider without a kubeconfig.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from podwright.emulator.core import values
from podwright.emulator.core.store import Record, Transaction, account_inside
from podwright.emulator.core.wire import Values, plain_values
from podwright.emulator.kubernetes.scope import Cluster

NAMESPACES = "kubernetes:core/v1:Namespace"
PROTECTED = ("default", "kube-node-lease", "kube-public", "kube-system")
"""The namespaces that every cluster has from its beginning and that cannot be deleted."""
FREE = Cluster("emulated", "emulated", 34)
"""The cluster of a provider without a kubeconfig: Kubernetes 1.34, no cloud behind it."""

_MINOR = re.compile(r"v?1\.(\d+)")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where one cloud's clusters are and what their records say."""

    cloud: str
    token: str
    flavour: str
    hosts: Callable[[Values], Iterator[object]]
    version: tuple[str, ...]


def _gke(outputs: Values) -> Iterator[object]:
    yield outputs.get("endpoint")
    yield values.get(outputs, "privateClusterConfig.privateEndpoint")
    yield values.get(outputs, "privateClusterConfig.publicEndpoint")
    yield values.get(outputs, "controlPlaneEndpointsConfig.dnsEndpointConfig.endpoint")


def _aks(outputs: Values) -> Iterator[object]:
    yield from (outputs.get(name) for name in ("fqdn", "privateFQDN", "azurePortalFQDN"))


def _oke(outputs: Values) -> Iterator[object]:
    for block in [*values.blocks(outputs, "endpoints"), values.mapping(outputs, "endpoints")]:
        yield from (
            block.get(name) for name in ("publicEndpoint", "privateEndpoint", "kubernetes", "vcnHostnameEndpoint")
        )


def _cks(outputs: Values) -> Iterator[object]:
    endpoint = outputs.get("apiServerEndpoint")
    yield endpoint
    if isinstance(endpoint, str):  # for Kubernetes' own tokens (CoreWeave documentation: unmanaged authentication)
        yield f"api.{_host(endpoint)}"


_SOURCES = (
    _Source("gcp", "gcp:container/cluster:Cluster", "gke", _gke, ("masterVersion",)),
    _Source(
        "azure-native",
        "azure-native:containerservice:ManagedCluster",
        "aks",
        _aks,
        ("currentKubernetesVersion", "kubernetesVersion"),
    ),
    _Source("oci", "oci:ContainerEngine/cluster:Cluster", "oke", _oke, ("kubernetesVersion",)),
    _Source("coreweave", "coreweave:index/cksCluster:CksCluster", "cks", _cks, ("version",)),
)


def find(tx: Transaction, server: str) -> Cluster | None:
    """The emulated cluster whose API server is at that URL; None: there is none."""
    if not server:
        return FREE
    wanted = _host(server)
    for source in _SOURCES:
        for record in Transaction(tx.connection, source.cloud).records(source.token):
            outputs = plain_values(record.outputs)
            if any(isinstance(host, str) and host and _host(host) == wanted for host in source.hosts(outputs)):
                return _cluster(source, record, outputs)
    return None


def unknown_server(server: str) -> str:
    """Why a server that no emulated cluster has cannot be reached, as the provider would say of a dead one."""
    parts = urlsplit(server if "://" in server else f"https://{server}")
    host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    try:
        ip_address(host)
        failure = f"dial tcp {host}:{port}: i/o timeout"
    except ValueError:
        failure = f"dial tcp: lookup {host}: no such host"
    where = f"{parts.scheme}://{parts.netloc}/openapi/v2?timeout=32s"
    return f'unable to load schema information from the API server: Get "{where}": {failure}'


def settle(tx: Transaction, cluster: Cluster, timestamp: str) -> None:
    """Gives a cluster that is seen for the first time its namespaces, and takes away those of a former one."""
    first = tx.get(NAMESPACES, f"{cluster.account}/{PROTECTED[0]}")
    if first is not None and first.created >= cluster.created:
        return
    Transaction(tx.connection, cluster.account.partition(":")[0]).remove_account(cluster.account)
    for name in PROTECTED:
        tx.put(_namespace(cluster.account, name, timestamp))


def add_namespace(tx: Transaction, account: str, name: str, timestamp: str) -> None:
    """Makes a namespace where there is none of that name."""
    if tx.get(NAMESPACES, f"{account}/{name}") is None:
        tx.put(_namespace(account, name, timestamp))


def _cluster(source: _Source, record: Record, outputs: Values) -> Cluster:
    said = [values.string(outputs, name) or "" for name in source.version]
    minors = [int(found[1]) for found in map(_MINOR.match, said) if found]
    account = account_inside(source.cloud, record.id)
    return Cluster(
        account, source.flavour, minors[0] if minors else FREE.minor, record.created, record.project, record.location
    )


def _namespace(account: str, name: str, timestamp: str) -> Record:
    from podwright.emulator.kubernetes.live import first_metadata

    labels = {"kubernetes.io/metadata.name": name}
    inputs: Values = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    outputs: Values = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": labels, **first_metadata(f"{account}/{name}", 1, timestamp)},
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }
    return Record(NAMESPACES, f"{account}/{name}", account, name, "", inputs, outputs, timestamp, timestamp)


def _host(server: str) -> str:
    return (urlsplit(server if "://" in server else f"https://{server}").hostname or "").lower()
