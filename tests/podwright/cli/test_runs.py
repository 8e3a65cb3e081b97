"""The commands that start the engine, as a user types them, with a made-up engine behind them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from podwright.cli.main import podwright
from podwright.errors import InputError
from podwright.fleet import session
from podwright.fleet.context import Target
from podwright.fleet.engine_call import EngineSettings
from tests.podwright.fleet.fake_engine import FakeEngine, policies_ran, step, summary, violation

REPOSITORY = Path(__file__).parents[3]
NETWORK = "gcp:compute/network:Network"
CHANGES = {"events": [policies_ran(["mtu"]), step("create", NETWORK, "net"), summary(create=2, same=1)]}
APPLIED = {"stack ls": {"stdout": json.dumps([{"name": "gcp-global", "resourceCount": 5}])}}
Run = Callable[..., Result]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with some of the committed stacks and an empty policy pack."""
    root = tmp_path / "project"
    (root / "policies").mkdir(parents=True)
    (root / "policies" / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (root / "Pulumi.yaml").write_text("name: podwright\nruntime: python\nmain: stacks\nstackConfigDir: stacks\n")
    (root / "stacks").mkdir()
    for place in ("asia-northeast1", "europe-west4", "global", "us-east5"):
        shutil.copy(REPOSITORY / "stacks" / f"Pulumi.gcp-{place}.yaml", root / "stacks")
    return root


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine that the commands find instead of the real one; no cloud is started."""
    fake = FakeEngine(tmp_path / "engine")
    fake.play({})

    def open_target(root: Path, clouds: object, *, live: bool, say: object) -> tuple[Target, EngineSettings]:
        settings = EngineSettings(fake.executable, root, {"PATH": str(fake.home)}, root / ".podwright/emulated/runs")
        return Target("live" if live else "emulated", "emulated cloud (.podwright/emulated)"), settings

    monkeypatch.setattr(session, "open_target", open_target)
    return fake


@pytest.fixture
def run(project: Path, engine: FakeEngine) -> Run:
    """Runs one command line in the project."""

    def invoke(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(podwright, ["-C", str(project), *arguments], input=stdin)

    return invoke


def test_preview_in_a_pipe(run: Run, engine: FakeEngine) -> None:
    """Target, one line per stack, the plan, the table, one closing sentence."""
    engine.play({"gcp-global preview": CHANGES})
    result = run("preview", "gcp-global")
    lines = [line for line in result.stdout.splitlines() if line]
    assert lines[0] == "target: emulated cloud (.podwright/emulated)"
    assert lines[1].startswith("gcp-global  preview  +2 ~0 ±0 -0  policies ok  ")
    assert lines[2:4] == ["gcp-global: 2 to create, 1 unchanged", "  + gcp:compute:Network  net"]
    assert lines[4].split() == ["stack", "result", "created", "updated", "replaced", "deleted", "policies", "time"]
    assert lines[5].split()[:6] == ["gcp-global", "succeeded", "2", "0", "0", "0"]
    assert (lines[6], result.exit_code) == ("preview: 1 succeeded", 0)


def test_json_is_all_of_standard_output(run: Run, engine: FakeEngine) -> None:
    """A program reads it whole; people's text goes to standard error."""
    engine.play({"* preview": CHANGES})
    result = run("preview", "--all", "--json")
    document: dict[str, Any] = json.loads(result.stdout)
    schema = json.loads((REPOSITORY / "podwright" / "schemas" / "run.v1.json").read_text())
    validator: Any = Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(document)] == []
    assert [(stack["stack"], stack["wave"]) for stack in document["stacks"]] == [
        ("gcp-global", 1),
        ("gcp-asia-northeast1", 2),
        ("gcp-europe-west4", 2),
        ("gcp-us-east5", 2),
    ]
    assert "target: emulated cloud" in result.stderr


def test_policy_violation(run: Run, engine: FakeEngine) -> None:
    """The rule, where, what, and exit code 3."""
    engine.play({"gcp-global preview": {"events": [violation("no-ssh", "port 22 is open"), summary()], "code": 1}})
    result = run("preview", "gcp-global")
    assert result.exit_code == 3
    assert "policy no-ssh (mandatory): gcp-global\n  What no-ssh asks for.\n  port 22 is open\n" in result.stdout


@pytest.mark.parametrize("command", ["preview", "up", "destroy"])
def test_nothing_selected(run: Run, engine: FakeEngine, command: str) -> None:
    """The whole fleet is never the default of a command that costs money."""
    result = run(command)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "Error: nothing is selected: name stacks (gcp-europe-west4, 'gcp-*', country=NL), or give --all"
    )


@pytest.mark.parametrize("command", ["up", "destroy"])
def test_no_terminal_and_no_yes(run: Run, engine: FakeEngine, command: str) -> None:
    """Refused before anything is started: half an hour of previews for a question nobody answers helps no one."""
    result = run(command, "gcp-global", stdin="y\n")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "Error: there is no terminal to ask on: add --yes to go ahead without a question"
    )
    assert engine.notes() == []


