"""Every modelled type keeps to the SDK's definition; every other type works as a generic one."""

from __future__ import annotations

import pytest

from podwright.emulator.azure.coverage import MODELLED
from podwright.emulator.azure.invokes import FUNCTIONS
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.azure.versions import api_version
from podwright.emulator.core.wire import UNKNOWN
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import ArrayOf, MapOf, ObjectRef, Type
from tests.podwright.emulator.azure.everything import INPUTS
from tests.podwright.emulator.client import Client, Made, refused


@pytest.mark.parametrize("token", sorted(MODELLED))
def test_a_modelled_type_is_in_the_sdk(azure_index: SdkIndex, token: str) -> None:
    """A type that an upgraded SDK renamed would silently turn generic."""
    resource = azure_index.resource(token)
    assert resource is not None
    assert set(MODELLED[token](token).keys) <= set(resource.inputs)
    assert api_version(token)


@pytest.mark.parametrize("token", sorted(FUNCTIONS))
def test_an_emulated_function_is_in_the_sdk(azure_index: SdkIndex, token: str) -> None:
    """Under the name that programs call."""
    assert azure_index.function(token) is not None


def _paths() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    replace, rules, fixed = (TABLES.table(name).child("types") for name in ("replace.yaml", "rules.yaml", "fixed.yaml"))
    for token in replace.values:
        found += [(str(token), path) for path in replace.texts(str(token))]
    for token in fixed.values:
        found += [(str(token), rule.text("path")) for rule in fixed.records(str(token))]
    for token in rules.values:
        for rule in rules.records(str(token)):
            found += [(str(token), rule.text(key)) for key in ("pattern", "range", "cidr") if rule.has(key)]
    return found


def test_every_path_of_a_table_is_a_property_of_the_sdk(azure_index: SdkIndex) -> None:
    """A rule about a property that does not exist never fires."""
    unknown = [(token, path) for token, path in _paths() if not _exists(azure_index, token, path)]
    assert unknown == []


def test_every_pointer_is_a_property_of_the_sdk(azure_index: SdkIndex) -> None:
    """A reference that is never found is never checked."""
    unknown = [
        (token, pointer.path)
        for token, kind in MODELLED.items()
        for pointer in kind.pointers
        if not _exists(azure_index, token, pointer.path) or azure_index.resource(pointer.token) is None
    ]
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


@pytest.mark.parametrize("token", sorted(INPUTS))
def test_what_is_unknown_in_a_preview_is_not_refused(azure: Client, token: str) -> None:
    """Any input may come from a resource that is not there yet; whether it fits is seen at the update."""
    for name in INPUTS[token]:
        assert azure.check(token, "x", {**INPUTS[token], name: UNKNOWN})[name] is UNKNOWN


def test_a_type_that_nobody_modelled_has_a_whole_life(azure: Client, group: Made) -> None:
    """Created, found, changed, deleted, with an id in ARM's form."""
    token = "azure-native:operationalinsights:Workspace"
    inputs = {"resourceGroupName": "lab", "workspaceName": "logs", "tags": {"a": "b"}}
    made = azure.create(token, "logs", inputs)
    assert made.id == f"{group.id}/providers/Microsoft.OperationalInsights/workspaces/logs"
    assert azure.diff(made, {**inputs, "workspaceName": "other"}).replaces == ["workspaceName"]
    changed = azure.update(made, {**inputs, "tags": {"a": "c"}})
    assert changed.out("tags") == {"a": "c"}
    azure.delete(changed)
    assert azure.refresh(changed) is None


def test_two_of_a_type_that_nobody_modelled_live_in_one_parent(azure: Client, cluster: Made) -> None:
    """`resourceName` is the cluster's here, and the bindings of a cluster have names of their own."""
    token = "azure-native:containerservice:TrustedAccessRoleBinding"
    of_cluster = {"resourceGroupName": "lab", "resourceName": "train", "roles": ["r"], "sourceResourceId": "/s"}
    named = "trustedAccessRoleBindingName"
    made = [azure.create(token, name, {**of_cluster, named: name}) for name in ("upgrade", "nodes")]
    assert [each.id.rsplit("/", 1)[-1] for each in made] == ["upgrade", "nodes"]
    assert azure.diff(made[0], {**of_cluster, named: "other"}).replaces == [named]


def test_every_type_of_the_sdk_has_a_kind(azure_index: SdkIndex) -> None:
    """None of the others falls over its own names."""
    from podwright.emulator.azure.azure import AzureCloud

    cloud = AzureCloud(azure_index)
    scope = cloud.scope({"location": "westeurope"})
    for token in azure_index.tokens()[::40]:
        if not token.startswith("azure-native:"):
            continue
        resource = azure_index.resource(token)
        assert resource is not None
        inputs: dict[str, object] = {name: "x" for name, item in resource.inputs.items() if item.required}
        assert cloud.kind(token).identify(scope, inputs).id.startswith("/")


def test_an_unknown_type_is_refused(azure: Client) -> None:
    """Strict by default: a typo, or a version that this SDK does not have, is no resource."""
    token = "azure-native:network/v20240101:VirtualNetwork"
    assert refused(lambda: azure.create(token, "n", {})) == (
        f"unrecognized resource type: {token}\n  note: pulumi-azure-native has no such type"
    )


def test_a_function_that_is_not_emulated_is_refused_by_name(azure: Client) -> None:
    """And the note says which ones are."""
    token = "azure-native:operationalinsights:getWorkspace"
    args = {"resourceGroupName": "lab", "workspaceName": "logs"}
    assert refused(lambda: azure.invoke(token, args)).splitlines()[0] == f"function {token} is not emulated"
