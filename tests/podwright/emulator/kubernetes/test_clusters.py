"""Which cluster a provider talks to: by its kubeconfig's server, and never a real one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pulumi.runtime.proto import provider_pb2

from podwright.emulator.core import wire
from podwright.emulator.core.store import Record, Store
from tests.podwright.emulator.client import Client, refused, urn
from tests.podwright.emulator.kubernetes.examples import NAMESPACE, SERVICE, Inputs, kubeconfig, service
from tests.podwright.emulator.kubernetes.fixtures import Connect

TEAM: Inputs = {"metadata": {"name": "team"}}
CLUSTERS: list[tuple[str, str, Inputs, str]] = [
    (
        "gcp",
        "gcp:container/cluster:Cluster",
        {"endpoint": "34.90.1.2", "masterVersion": "1.33.2-gke.100"},
        "https://34.90.1.2",
    ),
    (
        "azure-native",
        "azure-native:containerservice:ManagedCluster",
        {"fqdn": "lab-1.hcp.westeurope.azmk8s.io", "currentKubernetesVersion": "1.33.1"},
        "https://lab-1.hcp.westeurope.azmk8s.io:443",
    ),
    (
        "oci",
        "oci:ContainerEngine/cluster:Cluster",
        {"endpoints": [{"publicEndpoint": "129.1.2.3:6443"}], "kubernetesVersion": "v1.33.1"},
        "https://129.1.2.3:6443",
    ),
    (
        "coreweave",
        "coreweave:index/cksCluster:CksCluster",
        {"apiServerEndpoint": "org-1.k8s.us-east-04a.coreweave.com", "version": "v1.35"},
        "https://api.org-1.k8s.us-east-04a.coreweave.com",
    ),
]
UNREACHABLE = (
    "configured Kubernetes cluster is unreachable: unable to load schema information from the API server: Get"
    ' "https://{host}/openapi/v2?timeout=32s": dial tcp{failure}\n'
    "  note: the emulated clouds know no cluster with this API server, and real clusters are never asked"
)


def put_cluster(store: Store, cloud: str, token: str, outputs: Inputs, created: str = "2026-05-01T00:00:00Z") -> None:
    """Writes a cluster as its cloud would."""
    with store.transaction(cloud) as tx:
        tx.put(Record(token, "the-cluster", "lab", "train", "here", {}, outputs, created, created))


@pytest.mark.parametrize("described", CLUSTERS, ids=[each[0] for each in CLUSTERS])
def test_a_cluster_of_a_cloud_is_found_by_its_address(
    store: Store, to_cluster: Connect, described: tuple[str, str, Inputs, str]
) -> None:
    """The outputs are those that the cloud's provider documents."""
    cloud, token, outputs, server = described
    put_cluster(store, cloud, token, outputs)
    made = to_cluster({"kubeconfig": kubeconfig(server)}).create(NAMESPACE, "team", TEAM)
    assert made.id == "team"


def test_clusters_are_apart(store: Store, to_cluster: Connect, kubernetes: Client) -> None:
    """The same id is another object in another cluster."""
    put_cluster(store, *CLUSTERS[0][:3])
    other = to_cluster({"kubeconfig": kubeconfig("https://34.90.1.2")})
    here, there = (client.create(NAMESPACE, "team", TEAM) for client in (kubernetes, other))
    assert here.id == there.id
    kubernetes.delete(here)
    assert kubernetes.refresh(here) is None
    assert other.refresh(there) is not None


def test_a_cluster_that_is_made_again_is_empty(store: Store, to_cluster: Connect) -> None:
    """Also when the cloud gives it the same id and address."""
    cloud, token, outputs, server = CLUSTERS[0]
    put_cluster(store, cloud, token, outputs)
    client = to_cluster({"kubeconfig": kubeconfig(server)})
    made = client.create(NAMESPACE, "team", TEAM)
    put_cluster(store, cloud, token, outputs, created="2026-05-05T00:00:00Z")
    assert client.refresh(made) is None


@pytest.mark.parametrize(
    ("host", "failure"),
    [("10.9.8.7:6443", " 10.9.8.7:6443: i/o timeout"), ("k8s.example.com", ": lookup k8s.example.com: no such host")],
)
def test_a_server_that_nobody_emulates_is_unreachable(to_cluster: Connect, host: str, failure: str) -> None:
    """A preview still works, as with the real provider; nothing else does."""
    client = to_cluster({"kubeconfig": kubeconfig(f"https://{host}")})
    assert client.preview(NAMESPACE, "team", TEAM)["metadata"] == {"name": "team"}
    assert refused(lambda: client.create(NAMESPACE, "team", TEAM)) == UNREACHABLE.format(host=host, failure=failure)


