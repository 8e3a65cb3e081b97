"""OCIDs: every create makes a resource of its own, except where Oracle knows a name only once."""

from __future__ import annotations

import pytest

from podwright.emulator.core.wire import Values
from podwright.emulator.oci import coverage, ocids
from podwright.emulator.oci.storage import namespace_of
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.everything import TENANCY, inputs_of
from tests.podwright.emulator.oci.types import Connect
from tests.podwright.emulator.oci.words import refusal

VCN = "oci:Core/vcn:Vcn"
GROUP = "oci:Identity/group:Group"
TOPIC = "oci:Ons/notificationTopic:NotificationTopic"
TAKEN_OVER = {
    "oci:Core/defaultRouteTable",
    "oci:Core/defaultSecurityList",
    "oci:Core/defaultDhcpOptions",
    "oci:Core/ipsecConnectionTunnelManagement",
    "oci:ObjectStorage/storageObject",
}
REFUSED = {
    "oci:Core/drgAttachment": "409-Conflict, The VCN ",
    "oci:Core/internetGateway": "400-InvalidParameter, The maximum limit of 1 for Internet gateway per VCN",
    "oci:Core/natGateway": "400-InvalidParameter, The maximum limit of 1 for NAT gateway per VCN",
    "oci:Core/serviceGateway": "400-InvalidParameter, The maximum limit of 1 for Service gateway per VCN",
    "oci:Core/subnet": "400-InvalidParameter, The requested CIDR 10.0.0.0/24 is invalid: subnet ",
    "oci:Identity/compartment": "409-CompartmentAlreadyExists, A compartment with name 'ml' already exists.",
    "oci:Identity/dynamicGroup": "409-DynamicGroupAlreadyExists, DynamicGroup 'nodes' already exists.",
    "oci:Identity/policy": "409-PolicyAlreadyExists, Policy 'p' already exists.",
    "oci:Limits/quota": "409-QuotaAlreadyExists, Quota 'q' already exists.",
    "oci:Logging/log": "409-Conflict, Log 'flow' already exists.",
    "oci:Logging/logGroup": "409-Conflict, LogGroup 'flow' already exists.",
    "oci:ObjectStorage/bucket": "409-BucketAlreadyExists, Either the bucket 'b' in namespace ",
}
"""What Oracle's cloud says to a second one; it takes one of every other type."""


def test_a_second_one_with_the_same_inputs_is_another(oci: Client, all_made: list[Made]) -> None:
    """Or is refused for what it is, in Oracle's words; a default resource is taken over as often as one likes."""
    found = {each.token: each for each in all_made}
    assert set(found) == set(coverage.MODELLED)
    for token, made in found.items():
        name = token.rsplit(":", 1)[0]
        if name in REFUSED:
            assert refused(lambda made=made: oci.create(made.token, "again", made.inputs)).startswith(REFUSED[name])
            continue
        again = oci.create(token, "again", made.inputs)
        assert (again.id == made.id) == (name in TAKEN_OVER), token
        assert oci.import_(token, "again", again.id) is not None, token


def test_one_that_is_made_again_has_another_ocid(oci: Client, compartment: Made, vcn: Made) -> None:
    """Oracle never gives one twice."""
    oci.delete(vcn)
    again = oci.create(VCN, "main", vcn.inputs)
    assert again.id != vcn.id
    assert ocids.type_of(again.id) == "vcn"
    assert ocids.region_of(again.id) == "eu-amsterdam-1"
    assert again.out("defaultRouteTableId") != vcn.out("defaultRouteTableId")
    assert oci.refresh(vcn) is None
    oci.delete(again)
    assert oci.create(VCN, "main", vcn.inputs).id not in (vcn.id, again.id)


def test_a_compartment_that_is_made_again_has_another_ocid(oci: Client, compartment: Made) -> None:
    """The name is free again after the delete."""
    oci.delete(compartment)
    assert oci.create(compartment.token, "ml", compartment.inputs).id != compartment.id


def test_a_bucket_that_is_made_again_has_the_same_id_and_another_ocid(oci: Client, compartment: Made) -> None:
    """Its id is its name."""
    inputs = {"compartmentId": compartment.id, "namespace": namespace_of(TENANCY), "name": "weights"}
    made = oci.create("oci:ObjectStorage/bucket:Bucket", "b", inputs)
    assert oci.update(made, {**inputs, "versioning": "Enabled"}).out("bucketId") == made.out("bucketId")
    oci.delete(made)
    again = oci.create("oci:ObjectStorage/bucket:Bucket", "b", inputs)
    assert again.id == made.id
    assert again.out("bucketId") != made.out("bucketId")


