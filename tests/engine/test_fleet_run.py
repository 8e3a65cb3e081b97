"""The life of a small fleet through `podwright`, with the real engine, program, policies and emulated cloud.

Every run costs about ten seconds, so one life is lived once and each test looks at one thing in it that a user notices.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from podwright.emulator import daemon
from podwright.engine.locate import Engine
from tests.engine.fleet_project import REPOSITORY, STACKS, FleetProject, make_fleet_project, results, stack

pytestmark = pytest.mark.engine

QUOTA = (
    *("emulator", "quota", "set", "TPUV5sPreemptibleLitepodPerProjectPerZoneForTPUAPI"),
    *("--project", "lab-accelerators", "--service", "tpu.googleapis.com", "--dimension", "zone=europe-west4-b"),
)
STRICT = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def no_keys(args, report):
    if args.resource_type == "gcp:kms/keyRing:KeyRing":
        report(f"{args.name} is one too many")

PolicyPack("strict", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy("no-keys", "Keys are made by hand.", no_keys, EnforcementLevel.MANDATORY)])
"""
KEYS = ("asia-northeast1", "europe-west2", "europe-west4", "us-central1", "us-east5")
"""The regions that the global stack has a key for."""
Life = Mapping[str, Any]


def fleet(path: Path) -> Generator[FleetProject]:
    """A project that is there while its user works, and whose cloud ends with it."""
    made = make_fleet_project(path.resolve())
    yield made
    daemon.stop(made.root / ".podwright" / "emulated")


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Generator[Life]:
    """From the first preview to the last destroy, step by step; the step's name -> what it printed."""
    for project in fleet(tmp_path_factory.mktemp("life")):
        project.podwright(*QUOTA, "--ceiling", "0")
        seen: dict[str, Any] = {"too early": project.podwright("up", "gcp-dev", "--yes")}
        seen["no quota"] = project.report("up", *STACKS, "--yes")
        project.podwright(*QUOTA, "--limit", "16", "--ceiling", "-1")
        seen["again"] = project.report("up", *STACKS, "--yes")
        seen["nothing"] = project.podwright("up", *STACKS, "--yes", "--refresh")
        project.edit("stacks/Pulumi.gcp-dev.yaml", "cc-2107", "cc-2200")
        seen["changed"] = project.report("preview", "gcp-dev", "--expect-no-changes")
        seen["update"] = project.report("up", "gcp-dev", "--yes")
        project.git("checkout", "-q", "stacks")
        plain = ("exec", "--", "pulumi", "--non-interactive")
        seen["plain"] = [
            project.podwright(*plain, "up", "-s", "gcp-dev", "--yes", "--skip-preview", "--policy-pack", "policies"),
            project.podwright(*plain, "refresh", "-s", "gcp-dev", "--yes", "--expect-no-changes"),
            project.podwright(*plain, "preview", "-s", "gcp-dev", "--expect-no-changes", "--policy-pack", "policies"),
        ]
        seen["outputs"] = project.report("outputs", "gcp-global")
        seen["orphan"] = project.podwright("destroy", "gcp-global", "--yes")
        seen["destroy"] = project.report("destroy", *STACKS, "--yes")
        seen["cloud"] = project.report("emulator", "ls")
        seen["git"] = project.git("status", "--porcelain")
        state = project.root / ".podwright" / "emulated" / "state" / ".pulumi"
        seen["state"] = [str(path) for path in (state / "stacks").rglob("*.json")]
        seen["left behind"] = project.report("up", "gcp-global", "--yes")
        project.edit("stacks/Pulumi.gcp-global.yaml", "kind: global", "kind: global\n  podwright:adopt: true")
        seen["adopted"] = project.report("up", "gcp-global", "--yes")
        seen["adopted before"] = project.podwright("up", "gcp-global", "--yes")
        yield seen


def test_dependency_that_was_never_applied(life: Life) -> None:
    """Refused before the engine runs, with the way out."""
    assert life["too early"].returncode == 2
    assert life["too early"].stderr.splitlines() == [
        "error: gcp-dev: depends on gcp-global, which was never applied",
        "  fix:     apply it first: podwright up gcp-global; or add --with-dependencies",
    ]


def test_quota_that_is_too_small(life: Life) -> None:
    """Exit 1 with the cloud's own words and the resource; what was independent of it is there."""
    report = life["no quota"]
    assert (report["exit_code"], results(report)) == (1, {"gcp-global": "succeeded", "gcp-dev": "failed"})
    [problem] = stack(report, "gcp-dev")["problems"]
    assert problem["subject"] == "gcp-dev: gcp:tpu:V2Vm dev-v5e-0"
    assert problem["message"].startswith("Error creating Vm: googleapi: Error 403: Insufficient zonal quota")


