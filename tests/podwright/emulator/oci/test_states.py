"""Lifecycle states: the provider waits, so a program sees the last one; what is deleted is not found any more."""

from __future__ import annotations

import pytest

from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.everything import IMAGE
from tests.podwright.emulator.oci.words import NOT_FOUND, refusal

INSTANCE = "oci:Core/instance:Instance"
STATES = {
    "AVAILABLE": [
        "Core/defaultDhcpOptions",
        "Core/defaultRouteTable",
        "Core/defaultSecurityList",
        "Core/dhcpOptions",
        "Core/drg",
        "Core/internetGateway",
        "Core/ipsec",
        "Core/ipsecConnectionTunnelManagement",
        "Core/natGateway",
        "Core/networkSecurityGroup",
        "Core/routeTable",
        "Core/securityList",
        "Core/serviceGateway",
        "Core/subnet",
        "Core/vcn",
        "Core/volume",
    ],
    "RUNNING": ["Core/clusterNetwork", "Core/instance", "Core/instancePool"],
    "ATTACHED": ["Core/drgAttachment"],
    "ENABLED": ["Kms/key"],
    "OBJECT": ["ObjectStorage/storageObject"],
    None: [
        "Core/cpe",
        "Core/instanceConfiguration",
        "Core/networkSecurityGroupSecurityRule",
        "ObjectStorage/bucket",
    ],
}
"""After a create; all others are ACTIVE. The services' API references, `lifecycleState` of each type."""


@pytest.fixture
def machine(oci: Client, compartment: Made, subnet: Made, domain: str) -> Values:
    """Inputs of an instance."""
    return {
        "compartmentId": compartment.id,
        "availabilityDomain": domain,
        "shape": "VM.Standard.E5.Flex",
        "shapeConfig": {"ocpus": 2},
        "sourceDetails": {"sourceType": "image", "sourceId": IMAGE},
        "createVnicDetails": {"subnetId": subnet.id},
    }


def test_each_type_is_ready_after_its_create(all_made: list[Made]) -> None:
    """Nobody sees PROVISIONING or CREATING."""
    wanted = {f"oci:{name}": state for state, names in STATES.items() for name in names}
    for made in all_made:
        assert made.out("state") == wanted.get(made.token.rsplit(":", 1)[0], "ACTIVE"), made.token


def test_what_is_deleted_is_not_found(oci: Client, compartment: Made, vcn: Made) -> None:
    """Oracle keeps it as TERMINATED for a while, which to the provider and to references is the same as gone."""
    oci.delete(vcn)
    assert oci.refresh(vcn) is None
    assert oci.import_(vcn.token, "v", vcn.id) is None
    inputs = {"compartmentId": compartment.id, "vcnId": vcn.id, "cidrBlock": "10.0.0.0/24"}
    assert refused(lambda: oci.create("oci:Core/subnet:Subnet", "s", inputs)) == refusal(
        NOT_FOUND, "Core Subnet", "core_subnet", "CreateSubnet"
    )
    assert refused(lambda: oci.update(vcn, {**vcn.inputs, "displayName": "other"})) == refusal(
        NOT_FOUND, "Core Vcn", "core_vcn", "UpdateVcn", f"there is no {vcn.id}"
    )
    oci.delete(vcn)


def test_an_instance_can_be_stopped_and_started(oci: Client, machine: Values) -> None:
    """In place, in any case of the word; a program that stops to ask leaves it as it is."""
    made = oci.create(INSTANCE, "i", {**machine, "state": "stopped"})
    assert made.out("state") == "STOPPED"
    assert oci.diff(made, {**machine, "state": "STOPPED"}).changes == {}
    assert oci.update(made, machine).out("state") == "STOPPED"
    assert oci.diff(made, {**machine, "state": "RUNNING"}).replaces == []
    assert oci.update(made, {**machine, "state": "RUNNING"}).out("state") == "RUNNING"


def test_an_instance_cannot_be_asked_to_be_anything_else(oci: Client, machine: Values) -> None:
    """The provider refuses it before it asks."""
    assert refused(lambda: oci.create(INSTANCE, "i", {**machine, "state": "TERMINATED"})) == (
        'state: expected state to be one of ["STOPPED" "RUNNING"], got TERMINATED'
    )


def test_a_pool_runs_whatever_state_it_was_made_with(oci: Client, all_made: list[Made]) -> None:
    """The state is for updates."""
    pool = next(each for each in all_made if each.token == "oci:Core/instancePool:InstancePool")
    made = oci.create(pool.token, "p", {**pool.inputs, "state": "STOPPED"})
    assert made.out("state") == "RUNNING"
    assert oci.update(made, {**pool.inputs, "state": "STOPPED"}).out("state") == "STOPPED"


def test_a_subnet_stays_while_a_load_balancer_is_in_it(oci: Client, compartment: Made, subnet: Made) -> None:
    """Also a type that is not modelled holds what it names."""
    inputs = {
        "compartmentId": compartment.id,
        "displayName": "front",
        "shape": "flexible",
        "subnetIds": [subnet.id],
    }
    balancer = oci.create("oci:LoadBalancer/loadBalancer:LoadBalancer", "l", inputs)
    assert refused(lambda: oci.delete(subnet)) == refusal(
        f"409-Conflict, The Subnet {subnet.id} references the LoadBalancer {balancer.id}."
        " You must remove the reference to proceed with this operation.",
        "Core Subnet",
        "core_subnet",
        "DeleteSubnet",
    )
    oci.delete(balancer)
    oci.delete(subnet)
