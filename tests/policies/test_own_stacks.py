"""The committed stacks pass the gate at their very first preview, when nothing computed is known yet."""

from __future__ import annotations

import pytest
from pulumi.runtime import set_all_config

from policies.rules.control_planes import NO_OPEN_CONTROL_PLANE
from policies.rules.labels import OWNER_LABELS
from policies.rules.public_addresses import NO_PUBLIC_ADDRESS
from policies.rules.quotas import QUOTA_BY_HAND, QUOTA_COVERS_ACCELERATORS
from policies.rules.regions import REGION_IN_JURISDICTION
from policies.rules.ssh_ingress import NO_SSH_FROM_INTERNET
from tests.components import harness
from tests.policies.rules.subjects import as_sent, deployed, stack_violations, violations
from tests.stacks.programs import STACKS, run, stack_config, stack_names

RESOURCE_RULES = (NO_OPEN_CONTROL_PLANE, NO_PUBLIC_ADDRESS, NO_SSH_FROM_INTERNET, OWNER_LABELS, REGION_IN_JURISDICTION)
OTHERS = sorted(
    file.name.split(".")[1] for cloud in ("azure", "coreweave") for file in STACKS.glob(f"Pulumi.{cloud}-*")
)
STACK_RULES = (QUOTA_COVERS_ACCELERATORS, QUOTA_BY_HAND)


@pytest.mark.parametrize("stack", [*stack_names(), *OTHERS])
def test_first_preview_is_clean(stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No violation and nothing that could not be evaluated, with ids, addresses and computed counts unknown."""
    monkeypatch.setenv("COREWEAVE_API_TOKEN", "emulated")
    deployment = run(stack, preview=True, outputs={})
    set_all_config(stack_config(stack))
    found = [
        message
        for rule in RESOURCE_RULES
        for each in deployment.resources.values()
        for message in violations(rule, each.type, as_sent(each.inputs), each.name)
    ]
    found += [message for rule in STACK_RULES for message in stack_violations(rule, *deployed(deployment))]
    assert found == []


def test_something_is_unknown_at_a_first_preview() -> None:
    """Otherwise the test above would prove nothing."""
    resources = run("gcp-europe-west4", preview=True, outputs={}).resources
    assert resources["network-nodes"].inputs["network"] == harness.UNKNOWN
