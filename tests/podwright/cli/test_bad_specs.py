"""`podwright check` on wrong stack files: the whole answer, exit code 2, and nothing started.

Each folder under `bad` holds the stack files of one case and the exact output. `bad/common` is the sound global stack
that every case gets.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podwright.cli.main import run

BAD = Path(__file__).parent / "bad"
CASES = sorted(path.name for path in BAD.iterdir() if path.name != "common")


def _project(root: Path, case: str) -> Path:
    """The case's files as a project of their own."""
    stacks = root / case / "stacks"
    stacks.mkdir(parents=True)
    for path in (*(BAD / "common").glob("*.yaml"), *(BAD / case).glob("*.yaml")):
        shutil.copy(path, stacks)
    (root / case / "Pulumi.yaml").write_text(
        "name: podwright\nmain: stacks\nstackConfigDir: stacks\n", encoding="utf-8"
    )
    return root / case


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_spec_is_explained_in_full(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Place, mistake, given, allowed and fix of every mistake, in one run, and nothing on standard error."""
    monkeypatch.chdir(_project(tmp_path, case))
    code = run(["check", "--all"])
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ((BAD / case / "expected.txt").read_text(encoding="utf-8"), "")
    assert code == 2


@pytest.mark.parametrize("case", CASES)
def test_json_says_the_same(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A machine finds the first line of every problem of the text."""
    monkeypatch.chdir(_project(tmp_path, case))
    assert run(["check", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    found = [
        f"{problem['file']}:{problem['line']}: {problem['severity']}: {problem['subject']}: {problem['message']}"
        for problem in document["problems"]
    ]
    text = (BAD / case / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert found == [line for line in text if ": error: " in line or ": warning: " in line]
    assert document["ok"] is False


_WATCHER = """
import sys
started = []
FORBIDDEN = ("subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "socket.connect")
sys.addaudithook(lambda event, _: started.append(event) if event.startswith(FORBIDDEN) else None)
from podwright.cli.main import run
codes = {run(["-C", folder, "check"]) for folder in sys.argv[1:]}
heavy = [name for name in ("pulumi", "pulumi_gcp", "grpc", "rich") if name in sys.modules]
print("VERDICT", codes, heavy, started)
"""


def test_no_engine_and_no_sdk_is_involved(tmp_path: Path) -> None:
    """All cases in one fresh interpreter that notes every process and connection that is begun."""
    folders = [str(_project(tmp_path, case)) for case in CASES]
    ended = subprocess.run([sys.executable, "-c", _WATCHER, *folders], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "VERDICT {2} [] []"
