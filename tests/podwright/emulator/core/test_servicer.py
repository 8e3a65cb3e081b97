"""The provider protocol as the engine speaks it: hand-shake, previews, refresh, drift, errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from podwright.emulator.core import wire
from podwright.emulator.core.store import Store
from podwright.emulator.core.wire import UNKNOWN, Secret
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, refused

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
Connect = Callable[[Mapping[str, object]], Client]


def test_hand_shake_and_configuration_agree(gcp: Client) -> None:
    """The engine demands the same answer from both."""
    assert gcp.handshake.accept_secrets
    assert gcp.configured.acceptSecrets
    assert gcp.configured.supportsPreview
    assert gcp.handshake.accept_outputs == gcp.configured.acceptOutputs
    assert gcp.handshake.accept_resources == gcp.configured.acceptResources
    assert gcp.handshake.supports_autonaming_configuration == gcp.configured.supports_autonaming_configuration


def test_the_plugin_has_the_sdks_version(gcp: Client, gcp_index: SdkIndex) -> None:
    """Any other makes the engine warn."""
    assert gcp.version() == gcp_index.version


def test_cancel_is_answered(gcp: Client) -> None:
    """The engine sends it when it ends."""
    gcp.call("Cancel", empty_pb2.Empty(), empty_pb2.Empty)


def test_an_unknown_provider_setting_is_refused(gcp: Client) -> None:
    """A typo in the configuration would otherwise be silence."""
    request = provider_pb2.CheckRequest(
        urn="urn:pulumi:dev::test::pulumi:providers:gcp::gcp", news=wire.encode({"project": "lab", "regoin": "x"})
    )
    response = gcp.call("CheckConfig", request, provider_pb2.CheckResponse)
    assert [(failure.property, failure.reason) for failure in response.failures] == [
        ("regoin", "Invalid or unknown key. Check `pulumi config get gcp:regoin`.")
    ]


def test_a_changed_provider_setting_replaces_nothing(gcp: Client) -> None:
    """A replaced provider would replace everything it made."""
    request = provider_pb2.DiffRequest(
        urn="urn:pulumi:dev::test::pulumi:providers:gcp::gcp",
        old_inputs=wire.encode({"project": "a"}),
        news=wire.encode({"project": "b"}),
    )
    response = gcp.call("DiffConfig", request, provider_pb2.DiffResponse)
    assert (list(response.diffs), list(response.replaces)) == (["project"], [])


def test_every_problem_comes_at_once_with_its_path(gcp: Client) -> None:
    """One run shows all of them."""
    inputs = {
        "network": "net",
        "ipCidrRange": "nonsense",
        "regoin": "x",
        "secondaryIpRanges": [{"rangeName": "a", "b": 1}],
    }
    message = refused(lambda: gcp.check(SUBNETWORK, "s", inputs))
    assert [line.split(":")[0] for line in message.splitlines()] == ["regoin", "secondaryIpRanges[0].b"]


def test_only_a_given_property_is_named_apart(gcp: Client) -> None:
    """The engine prints `property nodeConfig.spot value {<nil>}` for a path that it does not find."""
    request = provider_pb2.CheckRequest(
        urn="urn:pulumi:dev::test::gcp:compute/subnetwork:Subnetwork::s",
        name="s",
        type=SUBNETWORK,
        news=wire.encode({"network": "n", "mtu": 1, "logConfig": {"rate": 1}}),
    )
    response = gcp.call("Check", request, provider_pb2.CheckResponse)
    assert [failure.property for failure in response.failures] == ["mtu", ""]
    assert response.failures[1].reason.startswith("logConfig.rate: ")


def test_a_preview_makes_nothing_and_knows_what_was_given(gcp: Client) -> None:
    """What only the cloud can say is unknown; what nobody asked for is not there."""
    seen = gcp.preview(NETWORK, "net", {"name": "net", "description": UNKNOWN})
    assert (seen["name"], seen["description"], seen["selfLink"]) == ("net", UNKNOWN, UNKNOWN)
    assert "mtu" not in seen
    assert gcp.import_(NETWORK, "net", "projects/lab/global/networks/net") is None


def test_what_goes_in_as_a_secret_comes_out_as_one(gcp: Client) -> None:
    """Also after a refresh."""
    made = gcp.create(NETWORK, "net", {"name": "net", "description": Secret("hush")})
    seen = gcp.refresh(made)
    assert seen is not None
    assert made.outputs["description"] == seen.outputs["description"] == seen.inputs["description"] == Secret("hush")


def test_drift_shows_as_a_difference_after_a_refresh(gcp: Client, store: Store) -> None:
    """Somebody changed the cloud behind Pulumi's back; the next update puts it right."""
    made = gcp.create(NETWORK, "net", {"name": "net", "mtu": 8896})
    with store.transaction("gcp") as tx:
        record = tx.get(NETWORK, made.id)
        assert record is not None
        tx.put(replace(record, inputs={**record.inputs, "mtu": 1460}, outputs={**record.outputs, "mtu": 1460}))
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("mtu") == 1460
    assert gcp.diff(seen, {"name": "net", "mtu": 8896}).changes == {"mtu": "update"}


