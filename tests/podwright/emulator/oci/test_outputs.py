"""What a resource gives back has the SDK's shape, whole, and nothing changes without a change."""

from __future__ import annotations

from podwright.emulator.core.wire import UNKNOWN
from podwright.emulator.oci.coverage import MODELLED
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.oci.everything import inputs_of
from tests.podwright.emulator.sdk_shape import missing_outputs, wrong_outputs


def test_outputs_have_the_sdks_types(oci_index: SdkIndex, all_made: list[Made]) -> None:
    """A number where the SDK promises text breaks programs that run well on the real cloud."""
    assert {each.token for each in all_made} == set(MODELLED)
    assert wrong_outputs(oci_index, all_made) == []


def test_every_declared_output_is_there(oci_index: SdkIndex, all_made: list[Made]) -> None:
    """A program that reads one gets a value, except for blocks that the cloud leaves empty."""
    assert missing_outputs(oci_index, all_made) == []


def test_nothing_of_any_type_changes_without_a_change(oci: Client, all_made: list[Made]) -> None:
    """The same program again, and the same after a refresh, must find nothing to do."""
    for each in all_made:
        seen = oci.refresh(each)
        assert seen is not None
        assert (seen.inputs, seen.outputs) == (each.inputs, each.outputs)
        assert oci.diff(seen, {key: value for key, value in each.inputs.items() if key != "__defaults"}).changes == {}


def test_everything_goes_in_the_opposite_order(oci: Client, all_made: list[Made]) -> None:
    """As the engine destroys; nothing but what the cloud keeps is left."""
    for each in reversed(all_made):
        oci.delete(each)
    assert [each.token for each in all_made if oci.refresh(each)] == []


def test_what_is_unknown_in_a_preview_is_not_refused(oci: Client, domain: str) -> None:
    """Any input may come from a resource that is not there yet; whether it fits is seen at the update."""
    for token, inputs in inputs_of({}, domain).items():
        for name in inputs:
            assert oci.check(token, "x", {**inputs, name: UNKNOWN})[name] is UNKNOWN