def test_second_try_goes_on_where_the_first_stopped(life: Life) -> None:
    """Only what was missing is created; nothing is made twice."""
    report = life["again"]
    assert (report["exit_code"], results(report)) == (0, {"gcp-global": "unchanged", "gcp-dev": "succeeded"})
    assert stack(report, "gcp-dev")["changes"]["create"] == 1


def test_nothing_to_change(life: Life) -> None:
    """A second `up`, even with the cloud's real state, changes nothing and says so."""
    assert life["nothing"].returncode == 0, life["nothing"].stderr
    assert life["nothing"].stdout.splitlines()[-1] == "up: nothing to change"


def test_changed_label_shows_old_and_new(life: Life) -> None:
    """The plan says which resource and which value, and the exit code that something differs."""
    report = life["changed"]
    assert report["exit_code"] == 4
    [machine] = [each for each in stack(report, "gcp-dev")["resources"] if each["type"] == "gcp:tpu:V2Vm"]
    assert machine["op"] == "update"
    assert [(each["path"], each["old"], each["new"]) for each in machine["properties"]] == [
        ('labels["cost-centre"]', "cc-2107", "cc-2200")
    ]
    assert results(life["update"]) == {"gcp-dev": "succeeded"}


def test_policies_were_asked_about_every_stack(life: Life) -> None:
    """The project's own pack passes on its own components, with every rule evaluated."""
    for entry in life["no quota"]["stacks"] + life["again"]["stacks"]:
        assert entry["policies"]["passed"] > 0
        assert (entry["policies"]["violations"], entry["policies"]["not_evaluated"]) == ([], [])


def test_outputs(life: Life) -> None:
    """What the dependent stack used is there to read."""
    assert life["outputs"]["schema"] == "podwright/outputs/v1"
    assert set(life["outputs"]["outputs"]["keys"]) == set(KEYS)


def test_reports_fit_their_schemas(life: Life) -> None:
    """Real reports, not only made-up ones."""
    for name, steps in {"run": ["no quota", "again", "changed", "destroy"], "outputs": ["outputs"]}.items():
        schema = json.loads((REPOSITORY / "podwright" / "schemas" / f"{name}.v1.json").read_text())
        validator: Any = Draft202012Validator(schema)
        assert [error.message for step in steps for error in validator.iter_errors(life[step])] == []


def test_destroy_refuses_to_orphan(life: Life) -> None:
    """The global stack cannot go while a region stands on it."""
    assert life["orphan"].returncode == 2
    assert "gcp-dev: still has" in life["orphan"].stderr


def test_destroy_leaves_nothing(life: Life) -> None:
    """Neither in the cloud, nor in the state, nor in the work tree."""
    assert (life["destroy"]["exit_code"], set(results(life["destroy"]).values())) == (0, {"succeeded"})
    assert life["cloud"]["resources"] == []
    assert life["state"] == []
    assert life["git"] == ""


def test_plain_pulumi_works_on_the_same_stacks(life: Life) -> None:
    """What `podwright` made, plain commands change, refresh and find unchanged, policies included."""
    for done in life["plain"]:
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_no_cloud_deletes_is_adopted_after_a_destroy(life: Life) -> None:
    """Keys are still there: the first `up` says how to take them over, the next does, and after it nothing differs."""
    report = life["left behind"]
    assert report["exit_code"] == 1
    assert {problem["fix"] for problem in stack(report, "gcp-global")["problems"]} == {
        "if this stack left it behind when it was destroyed, apply once with podwright:adopt: true in its file"
    }
    assert results(life["adopted"]) == {"gcp-global": "succeeded"}
    assert life["adopted before"].stdout.splitlines()[-1] == "up: nothing to change"


def test_policy_violation_creates_nothing(tmp_path: Path, engine: Engine) -> None:
    """Exit 3 with rule and resource, and an empty cloud."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "__main__.py").write_text(STRICT)
    (pack / "PulumiPolicy.yaml").write_text((REPOSITORY / "policies" / "PulumiPolicy.yaml").read_text())
    (tmp_path / "project").mkdir()
    for project in fleet(tmp_path / "project"):
        (tmp_path / ".venv").symlink_to(project.root / ".venv")
        report = project.report("up", "gcp-global", "--yes", "--policy-pack", str(pack))
        assert (report["exit_code"], results(report)) == (3, {"gcp-global": "blocked"})
        assert {
            (each["policy"], each["enforcement"], each["message"].splitlines()[-1])
            for each in stack(report, "gcp-global")["policies"]["violations"]
        } == {("no-keys", "mandatory", f"base-{region}-ring is one too many") for region in KEYS}
        assert project.report("emulator", "ls") == {
            "schema": "podwright/emulator-ls/v1",
            "resources": [],
            "permanent": [],
        }
