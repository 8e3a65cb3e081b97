"""Which change replaces, which is made in place, which the API server refuses."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.kubernetes.examples import CONFIG_MAP, DEPLOYMENT, SERVICE, Inputs, deployment, service
from tests.podwright.emulator.kubernetes.fixtures import Connect

BECAME = (
    'the Kubernetes API server reported that "{id}" failed to fully initialize or become live: {kind} "{name}" is'
    " invalid: "
)


def test_another_selector_replaces_a_deployment_first_deleting_it(kubernetes: Client) -> None:
    """The name is given by a person, so two cannot stand side by side."""
    made = kubernetes.create(DEPLOYMENT, "web", deployment())
    found = kubernetes.diff(made, deployment(label="other"))
    assert found.changes == {
        "spec.selector.matchLabels.app": "update_replace",
        "spec.template.metadata.labels.app": "update",
    }
    assert found.delete_before_replace


def test_a_new_selector_of_an_autonamed_deployment_comes_beside_it(kubernetes: Client) -> None:
    """The new one gets another name."""
    inputs, other = deployment(), deployment(label="other")
    del inputs["metadata"], other["metadata"]
    made = kubernetes.create(DEPLOYMENT, "web", inputs)
    found = kubernetes.diff(made, other)
    assert found.replaces == ["spec"]
    assert not found.delete_before_replace


def test_another_namespace_replaces_without_deleting_first(kubernetes: Client) -> None:
    """The same name in another namespace is another object."""
    made = kubernetes.create(SERVICE, "web", service())
    moved = {**service(), "metadata": {"name": "web", "namespace": "kube-system"}}
    found = kubernetes.diff(made, moved)
    assert found.changes == {"metadata.namespace": "update_replace"}
    assert not found.delete_before_replace


def test_an_image_is_changed_in_place(kubernetes: Client) -> None:
    """A Deployment rolls out."""
    made = kubernetes.create(DEPLOYMENT, "web", deployment())
    inputs = deployment()
    values.blocks(inputs, "spec.template.spec.containers")[0]["image"] = "nginx:1.28"
    assert kubernetes.diff(made, inputs).changes == {"spec.template.spec.containers[0].image": "update"}


def test_the_order_of_arguments_matters(kubernetes: Client) -> None:
    """A command's arguments are no set."""
    made = kubernetes.create(DEPLOYMENT, "web", deployment())
    inputs = deployment()
    values.blocks(inputs, "spec.template.spec.containers")[0]["args"] = ["-b", "-a"]
    assert kubernetes.diff(made, inputs).changes == {
        "spec.template.spec.containers[0].args[0]": "update",
        "spec.template.spec.containers[0].args[1]": "update",
    }


@pytest.mark.parametrize(("setting", "kind"), [("false", "update_replace"), ("true", "update")])
def test_a_config_map_is_replaced_unless_the_provider_may_change_it(
    to_cluster: Connect, setting: str, kind: str
) -> None:
    """The provider's default makes Deployments roll when a referenced ConfigMap changes."""
    client = to_cluster({"enableConfigMapMutable": setting})
    made = client.create(CONFIG_MAP, "c", {"data": {"a": "1"}})
    assert client.diff(made, {"data": {"a": "2"}}).changes == {"data.a": kind}


def test_an_immutable_config_map_is_always_replaced(to_cluster: Connect) -> None:
    """And an update that comes all the same is refused."""
    client = to_cluster({"enableConfigMapMutable": True})
    inputs: Inputs = {"metadata": {"name": "c"}, "data": {"a": "1"}, "immutable": True}
    made = client.create(CONFIG_MAP, "c", inputs)
    changed = {**inputs, "data": {"a": "2"}}
    assert client.diff(made, changed).changes == {"data.a": "update_replace"}
    assert refused(lambda: client.update(made, changed)) == (
        BECAME.format(id="default/c", kind="ConfigMap", name="c")
        + "data: Forbidden: field is immutable when `immutable` is set"
    )


def test_a_stateful_set_keeps_most_of_its_spec(kubernetes: Client) -> None:
    """`minReadySeconds` may change, `persistentVolumeClaimRetentionPolicy` too; another field may not."""
    inputs = {**deployment(), "spec": {**values.mapping(deployment(), "spec"), "serviceName": "web"}}
    made = kubernetes.create("kubernetes:apps/v1:StatefulSet", "web", inputs)
    fine = {**inputs, "spec": {**values.mapping(inputs, "spec"), "minReadySeconds": 5}}
    kubernetes.update(made, fine)
    wrong = {**inputs, "spec": {**values.mapping(inputs, "spec"), "serviceName": "other"}}
    assert refused(lambda: kubernetes.update(made, wrong)) == (
        BECAME.format(id="default/web", kind="StatefulSet.apps", name="web")
        + "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
        " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
        " forbidden"
    )


def test_a_claim_grows_and_never_shrinks(kubernetes: Client) -> None:
    """Whatever the unit."""

    def claim(size: str) -> Inputs:
        return {
            "metadata": {"name": "disk"},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}},
        }

    token = "kubernetes:core/v1:PersistentVolumeClaim"
    made = kubernetes.create(token, "disk", claim("1Gi"))
    made = kubernetes.update(made, claim("2048Mi"))
    assert refused(lambda: kubernetes.update(made, claim("1Gi"))) == (
        BECAME.format(id="default/disk", kind="PersistentVolumeClaim", name="disk")
        + "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"
    )


def test_a_role_of_a_binding_is_replaced(kubernetes: Client) -> None:
    """Kubernetes allows no other role in place."""
    token = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"

    def binding(role: str) -> Inputs:
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}
        return {"metadata": {"name": "system:b"}, "roleRef": reference}

    made = kubernetes.create(token, "b", binding("view"))
    assert made.id == "system:b"
    assert kubernetes.diff(made, binding("edit")).changes == {"roleRef.name": "update_replace"}
