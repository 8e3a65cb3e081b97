"""Custom resources: a definition in the cluster, or an add-on that the cluster serves by itself."""

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.store import Store
from podwright.emulator.kubernetes.kubernetes import KubernetesCloud
from podwright.emulator.kubernetes.lifecycle import KubernetesLifecycle
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.conftest import NOON
from tests.podwright.emulator.kubernetes.examples import CRANE, DEFINITION, OPEN, Inputs, definition

CRANE_INPUTS: Inputs = {"metadata": {"name": "big"}, "spec": {"height": 40, "booms": ["a", "b"]}}


def test_a_kind_needs_a_definition(kubernetes: Client) -> None:
    """The provider's words for a definition that is missing."""
    assert refused(lambda: kubernetes.create(CRANE, "x", CRANE_INPUTS)) == (
        f'creation of resource "urn:pulumi:dev::test::{CRANE}::x" with kind harbour.example.com/v1/Crane failed because'
        " the Kubernetes API server reported that the apiVersion for this resource does not exist. Verify that any"
        ' required CRDs have been created: no matches for kind "Crane" in version "harbour.example.com/v1"'
    )


def test_a_defined_kind_takes_any_content(kubernetes: Client) -> None:
    """Nothing differs afterwards, and a refresh sees the same."""
    kubernetes.create(DEFINITION, "d", definition())
    made = kubernetes.create(CRANE, "x", CRANE_INPUTS)
    assert made.id == "default/big"
    assert made.out("spec") == CRANE_INPUTS["spec"]
    assert kubernetes.diff(made, CRANE_INPUTS).changes == {}
    assert kubernetes.refresh(made) == made


def test_a_definition_says_whether_its_kind_has_a_namespace(kubernetes: Client) -> None:
    """A namespace that was assumed before the definition was there makes no difference later."""
    checked_before = kubernetes.check(CRANE, "x", CRANE_INPUTS)
    assert checked_before["metadata"] == {"name": "big", "namespace": "default"}
    kubernetes.create(DEFINITION, "d", definition("Cluster"))
    made = kubernetes.create(CRANE, "x", checked_before)
    assert made.id == "big"
    assert kubernetes.diff(made, CRANE_INPUTS).changes == {}


def test_a_definition_takes_its_objects_with_it(kubernetes: Client) -> None:
    """As in Kubernetes."""
    defined = kubernetes.create(DEFINITION, "d", definition())
    made = kubernetes.create(CRANE, "x", CRANE_INPUTS)
    kubernetes.delete(defined)
    assert kubernetes.refresh(made) is None


def test_a_definition_is_named_after_its_kind(kubernetes: Client) -> None:
    """The API server insists."""
    wrong = {**definition(), "metadata": {"name": "crane"}}
    assert refused(lambda: kubernetes.create(DEFINITION, "d", wrong)) == (
        f'resource "urn:pulumi:dev::test::{DEFINITION}::d" was not successfully created by the Kubernetes API server:'
        ' CustomResourceDefinition.apiextensions.k8s.io "crane" is invalid: metadata.name: Invalid value: "crane": must'
        ' be spec.names.plural+"."+spec.group'
    )


def test_a_definition_needs_a_schema(kubernetes: Client) -> None:
    """The first version of the API that is not beta insists, in a preview too."""
    wrong = definition()
    wrong["spec"] = {**values.mapping(wrong, "spec"), "versions": [{"name": "v1", "served": True, "storage": True}]}
    message = (
        f'resource "urn:pulumi:dev::test::{DEFINITION}::d" was not successfully created by the Kubernetes API server:'
        ' CustomResourceDefinition.apiextensions.k8s.io "cranes.harbour.example.com" is invalid:'
        " spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required"
    )
    assert refused(lambda: kubernetes.create(DEFINITION, "d", wrong)) == message
    assert refused(lambda: kubernetes.preview(DEFINITION, "d", wrong)) == message


def test_a_definition_may_be_of_an_alpha_version(kubernetes: Client) -> None:
    """Managed clusters keep alpha versions of Kubernetes itself away, not those of a definition."""
    defined = definition()
    version = {"name": "v1alpha1", "served": True, "storage": True, "schema": {"openAPIV3Schema": OPEN}}
    defined["spec"] = {**values.mapping(defined, "spec"), "versions": [version]}
    kubernetes.create(DEFINITION, "d", defined)
    assert kubernetes.create(CRANE.replace("v1", "v1alpha1"), "x", CRANE_INPUTS).id == "default/big"


def test_a_create_waits_for_a_definition_that_is_on_its_way(
    kubernetes: Client, kubernetes_index: SdkIndex, store: Store
) -> None:
    """The engine makes both at the same time where the program does not say what needs what."""
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            kubernetes.create(DEFINITION, "d", definition("Cluster"))

    cloud = KubernetesCloud(kubernetes_index)
    life = KubernetesLifecycle(cloud, kubernetes_index, store, lambda: NOON, tries=5, pause=pause)
    made = life.create(
        cloud.scope({}), CRANE, {**CRANE_INPUTS, "apiVersion": "harbour.example.com/v1", "kind": "Crane"}
    )
    assert (made.id, len(waits)) == ("big", 3)
