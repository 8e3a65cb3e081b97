"""Parsing: from values to a spec, or to every mistake of their shape in our own words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacks.check import examine
from stacks.spec import StackSpec, from_config, parse
from tests.stacks.samples import region, rendered, shared, with_slice, with_vm

SLICE_KEYS = (
    "acceleratorType, allowUnlistedZone, autoscaling, bootDiskGib, capacity, fabric, generation, machineType, "
    "maxPodsPerNode, nodeLabels, nodes, slices, taints, topology, zone"
)


def _spec(values: dict[str, Any]) -> StackSpec:
    spec, problems = parse(values, None)
    assert problems == []
    assert spec is not None
    return spec


def test_a_sound_spec_has_its_defaults() -> None:
    """The program reads attributes and never keys, so defaults must be filled in here."""
    spec = _spec(region())
    assert spec.network is not None
    assert (spec.network.cidr, spec.network.max_pods_per_node) == ("10.32.0.0/14", 32)
    assert (spec.cluster.release_channel, spec.cluster.system_nodes, spec.cluster.min_version) == ("REGULAR", 1, None)
    group = spec.tpu_slices["serve"]
    assert (group.slices, group.machine_type, group.nodes, group.allow_unlisted_zone) == (2, None, None, False)
    assert (group.capacity.model, group.capacity.name, group.capacity.max_run_seconds) == ("on-demand", None, None)
    vms = _spec(with_vm()).tpu_vms["dev"]
    assert (vms.count, vms.queued, vms.runtime_version) == (1, False, None)
    assert _spec(shared(keys={"europe-west4": {}})).keys["europe-west4"].rotation_days == 90


def test_a_spec_cannot_be_changed() -> None:
    """Two readers of one spec must see the same."""
    spec = _spec(region())
    with pytest.raises(ValueError, match="frozen"):
        spec.kind = "global"  # pyright: ignore[reportAttributeAccessIssue]


def test_an_accelerator_type_becomes_generation_and_topology() -> None:
    """Nothing behind the parser has to know two spellings of one shape."""
    group = _spec(with_slice(generation=..., topology=..., acceleratorType="v6e-64")).tpu_slices["serve"]
    assert (group.generation, group.topology, group.accelerator_type) == ("v6e", "8x8", "v6e-64")
    assert group.plan().chips == 64


def test_a_shape_must_not_be_given_twice() -> None:
    """Of two answers one would be ignored, and nobody would know which."""
    assert rendered(with_slice(acceleratorType="v6e-16")) == [
        "error: tpuSlices.serve.acceleratorType: says the same as generation and topology; "
        "one shape must not be given twice\n"
        "  given:   v6e-16\n"
        "  fix:     remove acceleratorType, or remove generation and topology"
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            region(kind="regoin"),
            "error: kind: regoin is not one of the known words\n"
            "  given:   regoin\n  allowed: region, global, mesh\n  fix:     did you mean region?",
        ),
        (
            with_slice(capacity={"model": "Spot"}),
            "error: tpuSlices.serve.capacity.model: Spot is not one of the known words\n"
            "  given:   Spot\n  allowed: on-demand, spot, reservation, flex-start\n  fix:     did you mean spot?",
        ),
        (region(account="lab"), "error: account: must be a map\n  given:   lab\n  fix:     write key: value pairs"),
        (
            region(dependsOn="gcp-global"),
            "error: dependsOn: must be a list\n  given:   gcp-global\n  fix:     write [a, b]",
        ),
        (region(dependsOn=["gcp-global", 3]), 'error: dependsOn[1]: must be text\n  given:   3\n  fix:     write "3"'),
        (with_slice(slices=True), "error: tpuSlices.serve.slices: must be a whole number\n  given:   true"),
        (with_slice(slices=1.5), "error: tpuSlices.serve.slices: must be a whole number\n  given:   1.5"),
        (
            with_vm(queued="true"),
            'error: tpuVms.dev.queued: must be true or false\n  given:   "true"\n  fix:     write true without quotes',
        ),
        (
            region(quotaContact={"secure": "v1:abc"}),
            "error: quotaContact: is encrypted, and a spec is read without secrets\n  fix:     write it in plain text",
        ),
        (
            region(labels=None),
            "error: labels: must be a map and is empty\n  fix:     give it a value or remove it",
        ),
        (with_slice(slices=0), "error: tpuSlices.serve.slices: must be at least 1\n  given:   0"),
        (
            region(network={"cidr": "10.0.0.0/14", "maxPodsPerNode": 500}),
            "error: network.maxPodsPerNode: must be at most 256\n  given:   500",
        ),
        (
            with_slice(capacity=...),
            "error: tpuSlices.serve.capacity: is required: how the machines are bought\n"
            "  fix:     add capacity: {model: on-demand}",
        ),
        (
            region(account={}),
            "error: account.project: is required: Google Cloud project id\n  fix:     add project: lab-accelerators",
        ),
        (
            region(account={"project": "lab-accelerators", "projct": "x"}),
            "error: account.projct: is not a key of an account\n"
            "  allowed: compartment, homeRegion, organization, project, subscription, tenancy, tenant\n"
            "  fix:     remove it; project is there already",
        ),
        (
            with_slice(machineTyp="ct6e-standard-4t"),
            "error: tpuSlices.serve.machineTyp: is not a key of a TPU slice group\n"
            f"  allowed: {SLICE_KEYS}\n  fix:     did you mean machineType?",
        ),
        (
            with_slice(gpu=3, machineType="ct6e-standard-4t"),
            "error: tpuSlices.serve.gpu: is not a key of a TPU slice group\n"
            f"  allowed: {SLICE_KEYS}\n  fix:     remove it",
        ),
    ],
)
def test_a_wrong_shape_is_explained(values: dict[str, Any], expected: str) -> None:
    """Each message names the place, what is wrong, what was given and what to write; nothing else is reported."""
    assert rendered(values) == [expected]


def test_a_misspelt_required_key_is_one_mistake() -> None:
    """`topolgy` must not also be reported as a missing `topology`."""
    assert rendered(with_slice(topology=..., topolgy="8x8")) == [
        "error: tpuSlices.serve.topolgy: is not a key of a TPU slice group\n"
        f"  allowed: {SLICE_KEYS}\n"
        "  fix:     did you mean topology?"
    ]


def test_a_wrong_shape_does_not_hide_a_broken_rule() -> None:
    """One run must show all mistakes of a file, also when one of them is a word outside its list."""
    values = with_slice(topology="8x9", capacity={"model": "cheap"}, nodes="16")
    assert [problem.subject for problem in examine(values, None).problems] == [
        "tpuSlices.serve.capacity.model",
        "tpuSlices.serve.nodes",
        "tpuSlices.serve.topology",
    ]


def test_rules_are_silent_about_guessed_parts() -> None:
    """Where the account is missing, no rule may complain about the guess that stands in for it."""
    assert [problem.subject for problem in examine(region(account=...), None).problems] == ["account"]


def test_a_spec_is_none_as_soon_as_its_shape_is_wrong() -> None:
    """Nobody may build from a spec whose wrong parts were left out."""
    examination = examine(region(colour="red"), None)
    assert examination.spec is None
    assert examination.rest is not None


def test_pulumi_configuration_gives_the_same_spec() -> None:
    """Inside a program every value is text; the spec must be the one that `check` saw in the file."""
    values = region()
    config = {
        f"podwright:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in values.items()
    }
    assert from_config({**config, "gcp:project": "other"}) == values


def test_pulumi_configuration_that_is_no_json_is_a_wrong_type() -> None:
    """A map written as plain text must be explained and not end in a JSON error."""
    config = from_config({"podwright:network": "10.0.0.0/14", "podwright:colour": "red"})
    assert config == {"network": "10.0.0.0/14", "colour": "red"}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["model", "zone", "topology", "generation", "capacity", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*sorted(StackSpec.model_fields), *region(), "x"]), _VALUES, max_size=8))
def test_no_values_end_in_a_traceback(values: dict[str, object]) -> None:
    """Whatever a file holds, the answer is a spec or problems, and never neither."""
    examination = examine({**region(), **values}, None)
    assert examination.spec is not None or examination.problems


@given(st.sampled_from(["serve", "network", "labels", "quotas"]), _VALUES)
def test_broken_values_never_pass(key: str, value: object) -> None:
    """A spec that could be used has only values of the types its model declares."""
    values: dict[str, object] = {**region(), key: value} if key != "serve" else with_slice(zone=value)
    spec, problems = parse(values, None)
    assert (spec is None) == bool(problems)
