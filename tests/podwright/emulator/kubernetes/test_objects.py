"""Objects of the cluster that is always there: ids, names, metadata, status, namespaces."""

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.wire import Secret, plain, plain_values
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.kubernetes.examples import (
    CONFIG_MAP,
    DEPLOYMENT,
    NAMESPACE,
    SECRET,
    SERVICE,
    deployment,
    service,
)
from tests.podwright.emulator.kubernetes.fixtures import Connect


def test_an_object_without_a_name_gets_one_in_its_metadata(kubernetes: Client) -> None:
    """As the provider does: eight digits, an annotation, and the same name at the next check."""
    made = kubernetes.create(NAMESPACE, "team", {})
    assert made.id == "team-e34c95e6"
    assert made.inputs == {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "team-e34c95e6", "annotations": {"pulumi.com/autonamed": "true"}},
    }
    assert kubernetes.diff(made, {}).changes == {}


def test_the_server_writes_metadata(kubernetes: Client) -> None:
    """The fields that Kubernetes documents, without managedFields."""
    made = kubernetes.create(NAMESPACE, "team", {"metadata": {"name": "team"}})
    assert made.out("metadata") == {
        "name": "team",
        "labels": {"kubernetes.io/metadata.name": "team"},
        "uid": "3bd507cf-2d36-4ed8-91eb-67768d8c6e65",
        "creationTimestamp": "2026-05-04T12:00:00Z",
        "resourceVersion": "251583",
        "generation": 1,
    }


def test_a_change_of_the_spec_raises_generation_and_version(kubernetes: Client) -> None:
    """A change of labels alone is no new generation; the uid stays."""
    made = kubernetes.create(DEPLOYMENT, "web", deployment())
    inputs = deployment()
    labelled = {**inputs, "metadata": {"name": "web", "namespace": "default", "labels": {"a": "b"}}}
    with_label = kubernetes.update(made, labelled)
    spec = {**values.mapping(inputs, "spec"), "replicas": 5}
    scaled = kubernetes.update(with_label, {**labelled, "spec": spec})
    history = [values.mapping(plain_values(each.outputs), "metadata") for each in (made, with_label, scaled)]
    assert [entry["generation"] for entry in history] == [1, 1, 2]
    versions = [int(str(entry["resourceVersion"])) for entry in history]
    assert versions == [versions[0], versions[0] + 1, versions[0] + 2]
    assert len({entry["uid"] for entry in history}) == 1
    assert values.get(scaled.outputs, "status.readyReplicas") == 5


def test_a_deployment_is_available_at_once(kubernetes: Client) -> None:
    """The id has the namespace in it, nothing differs afterwards, and a refresh sees the same."""
    made = kubernetes.create(DEPLOYMENT, "web", deployment())
    assert made.id == "default/web"
    assert kubernetes.diff(made, deployment()).changes == {}
    assert kubernetes.refresh(made) == made


def test_a_load_balancer_has_an_address(kubernetes: Client) -> None:
    """Programs read it as soon as the service is there."""
    made = kubernetes.create(SERVICE, "web", service(type="LoadBalancer"))
    assert made.out("status") == {"loadBalancer": {"ingress": [{"ip": "198.18.166.131", "ipMode": "VIP"}]}}
    assert values.get(made.outputs, "spec.clusterIP") == "10.96.166.131"


def test_text_of_a_secret_is_kept_encoded_and_secret(kubernetes: Client) -> None:
    """The provider and the server keep `data` only."""
    made = kubernetes.create(SECRET, "key", {"metadata": {"name": "key"}, "stringData": Secret({"token": "abc"})})
    assert isinstance(made.inputs["data"], Secret)
    assert isinstance(made.outputs["data"], Secret)
    assert plain(made.outputs["data"]) == {"token": "YWJj"}
    assert "stringData" not in made.inputs
    assert "stringData" not in made.outputs