def test_wrong_spec_starts_no_engine(run: Run, engine: FakeEngine, project: Path) -> None:
    """What `check` refuses is never handed to the engine."""
    file = project / "stacks" / "Pulumi.gcp-global.yaml"
    file.write_text(file.read_text().replace("kind: global", "kind: gobal"))
    result = run("preview", "gcp-global")
    assert isinstance(result.exception, InputError)
    assert engine.notes() == []


def test_wrong_spec_can_still_be_destroyed(run: Run, engine: FakeEngine, project: Path) -> None:
    """What is wrong today was right when it was applied."""
    engine.play(APPLIED)
    file = project / "stacks" / "Pulumi.gcp-global.yaml"
    file.write_text(file.read_text().replace("kind: global", "kind: gobal"))
    result = run("destroy", "gcp-global", "--yes")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "destroy: 1 succeeded")


def test_up_refuses_a_dependency_that_was_never_applied(run: Run, engine: FakeEngine) -> None:
    """Half a minute into an apply is too late for that message."""
    result = run("up", "gcp-us-east5", "--yes")
    assert isinstance(result.exception, InputError)
    assert str(result.exception).startswith("error: gcp-us-east5: depends on gcp-global, which was never applied\n")


def test_up_with_dependencies(run: Run, engine: FakeEngine) -> None:
    """`--with-dependencies` adds what is missing, and the plan goes through it in order."""
    engine.play({"* preview": CHANGES, "* up": CHANGES})
    result = run("up", "gcp-us-east5", "--with-dependencies", "--yes")
    assert result.exit_code == 0
    assert engine.order("end")[-2:] == ["gcp-global up", "gcp-us-east5 up"]


def test_second_up(run: Run, engine: FakeEngine) -> None:
    """Nothing to change is said in those words."""
    result = run("up", "gcp-global", "--yes")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "up: nothing to change")


def _state(**resources: int) -> dict[str, dict[str, object]]:
    rows = [{"name": name.replace("_", "-"), "resourceCount": count} for name, count in resources.items()]
    return {"stack ls": {"stdout": json.dumps(rows)}}


def test_destroy_spares_what_an_unreadable_stack_may_need(run: Run, engine: FakeEngine, project: Path) -> None:
    """Nobody knows what it depends on, and deleting that cannot be undone."""
    engine.play(_state(gcp_global=5, gcp_us_east5=9))
    (project / "stacks" / "Pulumi.gcp-us-east5.yaml").write_text("config: [\n")
    result = run("destroy", "gcp-global", "--yes")
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 2
    assert str(result.exception) == (
        "error: gcp-us-east5: still has 9 resources; its file cannot be read, so it may depend on gcp-global\n"
        "  fix:     correct the file, or destroy it too: podwright destroy gcp-global gcp-us-east5"
    )
    assert engine.order("begin") == []


def test_destroy_spares_what_a_stack_without_file_may_need(run: Run, engine: FakeEngine, project: Path) -> None:
    """Deleting a stack file does not delete its resources."""
    engine.play(_state(gcp_global=5, gcp_us_east5=9))
    (project / "stacks" / "Pulumi.gcp-us-east5.yaml").unlink()
    assert str(run("destroy", "gcp-global", "--yes").exception) == (
        "error: gcp-us-east5: still has 9 resources; it has no stack file, so it may depend on gcp-global\n"
        "  fix:     bring the file back, or destroy it too: podwright destroy gcp-global gcp-us-east5"
    )


def test_destroy_of_all_begins_with_what_nobody_knows(run: Run, engine: FakeEngine, project: Path) -> None:
    """Stacks without a readable file go first, those without any file are part of --all."""
    engine.play(_state(gcp_global=5, gcp_us_east5=9, gcp_europe_west4=7, gcp_lost=2))
    (project / "stacks" / "Pulumi.gcp-us-east5.yaml").write_text("config: [\n")
    result = run("destroy", "--all", "--yes", "--parallel", "1")
    assert result.exit_code == 0, result.output
    order = [call.split()[0] for call in engine.order("begin") if call.endswith(" destroy")]
    assert set(order[:2]) == {"gcp-lost", "gcp-us-east5"}
    assert order[2:] == ["gcp-europe-west4", "gcp-global"]


def test_a_stack_without_file_can_be_destroyed_by_name(run: Run, engine: FakeEngine, project: Path) -> None:
    """The state has all that is needed; the engine gets an empty configuration and writes none into the tree."""
    engine.play(_state(gcp_lost=21))
    result = run("destroy", "gcp-lost", "--yes")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "destroy: 1 succeeded")
    arguments = next(note["arguments"] for note in engine.notes() if "--preview-only" in str(note["arguments"]))
    assert isinstance(arguments, list)
    config = Path(str(arguments[arguments.index("--config-file") + 1]))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    assert config.read_text() == "config: {}\n"
    assert not (project / "stacks" / "Pulumi.gcp-lost.yaml").exists()


