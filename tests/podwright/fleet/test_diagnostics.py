"""From what the engine printed to what a person reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.errors import Problem
from podwright.fleet.diagnostics import problems_of, warnings_of
from podwright.fleet.events import Diagnostic
from tests.podwright.fleet.fake_engine import urn

ROOT, LOG = Path("/project"), ".podwright/emulated/runs/1/east"
NETWORK = urn("podwright:index:Network$gcp:compute/network:Network", "net")
TRACEBACK = """Program failed with an unhandled exception:
Traceback (most recent call last):
  File "/project/stacks/__main__.py", line 31, in main
    compose(spec)
  File "/project/components/gcp/network.py", line 77, in __init__
    raise ValueError("no range")
  File "/project/.venv/lib/python3.11/site-packages/pulumi/output.py", line 9, in run
    await result
ValueError: no range
is left"""


def problems(*diagnostics: Diagnostic, stderr: str = "") -> list[Problem]:
    """The problems of a failed stack called east."""
    return problems_of("east", diagnostics, stderr, ROOT, LOG)


def failure(message: str, resource: str = "") -> Diagnostic:
    """An error message of the engine."""
    return Diagnostic("error", message, resource)


def test_provider_error_names_its_resource() -> None:
    """What failed is the resource; the engine's wrapping and after-effects say nothing more."""
    found = problems(
        failure("rpc error: code = ResourceExhausted desc = Quota exceeded", NETWORK),
        failure("failed to run remediation: context canceled", NETWORK),
        failure("update failed", urn("pulumi:pulumi:Stack", "podwright-east")),
    )
    assert found == [Problem("east: gcp:compute:Network net", "Quota exceeded")]


def test_what_no_cloud_deletes_can_be_adopted() -> None:
    """After destroy and up the names are taken; only a person knows that they are this stack's own."""
    ring = urn("podwright:index:ProjectBase$gcp:kms/keyRing:KeyRing", "base-ring")
    found = problems(
        failure("googleapi: Error 409: KeyRing r already exists.", ring), failure("already exists", NETWORK)
    )
    assert found == [
        Problem(
            "east: gcp:kms:KeyRing base-ring",
            "googleapi: Error 409: KeyRing r already exists.",
            fix="if this stack left it behind when it was destroyed, apply once with podwright:adopt: true in its file",
        ),
        Problem("east: gcp:compute:Network net", "already exists"),
    ]


def test_program_traceback_after_a_provider_error() -> None:
    """The engine ends the program after a failure; that traceback is about the end and not about the cause."""
    found = problems(failure("no capacity", NETWORK), failure(TRACEBACK))
    assert found == [Problem("east: gcp:compute:Network net", "no capacity")]


def test_unexpected_exception() -> None:
    """The last line, the innermost place in the project's own code, and where the rest is."""
    [found] = problems(failure(TRACEBACK))
    assert found.render() == (
        "components/gcp/network.py:77: error: east: the program raised ValueError: no range\nis left\n"
        f"  fix:     read the whole traceback in {LOG}"
    )


def test_deliberate_error_of_the_program() -> None:
    """A program that refuses its input has said it all; the exit code line adds nothing."""
    found = problems(
        failure("stack east cannot be built:\nerror: region: is missing"),
        failure("an unhandled error occurred: Program exited with non-zero exit code: 1"),
    )
    assert found == [Problem("east", "stack east cannot be built:\nerror: region: is missing")]


def test_urns_inside_a_message() -> None:
    """Long names inside a text are shortened like everywhere else."""
    [found] = problems(failure(f"Duplicate resource URN '{NETWORK}'; try giving it a unique name"))
    assert found.message == "Duplicate resource URN 'gcp:compute:Network net'; try giving it a unique name"


def test_failure_before_the_engine_began() -> None:
    """Then standard error is all there is."""
    found = problems(stderr="warning: old\nerror: no stack named 'east' found\n")
    assert found == [Problem("east", "no stack named 'east' found", fix=f"read {LOG}")]


def test_only_an_after_effect() -> None:
    """Better the engine's bare words than nothing."""
    assert problems(failure("update failed")) == [Problem("east", "update failed")]


def test_program_that_could_not_start() -> None:
    """Its own last words are the reason then; the engine only knows that it ended."""
    printed = [Diagnostic("info#err", f"line {number}") for number in range(7)]
    after = failure("an unhandled error occurred: program exited with non-zero exit code: 1")
    lines = "the program ended with:\nline 2\nline 3\nline 4\nline 5\nline 6"
    assert problems(*printed, after) == [Problem("east", lines, fix=f"read {LOG}")]


def test_silence() -> None:
    """A killed engine says nothing at all."""
    assert problems() == [Problem("east", "the engine failed and gave no reason", fix=f"read {LOG}")]


def test_warnings_are_no_reasons() -> None:
    """Only errors explain a failure."""
    assert problems(Diagnostic("warning", "deprecated"), failure("bad")) == [Problem("east", "bad")]


UNREACHABLE = [
    "configured Kubernetes cluster is unreachable: unable to load schema information from the API server: Get"
    ' "https://gone.example/openapi/v2?timeout=32s": dial tcp: lookup gone.example: no such host',
    "configured Kubernetes cluster is unreachable. If the cluster was deleted, you can remove this resource from Pulumi"
    ' state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"',
    "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this"
    " resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment"
    ' variable set to "true"',
]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (UNREACHABLE[0], UNREACHABLE[0]),
        (UNREACHABLE[1], "configured Kubernetes cluster is unreachable"),
        (UNREACHABLE[2], "failed to read resource state due to unreachable cluster"),
    ],
)
def test_a_cluster_that_cannot_be_reached_is_not_forgotten(message: str, said: str) -> None:
    """The provider's advice would drop node pools that are still there; a wrong kubeconfig is the likelier cause."""
    pool = urn("podwright:index:CoreWeaveGpuCluster$kubernetes:compute.coreweave.com/v1alpha1:NodePool", "train-pool")
    assert problems(failure(message, pool)) == [
        Problem(
            "east: kubernetes:compute.coreweave.com:NodePool train-pool",
            said,
            fix="nothing in the cluster was changed or forgotten: give a token or kubeconfig that reaches it, from a"
            " network that does, and run this again; PULUMI_K8S_DELETE_UNREACHABLE=true is for a cluster that is gone",
        )
    ]


def test_what_components_warn_of_is_told_once() -> None:
    """Nodes that wait fail nothing, so the report has to say it; SDKs' own warnings stay in the log."""
    group = urn("podwright:index:CoreWeaveGpuCluster", "train")
    said = Diagnostic("warning", "16 nodes wait: quota limit is 0", group)
    others = [Diagnostic("warning", "deprecated"), Diagnostic("info", "made", group)]
    assert warnings_of("east", [said, *others, said]) == [
        Problem(
            "east: podwright:index:CoreWeaveGpuCluster train", "16 nodes wait: quota limit is 0", severity="warning"
        )
    ]
