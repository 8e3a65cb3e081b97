"""Finding and reading the Pulumi project."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.engine.project import Project, load_project, project_root
from podwright.errors import InputError


def test_the_nearest_project_upward_is_the_root(tmp_path: Path) -> None:
    """Commands work in any folder of a project."""
    (tmp_path / "Pulumi.yaml").write_text("name: podwright\n")
    (tmp_path / "stacks" / "deep").mkdir(parents=True)
    assert project_root(tmp_path / "stacks" / "deep") == tmp_path.resolve()


def test_outside_a_project_the_folder_is_named(tmp_path: Path) -> None:
    """The usual reason is the wrong directory."""
    with pytest.raises(InputError) as caught:
        project_root(tmp_path)
    assert str(caught.value) == (
        "error: project: there is no Pulumi.yaml in this folder or above it\n"
        f"  given:   {tmp_path}\n"
        "  fix:     change into the project, or name its folder with `podwright -C DIR …`"
    )


def test_stack_files_are_in_the_folder_that_the_project_names(tmp_path: Path) -> None:
    """`stackConfigDir`; files that are not stack files do not count."""
    (tmp_path / "Pulumi.yaml").write_text("name: podwright\nstackConfigDir: stacks\nruntime: {name: python}\n")
    (tmp_path / "stacks").mkdir()
    for name in ("Pulumi.gcp-us-east5.yaml", "Pulumi.gcp-global.yaml", "stack.schema.json"):
        (tmp_path / "stacks" / name).touch()
    project = load_project(tmp_path)
    assert project == Project(tmp_path, "podwright", tmp_path / "stacks")
    assert project.stacks() == ["gcp-global", "gcp-us-east5"]
    assert project.stack_file("gcp-global") == tmp_path / "stacks" / "Pulumi.gcp-global.yaml"


def test_a_project_without_a_name_is_refused(tmp_path: Path) -> None:
    """The name is part of every stack's state."""
    (tmp_path / "Pulumi.yaml").write_text("runtime: python\n")
    with pytest.raises(InputError) as caught:
        load_project(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/Pulumi.yaml: error: Pulumi.yaml: a project needs a `name`, and `stackConfigDir` must be a folder "
        "where it is given"
    )
