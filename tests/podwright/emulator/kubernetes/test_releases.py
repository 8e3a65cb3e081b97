"""Helm releases: there once by name, counted by revision, and with the kinds of their chart."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.kubernetes.examples import NAMESPACE, Inputs, kubeconfig
from tests.podwright.emulator.kubernetes.fixtures import Connect

RELEASE = "kubernetes:helm.sh/v3:Release"
QUEUE = "kubernetes:kueue.x-k8s.io/v1beta1:ClusterQueue"
JOBS = "kubernetes:jobset.x-k8s.io/v1alpha2:JobSet"
KUEUE: Inputs = {
    "name": "kueue",
    "chart": "oci://registry.k8s.io/kueue/charts/kueue",
    "version": "0.13.4",
    "namespace": "kueue-system",
    "createNamespace": True,
    "values": {"controllerManager": {"replicas": 2}},
}
NO_MATCH = (
    'creation of resource "urn:pulumi:dev::test::{token}::x" with kind {version}/{kind} failed because the Kubernetes'
    " API server reported that the apiVersion for this resource does not exist. Verify that any required CRDs have been"
    ' created: no matches for kind "{kind}" in version "{version}"'
)
QUEUE_INPUTS: Inputs = {"metadata": {"name": "q"}, "spec": {}}


def test_a_release_says_what_helm_knows_of_it(kubernetes: Client) -> None:
    """The application's version is in the chart, which nobody has read."""
    made = kubernetes.create(RELEASE, "kueue", KUEUE)
    assert made.id == "kueue-system/kueue"
    assert made.out("status") == {
        "status": "deployed",
        "name": "kueue",
        "namespace": "kueue-system",
        "revision": 1,
        "chart": "kueue",
        "version": "0.13.4",
    }
    assert kubernetes.import_(NAMESPACE, "n", "kueue-system") is not None
    assert kubernetes.diff(made, KUEUE).changes == {}
    assert kubernetes.refresh(made) == made


def test_an_upgrade_counts(kubernetes: Client) -> None:
    """And another name or namespace is another release."""
    made = kubernetes.create(RELEASE, "kueue", KUEUE)
    assert kubernetes.diff(made, {**KUEUE, "version": "0.14.1"}).changes == {"version": "update"}
    upgraded = kubernetes.update(made, {**KUEUE, "version": "0.14.1"})
    assert isinstance(status := upgraded.out("status"), dict)
    assert (status["revision"], status["version"]) == (2, "0.14.1")
    moved = kubernetes.diff(made, {**KUEUE, "namespace": "default"})
    assert (moved.changes, moved.delete_before_replace) == ({"namespace": "update_replace"}, False)


def test_a_name_is_made_and_kept(kubernetes: Client) -> None:
    """The provider's defaults are in the inputs: a name, the namespace, the time to wait."""
    inputs: Inputs = {"chart": "kueue", "repositoryOpts": {"repo": "https://example.com/charts"}}
    made = kubernetes.create(RELEASE, "queues", inputs)
    assert str(made.inputs["name"]).startswith("queues-")
    assert (made.inputs["namespace"], made.inputs["timeout"]) == ("default", 300)
    assert kubernetes.diff(made, inputs).changes == {}


def test_a_name_is_there_once_in_a_namespace(kubernetes: Client, to_cluster: Connect) -> None:
    """Whatever the provider may adopt otherwise."""
    kubernetes.create(RELEASE, "kueue", KUEUE)
    for client in (kubernetes, to_cluster({"upsertExistingObjects": "true"})):
        message = refused(lambda client=client: client.create(RELEASE, "again", KUEUE))
        assert message == "cannot re-use a name that is still in use"
    assert kubernetes.create(RELEASE, "other", {**KUEUE, "namespace": "default"}).id == "default/kueue"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"createNamespace": False},
            'create: failed to create: namespaces "kueue-system" not found',
        ),
        (
            {"name": "Kueue"},
            'release name "Kueue": invalid release name, must match regex'
            r" ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than"
            " 53",
        ),
        (
            {"chart": "kueue"},
            "chart: non-absolute URLs should be in form of repo_name/path_to_chart, got: kueue; check the chart name"
            " and repository configuration.",
        ),
        ({"chart": None}, 'chart: missing required property "chart"'),
        ({"verison": "1"}, 'verison: unknown property "verison"; did you mean "version"?'),
    ],
    ids=["namespace", "name", "reference", "required", "typo"],
)
def test_helm_refuses(kubernetes: Client, changes: Inputs, message: str) -> None:
    """In its own words, or the SDK's types do."""
    assert refused(lambda: kubernetes.create(RELEASE, "x", {**KUEUE, **changes})) == message


