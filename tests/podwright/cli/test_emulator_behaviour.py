"""`podwright emulator fault|clock|capacity|drift|show|export|import|snapshot|events`: what people and scripts read.

No daemon runs here: all of these work on the clouds' file alone.
"""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from podwright.cli.emulator import emulator
from podwright.cli.main import run
from podwright.emulator.core.events import Event, EventLog
from podwright.emulator.places import Places

NETWORK = "gcp:compute/network:Network"
NET = "projects/lab/global/networks/net"
MAKE = ("drift", "create", NETWORK, "--project", "lab", "--set", "name=net", "--set", "mtu=8896")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A Pulumi project without a daemon."""
    (tmp_path / "Pulumi.yaml").write_text("name: test\nruntime: python\n")
    return tmp_path


class Shell:
    """Runs commands and reads what they print."""

    def __init__(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.project, self.capsys = project, capsys

    def json(self, schema: str, *arguments: str) -> dict[str, Any]:
        """The one document on standard output, valid by its schema."""
        out = self.text(*arguments, "--json")
        return self.valid(schema, out)

    def valid(self, schema: str, out: str) -> dict[str, Any]:
        """The document, checked."""
        document: dict[str, Any] = json.loads(out)
        text = importlib.resources.files("podwright.schemas").joinpath(f"{schema}.v1.json").read_text("utf-8")
        jsonschema.validate(document, json.loads(text), jsonschema.Draft7Validator)  # pyright: ignore[reportUnknownMemberType]
        return document

    def text(self, *arguments: str) -> str:
        """What is on standard output of a command that succeeds."""
        self.capsys.readouterr()
        assert run(["-C", str(self.project), "emulator", *arguments]) == 0
        return self.capsys.readouterr().out

    def refused(self, *arguments: str) -> str:
        """What a command says that is wrong."""
        self.capsys.readouterr()
        assert run(["-C", str(self.project), "emulator", *arguments]) == 2
        return self.capsys.readouterr().err


@pytest.fixture
def shell(project: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The project's command line."""
    return Shell(project, capsys)


def test_faults_are_added_listed_and_taken_away(shell: Shell) -> None:
    """With numbers to take them away by."""
    add = ("fault", "add", "gcp", "--on", "create", "--type", "gcp:container/*", "--times", "2", "--error", "503")
    (made,) = shell.json("emulator-faults", *add)["faults"]
    assert (made["id"], made["times"], made["type_glob"]) == (1, 2, "gcp:container/*")
    shell.text("fault", "add", "gcp", "--on", "read", "--error", "slow:90s")
    assert shell.text("fault", "ls").splitlines() == [
        "ID  CLOUD  ON      ERROR       AFTER  TIMES  SEED  TYPE             NAME",
        " 1  gcp    create  503             0      2     -  gcp:container/*  -",
        " 2  gcp    read    slow:1m30s      0      1     -  *                -",
    ]
    assert shell.json("emulator-removed", "fault", "rm", "1")["removed"] == 1
    assert shell.text("fault", "clear") == "1 fault taken away\n"
    assert shell.json("emulator-faults", "fault", "ls")["faults"] == []


def test_a_plan_is_put_in_force_the_same_for_the_same_seed(shell: Shell) -> None:
    """Apart from the numbers."""
    plans = [shell.json("emulator-faults", "fault", "plan", "gcp", "--seed", "7", "--count", "9") for _ in range(2)]
    one, two = ([{**fault, "id": 0} for fault in plan["faults"]] for plan in plans)
    assert one == two
    assert len(one) == 9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("fault", "add", "gcp", "--on", "create", "--error", "500"),
            "error: --error: is no error\n  given:   500\n"
            "  allowed: 429, 503, timeout, crash, crash-after, partial, lost-reply, slow:<duration>\n",
        ),
        (
            ("fault", "add", "gcp", "--on", "delete", "--error", "partial"),
            "error: fault: only a create or an update can be done in part\n  given:   partial on delete\n",
        ),
        (("fault", "rm", "9"), "error: fault: is not in force\n  given:   9\n  allowed: there is none\n"),
        (
            ("clock", "advance", "soon"),
            "error: DURATION: is no duration\n  given:   soon\n  fix:     write 90s, 2h or 1h30m\n",
        ),
        (
            ("capacity", "set", "gcp", "zone", "chip", "-1x"),
            "error: AMOUNT: is no amount\n  given:   -1x\n  allowed: a number, or unlimited\n",
        ),
        (
            ("drift", "set", NET, "mtu"),
            "error: PATH=VALUE: is not PATH=VALUE\n  given:   mtu\n  fix:     write mtu=1460\n",
        ),
        (
            ("drift", "delete", "nothing"),
            "error: nothing: there is no such resource\n  fix:     see podwright emulator ls for the ids\n",
        ),
        (
            ("quota", "set", "Q", "--project", "lab", "--approval", "later"),
            "error: --approval: is no way to answer\n  given:   later\n"
            "  allowed: instant, delayed:<duration>, refused\n",
        ),
    ],
)
def test_a_mistake_is_explained(shell: Shell, arguments: tuple[str, ...], message: str) -> None:
    """What is wrong, what was given, what to write."""
    if arguments[0] == "capacity":
        arguments = (*arguments[:-1], "--", arguments[-1])
    assert shell.refused(*arguments) == message


