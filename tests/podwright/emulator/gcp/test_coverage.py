"""Every modelled type keeps to the SDK's and the provider's own definition; every other type works as a generic one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podwright.emulator.core.wire import UNKNOWN, Secret
from podwright.emulator.gcp.coverage import MODELLED
from podwright.emulator.gcp.invokes import FUNCTIONS
from podwright.emulator.gcp.tables import TABLES
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, Type
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.everything import INPUTS, everything
from tests.podwright.emulator.gcp.types import SetQuota


@pytest.mark.parametrize("token", sorted(MODELLED))
def test_a_modelled_type_is_in_the_sdk_and_has_replacement_rules(gcp_index: SdkIndex, token: str) -> None:
    """A type that an upgraded SDK renamed would silently turn generic."""
    assert gcp_index.resource(token) is not None
    assert TABLES.has_replace_rules(token)


@pytest.mark.parametrize("token", sorted(FUNCTIONS))
def test_an_emulated_function_is_in_the_sdk(gcp_index: SdkIndex, token: str) -> None:
    """Under the name that programs call."""
    assert gcp_index.function(token) is not None


def _paths(gcp_index: SdkIndex, file: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    types = TABLES.table(file).child("types")
    for token in types.values:
        if file == "replace.yaml":
            found += [(str(token), path) for path in types.texts(str(token))]
            continue
        for rule in types.records(str(token)):
            for key in ("exactly_one", "at_most_one", "needs"):
                found += [(str(token), path) for path in rule.texts(key)] if rule.has(key) else []
            found += [(str(token), rule.text(key)) for key in ("pattern", "range", "cidr") if rule.has(key)]
    return found


@pytest.mark.parametrize("file", ["replace.yaml", "rules.yaml"])
def test_every_path_of_a_table_is_a_property_of_the_sdk(gcp_index: SdkIndex, file: str) -> None:
    """A rule about a property that does not exist never fires."""
    unknown = [(token, path) for token, path in _paths(gcp_index, file) if not _exists(gcp_index, token, path)]
    assert unknown == []


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


def test_declared_secrets_are_secret(gcp: Client, gcp_index: SdkIndex, cluster: Made) -> None:
    """The SDK says which outputs the state must encrypt."""
    resource = gcp_index.resource(cluster.token)
    assert resource is not None
    secret = {name for name, item in resource.outputs.items() if item.secret}
    assert secret == {"effectiveLabels", "pulumiLabels"}
    assert all(isinstance(cluster.outputs[name], Secret) for name in secret)


def test_nothing_of_any_type_changes_without_a_change(gcp: Client, cluster: Made, set_quota: SetQuota) -> None:
    """The same program again, and the same after a refresh, must find nothing to do."""
    for each in everything(gcp, cluster, set_quota):
        seen = gcp.refresh(each)
        assert seen is not None
        assert (seen.inputs, seen.outputs) == (each.inputs, each.outputs)
        assert gcp.diff(seen, {key: value for key, value in each.inputs.items() if key != "__defaults"}).changes == {}


@pytest.mark.parametrize("token", sorted(INPUTS))
def test_what_is_unknown_in_a_preview_is_not_refused(gcp: Client, token: str) -> None:
    """Any input may come from a resource that is not there yet; whether it fits is seen at the update."""
    for name in INPUTS[token]:
        assert gcp.check(token, "x", {**INPUTS[token], name: UNKNOWN})[name] is UNKNOWN


def test_a_type_that_nobody_modelled_has_a_whole_life(gcp: Client) -> None:
    """Created, found, changed, deleted, with an id in Google's form."""
    image = "gcp:compute/image:Image"
    made = gcp.create(image, "t", {"name": "t", "labels": {"a": "b"}})
    assert made.id == "projects/lab/global/images/t"
    assert gcp.diff(made, {"name": "u"}).replaces == ["name"]
    changed = gcp.update(made, {"name": "t", "labels": {"a": "c"}})
    assert changed.out("labels") == {"a": "c"}
    gcp.delete(changed)
    assert gcp.refresh(changed) is None


def test_an_unknown_type_is_refused(gcp: Client) -> None:
    """Strict by default: a typo is no resource."""
    assert refused(lambda: gcp.create("gcp:compute/netwrok:Netwrok", "n", {})) == (
        "unrecognized resource type: gcp:compute/netwrok:Netwrok\n  note: pulumi-gcp has no such type"
    )


def test_a_function_that_is_not_emulated_is_refused_by_name(gcp: Client) -> None:
    """And the note says which ones are."""
    message = refused(lambda: gcp.invoke("gcp:compute/getRegions:getRegions", {}))
    assert message.splitlines()[0] == "function gcp:compute/getRegions:getRegions is not emulated"


def test_creation_times_come_from_the_clouds_clock(network: Made) -> None:
    """Which stands still in tests."""
    noon = datetime(2026, 5, 4, 12, 0, tzinfo=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert network.out("creationTimestamp") in (noon, None)
