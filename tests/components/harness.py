"""Runs components under Pulumi's mocks, records every registration, compares it with an inventory file.

The record is taken at the monitor, where a registration still has its parent, dependencies and options, which the
mocks of the SDK do not show. Provider behaviour (replacement, refusals) is not simulated: the engine tests see to that.
What no SDK knows is refused here all the same, see `strictness.py`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pulumi.output import Unknown
from pulumi.runtime import rpc, set_all_config, set_mocks, settings
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.settings import SETTINGS
from pulumi.runtime.stack import run_in_stack
from pulumi.runtime.sync_await import _sync_await as sync_await  # pyright: ignore[reportPrivateUsage]
from ruamel.yaml import YAML

from tests.components import oci_answers
from tests.components.azure_mocks import azure_id, azure_outputs, azure_shapes
from tests.components.strictness import plain_mappings, unknown_properties

ABSENT = "__absent__"
"""In an inventory: the property must not be set."""
UNKNOWN = "__unknown__"
"""In an inventory: the output is known only after the update."""

Props = dict[str, Any]
Program = Callable[[], object]


@dataclass(frozen=True)
class Registration:
    """One resource as the engine would be told of it."""

    type: str
    name: str
    parent: str | None
    """Logical name of the parent, None for the stack."""
    inputs: Props
    depends_on: frozenset[str]
    """Logical names of the resources it waits for, those of its inputs included."""
    taken_from: Mapping[str, tuple[str, ...]]
    """By input, the logical names of the resources whose outputs are in it."""
    provider: str | None
    """Logical name of an explicit provider."""
    import_id: str
    retain_on_delete: bool


@dataclass
class Deployment:
    """Everything a program registered."""

    resources: dict[str, Registration] = field(default_factory=dict[str, Registration])
    """By logical name, which is unique in each of our programs."""
    outputs: dict[str, Props] = field(default_factory=dict[str, Props])
    """Registered outputs of components, by logical name; those of the stack under `stack`."""
    order: list[str] = field(default_factory=list[str])
    """Logical names in the order in which they were registered or read."""

    @property
    def counts(self) -> dict[str, int]:
        """How many resources of each type."""
        return dict(Counter(each.type for each in self.resources.values()))

    def of_type(self, ending: str) -> list[Registration]:
        """The resources whose type ends so, such as `:NodePool`."""
        return [each for each in self.resources.values() if each.type.endswith(ending)]


class CloudMocks(Mocks):
    """Answers like a provider that computes ids and the few outputs our components use, none of them at a preview."""

    def __init__(self, references: Mapping[str, Mapping[str, object]], *, preview: bool) -> None:
        self._references = references
        self._preview = preview

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Inputs plus what the cloud adds."""
        given = cast("Props", cast("Any", args).inputs)
        if args.typ == "pulumi:pulumi:StackReference":
            outputs = self._references.get(cast("str", given["name"]), {})
            return str(given["name"]), {**given, "outputs": dict(outputs), "secretOutputNames": []}
        if self._preview:
            return "", {**given, **(azure_shapes(given) if args.typ.startswith("azure-native:") else {})}
        if args.typ.startswith("azure-native:"):
            return azure_id(args.typ, given), {**given, **azure_outputs(args.typ, given)}
        return _computed_id(args.typ, args.name, given), {**given, **_computed(args.typ, given)}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """What components ask the cloud: Cloud Storage's own account, and the quota in effect, which is 8 here."""
        if args.token == "gcp:cloudquota/getSQuotaInfo:getSQuotaInfo":
            everywhere: Props = {"dimensions": {}, "details": [{"value": "8"}], "applicableLocations": []}
            return {"dimensionsInfos": [everywhere]}, []
        if args.token == "gcp:storage/getProjectServiceAccount:getProjectServiceAccount":
            project = cast("Props", cast("Any", args).args)["project"]
            return {"emailAddress": f"storage@{project}", "member": f"serviceAccount:storage@{project}"}, []
        answer = oci_answers.answer(args.token, cast("Props", cast("Any", args).args))
        if answer is not None:
            return answer, []
        raise AssertionError(f"unexpected call of {args.token}")


class RecordingMonitor(MockMonitor):
    """The SDK's mock monitor, keeping what it was asked to register."""

    def __init__(self, mocks: Mocks) -> None:
        super().__init__(mocks)
        self.deployment = Deployment()
        self.refused: list[str] = []
        """What the installed SDK does not know, or has a class for."""

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name is gRPC's
        """Record and answer."""
        if request.type != "pulumi:pulumi:Stack":
            self.deployment.order.append(request.name)
            self.refused += unknown_properties(request.type, request.name, request.object)
            parent = _name_of(request.parent)
            self.deployment.resources[request.name] = Registration(
                type=request.type,
                name=request.name,
                parent=None if request.parent == "" or ":Stack::" in request.parent else parent,
                inputs=cast("Props", _plain(rpc.deserialize_properties(request.object, True))),
                depends_on=frozenset(_name_of(urn) for urn in request.dependencies),
                taken_from={
                    key: tuple(_name_of(urn) for urn in found.urns)
                    for key, found in request.propertyDependencies.items()
                },
                provider=request.provider.split("::")[-2] if request.provider else None,
                import_id=request.importId,
                retain_on_delete=request.retainOnDelete,
            )
        return cast("Any", super()).RegisterResource(request)

    def ReadResource(self, request: Any) -> Any:  # noqa: N802 - the name is gRPC's
        """Record and answer."""
        self.deployment.order.append(request.name)
        return cast("Any", super()).ReadResource(request)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the name is gRPC's
        """Record and answer."""
        name = "stack" if ":Stack::" in request.urn else _name_of(request.urn)
        self.deployment.outputs[name] = cast("Props", _plain(rpc.deserialize_properties(request.outputs, True)))
        return cast("Any", super()).RegisterResourceOutputs(request)