def test_a_refresh_and_a_delete_without_a_cluster_say_what_to_do(kubernetes: Client, to_cluster: Connect) -> None:
    """The provider's own words; `deleteUnreachable` takes the objects out of the state."""
    made = kubernetes.create(NAMESPACE, "team", TEAM)
    settings = {"kubeconfig": kubeconfig("https://k8s.example.com")}
    gone = to_cluster(settings)
    ending = (
        "you can remove this resource from Pulumi state by rerunning the operation with the"
        ' PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"'
    )
    assert refused(lambda: gone.refresh(made)) == (
        f"failed to read resource state due to unreachable cluster. If the cluster was deleted, {ending}"
    )
    assert refused(lambda: gone.delete(made)) == (
        f"configured Kubernetes cluster is unreachable. If the cluster was deleted, {ending}"
    )
    forgetting = to_cluster({**settings, "deleteUnreachable": "true"})
    assert forgetting.refresh(made) is None
    forgetting.delete(made)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "hello",
            "failed to parse kubeconfig data in `kubernetes:config:kubeconfig`- couldn't get version/kind; json parse"
            " error: json: cannot unmarshal string into Go value of type struct { APIVersion string"
            ' "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
        ),
        (
            "{}",
            "unable to load Kubernetes client configuration from kubeconfig file. Make sure you have: \n\n \t • set up"
            " the provider as per https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/ \n\n"
            " invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment"
            " variable",
        ),
    ],
)
def test_a_kubeconfig_that_is_none_is_an_unreachable_cluster(to_cluster: Connect, text: str, reason: str) -> None:
    """The provider does not fail before something asks the cluster."""
    client = to_cluster({"kubeconfig": text})
    assert refused(lambda: client.create(NAMESPACE, "team", TEAM)) == (
        f"configured Kubernetes cluster is unreachable: {reason}"
    )


def test_the_users_own_kubeconfig_is_never_read(
    to_cluster: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What KUBECONFIG names counts as no kubeconfig: the emulated cluster takes its place."""
    own = tmp_path / "config"
    own.write_text(kubeconfig("https://production.example.com"), "utf-8")
    monkeypatch.setenv("KUBECONFIG", str(own))
    made = to_cluster({"kubeconfig": str(own)}).create(NAMESPACE, "team", TEAM)
    assert made.id == "team"


def test_any_other_path_is_read(to_cluster: Connect, tmp_path: Path) -> None:
    """As the provider does."""
    file = tmp_path / "kubeconfig.json"
    file.write_text(kubeconfig("https://k8s.example.com"), "utf-8")
    client = to_cluster({"kubeconfig": str(file)})
    assert refused(lambda: client.create(NAMESPACE, "team", TEAM)) == UNREACHABLE.format(
        host="k8s.example.com", failure=": lookup k8s.example.com: no such host"
    )


def test_the_namespace_comes_from_the_provider_or_the_context(store: Store, to_cluster: Connect) -> None:
    """The provider's own setting wins."""
    put_cluster(store, *CLUSTERS[0][:3])
    config = kubeconfig("https://34.90.1.2", namespace="kube-public")
    assert to_cluster({"kubeconfig": config}).create(SERVICE, "web", service()).id == "kube-public/web"
    both = to_cluster({"kubeconfig": config, "namespace": "kube-system"})
    assert both.create(SERVICE, "web", service()).id == "kube-system/web"


def _diff_config(client: Client, old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    request = provider_pb2.DiffRequest(
        urn=urn("pulumi:providers:kubernetes", "p"), old_inputs=wire.encode(old), news=wire.encode(new)
    )
    return list(client.call("DiffConfig", request, provider_pb2.DiffResponse).replaces)


def test_another_cluster_replaces_the_provider_another_token_does_not(kubernetes: Client) -> None:
    """And with the provider everything in the cluster."""
    one, two = ({"kubeconfig": kubeconfig(f"https://{host}")} for host in ("a.example.com", "b.example.com"))
    renewed = {"kubeconfig": kubeconfig("https://a.example.com", token="new")}
    assert _diff_config(kubernetes, one, two) == ["kubeconfig"]
    assert _diff_config(kubernetes, one, renewed) == []
    named: Inputs = {"clusterIdentifier": "prod"}
    assert _diff_config(kubernetes, {**one, **named}, {**two, **named}) == []


def test_rendering_to_files_is_refused(kubernetes: Client) -> None:
    """It talks to no cluster, so there is nothing to emulate."""
    request = provider_pb2.CheckRequest(
        urn=urn("pulumi:providers:kubernetes", "p"), news=wire.encode({"renderYamlToDirectory": "out"})
    )
    failures = kubernetes.call("CheckConfig", request, provider_pb2.CheckResponse).failures
    assert [(failure.property, failure.reason) for failure in failures] == [
        (
            "renderYamlToDirectory",
            "renderYamlToDirectory is not emulated: it writes files and talks to no cluster, which needs no emulated"
            " one",
        )
    ]


def test_a_manifest_is_decoded(kubernetes: Client) -> None:
    """What `kubernetes.yaml.ConfigFile` of the Python SDK needs."""
    text = "kind: Service\napiVersion: v1\nmetadata: {name: a}\n---\n---\nkind: Namespace\napiVersion: v1\n"
    assert kubernetes.invoke("kubernetes:yaml:decode", {"text": text, "defaultNamespace": "team"}) == {
        "result": [
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "namespace": "team"}},
            {"apiVersion": "v1", "kind": "Namespace"},
        ]
    }
    assert refused(lambda: kubernetes.invoke("kubernetes:helm:template", {"jsonOpts": "{}"})) == (
        "kubernetes:helm:template is not emulated: a chart is rendered with Helm's own code and mostly fetched from the"
        " network; use the typed resources"
    )