def test_an_unknown_cloud_is_refused_with_those_that_there_are(shell: Shell) -> None:
    """By the name of the Pulumi package."""
    message = shell.refused("fault", "add", "aws", "--on", "create", "--error", "503")
    assert message.startswith("error: cloud: is not emulated\n  given:   aws\n  allowed: gcp")


def test_the_clock_is_moved_and_tells_how_far_it_is_ahead(shell: Shell) -> None:
    """In words and as JSON."""
    assert shell.text("clock", "show").endswith(", the real time\n")
    assert shell.json("emulator-clock", "clock", "advance", "2h")["ahead_seconds"] == 7200
    lines = shell.text("clock", "advance", "30m").splitlines()
    assert lines[0].endswith(", 2h30m ahead of the real time")
    assert lines[1] == "0 things happened"
    assert shell.json("emulator-clock", "clock", "set", "2999-01-01T00:00:00Z")["now"] == "2999-01-01T00:00:00Z"
    assert "the clouds' time only goes forward" in shell.refused("clock", "set", "2027-01-01")


def test_capacity_is_set_listed_and_cleared(shell: Shell) -> None:
    """Per cloud, place and thing."""
    shell.text("capacity", "set", "gcp", "europe-west4-a", "ct6e-standard-4t", "8")
    (line,) = shell.json("emulator-capacity", "capacity", "ls")["stock"]
    assert (line["place"], line["what"], line["total"], line["taken"]) == ("europe-west4-a", "ct6e-standard-4t", 8, 0)
    assert shell.text("capacity", "ls").splitlines() == [
        "CLOUD  PLACE           WHAT              TOTAL  TAKEN  FREE  HELD BY",
        "gcp    europe-west4-a  ct6e-standard-4t      8      0     8  -",
    ]
    shell.text("capacity", "set", "gcp", "europe-west4-a", "ct6e-standard-4t", "unlimited")
    assert shell.json("emulator-capacity", "capacity", "ls")["stock"] == []
    assert shell.json("emulator-removed", "capacity", "clear")["removed"] == 0


def test_drift_is_made_changed_shown_and_deleted(shell: Shell, tmp_path: Path) -> None:
    """A whole life behind Pulumi's back."""
    assert shell.text(*MAKE) == f"made: {NETWORK} {NET}\n"
    done = shell.json("emulator-drift", "drift", "set", "net", "mtu=1460", "description=by hand")
    assert done["done"] == "changed"
    (shown,) = shell.json("emulator-show", "show", NET)["resources"]
    assert (shown["inputs"]["mtu"], shown["outputs"]["description"]) == (1460, "by hand")
    file = tmp_path / "subnet.json"
    file.write_text(json.dumps({"name": "s", "network": NET, "ipCidrRange": "10.0.0.0/24"}))
    shell.text(
        "drift",
        "create",
        "gcp:compute/subnetwork:Subnetwork",
        str(file),
        "--project",
        "lab",
        "--region",
        "europe-west4",
    )
    (shown,) = shell.json("emulator-show", "show", NET)["resources"]
    assert [each["type"] for each in shown["needed_by"]] == ["gcp:compute/subnetwork:Subnetwork"]
    assert "  needed by: gcp:compute/subnetwork:Subnetwork" in shell.text("show", "net")
    assert "the cloud refuses: " in shell.refused("drift", "delete", NET)
    assert shell.text("drift", "delete", "s").startswith("deleted: ")
    assert shell.text("drift", "delete", NET) == f"deleted: {NETWORK} {NET}\n"


SPOT = json.dumps({"provisioningModel": "SPOT", "preemptible": True, "automaticRestart": False})


