"""Turns what the engine printed when a stack failed into problems that a person can act on.

Owns the wording rules: the provider's own message with the resource it is about; a program's deliberate error as its
text; an unexpected exception as its last line with the place in the project's code; the engine's after-effects ("update
failed") only where nothing better is known. Whole texts stay in the run's log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from podwright.errors import Problem
from podwright.fleet.events import Diagnostic
from podwright.fleet.urns import describe, shorten_urns

_AFTER_EFFECTS = re.compile(
    r"(update|preview|destroy) failed$"
    r"|resource monitor shut down"
    r"|(an unhandled error occurred: )?program exited with non-zero exit code"
    r"|cancelling all calls"
    r"|failed to run (policy|remediation): .*context canceled"
    r"|transport is closing",
    re.IGNORECASE,
)
PRINTED_LINES = 5
"""How much of what a program wrote to standard error is shown where it gave no other reason."""
_EXCEPTION = "Program failed with an unhandled exception:"
_FRAME = re.compile(r'^  File "(?P<file>[^"]+)", line (?P<line>\d+)', re.MULTILINE)
_RPC = re.compile(r"rpc error: code = \w+ desc = ")
_PROTECTED = re.compile(r'resource "(?P<urn>urn:[^"]+)" cannot be deleted\s+because it is protected', re.DOTALL)
_KEPT_TYPES = (
    "gcp:kms/keyRing:",
    "gcp:kms/cryptoKey:",
    "gcp:cloudquota/sQuotaPreference:",
    "azure-native:keyvault:Vault",
)
"""What a cloud never deletes, or keeps for months, so that an earlier life of a stack may have left it behind."""
_OURS = "podwright:index:"
"""In the URN of a component and of everything in it."""
_UNREACHABLE = "Kubernetes cluster is unreachable"
_UNREACHABLE_READ = "due to unreachable cluster"
_DELETE_ADVICE = re.compile(r"\.? If the cluster was deleted, you can remove this resource .*$", re.DOTALL)
_STDERR_ERROR = re.compile(r"^error: (?P<text>.*?)(?=^error: |\Z)", re.DOTALL | re.MULTILINE)


def problems_of(stack: str, diagnostics: Sequence[Diagnostic], stderr: str, root: Path, log: str) -> list[Problem]:
    """The reasons of a failure, best first, none twice.

    `log` is where the whole texts are. `stderr` is what the engine printed outside its event stream: the only source
    when it failed before it began.
    """
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    causes = causes_of(diagnostics)
    if any(error.urn for error in causes):
        # A failed resource ends the program in mid-flight; its traceback is about that end and not about the cause.
        causes = [error for error in causes if not error.message.startswith(_EXCEPTION)]
    problems = [_problem(stack, error, root, log) for error in causes]
    if not problems:
        texts = [match["text"].strip() for match in _STDERR_ERROR.finditer(stderr)]
        problems = [Problem(stack, shorten_urns(text), fix=f"read {log}") for text in texts if text]
    printed = [each.message for each in diagnostics if each.severity == "info#err"][-PRINTED_LINES:]
    if not problems and printed:
        problems = [Problem(stack, "\n".join(["the program ended with:", *printed]), fix=f"read {log}")]
    if not problems:
        problems = [_problem(stack, error, root, log) for error in errors]
    if not problems:
        problems = [Problem(stack, "the engine failed and gave no reason", fix=f"read {log}")]
    return list(dict.fromkeys(problems))


def warnings_of(stack: str, diagnostics: Sequence[Diagnostic]) -> list[Problem]:
    """What the toolkit's own components warn of, such as machines that wait; none twice.

    Warnings of engine and SDKs stay in the log: they are about programs and not about what is applied.
    """
    found = [each for each in diagnostics if each.severity == "warning" and _OURS in each.urn]
    return list(
        dict.fromkeys(
            Problem(f"{stack}: {describe(each.urn)}", each.message.removeprefix("warning: "), severity="warning")
            for each in found
        )
    )


def causes_of(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The errors that say why, without those that only say that something failed."""
    return [each for each in diagnostics if each.severity == "error" and not _AFTER_EFFECTS.match(each.message)]


def _problem(stack: str, error: Diagnostic, root: Path, log: str) -> Problem:
    if error.message.startswith(_EXCEPTION):
        return _exception(stack, error.message, root, log)
    protected = _PROTECTED.search(error.message)
    if protected is not None:
        return Problem(
            f"{stack}: {describe(protected['urn'])}",
            "is protected and was not deleted",
            fix="remove `protect` where the resource is declared, apply that with `podwright up`, then delete",
        )
    subject = describe(error.urn)
    text = shorten_urns(_RPC.sub("", error.message)).strip().removeprefix("error: ")
    fix = None
    if "already exists" in text and any(kept in error.urn for kept in _KEPT_TYPES):
        fix = "if this stack left it behind when it was destroyed, apply once with podwright:adopt: true in its file"
    if _UNREACHABLE in text or _UNREACHABLE_READ in text:
        # The provider's own advice forgets node pools that are still there and cost money.
        text = _DELETE_ADVICE.sub("", text)
        fix = (
            "nothing in the cluster was changed or forgotten: give a token or kubeconfig that reaches it, from a"
            " network that does, and run this again; PULUMI_K8S_DELETE_UNREACHABLE=true is for a cluster that is gone"
        )
    return Problem(f"{stack}: {subject}" if subject else stack, text, fix=fix)


def _exception(stack: str, message: str, root: Path, log: str) -> Problem:
    """The last line of a traceback (with what follows it) and the innermost place that is the project's own code."""
    traceback = message.removeprefix(_EXCEPTION).strip("\n")
    lines = traceback.splitlines()
    indented = [number for number, line in enumerate(lines) if line.startswith((" ", "Traceback"))]
    text = "\n".join(lines[indented[-1] + 1 :] if indented else lines)
    place = next(
        ((path, int(frame["line"])) for frame in reversed(list(_FRAME.finditer(traceback)))
         if (path := _own(Path(frame["file"]), root)) is not None),
        (None, None),
    )  # fmt: skip
    fix = f"read the whole traceback in {log}"
    return Problem(stack, f"the program raised {shorten_urns(text)}", fix=fix, file=place[0], line=place[1])


def _own(path: Path, root: Path) -> str | None:
    """The path relative to the project, None for a library's file."""
    if not path.is_relative_to(root) or "site-packages" in path.parts:
        return None
    return str(path.relative_to(root))
