"""Custom resources: a definition in the cluster, or an add-on that the cluster serves by itself."""

from __future__ import annotations

from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.kubernetes.examples import CRANE, DEFINITION, Inputs, definition

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


def test_kueue_and_jobset_are_served(kubernetes: Client) -> None:
    """Kueue's queues of the whole cluster have no namespace, a JobSet has one."""
    queue = kubernetes.create("kubernetes:kueue.x-k8s.io/v1beta1:ClusterQueue", "q", {"metadata": {"name": "q"}})
    jobs = kubernetes.create("kubernetes:jobset.x-k8s.io/v1alpha2:JobSet", "j", {"metadata": {"name": "j"}})
    assert (queue.id, jobs.id) == ("q", "default/j")