def test_a_namespace_must_exist(kubernetes: Client) -> None:
    """The server's words behind the provider's."""
    assert refused(lambda: kubernetes.create(DEPLOYMENT, "web", deployment(namespace="nowhere"))) == (
        'resource "urn:pulumi:dev::test::kubernetes:apps/v1:Deployment::web" was not successfully created by the'
        ' Kubernetes API server: namespaces "nowhere" not found'
    )


def test_a_namespace_takes_its_content_with_it(kubernetes: Client) -> None:
    """No object stays behind without its namespace."""
    space = kubernetes.create(NAMESPACE, "team", {"metadata": {"name": "team"}})
    inside = kubernetes.create(DEPLOYMENT, "web", deployment(namespace="team"))
    kubernetes.delete(space)
    assert kubernetes.refresh(inside) is None


def test_the_namespaces_of_every_cluster_are_there(kubernetes: Client) -> None:
    """They can be read, and cannot be deleted."""
    for name in ("default", "kube-node-lease", "kube-public", "kube-system"):
        found = kubernetes.import_(NAMESPACE, name, name)
        assert found is not None
        assert found.out("status") == {"phase": "Active"}
        assert refused(lambda found=found: kubernetes.delete(found)) == (
            f'namespaces "{found.name}" is forbidden: this namespace may not be deleted'
        )


def test_a_second_object_of_the_same_name_is_refused(kubernetes: Client) -> None:
    """With the help that the provider adds."""
    kubernetes.create(SERVICE, "web", service())
    message = refused(lambda: kubernetes.create(SERVICE, "web", service()))
    assert message.startswith(
        'resource "urn:pulumi:dev::test::kubernetes:core/v1:Service::web" was not successfully created by the'
        ' Kubernetes API server: services "web" already exists\n\nThe resource already exists in the cluster.'
    )


def test_upsert_changes_an_object_that_is_there(to_cluster: Connect, kubernetes: Client) -> None:
    """`upsertExistingObjects` is the provider's way to adopt."""
    made = kubernetes.create(CONFIG_MAP, "c", {"metadata": {"name": "c"}, "data": {"a": "1"}})
    other = to_cluster({"upsertExistingObjects": "true"})
    other.create(CONFIG_MAP, "c", {"metadata": {"name": "c"}, "data": {"a": "2"}})
    found = kubernetes.refresh(made)
    assert found is not None
    assert found.out("data") == {"a": "2"}


def test_a_patch_changes_somebody_elses_object(kubernetes: Client) -> None:
    """The object's own owner sees no difference."""
    space = kubernetes.create(NAMESPACE, "team", {"metadata": {"name": "team"}})
    patch = {"metadata": {"name": "team", "labels": {"owner": "serving"}}}
    kubernetes.create("kubernetes:core/v1:NamespacePatch", "p", patch)
    found = kubernetes.refresh(space)
    assert found is not None
    assert values.get(found.outputs, "metadata.labels.owner") == "serving"
    assert kubernetes.diff(found, {"metadata": {"name": "team"}}).changes == {}


def test_an_import_finds_an_object_by_its_id(kubernetes: Client) -> None:
    """A namespace that is not written is `default`."""
    kubernetes.create(SERVICE, "web", service())
    assert kubernetes.import_(SERVICE, "web", "default/web") is not None
    assert kubernetes.import_(SERVICE, "web", "web") is not None
    assert kubernetes.import_(SERVICE, "web", "other/web") is None


def test_a_node_port_is_taken_once(kubernetes: Client) -> None:
    """In the whole cluster."""
    ports = [{"port": 80, "nodePort": 30080}]
    kubernetes.create(SERVICE, "one", service("one", type="NodePort", ports=ports))
    message = refused(lambda: kubernetes.create(SERVICE, "two", service("two", type="NodePort", ports=ports)))
    assert message == (
        'resource "urn:pulumi:dev::test::kubernetes:core/v1:Service::two" was not successfully created by the'
        ' Kubernetes API server: Service "two" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port'
        " is already allocated"
    )
