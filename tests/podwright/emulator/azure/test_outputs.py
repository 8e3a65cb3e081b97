"""What a resource gives back has the SDK's shape, whole."""

from __future__ import annotations

import pytest

from podwright.emulator.azure.coverage import MODELLED
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.azure.everything import everything
from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.sdk_shape import missing_outputs, wrong_outputs


@pytest.fixture
def made(azure: Client, foundation: list[Made], cluster: Made) -> list[Made]:
    """One of each modelled type."""
    return everything(azure, *foundation, cluster)


def test_outputs_have_the_sdks_types(azure_index: SdkIndex, made: list[Made]) -> None:
    """A number where the SDK promises text breaks programs that run well on the real cloud."""
    assert {each.token for each in made} == set(MODELLED)
    assert wrong_outputs(azure_index, made) == []


def test_every_declared_output_is_there(azure_index: SdkIndex, made: list[Made]) -> None:
    """A program that reads one gets a value, except for blocks that the cloud leaves empty."""
    assert missing_outputs(azure_index, made) == []


def test_every_resource_says_what_it_is(made: list[Made]) -> None:
    """Name, ARM type, state and API version, in the words of the real provider."""
    for each in made:
        if "type" in each.outputs and each.token != "azure-native:containerservice:AgentPool":
            assert str(each.out("type")).startswith("Microsoft.")
        assert each.out("provisioningState") in (None, "Succeeded")
        assert each.out("azureApiVersion")
        assert each.out("name")


def test_nothing_of_any_type_changes_without_a_change(azure: Client, made: list[Made]) -> None:
    """The same program again, and the same after a refresh, must find nothing to do."""
    for each in made:
        seen = azure.refresh(each)
        assert seen is not None
        assert seen.inputs == each.inputs
        assert azure.diff(seen, {key: value for key, value in each.inputs.items() if key != "__defaults"}).changes == {}


def test_everything_can_be_deleted_in_the_reverse_order(azure: Client, made: list[Made]) -> None:
    """What a destroy does."""
    for each in reversed(made):
        azure.delete(each)
        assert azure.refresh(each) is None
