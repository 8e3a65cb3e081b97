"""A missed threshold is seen, by a person and by a program; the document fits its published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bench.__main__ import SECTIONS, main
from bench.emulator import COUNT, resources
from bench.measure import Measurement, show

SCHEMA = Path(__file__).parents[2] / "podwright" / "schemas" / "bench.v1.json"
GOOD = Measurement("emulator", "create", 0.594, "ms", 3.0)
MISSED = Measurement("engine", "emulated cloud / echo", 1.53, "ratio", 1.3)
TOLD = Measurement("engine", "up of 500, echo", 30.14, "s")


def test_a_table_says_what_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 for one of several."""
    assert show([GOOD, MISSED, TOLD], as_json=False) == 1
    assert capsys.readouterr().out.splitlines() == [
        "WHAT                             VALUE  AT MOST",
        "emulator: create               0.59 ms  3.00 ms  ok",
        "engine: emulated cloud / echo     1.53     1.30  MISSED",
        "engine: up of 500, echo         30.1 s        -",
    ]


def test_the_document_fits_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """And says the same."""
    assert show([GOOD, TOLD], as_json=True) == 0
    document = json.loads(capsys.readouterr().out)
    validator: Any = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert [each["ok"] for each in document["measurements"]] == [True, True]


def test_a_section_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    """Names those that do."""
    with pytest.raises(SystemExit) as caught:
        main(["emulater"])
    assert caught.value.code == 2
    assert f"unknown section emulater; there are {', '.join(SECTIONS)}" in capsys.readouterr().err


def test_ten_thousand_different_resources() -> None:
    """A name twice would be refused, and not measured."""
    made = [(token, str(inputs["name"])) for token, inputs in resources()]
    assert len(set(made)) == COUNT
