"""The pytest plugin as its users meet it: the documented example, and what the fixtures promise."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from podwright.testing.clouds import EmulatedClouds

pytestmark = pytest.mark.engine

GUIDE = Path(__file__).parents[3] / "docs" / "emulated-clouds.md"
NETWORK = "gcp:compute/network:Network"
CONFIG = {"gcp:project": "lab", "gcp:region": "europe-west4", "test:word": "given"}
# a resource without its SDK, which takes seconds to import
PROGRAM = """
import pulumi
net = pulumi.CustomResource("gcp:compute/network:Network", "net", {"name": "net", "mtu": 1460})
pulumi.export("word", pulumi.Config().get("word"))
pulumi.export("hidden", pulumi.Output.secret("hush"))
"""


def test_the_documented_example_runs(tmp_path: Path) -> None:
    """A reader copies it; it passes in a test run of its own, without a line more."""
    (example,) = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "test_example.py").write_text(example)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_example.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1].split(" in ")[0]) == (0, "1 passed"), done.stdout


def test_the_life_of_a_program(emulated_clouds: EmulatedClouds) -> None:
    """Previewed, applied, changed by somebody else, refreshed, destroyed: each result says what happened."""
    assert emulated_clouds.preview(PROGRAM, config=CONFIG).changes.create == 2
    assert emulated_clouds.resources() == []
    first = emulated_clouds.up(PROGRAM, config=CONFIG).succeeded()
    assert (first.changes.create, first.outputs) == (2, {"word": "given", "hidden": "hush"})
    assert emulated_clouds.up(PROGRAM, config=CONFIG).resources == []
    emulated_clouds.drift.set("net", mtu=1500)
    seen = emulated_clouds.refresh(PROGRAM, config=CONFIG).succeeded()
    assert seen.changes.update == 1
    mended = emulated_clouds.up(PROGRAM, config=CONFIG).succeeded()
    assert [(each.name, each.op) for each in mended.resources] == [("net", "update")]
    emulated_clouds.destroy(PROGRAM, config=CONFIG).succeeded()
    assert emulated_clouds.resources() == []


def test_a_failure_is_a_result_with_the_clouds_words(emulated_clouds: EmulatedClouds) -> None:
    """And the unexpected outcome an assertion that says why."""
    wrong = PROGRAM.replace('"mtu"', '"mtuu"')
    run = emulated_clouds.up(wrong, config=CONFIG).failed()
    assert run.error.startswith("test: gcp:compute:Network net: gcp:compute/network:Network resource 'net'")
    assert 'unknown property "mtuu"; did you mean "mtu"?' in run.error
    with pytest.raises(AssertionError, match="pulumi up failed\ntest: gcp:compute:Network net"):
        run.succeeded()
    with pytest.raises(AssertionError, match="pulumi preview did not fail"):
        emulated_clouds.preview(PROGRAM, config=CONFIG).failed()


def test_a_crash_loses_nothing(emulated_clouds: EmulatedClouds) -> None:
    """The next command starts the servers again."""
    emulated_clouds.up(PROGRAM, config=CONFIG).succeeded()
    emulated_clouds.kill()
    assert [line.name for line in emulated_clouds.resources()] == ["net"]
    assert emulated_clouds.refresh(PROGRAM, config=CONFIG).succeeded().resources == []


def test_a_folder_of_the_users_stays_as_it_is(emulated_clouds: EmulatedClouds, tmp_path: Path) -> None:
    """Its committed configuration counts, laid under the test's own, and nothing is written into it."""
    project = tmp_path / "project"
    project.mkdir()
    files = {
        "Pulumi.yaml": "name: shop\nruntime: python\n",
        "__main__.py": PROGRAM,
        "Pulumi.dev.yaml": "secretsprovider: gcpkms://nowhere\nconfig:\n  shop:word: committed\n  gcp:project: mine\n",
    }
    for name, text in files.items():
        (project / name).write_text(text)
    run = emulated_clouds.up(project, stack="dev", config={"gcp:project": "lab"}).succeeded()
    assert run.outputs["word"] == "committed"
    assert [line.project for line in emulated_clouds.resources()] == ["lab"]
    assert {path.name: path.read_text() for path in project.iterdir() if path.is_file()} == files


def test_clouds_of_two_tests_know_nothing_of_each_other(
    emulated_clouds_factory: Callable[[], EmulatedClouds], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of the user's own Pulumi settings."""
    monkeypatch.setenv("PULUMI_STACK", "production")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://api.example.com")
    one, other = emulated_clouds_factory(), emulated_clouds_factory()
    one.up(PROGRAM, config=CONFIG).succeeded()
    assert [line.name for line in one.resources()] == ["net"]
    assert other.resources() == []
    assert other.up(PROGRAM, config=CONFIG).succeeded().changes.create == 2
