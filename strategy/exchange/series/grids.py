"""A file's tables as texts, the way a person sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from strategy.domain.series.series import Remark
from strategy.exchange.workbook.reading import read_workbook
from strategy.exchange.workbook.sheets import Cell, Flaw, Row, RowProblem, Sheet, letter


@dataclass(frozen=True)
class Line:
    """A row that says something, with its number in the sheet."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Return the text of a column, an empty one beyond the last."""
        return self.cells[column] if column < len(self.cells) else ""

    def said(self) -> Iterator[tuple[int, str]]:
        """Return the texts there are, each with its column."""
        return ((column, text) for column, text in enumerate(self.cells) if text)


@dataclass(frozen=True)
class Grid:
    """A table with its name and its rows that say something."""

    name: str
    lines: tuple[Line, ...]

    def remark(self, rule: str, line: Line, column: int, **details: str) -> Remark:
        """Return something to say about a cell."""
        return Remark(rule, details, self.name, line.number, letter(column))


def grids_of(content: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[RowProblem, ...]]:
    """Return the tables of a workbook or a CSV file, or what kept it from being read."""
    sheets = read_workbook(content, name)
    return tuple(_grid(sheet) for sheet in sheets.sheets), sheets.problems


def _grid(sheet: Sheet) -> Grid:
    return Grid(sheet.name, tuple(_line(row) for row in sheet.rows))


def _line(row: Row) -> Line:
    return Line(row.number, tuple(map(_text, row.cells)))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Flaw):
        return cell.text
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.12g}"
    return str(cell).strip()
