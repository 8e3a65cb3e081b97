"""Every modelled type keeps to the SDK's and the provider's own definition; every other type works as a generic one."""

from __future__ import annotations

import pytest

from podwright.emulator.oci.coverage import MODELLED
from podwright.emulator.oci.invokes import FUNCTIONS
from podwright.emulator.oci.limits import limits
from podwright.emulator.oci.shapes import shapes
from podwright.emulator.oci.tables import TABLES
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, Type
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.words import NOT_FOUND, refusal

PEERING = "oci:Core/localPeeringGateway:LocalPeeringGateway"


@pytest.mark.parametrize("token", sorted(MODELLED))
def test_a_modelled_type_is_in_the_sdk_and_has_replacement_rules(oci_index: SdkIndex, token: str) -> None:
    """A type that an upgraded SDK renamed would silently turn generic."""
    assert oci_index.resource(token) is not None
    assert TABLES.has_replace_rules(token)


@pytest.mark.parametrize("token", sorted(FUNCTIONS))
def test_an_emulated_function_is_in_the_sdk(oci_index: SdkIndex, token: str) -> None:
    """Under the name that programs call."""
    assert oci_index.function(token) is not None


def test_every_path_of_a_table_is_a_property_of_the_sdk(oci_index: SdkIndex) -> None:
    """A rule about a property that does not exist never fires."""
    replaced, rules = TABLES.table("replace.yaml").child("types"), TABLES.table("rules.yaml").child("types")
    paths = [(str(token), path) for token in replaced.values for path in replaced.texts(str(token))]
    paths += [
        (str(token), path)
        for token in rules.values
        for rule in rules.records(str(token))
        for path in rule.texts("at_most_one")
    ]
    assert [(token, path) for token, path in paths if not _exists(oci_index, token, path)] == []


def _exists(index: SdkIndex, token: str, path: str) -> bool:
    resource = index.resource(token)
    if resource is None:
        return False
    properties = resource.inputs
    current: Type | None = None
    for step in path.replace("[*]", ".*").split("."):
        if step == "*":
            current = (
                current.item if isinstance(current, ArrayOf) else current.value if isinstance(current, MapOf) else None
            )
        else:
            if isinstance(current, ObjectRef):
                properties = index.object(current).properties
            current = properties[step].type if step in properties else None
        if current is None:
            return False
    return True


def test_every_shape_counts_against_a_limit_that_is_known() -> None:
    """GPU shapes count GPUs and are 0 in a new tenancy."""
    assert [shape.name for shape in shapes().values() if ("compute", shape.limit) not in limits()] == []
    assert {limits()["compute", shape.limit].default for shape in shapes().values() if shape.gpus} == {0}


def test_a_type_that_nobody_modelled_has_a_whole_life(oci: Client, compartment: Made, vcn: Made) -> None:
    """Created, found, changed, deleted, with an OCID."""
    made = oci.create(PEERING, "g", {"compartmentId": compartment.id, "vcnId": vcn.id})
    assert made.id.startswith("ocid1.localpeeringgateway.oc1.eu-amsterdam-1.")
    assert oci.diff(made, {**made.inputs, "vcnId": "other"}).replaces == ["vcnId"]
    changed = oci.update(made, {**made.inputs, "displayName": "peer"})
    assert changed.out("displayName") == "peer"
    oci.delete(changed)
    assert oci.refresh(changed) is None


def test_a_generic_type_needs_its_vcn(oci: Client, compartment: Made) -> None:
    """Where it names one by the usual property."""
    inputs = {"compartmentId": compartment.id, "vcnId": "ocid1.vcn.oc1.eu-amsterdam-1.aaaa"}
    assert refused(lambda: oci.create(PEERING, "g", inputs)) == refusal(
        NOT_FOUND, "Core Local Peering Gateway", "core_local_peering_gateway", "CreateLocalPeeringGateway"
    )


def test_an_unknown_type_is_refused(oci: Client) -> None:
    """Strict by default: a typo is no resource."""
    assert refused(lambda: oci.create("oci:Core/vnc:Vnc", "v", {})) == (
        "unrecognized resource type: oci:Core/vnc:Vnc\n  note: pulumi-oci has no such type"
    )
