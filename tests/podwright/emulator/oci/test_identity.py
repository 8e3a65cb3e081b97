"""Compartments as the provider treats them, policies and dynamic groups."""

from __future__ import annotations

from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.conftest import TENANCY
from tests.podwright.emulator.oci.words import refusal

COMPARTMENT = "oci:Identity/compartment:Compartment"
POLICY = "oci:Identity/policy:Policy"
GROUP = "oci:Identity/dynamicGroup:DynamicGroup"


def test_a_compartment_belongs_to_no_region(compartment: Made) -> None:
    """Its OCID has a gap where the region would be."""
    assert compartment.id.startswith("ocid1.compartment.oc1..")
    assert (compartment.out("state"), compartment.out("isAccessible")) == ("ACTIVE", True)


def test_without_enable_delete_a_compartment_stays_and_is_taken_over(oci: Client) -> None:
    """The provider only forgets it, and finds it again by its name."""
    inputs = {"name": "kept", "description": "d"}
    made = oci.create(COMPARTMENT, "c", inputs)
    oci.delete(made)
    assert oci.refresh(made) is not None
    again = oci.create(COMPARTMENT, "c", {**inputs, "description": "e"})
    assert (again.id, again.out("description")) == (made.id, "e")


def test_with_enable_delete_a_second_one_is_refused(oci: Client, compartment: Made) -> None:
    """Nobody deletes what somebody else made."""
    assert refused(lambda: oci.create(COMPARTMENT, "c", compartment.inputs)) == refusal(
        "409-CompartmentAlreadyExists, A compartment with name 'ml' already exists.",
        "Identity Compartment",
        "identity_compartment",
        "CreateCompartment",
        "a compartment with enableDelete is not taken over: use the resource option import_",
    )


def test_a_compartment_that_is_not_empty_stays(oci: Client, compartment: Made, vcn: Made) -> None:
    """The service gives the delete up, and the provider sees the compartment active again."""
    assert refused(lambda: oci.delete(compartment)) == (
        "Unexpected LifeCycle state\n"
        "Service: Identity Compartment\n"
        "Error Message: unexpected state 'ACTIVE', wanted target 'DELETED'. last error: %!s(<nil>)\n"
        f"Resource OCID: {compartment.id}\n"
        "Suggestion: Please retry or contact support for help with service: Identity Compartment\n"
        f"  note: it still holds {vcn.id}"
    )
    oci.delete(vcn)
    oci.delete(compartment)
    assert oci.refresh(compartment) is None


def test_a_compartment_can_be_renamed(oci: Client, compartment: Made) -> None:
    """In place."""
    inputs = {**compartment.inputs, "name": "training"}
    assert oci.diff(compartment, inputs).replaces == []
    assert oci.update(compartment, inputs).out("name") == "training"


def _policy(statement: str) -> Values:
    return {"compartmentId": TENANCY, "name": "p", "description": "d", "statements": [statement]}


def test_a_policy_names_compartments_that_exist(oci: Client, compartment: Made) -> None:
    """Below its own, by path."""
    oci.create(POLICY, "p", _policy("Allow group Admins to manage all-resources in compartment ml"))
    inputs = {**_policy("Allow group Admins to manage all-resources in compartment mx"), "name": "q"}
    assert refused(lambda: oci.create(POLICY, "q", inputs)) == refusal(
        "400-InvalidParameter, Compartment {mx} does not exist or is not part of the policy compartment subtree",
        "Identity Policy",
        "identity_policy",
        "CreatePolicy",
    )


def test_a_policys_name_is_unique(oci: Client) -> None:
    """In its compartment."""
    oci.create(POLICY, "p", _policy("Allow group Admins to manage all-resources in tenancy"))
    assert refused(lambda: oci.create(POLICY, "q", _policy("Allow group A to use vcns in tenancy"))) == refusal(
        "409-PolicyAlreadyExists, Policy 'p' already exists.", "Identity Policy", "identity_policy", "CreatePolicy"
    )


def test_a_dynamic_group_belongs_to_the_tenancy(oci: Client, compartment: Made) -> None:
    """It is not found anywhere else."""
    inputs = {"compartmentId": compartment.id, "name": "g", "description": "d", "matchingRule": "ALL {a.b = 'c'}"}
    assert refused(lambda: oci.create(GROUP, "g", inputs)) == refusal(
        "400-InvalidParameter, Dynamic groups must be created in the root compartment.",
        "Identity Dynamic Group",
        "identity_dynamic_group",
        "CreateDynamicGroup",
        f"that is {TENANCY}",
    )