def test_spot_machines_are_taken_back_and_told(shell: Shell) -> None:
    """By name, or all in a zone; the calls' log has it."""
    shell.text(*MAKE)
    disk, nics = '{"initializeParams": {"image": "debian-cloud/debian-12"}}', '[{"network": "net"}]'
    for name in ("one", "two"):
        token = "gcp:compute/instance:Instance"
        pairs = (f"name={name}", "machineType=n2-standard-4", f"bootDisk={disk}", f"networkInterfaces={nics}")
        settings = [part for pair in (*pairs, f"scheduling={SPOT}") for part in ("--set", pair)]
        shell.text("drift", "create", token, "--project", "lab", "--zone", "europe-west4-a", *settings)
    (lost,) = shell.json("emulator-preempt", "preempt", "gcp", "one")["preempted"]
    assert (lost["name"], lost["places"], lost["left"]) == ("one", ["europe-west4-a"], "TERMINATED")
    text = shell.text("preempt", "gcp", "--zone", "europe-west4-a", "--type", "gcp:compute/*")
    assert text.splitlines()[1].split()[:3] == ["two", "europe-west4-a", "TERMINATED"]
    assert shell.json("emulator-preempt", "preempt", "gcp", "--zone", "europe-west4-a")["preempted"] == []
    (event,) = shell.json("emulator-events", "events", "--last", "1")["events"]
    assert (event["verb"], event["name"], event["message"]) == ("preempt", "two", "TERMINATED")
    assert shell.refused("preempt", "gcp", "net") == (
        f"error: net: the cloud refuses: {NET} has no spot machines, so nothing is taken back\n"
    )
    assert shell.refused("preempt", "gcp") == (
        "error: emulator preempt: nothing is named\n  fix:     give an ID, --zone or --type\n"
    )


def test_a_change_that_does_not_fit_is_refused_by_path(shell: Shell) -> None:
    """As a program's would be."""
    shell.text(*MAKE)
    assert shell.refused("drift", "set", NET, "mtu=big", "mtuu=1") == (
        'error: mtu: expected a whole number, got "big"\nerror: mtuu: unknown property "mtuu"; did you mean "mtu"?\n'
    )


def test_an_export_is_imported_again(shell: Shell, tmp_path: Path) -> None:
    """To a file that only its owner reads, and to standard output, in one form."""
    shell.text(*MAKE)
    file = tmp_path / "clouds.json"
    shell.text("export", str(file))
    assert file.stat().st_mode & 0o077 == 0
    document = shell.valid("emulator-export", shell.text("export"))
    assert document == shell.valid("emulator-export", file.read_text())
    shell.text("drift", "delete", NET)
    assert shell.json("emulator-import", "import", str(file), "--yes")["resources"] == 1
    file.write_text("{}")
    assert shell.refused("import", str(file), "--yes").endswith("  fix:     make one with emulator export\n")


def test_snapshots_are_saved_restored_and_listed(shell: Shell) -> None:
    """By name."""
    shell.text(*MAKE)
    shell.json("emulator-snapshots", "snapshot", "save", "one")
    shell.text("drift", "delete", NET)
    shell.text("snapshot", "restore", "one", "--yes")
    (line,) = shell.json("emulator-snapshots", "snapshot", "ls")["snapshots"]
    assert (line["name"], line["resources"]) == ("one", 1)
    assert NET in shell.text("ls")


def test_events_are_one_line_each(shell: Shell, project: Path) -> None:
    """With the reason of a refusal below it."""
    log = EventLog(Places(project / ".podwright" / "emulated").events)
    log.put(Event("2026-05-04T12:00:00.123Z", "gcp", "create", NETWORK, "net", NET, "ok", 1.25))
    log.put(Event("2026-05-04T12:00:01.123Z", "gcp", "delete", NETWORK, "net", NET, "refused", 0.5, "in use"))
    log.close()
    assert shell.text("events").splitlines() == [
        f"2026-05-04 12:00:00.123  ok             1.2 ms  gcp create {NETWORK} net",
        f"2026-05-04 12:00:01.123  refused        0.5 ms  gcp delete {NETWORK} net",
        "    in use",
    ]
    (only,) = shell.json("emulator-events", "events", "--last", "1")["events"]
    assert (only["number"], only["verb"], only["message"]) == (2, "delete", "in use")


def _commands(group: click.Group, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], click.Command]]:
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name, command in group.commands.items():
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += _commands(command, (*path, name))
    return found


COMMANDS = _commands(emulator, ())


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_has_help_that_fits_in_80_columns(path: tuple[str, ...], command: click.Command) -> None:
    """A sentence for the command, and one for each option."""
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    text = command.get_help(click.Context(command, info_name=path[-1], terminal_width=80, max_content_width=80))
    assert max(map(len, text.splitlines())) <= 80