def test_a_release_without_a_cluster(to_cluster: Connect) -> None:
    """This part of the provider has words of its own."""
    client = to_cluster({"kubeconfig": kubeconfig("https://k8s.example.com")})
    assert refused(lambda: client.create(RELEASE, "x", KUEUE)) == (
        "can't create Helm Release with unreachable cluster: unable to load schema information from the API server: Get"
        ' "https://k8s.example.com/openapi/v2?timeout=32s": dial tcp: lookup k8s.example.com: no such host'
    )


def test_a_chart_brings_its_kinds(kubernetes: Client) -> None:
    """They are served from its release on, and go with it."""
    missing = NO_MATCH.format(token=QUEUE, version="kueue.x-k8s.io/v1beta1", kind="ClusterQueue")
    assert refused(lambda: kubernetes.create(QUEUE, "x", QUEUE_INPUTS)) == missing
    release = kubernetes.create(RELEASE, "kueue", KUEUE)
    queue = kubernetes.create(QUEUE, "x", QUEUE_INPUTS)
    assert queue.id == "q"
    assert queue.out("spec") == {"queueingStrategy": "BestEffortFIFO", "stopPolicy": "None"}
    kubernetes.delete(release)
    assert kubernetes.refresh(queue) is None
    assert refused(lambda: kubernetes.create(QUEUE, "x", QUEUE_INPUTS)) == missing


def test_a_chart_knows_the_shape_of_its_kinds(kubernetes: Client) -> None:
    """A group without its flavours is refused as the definition refuses it, a queue keeps its cluster queue."""
    kubernetes.create(RELEASE, "kueue", KUEUE)
    wrong = {"metadata": {"name": "q"}, "spec": {"resourceGroups": [{"coveredResources": ["google.com/tpu"]}]}}
    assert refused(lambda: kubernetes.create(QUEUE, "x", wrong)) == (
        f'resource "urn:pulumi:dev::test::{QUEUE}::x" was not successfully created by the Kubernetes API server:'
        ' ClusterQueue.kueue.x-k8s.io "q" is invalid: spec.resourceGroups[0].flavors: Required value'
    )
    local = "kubernetes:kueue.x-k8s.io/v1beta1:LocalQueue"
    made = kubernetes.create(local, "l", {"metadata": {"name": "l"}, "spec": {"clusterQueue": "q"}})
    assert refused(lambda: kubernetes.update(made, {"metadata": {"name": "l"}, "spec": {"clusterQueue": "r"}})) == (
        'the Kubernetes API server reported that "default/l" failed to fully initialize or become live:'
        ' LocalQueue.kueue.x-k8s.io "l" is invalid: spec.clusterQueue: Invalid value: "r": field is immutable'
    )


def test_definitions_in_a_folder_can_be_left_out(kubernetes: Client) -> None:
    """`skipCrds` leaves JobSet's out, which are in the chart's crds folder."""
    jobset: Inputs = {"name": "jobset", "chart": "oci://registry.k8s.io/jobset/charts/jobset", "skipCrds": True}
    release = kubernetes.create(RELEASE, "jobset", jobset)
    inputs: Inputs = {"metadata": {"name": "j"}, "spec": {"replicatedJobs": [{"name": "w", "template": {}}]}}
    missing = NO_MATCH.format(token=JOBS, version="jobset.x-k8s.io/v1alpha2", kind="JobSet")
    assert refused(lambda: kubernetes.create(JOBS, "x", inputs)) == missing
    kubernetes.update(release, {**jobset, "skipCrds": False})
    assert kubernetes.create(JOBS, "x", inputs).id == "default/j"
