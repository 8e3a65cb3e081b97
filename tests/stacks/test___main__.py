"""The program of every stack: what it declares for the committed stacks, and how it refuses a wrong spec."""

from __future__ import annotations

import subprocess
import sys

import pulumi
import pytest

from tests.stacks.programs import run, stack_config, stack_names


@pytest.mark.parametrize("stack", stack_names())
def test_every_committed_stack_is_built(stack: str) -> None:
    """Each registers Google Cloud resources through one explicit provider, and every resource has a component."""
    deployment = run(stack)
    cloud = [each for each in deployment.resources.values() if each.type.startswith("gcp:")]
    assert cloud
    assert {each.provider for each in cloud} == {"gcp"}
    assert all(each.parent is not None for each in cloud)


def test_the_provider_is_explicit() -> None:
    """Project and region come from the spec, not from whatever account the caller is logged in to."""
    provider = run("gcp-europe-west4").resources["gcp"]
    assert provider.inputs == {"project": "lab-accelerators", "region": "europe-west4"}


def test_all_problems_end_the_program_with_one_message() -> None:
    """A wrong spec is the user's mistake: everything at once, no traceback (RunError), nothing registered."""
    config = {
        **stack_config("gcp-europe-west4"),
        "podwright:kinds": "region",
        "podwright:jurisdiction": "JP",
    }
    with pytest.raises(pulumi.RunError) as caught:
        run("gcp-europe-west4", config=config)
    lines = str(caught.value).splitlines()
    assert lines[0] == "stack gcp-europe-west4 cannot be built:"
    assert [line.split(":")[1].strip() for line in lines if line.startswith("error")] == ["kinds", "jurisdiction"]


def test_other_peoples_configuration_is_left_alone() -> None:
    """Keys of providers stand in the same mapping and are not part of the spec."""
    config = {**stack_config("gcp-global"), "gcp:userProjectOverride": "true"}
    assert run("gcp-global", config=config).resources.keys() == run("gcp-global").resources.keys()


def test_reading_a_spec_imports_no_cloud() -> None:
    """Another cloud's SDK costs seconds: the program imports one only to compose a stack of it."""
    code = "import stacks.__main__, sys; print([name for name in sys.modules if name.startswith('pulumi_')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
