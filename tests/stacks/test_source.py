"""Stack files as YAML: lines, syntax errors, duplicate keys, and which keys belong to the spec."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from stacks.source import StackDocument, dotted, read_file, read_text

KNOWN = frozenset({"kind", "jurisdiction", "labels", "tpuSlices"})


def _read(text: str) -> tuple[StackDocument | None, list[str]]:
    document, problems = read_text(dedent(text), "Pulumi.x.yaml", KNOWN)
    return document, [problem.render() for problem in problems]


def test_every_key_has_its_own_line() -> None:
    """A problem of a nested key must point at that key and not at the map around it."""
    document, problems = _read(
        """\
        # comment
        config:
          podwright:kind: region
          podwright:tpuSlices:
            serve:
              topology: 8x8
              capacity: {model: spot}
        """
    )
    assert problems == []
    assert document is not None
    lines = document.source
    assert lines.line(()) == 2
    assert lines.line(("kind",)) == 3
    assert lines.line(("tpuSlices", "serve", "topology")) == 6
    assert lines.line(("tpuSlices", "serve", "capacity", "model")) == 7


def test_a_missing_key_has_the_line_of_its_parent() -> None:
    """What is not there can only be shown by the map that it should be in."""
    document, _ = _read("config:\n  podwright:tpuSlices:\n    serve: {}\n")
    assert document is not None
    assert document.source.line(("tpuSlices", "serve", "zone")) == 3
    assert document.source.line(("region",)) == 1


def test_values_are_plain_and_follow_yaml_1_2() -> None:
    """Pulumi reads `NO` as text: a stack in Norway must not become `false` here."""
    document, problems = _read(
        """\
        config:
          podwright:jurisdiction: NO
          podwright:labels: {a: 010, b: "1", c: 1_000, d: 0x10, e: true, f: 1.5, g: ~, h: [on, 2024-01-01]}
        """
    )
    assert problems == []
    assert document is not None
    assert document.values == {
        "jurisdiction": "NO",
        "labels": {"a": 10, "b": "1", "c": 1000, "d": 16, "e": True, "f": 1.5, "g": None, "h": ["on", "2024-01-01"]},
    }


def test_keys_of_pulumi_and_of_providers_are_left_alone() -> None:
    """Stack files also hold secrets settings and provider configuration, which are not ours to judge."""
    document, problems = _read(
        """\
        secretsprovider: passphrase
        encryptionsalt: v1:abc
        config:
          gcp:project: lab
          gcp:accessToken: {secure: v1:def}
          podwright:kind: global
        """
    )
    assert problems == []
    assert document is not None
    assert document.values == {"kind": "global"}


def test_a_key_without_its_namespace_is_explained() -> None:
    """Without the prefix the key would be taken as nothing at all."""
    _, problems = _read("config:\n  kind: region\n  colour: red\n")
    assert problems == [
        "Pulumi.x.yaml:2: error: kind: has no namespace\n  fix:     write podwright:kind",
        "Pulumi.x.yaml:3: error: colour: has no namespace\n  fix:     remove it, or write it as <namespace>:<key>",
    ]


def test_every_duplicate_key_is_reported() -> None:
    """YAML readers keep one of the two in silence, and people look at the other."""
    _, problems = _read(
        """\
        config:
          podwright:kind: region
          podwright:kind: global
          podwright:labels:
            owner: a
            owner: b
        """
    )
    assert problems == [
        "Pulumi.x.yaml:3: error: podwright:kind: is given twice, first on line 2\n  fix:     keep one of the two",
        "Pulumi.x.yaml:6: error: labels.owner: is given twice, first on line 5\n  fix:     keep one of the two",
    ]


def test_a_syntax_error_has_its_line() -> None:
    """Without a line nobody finds a bracket in a file of a hundred lines."""
    document, problems = _read("config:\n  podwright:kind: [region\n  podwright:labels: {}\n")
    assert document is None
    assert problems == ["Pulumi.x.yaml:3: error: YAML: cannot be read: expected ',' or ']', but got ':'"]


def test_a_file_without_config_is_no_stack() -> None:
    """An empty or foreign file must not count as a stack without mistakes."""
    expected = ["Pulumi.x.yaml:1: error: config: is missing; a stack file holds its spec under it"]
    assert _read("") == (None, expected)
    assert _read("- 1\n") == (None, expected)
    assert _read("config: 3\n") == (None, expected)


def test_an_alias_inside_itself_is_refused() -> None:
    """YAML allows it, and reading it would never end."""
    _, problems = _read("config:\n  podwright:labels: &a\n    owner: *a\n")
    assert problems == [
        "Pulumi.x.yaml:2: error: labels.owner: is an alias of a value that contains it\n  fix:     write the value out"
    ]


def test_keys_that_are_no_plain_text_are_refused() -> None:
    """Merge keys and list keys have no place in a spec, and no line to point at later."""
    _, problems = _read("config:\n  podwright:labels:\n    ? [a]\n    : 1\n    <<: {b: 2}\n")
    assert problems == [
        "Pulumi.x.yaml:3: error: labels: has a key that is not plain text\n  fix:     write plain keys",
        "Pulumi.x.yaml:5: error: labels: has a key that is not plain text\n  fix:     write plain keys",
    ]


def test_a_file_that_is_not_there_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    """A file may vanish between listing and reading."""
    document, problems = read_file(tmp_path / "x.yaml", "x.yaml", KNOWN)
    assert document is None
    assert [problem.render() for problem in problems] == [
        "x.yaml: error: file: cannot be read: No such file or directory"
    ]


def test_a_file_that_is_not_utf8_is_a_problem(tmp_path: Path) -> None:
    """A file in another encoding must not end in a traceback."""
    path = tmp_path / "x.yaml"
    path.write_bytes(b"config: \xff\n")
    _, problems = read_file(path, "x.yaml", KNOWN)
    assert [problem.render() for problem in problems] == [
        "x.yaml: error: YAML: cannot be read: not UTF-8 text (invalid start byte)"
    ]


def test_places_are_written_as_people_write_them() -> None:
    """Messages and documents name a key the same way."""
    assert dotted(("tpuSlices", "serve", "topology")) == "tpuSlices.serve.topology"
    assert dotted(("dependsOn", 0)) == "dependsOn[0]"
    assert dotted(()) == "stack"
