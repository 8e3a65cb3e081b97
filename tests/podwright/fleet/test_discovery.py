"""Which project and which stack files a command works on."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.errors import InputError
from podwright.fleet.discovery import discover, find_project
from tests.podwright.fleet.fleet_files import usual_fleet, write_fleet, write_stack
from tests.stacks.samples import region


def test_the_nearest_project_upward_is_taken(tmp_path: Path) -> None:
    """Commands work from any folder of a project."""
    project = usual_fleet(tmp_path)
    assert find_project(tmp_path / "stacks") == project
    assert (project.root, project.name, project.stack_dir) == (tmp_path, "podwright", tmp_path / "stacks")


def test_stack_files_may_lie_in_the_root(tmp_path: Path) -> None:
    """`stackConfigDir` is optional in Pulumi."""
    (tmp_path / "Pulumi.yaml").write_text("name: podwright\n")
    assert find_project(tmp_path).stack_dir == tmp_path


def test_no_project_is_an_input_error(tmp_path: Path) -> None:
    """The message says where was looked and how to say it otherwise."""
    with pytest.raises(InputError) as caught:
        find_project(tmp_path)
    assert str(caught.value) == (
        f"error: project: there is no Pulumi.yaml in {tmp_path} or above it\n"
        "  fix:     run it inside a Podwright project, or name one with -C"
    )


def test_a_broken_project_file_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback of the YAML reader."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: [x\n")
    with pytest.raises(InputError) as broken:
        find_project(tmp_path)
    assert str(broken.value) == "Pulumi.yaml: error: project: cannot be read: while parsing a flow sequence"
    (tmp_path / "Pulumi.yaml").write_text("runtime: python\n")
    with pytest.raises(InputError) as nameless:
        find_project(tmp_path)
    assert str(nameless.value) == (
        "Pulumi.yaml: error: project: needs a name, and stackConfigDir must be text where it is given"
    )


def test_a_missing_stack_folder_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty fleet would look like a fleet without mistakes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: podwright\nstackConfigDir: stacks\n")
    with pytest.raises(InputError) as caught:
        discover(find_project(tmp_path))
    assert str(caught.value) == (
        "Pulumi.yaml: error: stackConfigDir: the folder stacks is not there\n"
        "  fix:     make it, or correct stackConfigDir"
    )


def test_stacks_come_sorted_by_name(tmp_path: Path) -> None:
    """Reports of two machines must be the same."""
    names = [stack.name for stack in discover(usual_fleet(tmp_path))]
    assert names == ["gcp-europe-west4", "gcp-global", "gcp-us-east5"]


def test_an_unreadable_file_is_still_a_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving it out would let a run pass as complete."""
    monkeypatch.chdir(tmp_path)
    project = write_fleet(tmp_path, broken="config: [\n")
    (stack,) = discover(project)
    assert (stack.name, stack.spec, stack.rest) == ("broken", None, None)
    assert [problem.render() for problem in stack.problems] == [
        "stacks/Pulumi.broken.yaml:2: error: YAML: cannot be read: expected the node content, but found '<stream end>'"
    ]


def test_a_stack_file_of_another_form_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pulumi would take it as a stack, so the fleet must not overlook it."""
    monkeypatch.chdir(tmp_path)
    project = write_fleet(tmp_path)
    (tmp_path / "stacks" / "Pulumi.one.yml").write_text("config: {}\n")
    (stack,) = discover(project)
    assert [problem.render() for problem in stack.problems] == [
        "stacks/Pulumi.one.yml: error: file: is a stack file that is not .yaml\n  fix:     write it as Pulumi.one.yaml"
    ]


def test_a_duplicate_key_leaves_no_spec(tmp_path: Path) -> None:
    """Nobody knows which of the two was meant, so nothing may be built from it."""
    project = write_fleet(tmp_path)
    write_stack(tmp_path, "one", region())
    path = tmp_path / "stacks" / "Pulumi.one.yaml"
    path.write_text(path.read_text() + "  podwright:kind: region\n")
    (stack,) = discover(project)
    assert stack.spec is None
    assert [problem.subject for problem in stack.problems] == ["podwright:kind"]


def test_a_stack_file_needs_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`Pulumi..yaml` would be a stack that nobody can name."""
    monkeypatch.chdir(tmp_path)
    project = usual_fleet(tmp_path)
    (tmp_path / "stacks" / "Pulumi..yaml").write_text("config: {}\n")
    with pytest.raises(InputError) as raised:
        discover(project)
    assert str(raised.value) == (
        "stacks/Pulumi..yaml: error: file: is a stack file without a stack's name\n"
        "  fix:     rename it to Pulumi.<stack>.yaml, or remove it"
    )
