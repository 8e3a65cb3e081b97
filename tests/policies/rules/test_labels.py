"""Everything that can be labelled names its owner and its cost centre."""

from __future__ import annotations

import pytest

from policies.rules.labels import LABELS_AT, OWNER_LABELS
from tests.policies.rules.subjects import NODE_POOL, UNKNOWN, Props, violations

GOOD = {"owner": "serving", "cost-centre": "cc-2107"}


def with_labels(kind: str, labels: dict[str, str]) -> Props:
    props: Props = dict(labels)
    for key in reversed(LABELS_AT[kind]):
        props = {key: props}
    return props


@pytest.mark.parametrize("kind", LABELS_AT)
def test_labelled(kind: str) -> None:
    """Each type keeps its labels in its own place."""
    assert violations(OWNER_LABELS, kind, with_labels(kind, GOOD)) == []


@pytest.mark.parametrize("kind", LABELS_AT)
def test_not_labelled(kind: str) -> None:
    """A type that is listed is looked at, and the message names the place where its labels go."""
    path = ".".join(LABELS_AT[kind])
    assert violations(OWNER_LABELS, kind, {}) == [
        f"it ({kind}) has no label owner and no label cost-centre; add to {path}, or to podwright:labels of the stack"
    ]


def test_an_empty_label_is_none() -> None:
    """A label without a value names nobody."""
    kind = "gcp:tpu/v2Vm:V2Vm"
    assert violations(OWNER_LABELS, kind, {"labels": {**GOOD, "owner": ""}}) == [
        f"it ({kind}) has no label owner; add to labels, or to podwright:labels of the stack"
    ]


def test_an_unknown_label_does_not_pass() -> None:
    """An owner that is only known after the update is not known to the reviewer either."""
    props = with_labels(NODE_POOL, {**GOOD, "owner": UNKNOWN})
    assert violations(OWNER_LABELS, NODE_POOL, props) == [
        f"not evaluated: nodeConfig.resourceLabels.owner of it ({NODE_POOL}) is not known before the update; set it"
        " from plain text or from an output of a stack that is already applied, or apply what it comes from first"
    ]


def test_types_without_labels_are_left_alone() -> None:
    """Networks have no labels in Google Cloud."""
    assert violations(OWNER_LABELS, "gcp:compute/network:Network", {}) == []
