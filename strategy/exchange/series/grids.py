"""A file's tables as texts, the way a person sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from strategy.domain.series.series import Remark
from strategy.exchange.series.decimals import decimal_marks, with_sure_mark
from strategy.exchange.tables import cells as tables
from strategy.exchange.tables.reading import read_tables
from strategy.exchange.workbook.sheets import RowProblem, letter

LOST = "#?"
"""Stands for a formula whose value the file does not have."""


_TYPED = tables.Kind.TEXT


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
    """Return the tables of a file of any format, or what kept it from being read."""
    contents = read_tables(content, name)
    return tuple(map(_grid, contents.grids)), contents.problems


def _grid(grid: tables.Grid) -> Grid:
    typed = (cell.text for line in grid.lines for cell in line.cells if cell.kind is _TYPED)
    marks = decimal_marks(typed)
    lines = (Line(line.number, _texts(line.cells, marks)) for line in grid.lines)
    return Grid(grid.name, tuple(line for line in lines if any(line.cells)))


def _texts(cells: tuple[tables.Cell, ...], marks: frozenset[str]) -> tuple[str, ...]:
    texts = (_text(cells, column) for column in range(len(cells)))
    told = zip(cells, texts, strict=True)
    return tuple(with_sure_mark(t, marks) if cell.kind is _TYPED else t for cell, t in told)


def _text(cells: tuple[tables.Cell, ...], column: int) -> str:
    """Return what a cell says; one merged across says it in its first column, one down in all."""
    cell = cells[column]
    if cell.lost:
        return LOST
    if cell.spread and column and cells[column - 1].text == cell.text:
        return ""
    return cell.text
