"""The judge of what components hand to the SDK, itself judged; what it judges is every program the harness runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pulumi
import pulumi_kubernetes as kubernetes
import pytest
from pulumi_gcp import compute, container
from pulumi_kubernetes.apiextensions import CustomResource

from components.__main__ import COMPONENTS
from tests.components.harness import Program, deploy

TESTS = Path(__file__).parent
TAINT = {"key": "a", "value": "b", "effect": "NO_SCHEDULE"}
TAINT_MESSAGE = "pool.node_config.taints[0]: a plain mapping, where the SDK has NodePoolNodeConfigTaintArgs"


def pool(**config: Any) -> None:
    """A node pool whose node config no type checker has seen."""
    wrong: Any = container.NodePoolNodeConfigArgs(machine_type="ct6e-standard-4t", **config)
    container.NodePool("pool", cluster="gke", node_config=wrong)


def reservation(consume: object) -> container.NodePoolNodeConfigReservationAffinityArgs:
    return container.NodePoolNodeConfigReservationAffinityArgs(consume_reservation_type=cast("Any", consume))


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            lambda: container.NodePool("pool", cluster="gke", node_config=cast("Any", {"spott": True})),
            'pool: nodeConfig.spott: unknown property "spott"; did you mean "spot"?',
        ),
        (
            lambda: pool(reservation_affinity={"consume_reservation_type": "NO_RESERVATION"}),
            "pool.node_config.reservation_affinity: a plain mapping,"
            " where the SDK has NodePoolNodeConfigReservationAffinityArgs",
        ),
        (lambda: pool(taints=[TAINT]), TAINT_MESSAGE),
        (lambda: pool(taints=pulumi.Output.from_input([TAINT])), TAINT_MESSAGE),
        (
            lambda: pool(reservation_affinity=reservation(None)),
            "pool: nodeConfig.reservationAffinity.consumeReservationType: missing required property"
            ' "consumeReservationType"',
        ),
        (
            lambda: compute.Firewall("open", network="net", direction="INGRES"),
            'open: direction: expected one of "INGRESS", "EGRESS", got "INGRES"',
        ),
        (
            lambda: pulumi.CustomResource("gcp:compute/netwrok:Network", "net", {}),
            "net: the SDK has no type gcp:compute/netwrok:Network",
        ),
        (
            lambda: CustomResource("own", api_version="a.b/v1", kind="C", metadata=cast("Any", {"name": "own"})),
            "own.metadata: a plain mapping, where the SDK has ObjectMetaArgs",
        ),
    ],
)
def test_what_the_sdk_would_not_have_is_refused(program: Program, message: str) -> None:
    """At any depth, in lists, behind outputs; and of custom resources, whose spec no SDK knows, the metadata."""
    with pytest.raises(AssertionError) as caught:
        deploy(program)
    assert message in str(caught.value).splitlines()


def test_what_the_sdk_has_passes() -> None:
    """Classes, maps with keys of one's own, and a spec that is nobody's business."""
    labels = {"owner": "serving"}

    def program() -> None:
        config = container.NodePoolNodeConfigArgs(
            resource_labels=labels, reservation_affinity=reservation("NO_RESERVATION")
        )
        container.NodePool("pool", cluster="gke", node_config=config)
        meta = kubernetes.meta.v1.ObjectMetaArgs(name="own", labels=labels)
        CustomResource("own", api_version="a.b/v1", kind="C", metadata=meta, spec={"any": {"thing": 1}})

    assert set(deploy(program).resources) == {"pool", "own"}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda each: each.__name__)
def test_every_component_is_run_by_the_harness(component: type[pulumi.ComponentResource]) -> None:
    """Only what runs is judged: each component is made in a test file that deploys it, or in an example of a README."""
    made = re.compile(rf"\b{component.__name__}\(\s*\"|\b{component.__name__}\(\s*\w+,")
    files = [each for each in TESTS.glob("*/test_*.py") if "harness import" in each.read_text()]
    readmes = sorted(Path(__file__).parents[2].glob("components/*/README.md"))
    assert any(made.search(each.read_text()) for each in [*files, *readmes])
