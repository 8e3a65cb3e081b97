"""How commands print: tables, problems and JSON documents. It owns no content and knows no stack.

Plain text by hand and not `rich`: `check` and `ls` run in a second, and importing rich's tables alone takes a tenth of
it. Colour only on a terminal and never with NO_COLOR; what goes to a pipe has one line per row so that it can be cut.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import click

from podwright.errors import Problem

GAP = "  "
NOTHING = ("", "-")
"""What stands in a cell without content."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    right: bool = False
    """Numbers stand to the right."""
    detail: bool = False
    """Moves below the row where the terminal is too narrow for all columns, the last of these columns first."""
    labelled: bool = False
    """There it begins with the title: the text alone does not say what it is about."""


Cell = str | Sequence[str]
"""One text, or several that belong together (the slices of a stack): lines on a terminal, comma-separated in a pipe."""


def _texts(cell: Cell) -> list[str]:
    return [cell] if isinstance(cell, str) else list(cell)


def _line(columns: Sequence[Column], widths: Sequence[int], texts: Sequence[str]) -> str:
    padded = [
        text.rjust(width) if column.right else text.ljust(width)
        for column, width, text in zip(columns, widths, texts, strict=True)
    ]
    return GAP.join(padded).rstrip()


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    return [
        max([len(column.title), *(len(text) for row in rows for text in _texts(row[index]))])
        for index, column in enumerate(columns)
    ]


def _grid(columns: Sequence[Column], widths: Sequence[int], row: Sequence[Cell]) -> list[str]:
    """The lines of one row whose cells may hold several texts."""
    cells = [_texts(cell) for cell in row]
    height = max([1, *(len(cell) for cell in cells)])
    return [
        _line(columns, widths, [cell[index] if index < len(cell) else "" for cell in cells]) for index in range(height)
    ]


def _narrowed(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """The widths with the widest columns narrowed until the line fits; titles, numbers and names stay whole.

    The first column is what a row is called; in pieces it can neither be read nor copied.
    """
    result = list(widths)
    least = [
        limit if column.right or not index else len(column.title)
        for index, (column, limit) in enumerate(zip(columns, widths, strict=True))
    ]
    while sum(result) + len(GAP) * (len(result) - 1) > width:
        widest = max(range(len(result)), key=lambda index: result[index] - least[index])
        if result[widest] <= least[widest]:
            break
        result[widest] -= 1
    return result


def _folded(cell: Cell, width: int) -> list[str]:
    """The texts of a cell in pieces of at most `width` characters."""
    pieces = max(width, 1)
    return [text[start : start + pieces] for text in _texts(cell) for start in range(0, max(len(text), 1), pieces)]


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int | None) -> list[str]:
    """The lines of a table, its header first.

    `width` is the terminal's; None (a pipe) gives exactly one line per row however long it gets. Nothing is ever cut
    off: in a narrow terminal the detail columns move below their row, and then the longest texts are folded.
    """
    if width is None:
        flat = [[", ".join(_texts(cell)) for cell in row] for row in rows]
        widths = _widths(columns, flat)
        return [_line(columns, widths, [column.title for column in columns])] + [
            _line(columns, widths, row) for row in flat
        ]
    widths = _widths(columns, rows)
    kept = _beside(columns, widths, width)
    main = [columns[index] for index in kept]
    main_widths = _narrowed(main, [widths[index] for index in kept], width)
    lines = [_line(main, main_widths, [column.title for column in main])]
    for row in rows:
        cells = [_folded(row[index], limit) for index, limit in zip(kept, main_widths, strict=True)]
        lines += _grid(main, main_widths, cells)
        lines += _below([(columns[index], row[index]) for index in range(len(columns)) if index not in kept], width)
    return lines


def _beside(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """The columns that stand side by side: detail columns move below their row, the last first, until the rest fits."""
    kept = list(range(len(columns)))
    for index in reversed(range(len(columns))):
        if sum(widths[each] for each in kept) + len(GAP) * (len(kept) - 1) <= width:
            break
        if columns[index].detail:
            kept.remove(index)
    return kept


def _below(cells: Iterable[tuple[Column, Cell]], width: int) -> list[str]:
    """The details below a row; short ones without a title share a line."""
    lines: list[str] = []
    shared = False
    for column, cell in cells:
        for text in _texts(cell):
            if text in NOTHING:
                continue
            if shared and not column.labelled and len(lines[-1]) + len(GAP) + len(text) <= width:
                lines[-1] += f"{GAP}{text}"
            else:
                lines.append(f"{GAP}{column.title}: {text}" if column.labelled else f"{GAP}{text}")
            shared = not column.labelled and isinstance(cell, str)
    return lines


def terminal_width() -> int | None:
    """The width of the terminal in columns; None where standard output is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _colour() -> bool | None:
    """False with NO_COLOR; otherwise click decides by whether the stream is a terminal."""
    return False if os.environ.get("NO_COLOR") else None


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    """A table on standard output, its header bold on a terminal."""
    header, *lines = table(columns, rows, terminal_width())
    click.echo(click.style(header, bold=True), color=_colour())
    for line in lines:
        click.echo(line)


def print_problems(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Every problem in full, its severity in colour on a terminal."""
    for problem in problems:
        style = click.style(f" {problem.severity}:", fg="red" if problem.severity == "error" else "yellow", bold=True)
        text = f" {problem.render()}".replace(f" {problem.severity}:", style, 1)
        click.echo(text.removeprefix(" "), err=err, color=_colour())


def print_json(name: str, document: Mapping[str, object]) -> None:
    """One JSON document on standard output: `{"schema": "podwright/<name>/v1", …}`, nothing else beside it."""
    click.echo(json.dumps({"schema": f"podwright/{name}/v1", **document}, indent=2, ensure_ascii=False))


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 stack`, `4 stacks`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