def test_destroy_of_a_name_that_is_nowhere(run: Run, engine: FakeEngine) -> None:
    """Neither a file nor the state has it: most likely a misspelt name."""
    assert str(run("destroy", "gcp-globl", "--yes").exception) == (
        'error: stacks: there is no stack "gcp-globl"\n'
        "  given:   gcp-globl\n"
        "  allowed: gcp-asia-northeast1, gcp-europe-west4, gcp-global, gcp-us-east5\n"
        "  fix:     did you mean gcp-global?"
    )
    assert engine.order("begin") == []


def test_every_run_warns_of_resources_without_a_stack_file(run: Run, engine: FakeEngine) -> None:
    """They cost money and no run would ever show them."""
    engine.play(_state(gcp_global=5, gcp_lost=21))
    assert (
        "warning: gcp-lost: has 21 resources but no stack file Pulumi.gcp-lost.yaml\n"
        "  fix:     bring the file back, or delete the resources: podwright destroy gcp-lost\n"
    ) in run("preview", "gcp-global").stdout


def test_what_was_previewed_is_applied(run: Run, engine: FakeEngine, project: Path) -> None:
    """Both commands get one copy that nobody else writes; a shell of the emulated cloud writes the shared one."""
    engine.play({"* preview": CHANGES, "* up": CHANGES})
    assert run("up", "gcp-global", "--yes").exit_code == 0
    calls = [str(note["arguments"]) for note in engine.notes() if note["what"] == "begin"]
    files = {call.partition("--config-file', '")[2].partition("'")[0] for call in calls if "--config-file" in call}
    (file,) = files
    assert Path(file).parent.parent.parent == project / ".podwright" / "emulated" / "runs"


def test_engine_gets_packs_and_the_configuration_copy(run: Run, engine: FakeEngine, project: Path) -> None:
    """The committed stack file is never given to the engine on the emulated cloud: it would write into it."""
    run("preview", "gcp-global", "--refresh")
    arguments = next(note["arguments"] for note in engine.notes() if "preview" in str(note["arguments"]))
    (logs,) = (project / ".podwright" / "emulated" / "runs").iterdir()
    config = logs / "config" / "Pulumi.gcp-global.yaml"
    assert config.is_file()
    assert (config.parent.stat().st_mode & 0o777) == 0o700
    assert arguments == [
        *("preview", "--policy-pack", str(project / "policies"), "--refresh", "-s", "gcp-global"),
        *("--config-file", str(config), "--json", "--non-interactive", "--color", "never"),
    ]


def test_live_without_credentials(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is looked for, downloaded or started before it is clear that the user can reach a real cloud."""
    for name in (
        "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_CREDENTIALS",
        "GOOGLE_OAUTH_ACCESS_TOKEN",
        "CLOUDSDK_CONFIG",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PULUMI_BACKEND_URL", "file:///state")
    result = CliRunner().invoke(podwright, ["-C", str(project), "preview", "gcp-global", "--live"])
    assert isinstance(result.exception, InputError)
    assert str(result.exception).splitlines()[0] == "error: --live: no credentials for Google Cloud were found"
    assert not (project / ".podwright").exists()


def test_outputs_as_table_and_json(run: Run, engine: FakeEngine) -> None:
    """What the last apply exported; a secret is what the engine prints for one."""
    values = {"network": "projects/p/global/networks/n", "keys": {"nl": "k"}, "token": "[secret]"}
    engine.play({**APPLIED, "stack output": {"stdout": json.dumps(values)}})
    assert [line.split(maxsplit=1) for line in run("outputs", "gcp-global").stdout.splitlines()] == [
        ["output", "value"],
        ["keys", '{"nl": "k"}'],
        ["network", "projects/p/global/networks/n"],
        ["token", "[secret]"],
    ]
    assert json.loads(run("outputs", "gcp-global", "--json").stdout) == {
        "schema": "podwright/outputs/v1",
        "stack": "gcp-global",
        "target": "emulated",
        "outputs": values,
    }
    assert not any("--show-secrets" in str(note["arguments"]) for note in engine.notes())


def test_outputs_of_a_stack_that_was_never_applied(run: Run, engine: FakeEngine) -> None:
    """An empty answer would look like a stack without outputs."""
    assert str(run("outputs", "gcp-global").exception) == (
        "error: gcp-global: has no outputs: it was never applied\n  fix:     apply it: podwright up gcp-global"
    )


def test_a_loss_is_allowed_by_name(run: Run, engine: FakeEngine) -> None:
    """A pool that would be replaced stops the run with the code of a policy; its name on the command line lets it."""
    kind = "gcp:tpu/v2Vm:V2Vm"
    lost = {"events": [step("replace", kind, "dev", old={"inputs": {"acceleratorType": "v5p-8"}}), summary(replace=1)]}
    engine.play({"gcp-global preview": lost})
    refused = run("preview", "gcp-global")
    assert (refused.exit_code, "--allow-loss gcp-global/dev" in refused.stdout) == (3, True)
    assert run("preview", "gcp-global", "--allow-loss", "gcp-global/dev").exit_code == 0
