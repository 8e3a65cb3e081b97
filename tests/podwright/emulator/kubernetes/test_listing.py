"""What `podwright emulator ls`, `show` and `drift` say of objects, and what stays of a cluster that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.emulator import control
from podwright.emulator.core.store import Store
from podwright.emulator.core.wire import plain_values
from podwright.emulator.listing import list_resources, show
from podwright.errors import InputError
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.kubernetes.examples import CONFIG_MAP, NAMESPACE, SERVICE, Inputs, kubeconfig, service
from tests.podwright.emulator.kubernetes.fixtures import Connect
from tests.podwright.emulator.kubernetes.test_clusters import CLUSTERS, put_cluster

TEAM: Inputs = {"metadata": {"name": "team"}}
GKE = "gcp:the-cluster"


@pytest.fixture
def two_clusters(store: Store, to_cluster: Connect, kubernetes: Client) -> tuple[Client, Client]:
    """The cluster that is always there, and one of Google's."""
    put_cluster(store, *CLUSTERS[0][:3])
    return kubernetes, to_cluster({"kubeconfig": kubeconfig("https://34.90.1.2")})


def test_a_listing_has_the_ids_of_programs(two_clusters: tuple[Client, Client], state_dir: Path) -> None:
    """The cluster is the account, in a column of its own."""
    for client in two_clusters:
        client.create(SERVICE, "web", service())
    lines = list_resources(state_dir / "cloud.sqlite", type_token=SERVICE).resources
    assert [(line.project, line.id) for line in lines] == [("emulated", "default/web"), (GKE, "default/web")]


def test_show_finds_what_a_listing_says(two_clusters: tuple[Client, Client], state_dir: Path) -> None:
    """In every cluster that has it, or in the one that is asked for; the namespace is told as a program knows it."""
    for client in two_clusters:
        client.create(SERVICE, "web", service())
    file = state_dir / "cloud.sqlite"
    assert [each.record.project for each in show(file, "default/web")] == ["emulated", GKE]
    (found,) = show(file, "default/web", project=GKE)
    assert (found.id, found.record.project) == ("default/web", GKE)
    assert found.needs == [("metadata.namespace", NAMESPACE, "default")]
    (space,) = show(file, "default", project=GKE)
    assert space.needed_by == [(SERVICE, "default/web")]
    assert [each.id for each in show(file, f"{GKE}/default/web")] == ["default/web"]


def test_drift_takes_what_a_listing_says(two_clusters: tuple[Client, Client], state_dir: Path) -> None:
    """An object that several clusters have is not changed before somebody says in which."""
    made = [client.create(CONFIG_MAP, "c", {"metadata": {"name": "c"}, "data": {"a": "1"}}) for client in two_clusters]
    with pytest.raises(InputError) as caught:
        control.drift_set(state_dir, ("default/c", None), [("data.a", "2")])
    assert str(caught.value) == (
        "error: default/c: stands for several resources\n"
        f"  allowed: {CONFIG_MAP} default/c in emulated, {CONFIG_MAP} default/c in {GKE}\n"
        "  fix:     give the id, --type and --project"
    )
    control.drift_set(state_dir, ("default/c", None), [("data.a", "2")], project=GKE)
    seen = [client.refresh(each) for client, each in zip(two_clusters, made, strict=True)]
    assert [plain_values(each.outputs)["data"] for each in seen if each] == [{"a": "1"}, {"a": "2"}]
    control.drift_delete(state_dir, ("default/c", CONFIG_MAP), project="emulated")
    assert two_clusters[0].refresh(made[0]) is None


@pytest.mark.parametrize("described", CLUSTERS, ids=[each[0] for each in CLUSTERS])
def test_a_cluster_that_is_deleted_takes_everything_along(
    store: Store, to_cluster: Connect, state_dir: Path, described: tuple[str, str, Inputs, str]
) -> None:
    """Its own namespaces too; who still knows an object hears that the cluster is out of reach."""
    cloud, token, outputs, server = described
    put_cluster(store, cloud, token, outputs)
    client = to_cluster({"kubeconfig": kubeconfig(server)})
    space = client.create(NAMESPACE, "team", TEAM)
    with store.transaction(cloud) as tx:
        tx.remove(token, "the-cluster")
    listing = list_resources(state_dir / "cloud.sqlite")
    assert (listing.resources, listing.permanent) == ([], [])
    assert refused(lambda: client.refresh(space)) == (
        "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this"
        " resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment"
        ' variable set to "true"'
    )


def test_a_cluster_that_is_deleted_leaves_others_alone(two_clusters: tuple[Client, Client], store: Store) -> None:
    """Only its own objects go, and what they hold."""
    here, there = (client.create(NAMESPACE, "team", TEAM) for client in two_clusters)
    with store.transaction("gcp") as tx:
        tx.remove(CLUSTERS[0][1], "another-cluster")
    assert two_clusters[1].refresh(there) is not None
    with store.transaction("gcp") as tx:
        tx.remove(CLUSTERS[0][1], "the-cluster")
    assert two_clusters[0].refresh(here) is not None
