"""The committed stacks pass the gate at their very first preview, when nothing computed is known yet."""

from __future__ import annotations

import pytest
from pulumi.runtime import set_all_config

from policies.rules.control_planes import NO_OPEN_CONTROL_PLANE
from policies.rules.labels import OWNER_LABELS
from policies.rules.public_addresses import NO_PUBLIC_ADDRESS
from policies.rules.public_endpoints import NO_PUBLIC_ENDPOINT
from policies.rules.public_networks import NO_PUBLIC_NETWORK
from policies.rules.quotas import QUOTA_BY_HAND, QUOTA_COVERS_ACCELERATORS
from policies.rules.regions import REGION_IN_JURISDICTION
from policies.rules.ssh_ingress import NO_SSH_FROM_INTERNET
from tests.components import harness
from tests.policies.rules.subjects import as_sent, deployed, stack_violations, violations
from tests.stacks.programs import STACKS, run, stack_config

RESOURCE_RULES = (
    NO_OPEN_CONTROL_PLANE,
    NO_PUBLIC_ADDRESS,
    NO_PUBLIC_ENDPOINT,
    NO_SSH_FROM_INTERNET,
    OWNER_LABELS,
    REGION_IN_JURISDICTION,
)
STACK_RULES = (NO_PUBLIC_NETWORK, QUOTA_COVERS_ACCELERATORS)
BY_HAND = {
    "oci-uk-london-1": ["gpus of BM.GPU.GB200.4 ("],
}
"""Stacks with machines whose quota only a person can ask for, and what the advisory rule names."""
ALL = sorted(file.name.split(".")[1] for file in STACKS.glob("Pulumi.*.yaml"))
"""Every committed stack, of every cloud."""


@pytest.mark.parametrize("stack", ALL)
def test_first_preview_is_clean(stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No violation and nothing that could not be evaluated, with ids, addresses and computed counts unknown."""
    monkeypatch.setenv("COREWEAVE_API_TOKEN", "emulated")
    monkeypatch.setenv("PODWRIGHT_MESH_KEY", "emulated-key-of-the-mesh-0123456789")
    deployment = run(stack, preview=True, outputs={})
    set_all_config(stack_config(stack))
    found = [
        message
        for rule in RESOURCE_RULES
        for each in deployment.resources.values()
        for message in violations(rule, each.type, as_sent(each.inputs), each.name, _provider(deployment, each))
    ]
    found += [message for rule in STACK_RULES for message in stack_violations(rule, *deployed(deployment))]
    assert found == []
    by_hand = stack_violations(QUOTA_BY_HAND, *deployed(deployment))
    assert [part for message in by_hand for part in BY_HAND.get(stack, [message]) if part in message] == BY_HAND.get(
        stack, []
    )


def _provider(deployment: harness.Deployment, each: harness.Registration) -> harness.Props | None:
    """The properties of an explicit provider, which the engine hands to rules with the resource."""
    return as_sent(deployment.resources[each.provider].inputs) if each.provider in deployment.resources else None


def test_something_is_unknown_at_a_first_preview() -> None:
    """Otherwise the test above would prove nothing."""
    resources = run("gcp-europe-west4", preview=True, outputs={}).resources
    assert resources["network-nodes"].inputs["network"] == harness.UNKNOWN
