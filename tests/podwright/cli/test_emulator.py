"""`podwright emulator`: what a person and what a script read from it."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Generator
from pathlib import Path

import jsonschema
import pytest

from podwright.cli import output
from podwright.cli.main import run
from podwright.emulator import daemon
from podwright.emulator.core import values
from podwright.emulator.listing import QuotaLine
from tests.podwright.emulator.client import Client, Made

QUOTA = "PREEMPTIBLE-TPU-V6E-per-project-region"


@pytest.fixture
def project(tmp_path: Path) -> Generator[Path]:
    """A Pulumi project whose daemon is stopped at the end."""
    (tmp_path / "Pulumi.yaml").write_text("name: test\nruntime: python\n")
    yield tmp_path
    daemon.stop(tmp_path / ".podwright" / "emulated")


@pytest.fixture
def ring(project: Path) -> Made:
    """A network and a key ring in the project's emulated cloud."""
    info = daemon.start(project / ".podwright" / "emulated")
    client = Client(info.providers["gcp"])
    client.create("gcp:compute/network:Network", "net", {"name": "net"})
    made = client.create("gcp:kms/keyRing:KeyRing", "keys", {"name": "keys", "location": "europe-west4"})
    client.close()
    return made


def _json(capsys: pytest.CaptureFixture[str], schema: str, *arguments: str) -> dict[str, object]:
    """The one document on standard output, valid by its schema."""
    capsys.readouterr()
    assert run(["-C", *arguments, "--json"]) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    text = importlib.resources.files("podwright.schemas").joinpath(f"{schema}.v1.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(text), jsonschema.Draft7Validator)  # pyright: ignore[reportUnknownMemberType]
    return document


def test_start_status_stop_and_reset_print_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script goes through a whole life."""
    where = str(project)
    started = _json(capsys, "emulator-start", where, "emulator", "start")
    status = _json(capsys, "emulator-status", where, "emulator", "status")
    assert status["running"] == {key: value for key, value in started.items() if key != "schema"}
    assert _json(capsys, "emulator-stop", where, "emulator", "stop")["stopped"] is True
    assert _json(capsys, "emulator-stop", where, "emulator", "stop")["stopped"] is False
    assert _json(capsys, "emulator-status", where, "emulator", "status")["running"] is None
    _json(capsys, "emulator-reset", where, "emulator", "reset", "--yes")


def test_status_says_where_it_runs_and_what_there_is(
    project: Path, ring: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two lines for a person."""
    assert run(["-C", str(project), "emulator", "status"]) == 0
    running, content = capsys.readouterr().out.splitlines()
    assert running.startswith("running since ")
    assert content == f"1 resource, 1 that no cloud deletes, in {project / '.podwright' / 'emulated'}"


def test_ls_prints_one_line_for_each_resource_into_a_pipe(
    project: Path, ring: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    """What no cloud deletes stands apart; the words around the tables go to standard error."""
    assert run(["-C", str(project), "emulator", "ls"]) == 0
    printed = capsys.readouterr()
    assert [line.split() for line in printed.out.splitlines()] == [
        ["TYPE", "NAME", "LOCATION", "PROJECT", "ID"],
        ["gcp:compute/network:Network", "net", "global", "lab", "projects/lab/global/networks/net"],
        ["TYPE", "NAME", "LOCATION", "PROJECT", "ID"],
        ["gcp:kms/keyRing:KeyRing", "keys", "europe-west4", "lab", ring.id],
    ]
    assert printed.err == "\n1 that no cloud deletes:\n"


def test_ls_of_an_empty_cloud_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing on standard output, so that a script counts no line."""
    assert run(["-C", str(project), "emulator", "ls"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "the emulated clouds are empty\n")


def test_ls_as_json(project: Path, ring: Made, capsys: pytest.CaptureFixture[str]) -> None:
    """Both lists, filtered by project."""
    document = _json(capsys, "emulator-ls", str(project), "emulator", "ls", "--project", "lab")
    assert [values.blocks(document, name)[0]["name"] for name in ("resources", "permanent")] == ["net", "keys"]
    document = _json(capsys, "emulator-ls", str(project), "emulator", "ls", "--project", "other")
    assert (document["resources"], document["permanent"]) == ([], [])


def test_a_quota_is_set_and_listed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a daemon: the file is enough."""
    where, place = str(project), ("--dimension", "region=europe-west4")
    arguments = (
        where,
        "emulator",
        "quota",
        "set",
        QUOTA,
        "--project",
        "lab",
        *place,
        "--limit",
        "64",
        "--ceiling",
        "96",
    )
    document = _json(capsys, "emulator-quota-ls", *arguments)
    assert document["quotas"] == [
        {
            "cloud": "gcp",
            "project": "lab",
            "service": "compute.googleapis.com",
            "quota_id": QUOTA,
            "dimensions": {"region": "europe-west4"},
            "limit": 64,
            "used": 0,
            "asked": None,
            "ceiling": 96,
            "holders": [],
            "approval": None,
            "request": None,
            "due": None,
        }
    ]
    assert _json(capsys, "emulator-quota-ls", where, "emulator", "quota", "ls")["quotas"] == document["quotas"]
    assert run(["-C", where, "emulator", "quota", "ls"]) == 0
    header, line = capsys.readouterr().out.splitlines()
    assert " ".join(header.split()) == "QUOTA WHERE LIMIT USED FREE PROJECT SERVICE REQUESTS HELD BY"
    assert " ".join(line.split()) == (
        f"{QUOTA} region=europe-west4 64 0 64 lab gcp compute.googleapis.com granted at most 96 -"
    )


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            80,
            [
                "QUOTA                                   WHERE                LIMIT  USED  FREE",
                "PREEMPTIBLE-TPU-V6E-per-project-region  region=europe-west4     64    16    48",
                "  lab-serving-nl  gcp compute.googleapis.com",
                "  asked 96 pending, approval delayed:2h",
                "  HELD BY: 16 projects/lab-serving-nl/zones/europe-west4-a/instances/one",
            ],
        ),
        (
            140,
            [
                "QUOTA                                   WHERE                LIMIT  USED  FREE  PROJECT"
                "         SERVICE",
                "PREEMPTIBLE-TPU-V6E-per-project-region  region=europe-west4     64    16    48  lab-serving-nl"
                "  gcp compute.googleapis.com",
                "  asked 96 pending, approval delayed:2h",
                "  HELD BY: 16 projects/lab-serving-nl/zones/europe-west4-a/instances/one",
            ],
        ),
    ],
)
def test_quotas_are_read_at_a_terminals_width(
    width: int, lines: list[str], monkeypatch: pytest.MonkeyPatch, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No line is longer, no number and no name is cut or folded."""
    holder = ("gcp:compute/instance:Instance", "projects/lab-serving-nl/zones/europe-west4-a/instances/one", 16)
    line = QuotaLine(
        "gcp", "lab-serving-nl", "compute.googleapis.com", QUOTA, {"region": "europe-west4"}, 64, 16, 96, None,
        [holder], "delayed:2h", "pending",
    )  # fmt: skip

    def quotas(folder: Path, *, project: str | None, cloud: str | None) -> list[QuotaLine]:
        del folder, project, cloud
        return [line]

    monkeypatch.setattr(daemon, "quotas", quotas)
    monkeypatch.setattr(output, "terminal_width", lambda: width)
    assert run(["-C", str(project), "emulator", "quota", "ls"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown == lines
    assert max(map(len, shown)) <= width


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "error: emulator quota set: nothing to set\n  fix:     give --limit, --ceiling or --approval\n"),
        (
            ["--limit", "1", "--dimension", "region"],
            "error: --dimension: is not NAME=VALUE\n  given:   region\n  fix:     write region=europe-west4\n",
        ),
    ],
)
def test_a_wrong_quota_command_is_explained(
    project: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and nothing was changed."""
    assert run(["-C", str(project), "emulator", "quota", "set", QUOTA, "--project", "lab", *arguments]) == 2
    assert capsys.readouterr().err == message
    assert not (project / ".podwright").exists()


def test_reset_asks_first(project: Path, ring: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Emulated work is work too."""
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: PTH123, SIM115 - closed with the process
    assert run(["-C", str(project), "emulator", "reset"]) == 130
    assert len(daemon.ls(project / ".podwright" / "emulated").resources) == 1
