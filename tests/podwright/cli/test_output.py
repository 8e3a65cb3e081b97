"""Tables and problems as text: readable at 80 and 140 columns, plain in a pipe."""

from __future__ import annotations

import json

import pytest

from podwright.cli.output import Column, count, print_json, print_problems, table
from podwright.errors import Problem

COLUMNS = (Column("STACK"), Column("SLICES", detail=True), Column("CHIPS", right=True))
ROWS = (("gcp-us-east5", ["train 4x4x8 v5p", "eval 4x4 v6e"], "272"), ("gcp-global", ["-"], "0"))


def test_a_pipe_gets_one_line_for_each_row() -> None:
    """Cells with several texts are joined and never broken."""
    assert table(COLUMNS, ROWS, None) == [
        "STACK         SLICES                         CHIPS",
        "gcp-us-east5  train 4x4x8 v5p, eval 4x4 v6e    272",
        "gcp-global    -                                  0",
    ]


def test_a_wide_terminal_puts_each_text_on_its_own_line() -> None:
    """A stack with five groups stays readable."""
    assert table(COLUMNS, ROWS, 80) == [
        "STACK         SLICES           CHIPS",
        "gcp-us-east5  train 4x4x8 v5p    272",
        "              eval 4x4 v6e",
        "gcp-global    -                    0",
    ]


def test_a_narrow_terminal_moves_details_below() -> None:
    """Nothing is cut off, and the columns still line up."""
    assert table(COLUMNS, ROWS, 30) == [
        "STACK         CHIPS",
        "gcp-us-east5    272",
        "  train 4x4x8 v5p",
        "  eval 4x4 v6e",
        "gcp-global        0",
    ]


def test_a_name_is_never_broken() -> None:
    """Other columns give way: half a stack name can neither be read nor copied."""
    columns = (Column("STACK"), Column("WHY"), Column("N", right=True))
    assert table(columns, [("gcp-asia-northeast1", "abcdefghij", "1")], 30) == [
        "STACK                WHY     N",
        "gcp-asia-northeast1  abcdef  1",
        "                     ghij",
    ]


def test_a_table_without_rows_is_its_header() -> None:
    """An empty answer is still an answer."""
    assert table(COLUMNS, [], 80) == ["STACK  SLICES  CHIPS"]


def test_problems_are_plain_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """No colour codes in logs; the text is the problem's own."""
    problem = Problem("zone", "is error: prone", given="x", file="a.yaml", line=3, severity="warning")
    print_problems([problem])
    assert capsys.readouterr().out == problem.render() + "\n"


def test_a_document_begins_with_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """Readers look at the version before anything else."""
    print_json("check", {"ok": True})
    text = capsys.readouterr().out
    assert text.startswith('{\n  "schema": "podwright/check/v1",')
    assert json.loads(text) == {"schema": "podwright/check/v1", "ok": True}


def test_numbers_have_the_right_noun() -> None:
    """1 stack, 2 stacks."""
    assert [count(1, "stack"), count(2, "stack"), count(0, "policy", "policies")] == [
        "1 stack",
        "2 stacks",
        "0 policies",
    ]