def deploy(
    program: Program,
    *,
    stack: str = "test",
    preview: bool = False,
    config: Mapping[str, str] | None = None,
    references: Mapping[str, Mapping[str, object]] | None = None,
) -> Deployment:
    """Run a program to its end and return what it registered; errors of the program come out as they are.

    Fails where a registration has what the installed SDK does not know, or a plain mapping where that has a class.

    `references` are the outputs of other stacks, by the name the program refers to them.
    """
    asyncio.set_event_loop(asyncio.new_event_loop())
    # A program that failed leaves tasks of a loop that is gone behind, and the next one would wait for them.
    cast("Any", SETTINGS).outputs.clear()
    mocks = CloudMocks(references or {}, preview=preview)
    monitor = RecordingMonitor(mocks)
    set_mocks(mocks, project="podwright", stack=stack, preview=preview, monitor=monitor, organization="org")
    set_all_config(dict(config or {}))
    settings.set_root_resource(cast("Any", None))  # set_mocks made a finished one, which takes no exports

    def run() -> None:
        program()

    with plain_mappings(monitor.refused.append):
        sync_await(run_in_stack(run))
    assert not monitor.refused, "\n".join(monitor.refused)
    return monitor.deployment


def check_inventory(deployment: Deployment, file: Path, component: str) -> None:
    """Compare with an inventory: `counts` completely, `values` and `outputs` (of `component`) as a subset."""
    inventory = cast("Props", cast("Any", YAML(typ="safe")).load(file))
    assert set(inventory) <= {"counts", "values", "outputs"}, f"{file.name} has unknown keys"
    if "counts" in inventory:
        assert deployment.counts == inventory["counts"]
    for name, expected in cast("Props", inventory.get("values", {})).items():
        found = deployment.resources[name]
        assert found.type == expected["type"], name
        assert found.parent == expected["parent"], name
        check_subset(found.inputs, expected.get("inputs", {}), name)
    check_subset(deployment.outputs[component], inventory.get("outputs", {}), "outputs")


def check_subset(found: object, expected: object, path: str) -> None:
    """Mappings may have more than is expected, lists and values must be equal; says where they are not."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), f"{path}: {found!r} is no mapping"
        given = cast("Props", found)
        for key, value in cast("Props", expected).items():
            if value == ABSENT:
                assert key not in given, f"{path}.{key} is {given[key]!r}"
            else:
                assert key in given, f"{path}.{key} is not set"
                check_subset(given[key], value, f"{path}.{key}")
    elif isinstance(expected, list):
        wanted = cast("list[object]", expected)
        assert isinstance(found, list), f"{path}: {found!r} is no list"
        items = cast("list[object]", found)
        assert len(items) == len(wanted), f"{path}: {items!r}"
        for index, (item, value) in enumerate(zip(items, wanted, strict=True)):
            check_subset(item, value, f"{path}[{index}]")
    else:
        assert found == expected, f"{path}: {found!r} is not {expected!r}"


def _name_of(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _plain(value: object) -> object:
    """Numbers of the wire back to whole numbers, unknown values to a marker that inventories can name."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in cast("dict[object, object]", value).items()}
    if isinstance(value, list):
        return [_plain(each) for each in cast("list[object]", value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return UNKNOWN if isinstance(value, Unknown) else value


def _computed_id(kind: str, name: str, given: Props) -> str:
    own, project = given.get("name", name), given.get("project", "")
    forms = {
        "gcp:compute/network:Network": f"projects/{project}/global/networks/{own}",
        "gcp:compute/subnetwork:Subnetwork": f"projects/{project}/regions/{given.get('region')}/subnetworks/{own}",
        "gcp:container/cluster:Cluster": f"projects/{project}/locations/{given.get('location')}/clusters/{own}",
        "gcp:kms/keyRing:KeyRing": f"projects/{project}/locations/{given.get('location')}/keyRings/{own}",
        "gcp:kms/cryptoKey:CryptoKey": f"{given.get('keyRing')}/cryptoKeys/{own}",
    }
    return forms.get(kind, f"{name}-id")


_ADDRESSES: Mapping[str, Props] = {
    "gcp:compute/address:Address": {"address": "203.0.113.7"},
    "gcp:compute/haVpnGateway:HaVpnGateway": {
        # The order of the list is nobody's promise.
        "vpnInterfaces": [{"id": number, "ipAddress": f"203.0.113.2{number}"} for number in (1, 0)]
    },
}


def _computed(kind: str, given: Props) -> Props:
    if kind.startswith("oci:"):
        return oci_answers.computed(kind)
    project = given.get("project", "")
    if kind == "gcp:serviceaccount/account:Account":
        return {"email": f"{given['accountId']}@{project}.iam.gserviceaccount.com"}
    if kind == "gcp:projects/serviceIdentity:ServiceIdentity":
        return {"member": f"serviceAccount:agent@{project}.{given['service']}"}
    if kind in _ADDRESSES:
        return _ADDRESSES[kind]
    if kind == "gcp:artifactregistry/repository:Repository":
        return {"name": given["repositoryId"]}
    return {"endpoint": "10.42.0.2"} if kind == "gcp:container/cluster:Cluster" else {}