def test_what_is_gone_is_gone_after_a_refresh(gcp: Client, store: Store) -> None:
    """And deleting it is no error."""
    made = gcp.create(NETWORK, "net", {"name": "net"})
    with store.transaction("gcp") as tx:
        tx.remove(NETWORK, made.id)
    assert gcp.refresh(made) is None
    gcp.delete(made)


def test_an_update_of_what_is_gone_is_refused(gcp: Client) -> None:
    """The cloud's 404; the user refreshes and tries again."""
    made = gcp.create(NETWORK, "net", {"name": "net"})
    gcp.delete(made)
    assert refused(lambda: gcp.update(made, {"name": "net", "mtu": 8896})) == (
        "Error updating Network: googleapi: Error 404: The resource 'projects/lab/global/networks/net' was not found,"
        " notFound"
    )


def test_a_resource_can_be_imported_by_id_and_by_link(gcp: Client) -> None:
    """People copy links from the console."""
    made = gcp.create(NETWORK, "net", {"name": "net"})
    for text in (made.id, str(made.out("selfLink"))):
        seen = gcp.import_(NETWORK, "net", text)
        assert seen is not None
        assert seen.id == made.id
        assert gcp.diff(seen, {"name": "net"}).changes == {}


def test_what_is_abandoned_stays_and_what_is_protected_is_not_deleted(gcp: Client) -> None:
    """The provider's deletionPolicy."""
    left = gcp.create(NETWORK, "a", {"name": "a", "deletionPolicy": "ABANDON"})
    gcp.delete(left)
    assert gcp.refresh(left) is not None
    kept = gcp.create(NETWORK, "b", {"name": "b", "deletionPolicy": "PREVENT"})
    assert refused(lambda: gcp.delete(kept)) == (
        'cannot destroy Network without setting deletion_policy="DELETE" and running `pulumi up`'
    )


def test_labels_of_the_provider_are_on_everything(connect: Connect) -> None:
    """With the one that says who made it; both are in the effective labels and neither in the user's."""
    client = connect({"project": "lab", "region": "europe-west4", "defaultLabels": '{"team": "infra"}'})
    made = client.create("gcp:compute/address:Address", "a", {"name": "a", "labels": {"owner": "ml"}})
    assert made.out("labels") == {"owner": "ml"}
    assert made.out("effectiveLabels") == {"owner": "ml", "team": "infra", "goog-pulumi-provisioned": "true"}
    plain = connect({"project": "lab", "region": "europe-west4", "addPulumiAttributionLabel": "false"})
    assert plain.create("gcp:compute/address:Address", "b", {"name": "b"}).out("effectiveLabels") == {}


def test_automatic_names_can_be_switched_off(gcp: Client) -> None:
    """`pulumi:autonaming: disabled`."""
    options = provider_pb2.CheckRequest.AutonamingOptions
    request = provider_pb2.CheckRequest(
        urn="urn:pulumi:dev::test::gcp:compute/network:Network::net",
        name="net",
        type=NETWORK,
        autonaming=options(mode=options.DISABLE),
    )
    response = gcp.call("Check", request, provider_pb2.CheckResponse)
    assert [(failure.property, failure.reason) for failure in response.failures] == [
        ("", "name: automatic naming is switched off and no name was given")
    ]


def test_an_automatic_name_that_is_too_long_is_refused(gcp: Client) -> None:
    """With what to do."""
    logical = "a" * 60
    digits = str(gcp.check("gcp:kms/keyRing:KeyRing", "b", {"location": "global"})["name"])[-7:]
    assert len(digits) == 7
    message = refused(lambda: gcp.check(NETWORK, logical, {}))
    assert message.startswith(f'name: the automatic name "{logical}-')
    assert message.endswith('" has 68 characters, the most is 63; give a name')


def test_two_instances_have_their_own_project(connect: Connect) -> None:
    """Told apart by their connections, because the protocol gives them no name in later calls."""
    one, two = connect({"project": "one"}), connect({"project": "two"})
    assert [each.create(NETWORK, "n", {"name": "n"}).id for each in (one, two)] == [
        "projects/one/global/networks/n",
        "projects/two/global/networks/n",
    ]
