"""What a resource gives back has the SDK's shape, whole."""

from __future__ import annotations

from podwright.emulator.gcp.coverage import MODELLED
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.gcp.everything import everything
from tests.podwright.emulator.gcp.types import SetQuota
from tests.podwright.emulator.sdk_shape import missing_outputs, wrong_outputs


def test_outputs_have_the_sdks_types(gcp: Client, gcp_index: SdkIndex, cluster: Made, set_quota: SetQuota) -> None:
    """A number where the SDK promises text breaks programs that run well on the real cloud."""
    made = everything(gcp, cluster, set_quota)
    assert {each.token for each in made} == set(MODELLED)
    assert wrong_outputs(gcp_index, made) == []


def test_every_declared_output_is_there(gcp: Client, gcp_index: SdkIndex, cluster: Made, set_quota: SetQuota) -> None:
    """A program that reads one gets a value, except for blocks that the cloud leaves empty."""
    assert missing_outputs(gcp_index, everything(gcp, cluster, set_quota)) == []
