"""What the API server makes of a custom resource by the schema of its definition."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from podwright.emulator.core.wire import UNKNOWN
from tests.podwright.emulator.client import Client, refused
from tests.podwright.emulator.kubernetes.examples import CRANE, DEFINITION, Inputs, definition
from tests.podwright.emulator.kubernetes.fixtures import Connect

SCHEMA: Inputs = {
    "type": "object",
    "required": ["spec"],
    "properties": {
        "spec": {
            "type": "object",
            "required": ["height"],
            "properties": {
                "height": {"type": "integer", "minimum": 1, "maximum": 90},
                "kind": {"type": "string", "enum": ["Tower", "Gantry"], "default": "Tower"},
                "colour": {"type": "string", "pattern": "^[a-z]+$", "minLength": 2, "maxLength": 6},
                "reach": {"x-kubernetes-int-or-string": True},
                "booms": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string"}},
                "loads": {
                    "type": "array",
                    "items": {"type": "object", "required": ["tons"], "properties": {"tons": {"type": "number"}}},
                },
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "extra": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                "berth": {
                    "type": "string",
                    "x-kubernetes-validations": [{"rule": "self == oldSelf", "message": "a crane stays where it is"}],
                },
                "rails": {"type": "array", "x-kubernetes-validations": [{"rule": "self == oldSelf"}]},
            },
        }
    },
}
CREATED = f'resource "urn:pulumi:dev::test::{CRANE}::x" was not successfully created by the Kubernetes API server: '
UPDATED = 'the Kubernetes API server reported that "default/big" failed to fully initialize or become live: '
INVALID = 'Crane.harbour.example.com "big" is invalid: '
CASES: list[tuple[object, str]] = [
    (None, "spec: Required value"),
    ({}, "spec.height: Required value"),
    ({"height": "4"}, 'spec.height: Invalid value: "string": spec.height in body must be of type integer: "string"'),
    ({"height": 1.5}, 'spec.height: Invalid value: "number": spec.height in body must be of type integer: "number"'),
    ({"height": 0}, "spec.height: Invalid value: 0: spec.height in body should be greater than or equal to 1"),
    ({"height": 91}, "spec.height: Invalid value: 91: spec.height in body should be less than or equal to 90"),
    ({"height": 4, "kind": "Mobile"}, 'spec.kind: Unsupported value: "Mobile": supported values: "Tower", "Gantry"'),
    (
        {"height": 4, "colour": "RED"},
        "spec.colour: Invalid value: \"RED\": spec.colour in body should match '^[a-z]+$'",
    ),
    (
        {"height": 4, "colour": "r"},
        'spec.colour: Invalid value: "r": spec.colour in body should be at least 2 chars long',
    ),
    ({"height": 4, "colour": "turquoise"}, "spec.colour: Too long: may not be more than 6 bytes"),
    (
        {"height": 4, "reach": True},
        'spec.reach: Invalid value: "boolean": spec.reach in body must be of type integer,string: "boolean"',
    ),
    ({"height": 4, "booms": []}, "spec.booms: Invalid value: 0: spec.booms in body should have at least 1 items"),
    ({"height": 4, "booms": ["a", "b", "c"]}, "spec.booms: Too many: 3: must have at most 2 items"),
    (
        {"height": 4, "loads": [{"tons": 1}, {}], "labels": {"a": 1}},
        '[spec.loads[1].tons: Required value, spec.labels.a: Invalid value: "integer": spec.labels.a in body must be'
        ' of type string: "integer"]',
    ),
]


def crane(spec: object) -> Inputs:
    """A crane with that spec; None: without one."""
    return {"metadata": {"name": "big"}, **({} if spec is None else {"spec": spec})}


@pytest.fixture
def cranes(kubernetes: Client) -> Client:
    """The cluster, with the definition in it."""
    kubernetes.create(DEFINITION, "d", definition(schema=SCHEMA))
    return kubernetes


@pytest.mark.parametrize(("spec", "message"), CASES, ids=range(len(CASES)))
def test_the_schema_refuses(cranes: Client, spec: object, message: str) -> None:
    """At the create and in the preview."""
    assert refused(lambda: cranes.create(CRANE, "x", crane(spec))) == CREATED + INVALID + message
    assert refused(lambda: cranes.preview(CRANE, "x", crane(spec))) == CREATED + INVALID + message


def test_what_fits_is_taken_with_the_defaults(cranes: Client) -> None:
    """The object has them, its inputs do not, and nothing differs."""
    spec: Inputs = {"height": 4, "reach": "50%", "extra": {"any": [1]}, "labels": {"a": "b"}}
    made = cranes.create(CRANE, "x", crane(spec))
    assert made.out("spec") == {**spec, "kind": "Tower"}
    assert values.mapping(made.inputs, "spec") == spec
    assert cranes.diff(made, crane(spec)).changes == {}


def test_an_unknown_field_is_dropped_at_the_create_and_refused_at_the_update(cranes: Client) -> None:
    """The provider creates without strict validation and updates by server-side apply."""
    wrong = crane({"height": 4, "heigth": 5, "loads": [{"tons": 1, "kilos": 2}]})
    made = cranes.create(CRANE, "x", wrong)
    assert made.out("spec") == {"height": 4, "loads": [{"tons": 1}], "kind": "Tower"}
    place = "failed to create typed patch object (default/big; harbour.example.com/v1, Kind=Crane): "
    assert refused(lambda: cranes.update(made, wrong)) == (
        f"{UPDATED}{place}errors:\n  .spec.heigth: field not declared in schema\n"
        "  .spec.loads[0].kilos: field not declared in schema"
    )
    once = crane({"height": 4, "heigth": 5})
    assert refused(lambda: cranes.update(made, once)) == (f"{UPDATED}{place}.spec.heigth: field not declared in schema")


def test_without_server_side_apply_an_update_drops_it_too(cranes: Client, to_cluster: Connect) -> None:
    """The older way of the provider."""
    client = to_cluster({"enableServerSideApply": "false"})
    made = client.create(CRANE, "x", crane({"height": 4}))
    changed = client.update(made, crane({"height": 5, "heigth": 5}))
    assert changed.out("spec") == {"height": 5, "kind": "Tower"}


def test_what_may_not_change_is_refused_when_it_does(cranes: Client) -> None:
    """In the rule's own words; what was not there before may come."""
    made = cranes.create(CRANE, "x", crane({"height": 4, "berth": "a"}))
    made = cranes.update(made, crane({"height": 5, "berth": "a", "rails": [1]}))
    assert refused(lambda: cranes.update(made, crane({"height": 5, "berth": "b", "rails": [1]}))) == (
        f'{UPDATED}{INVALID}spec.berth: Invalid value: "b": a crane stays where it is'
    )
    assert refused(lambda: cranes.update(made, crane({"height": 5, "berth": "a", "rails": [2]}))) == (
        f"{UPDATED}{INVALID}spec.rails: Invalid value: failed rule: self == oldSelf"
    )


def test_a_schema_may_be_spelled_as_the_sdk_spells_it(kubernetes: Client) -> None:
    """`x_kubernetes_…` in a program and `x-kubernetes-…` in a manifest are one."""
    spec = {"type": "object", "x_kubernetes_preserve_unknown_fields": True}
    opened: Inputs = {"type": "object", "properties": {"spec": spec}}
    kubernetes.create(DEFINITION, "d", definition(schema=opened))
    made = kubernetes.create(CRANE, "x", crane({"anything": 1}))
    assert made.out("spec") == {"anything": 1}


def test_nothing_unknown_is_refused(cranes: Client) -> None:
    """A preview with values that come later passes."""
    assert cranes.preview(CRANE, "x", crane({"height": UNKNOWN, "booms": [UNKNOWN]}))["spec"]