def test_a_replacement_may_come_first(oci: Client, vcn: Made) -> None:
    """The engine makes the new one beside the old one, then deletes the old one."""
    new = oci.create(VCN, "main", vcn.inputs)
    oci.delete(vcn)
    assert oci.refresh(vcn) is None
    kept = oci.refresh(new)
    assert kept is not None
    assert kept.outputs == new.outputs
    assert oci.import_("oci:Core/routeTable:RouteTable", "r", str(new.out("defaultRouteTableId"))) is not None


def test_a_replacement_may_come_last(oci: Client, vcn: Made) -> None:
    """With the option `delete_before_replace`."""
    oci.delete(vcn)
    new = oci.create(VCN, "main", vcn.inputs)
    kept = oci.refresh(new)
    assert kept is not None
    assert kept.id == new.id


def test_an_update_keeps_the_ocid(oci: Client, compartment: Made) -> None:
    """Also when it comes to the inputs that another one had."""
    first = {"compartmentId": compartment.id, "cidrBlocks": ["10.0.0.0/16"], "displayName": "first"}
    one = oci.create(VCN, "one", first)
    two = oci.create(VCN, "two", {**first, "displayName": "second"})
    assert oci.update(one, {**first, "displayName": "second"}).id == one.id
    three = oci.create(VCN, "three", first)
    assert len({one.id, two.id, three.id}) == 3


def test_two_alike_of_a_type_that_is_not_modelled_are_two(oci: Client, compartment: Made) -> None:
    """Display names are free there too."""
    inputs = {"compartmentId": compartment.id, "displayName": "gateway"}
    one, two = (oci.create("oci:Core/cpe:Cpe", name, {**inputs, "ipAddress": "192.0.2.1"}) for name in ("one", "two"))
    assert one.id != two.id
    oci.delete(one)
    assert oci.refresh(two) is not None


@pytest.mark.parametrize(
    ("token", "inputs", "message", "words"),
    [
        (
            GROUP,
            {"compartmentId": TENANCY, "name": "ops", "description": "d"},
            "409-GroupAlreadyExists, Group 'ops' already exists.",
            ("Identity Group", "identity_group", "CreateGroup"),
        ),
        (
            TOPIC,
            {"compartmentId": TENANCY, "name": "alarms"},
            "409-Conflict, NotificationTopic 'alarms' already exists.",
            ("Ons Notification Topic", "ons_notification_topic", "CreateNotificationTopic"),
        ),
    ],
)
def test_some_names_are_taken_once(
    oci: Client, token: str, inputs: Values, message: str, words: tuple[str, str, str]
) -> None:
    """Where Oracle documents it, also for types that are not modelled; the name is free again after a delete."""
    made = oci.create(token, "one", inputs)
    assert refused(lambda: oci.create(token, "two", {**inputs, "description": "another"})) == refusal(message, *words)
    oci.delete(made)
    assert oci.create(token, "two", inputs).id != made.id


def test_a_name_of_the_tenancy_is_taken_in_all_regions(oci: Client, connect: Connect) -> None:
    """A topic is of a region, a group of the tenancy."""
    tokyo = connect({"region": "ap-tokyo-1"})
    group = {"compartmentId": TENANCY, "name": "ops", "description": "d"}
    topic = {"compartmentId": TENANCY, "name": "alarms"}
    oci.create(GROUP, "g", group)
    oci.create(TOPIC, "t", topic)
    tokyo.create(TOPIC, "t", topic)
    assert refused(lambda: tokyo.create(GROUP, "g", group)) == refusal(
        "409-GroupAlreadyExists, Group 'ops' already exists.", "Identity Group", "identity_group", "CreateGroup"
    )


def test_a_name_that_can_change_cannot_become_one_that_is_taken(oci: Client, compartment: Made) -> None:
    """The log group of another compartment is another matter."""
    inputs = {"compartmentId": compartment.id, "displayName": "one"}
    oci.create("oci:Logging/logGroup:LogGroup", "one", inputs)
    two = oci.create("oci:Logging/logGroup:LogGroup", "two", {**inputs, "displayName": "two"})
    assert refused(lambda: oci.update(two, inputs)) == refusal(
        "409-Conflict, LogGroup 'one' already exists.", "Logging Log Group", "logging_log_group", "UpdateLogGroup"
    )
    assert oci.create("oci:Logging/logGroup:LogGroup", "one", {**inputs, "compartmentId": TENANCY}).id != two.id


def test_two_alike_rules_of_a_group_are_two(oci: Client, all_made: list[Made], domain: str) -> None:
    """A rule has a number in its group, not an OCID."""
    token = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule"
    made = next(each for each in all_made if each.token == token)
    again = oci.create(token, "again", inputs_of({each.token: each for each in all_made}, domain)[token])
    group, own = made.id.rsplit("/", 1)
    other, number = again.id.rsplit("/", 1)
    assert group == other
    assert own != number
