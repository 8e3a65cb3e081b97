"""A stand-in for the Pulumi engine: an executable that plays back what a test wrote for each stack and command.

It speaks the engine's streaming JSON on standard output, its errors on standard error, and notes every call, so that
the run side is tested with real processes, pipes and signals but without SDKs, clouds or seconds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

_SCRIPT = """#!{python} -SsE
import json, os, pathlib, signal, sys
home = pathlib.Path({home!r})
arguments = sys.argv[1:]
scenario = json.loads((home / "scenario.json").read_text())
def note(what, **more):
    with (home / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps({{"what": what, "arguments": arguments, **more}}) + "\\n")
note("begin", cwd=os.getcwd(), marker=os.environ.get("FAKE_MARKER"))
if arguments[0] == "stack":
    answer = scenario["stack " + arguments[1]]
    stack = None
else:
    stack = arguments[arguments.index("-s") + 1]
    command = "destroy-preview" if "--preview-only" in arguments else arguments[0]
    answer = scenario.get(stack + " " + command) or scenario["* " + command]
if answer.get("hang"):
    interrupts = []
    signal.signal(signal.SIGINT, lambda *_: interrupts.append(1))
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
for number, event in enumerate(answer.get("events", ())):
    print(json.dumps({{"sequence": number, "timestamp": 0, **event}}), flush=True)
sys.stdout.write(answer.get("stdout", ""))
sys.stderr.write(answer.get("stderr", ""))
if answer.get("hang"):
    note("hanging", stack=stack)
    signal.sigwait([signal.SIGINT])
    note("interrupted", stack=stack)
note("end", stack=stack)
sys.exit(answer.get("code", 0))
"""


@dataclass(frozen=True)
class FakeEngine:
    """The executable and what it plays; `scenario` keys are `<stack> <command>` or `* <command>`."""

    home: Path

    @property
    def executable(self) -> Path:
        """The file to start instead of `pulumi`."""
        return self.home / "pulumi"

    def play(self, scenario: Mapping[str, Mapping[str, object]]) -> None:
        """Sets what the engine answers from now on."""
        self.home.mkdir(exist_ok=True)
        defaults: dict[str, Mapping[str, object]] = {
            "stack ls": {"stdout": "[]"},
            "stack rm": {},
            "stack init": {},
            "* preview": {"events": [summary(same=3)]},
            "* up": {"events": [summary(same=3)]},
            "* destroy-preview": {"events": [summary(delete=3)]},
            "* destroy": {"events": [summary(delete=3)]},
        }
        (self.home / "scenario.json").write_text(json.dumps({**defaults, **scenario}))
        self.executable.write_text(_SCRIPT.format(python=sys.executable, home=str(self.home)))
        self.executable.chmod(0o755)

    def notes(self) -> list[dict[str, object]]:
        """Everything noted so far, in order."""
        path = self.home / "calls.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def order(self, what: str) -> list[str]:
        """`<stack> <command>` of the notes of one kind (`begin`, `end`), in order."""
        found: list[str] = []
        for note in self.notes():
            arguments = cast("Sequence[str]", note["arguments"])
            if note["what"] == what and arguments[0] != "stack":
                command = "destroy-preview" if "--preview-only" in arguments else arguments[0]
                found.append(f"{arguments[arguments.index('-s') + 1]} {command}")
        return found


def urn(kind: str, name: str, stack: str = "s") -> str:
    """A URN like the engine's."""
    return f"urn:pulumi:{stack}::podwright::{kind}::{name}"


def summary(result: str = "succeeded", **counts: int) -> dict[str, object]:
    """The engine's last event."""
    return {"summaryEvent": {"resourceChanges": counts, "result": result, "PolicyPacks": {}}}


def step(op: str, kind: str, name: str, **metadata: object) -> dict[str, object]:
    """A finished operation on a resource."""
    return {"resOutputsEvent": {"metadata": {"op": op, "urn": urn(kind, name), "type": kind, **metadata}}}


def error(message: str, resource: str = "") -> dict[str, object]:
    """An error message, about a resource or not."""
    return {"diagnosticEvent": {"severity": "error", "message": f"{message}\n", "urn": resource}}


def violation(policy: str, message: str, level: str = "mandatory", resource: str = "") -> dict[str, object]:
    """A report of a rule, as the SDK words it: the rule's description, then the report."""
    return {
        "policyEvent": {
            "policyName": policy,
            "policyPackName": "pack",
            "policyPackVersion": "1.0.0",
            "enforcementLevel": level,
            "message": f"What {policy} asks for.\n{message}\n",
            "resourceUrn": resource,
        }
    }


def policies_ran(passed: Sequence[str], failed: Sequence[str] = ()) -> dict[str, object]:
    """Which rules ran on a resource."""
    return {"policyAnalyzeSummaryEvent": {"policyPackName": "pack", "passed": list(passed), "failed": list(failed)}}
