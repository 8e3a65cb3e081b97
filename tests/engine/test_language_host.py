"""The real engine with our language host: programs, their errors, policy packs, and the end of it all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from podwright.engine.stacks import ensure_stack
from tests.engine.trial import TrialProject

pytestmark = pytest.mark.engine

Make = Callable[..., TrialProject]
MakePack = Callable[[str], Path]

HELLO = """
import pulumi
config = pulumi.Config()
pulumi.export("region", config.require("region"))
pulumi.export("where", [pulumi.get_project(), pulumi.get_stack(), pulumi.get_organization()])
"""

PACK = """
import pulumi
from pulumi_policy import EnforcementLevel, PolicyPack, StackValidationPolicy
def check(args, report):
    region = pulumi.Config("lab").require("region")
    report(f"{pulumi.get_project()}/{pulumi.get_stack()} in {region}: no budget")
PolicyPack(name="lab-rules", enforcement_level=EnforcementLevel.MANDATORY,
    policies=[StackValidationPolicy(name="budget", description="Needs a budget.", validate=check)])
"""


def test_a_program_runs_and_its_outputs_are_kept(make_project: Make) -> None:
    """Configuration, project, stack and organization arrive in the program; a second run changes nothing."""
    project = make_project(HELLO)
    ensure_stack("trial", project.environment, project.root)
    first = project.pulumi("up", "-s", "trial", "--yes")
    assert first.returncode == 0, first.stdout + first.stderr
    outputs = json.loads(project.pulumi("stack", "output", "-s", "trial", "--json").stdout)
    assert outputs == {"region": "europe-west4", "where": ["lab", "trial", "organization"]}
    second = project.pulumi("up", "-s", "trial", "--yes", "--expect-no-changes")
    assert second.returncode == 0, second.stdout + second.stderr


def test_an_exception_is_shown_once_with_its_line(make_project: Make) -> None:
    """The program's own traceback, nothing of the host's, and a failing exit code."""
    project = make_project('import pulumi\nprint("before")\nraise ValueError("no such zone: europe-west9-z")\n')
    ensure_stack("trial", project.environment, project.root)
    run = project.pulumi("preview", "-s", "trial")
    assert run.returncode != 0
    report = run.stdout[run.stdout.index("Diagnostics:") :]
    assert report.count("ValueError: no such zone: europe-west9-z") == 1
    assert 'stacks/__main__.py", line 3, in <module>' in report
    assert "before" in report
    assert "non-zero exit code" not in report


def test_a_program_that_just_exits_is_an_error(make_project: Make) -> None:
    """Nobody has reported anything, so the host does."""
    project = make_project("import os\nos._exit(3)\n")
    ensure_stack("trial", project.environment, project.root)
    run = project.pulumi("preview", "-s", "trial")
    assert run.returncode != 0
    assert "error: an unhandled error occurred: program exited with non-zero exit code: 3" in run.stdout


def test_the_engines_own_error_is_not_buried(make_project: Make) -> None:
    """An interrupted program's KeyboardInterrupt would stand below the message that matters."""
    program = """
import pulumi
class Thing(pulumi.CustomResource):
    def __init__(self, name):
        super().__init__("nope:index:Thing", name, {})
Thing("one")
"""
    project = make_project(program)
    ensure_stack("trial", project.environment, project.root)
    run = project.pulumi("preview", "-s", "trial")
    assert run.returncode != 0
    assert "no resource plugin 'pulumi-resource-nope' found" in run.stdout
    assert "KeyboardInterrupt" not in run.stdout + run.stderr


def test_a_missing_virtual_environment_is_told(make_project: Make) -> None:
    """The engine shows the host's own sentence."""
    project = make_project(HELLO)
    (project.root / "Pulumi.yaml").write_text(
        "name: lab\nmain: stacks\nstackConfigDir: stacks\n"
        "runtime: {name: python, options: {toolchain: pip, virtualenv: gone}}\n"
    )
    ensure_stack("trial", project.environment, project.root)
    run = project.pulumi("preview", "-s", "trial")
    assert run.returncode != 0
    assert f"{project.root}/gone is not a virtual environment; create it with `uv sync`" in run.stdout + run.stderr


def test_a_policy_pack_blocks_and_knows_its_stack(make_project: Make, make_pack: MakePack) -> None:
    """The pack starts with project, stack and configuration in place, as under Pulumi's own host."""
    project = make_project(HELLO)
    ensure_stack("trial", project.environment, project.root)
    run = project.pulumi("up", "-s", "trial", "--yes", "--policy-pack", str(make_pack(PACK)))
    assert run.returncode != 0
    assert "lab/trial in europe-west4: no budget" in run.stdout
    assert "[mandatory]  budget" in run.stdout
    assert json.loads(project.pulumi("stack", "output", "-s", "trial", "--json").stdout) == {}


def test_a_pack_that_passes_lets_the_run_through(make_project: Make, make_pack: MakePack) -> None:
    """And ends with it."""
    project = make_project(HELLO)
    ensure_stack("trial", project.environment, project.root)
    pack = make_pack(PACK.replace('report(f"', '(f"'))
    run = project.pulumi("up", "-s", "trial", "--yes", "--policy-pack", str(pack))
    assert run.returncode == 0, run.stdout + run.stderr
    assert "lab-rules@v0.1.0" in run.stdout


def test_a_broken_pack_fails_with_its_error(make_project: Make, make_pack: MakePack) -> None:
    """A gate that cannot be built must not stand open, and the reason must be seen."""
    project = make_project(HELLO)
    ensure_stack("trial", project.environment, project.root)
    pack = make_pack('raise RuntimeError("rules cannot be read")\n')
    run = project.pulumi("preview", "-s", "trial", "--policy-pack", str(pack))
    assert run.returncode != 0
    assert "rules cannot be read" in run.stdout + run.stderr


WAITING = """
import os, sys, time
from pathlib import Path
with open(sys.argv[0] + "/started", "w") as pipe:
    pipe.write(str(os.getpid()))
time.sleep(600)
"""


def start_waiting(project: TrialProject) -> tuple[subprocess.Popen[bytes], int]:
    """A preview whose program waits for ever; the program's process id, once it runs."""
    ensure_stack("trial", project.environment, project.root)
    started = project.root / "stacks" / "started"
    os.mkfifo(started)
    command = ["pulumi", "preview", "-s", "trial", "--non-interactive"]
    running = subprocess.Popen(
        command, cwd=project.root, env=project.full_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return running, int(started.read_text())


def wait_for_end(pid: int) -> None:
    """Returns when the process is gone, fails when it stays."""
    with os.fdopen(os.pidfd_open(pid)) as descriptor:
        import select

        assert select.select([descriptor], [], [], 30)[0], "the program still runs"


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")
def test_no_program_outlives_its_engine(make_project: Make, sig: signal.Signals) -> None:
    """Ctrl-C, and an engine that is killed without a word: the program must not go on changing clouds."""
    running, program = start_waiting(make_project(WAITING))
    running.send_signal(sig)
    wait_for_end(program)
    assert running.wait(60) != 0
