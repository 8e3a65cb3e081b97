"""What somebody does behind Pulumi's back is seen by a refresh, and is nothing that the cloud would refuse."""

from __future__ import annotations

import pytest

from podwright.emulator.core.cloud import Scope
from podwright.emulator.core.drift import Drift, RefusedError, put, steps_of
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.lifecycle import Lifecycle
from podwright.emulator.core.store import Store
from podwright.emulator.core.wire import Secret, Values
from podwright.emulator.gcp.google import GoogleCloud
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client
from tests.podwright.emulator.conftest import NOON

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
ADDRESS = "gcp:compute/address:Address"


@pytest.fixture
def drift(gcp_index: SdkIndex, store: Store) -> Drift:
    """Somebody at the console of the emulated Google Cloud."""
    return Drift(Lifecycle(GoogleCloud(gcp_index), gcp_index, store, lambda: NOON))


def test_a_changed_property_is_seen_by_a_refresh_and_put_right_by_an_update(gcp: Client, drift: Drift) -> None:
    """As the engine does it: refresh, diff, update."""
    wanted = {"name": "net", "mtu": 8896}
    made = gcp.create(NETWORK, "net", wanted)
    drift.set(NETWORK, made.id, [("mtu", 1460)])
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("mtu") == 1460
    assert gcp.diff(seen, wanted).changes == {"mtu": "update"}
    assert gcp.update(seen, wanted).out("mtu") == 8896


def test_what_follows_from_a_change_changes_with_it_and_nothing_else(gcp: Client, drift: Drift) -> None:
    """A label is in the effective labels too, beside those of the provider that made it."""
    made = gcp.create(ADDRESS, "a", {"name": "a", "labels": {"owner": "ml"}})
    drift.set(ADDRESS, made.id, [('labels["cost.centre"]', "x")])
    seen = gcp.refresh(made)
    assert seen is not None
    assert seen.out("labels") == {"owner": "ml", "cost.centre": "x"}
    assert seen.out("effectiveLabels") == {"owner": "ml", "cost.centre": "x", "goog-pulumi-provisioned": "true"}
    ours = ("labels", "effectiveLabels", "pulumiLabels", "labelFingerprint")
    assert {key: value for key, value in seen.outputs.items() if key not in ours} == {
        key: value for key, value in made.outputs.items() if key not in ours
    }


def test_what_is_secret_stays_secret(gcp: Client, drift: Drift) -> None:
    """A change of it too."""
    made = gcp.create(NETWORK, "net", {"name": "net", "description": Secret("hush")})
    record = drift.set(NETWORK, made.id, [("description", "louder")])
    assert record.inputs["description"] == Secret("louder")
    assert record.outputs["description"] == Secret("louder")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("mtuu", 1460, 'mtuu: unknown property "mtuu"; did you mean "mtu"?'),
        ("mtu", "big", 'mtu: expected a whole number, got "big"'),
        ("selfLink", 5.5, None),
        ("numericId", [], "numericId: expected text, got a list"),
    ],
)
def test_it_must_fit_the_sdks_types(gcp: Client, drift: Drift, path: str, value: object, message: str | None) -> None:
    """Inputs and what only the cloud sets; Google's provider takes numbers as text. `force` asks nothing."""
    made = gcp.create(NETWORK, "net", {"name": "net"})
    if message is None:
        assert drift.set(NETWORK, made.id, [(path, value)]).outputs[path] == value
        return
    with pytest.raises(RefusedError) as caught:
        drift.set(NETWORK, made.id, [(path, value)])
    assert str(caught.value) == message
    assert drift.set(NETWORK, made.id, [(path, value)], force=True).outputs[path] == value


def test_a_deleted_one_is_gone_by_a_refresh_and_the_clouds_rules_hold(gcp: Client, drift: Drift) -> None:
    """What is in use cannot be deleted by anybody, unless forced."""
    net = gcp.create(NETWORK, "net", {"name": "net", "autoCreateSubnetworks": False})
    gcp.create(SUBNETWORK, "s", {"name": "s", "network": net.id, "ipCidrRange": "10.0.0.0/24"})
    with pytest.raises(CloudError, match="already being used by"):
        drift.delete(NETWORK, net.id)
    assert gcp.refresh(net) is not None
    drift.delete(NETWORK, net.id, force=True)
    assert gcp.refresh(net) is None


def test_a_made_one_can_be_imported_and_stands_in_the_way(gcp: Client, drift: Drift) -> None:
    """Validated as a program's would be."""
    scope = Scope("lab", "europe-west4", "europe-west4-a")
    made = drift.create(scope, NETWORK, "shadow", {"name": "shadow"})
    assert gcp.import_(NETWORK, "shadow", made.id) is not None
    with pytest.raises(RefusedError, match='unknown property "nam"'):
        drift.create(scope, NETWORK, "x", {"nam": "x"})
    with pytest.raises(CloudError, match="already exists"):
        drift.create(scope, NETWORK, "shadow", {"name": "shadow"})


@pytest.mark.parametrize(
    ("path", "value", "result"),
    [
        ("a", 1, {"a": 1, "list": [{"x": 1}]}),
        ("b.c", 1, {"b": {"c": 1}, "list": [{"x": 1}]}),
        ("list[0].x", 2, {"list": [{"x": 2}]}),
        ("list[1]", 2, {"list": [{"x": 1}, 2]}),
        ("list[0]", None, {"list": []}),
        ("list", None, {}),
        ('m["a.b"]', 1, {"m": {"a.b": 1}, "list": [{"x": 1}]}),
    ],
)
def test_paths(path: str, value: object, result: Values) -> None:
    """Made on the way where they are not there."""
    values: Values = {"list": [{"x": 1}]}
    put(values, steps_of(path), value)
    assert values == result


@pytest.mark.parametrize("path", ["", ".", "a..b", "a[", "a[x]", "a.", "[0"])
def test_what_is_no_path_is_refused(path: str) -> None:
    """Rather than set somewhere else."""
    with pytest.raises(CloudError, match="is no property path"):
        steps_of(path)
