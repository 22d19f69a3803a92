"""The content of a file before it is interpreted: sheets, rows and cells, and complaints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from openpyxl.utils import get_column_letter

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Flaw:
    """A cell whose value cannot be known: a spreadsheet error, a formula never calculated."""

    rule: str
    text: str


@dataclass(frozen=True)
class Month:
    """A date cell that shows only its month: "desember 2026" typed into a spreadsheet."""

    first: date


Written = str | int | float | date | None
"""What we write into a cell."""

Cell = Written | Flaw | Month
"""The content of a cell. True and false come as words, a date with time as its day."""


@dataclass(frozen=True)
class Row:
    """A row that is not blank, with its number in the sheet and its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """Return the cell of a column, None beyond the last one."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and its rows that are not blank."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class RowProblem:
    """One thing wrong with a file: where, which rule (`exchange.problem.<rule>`), details.

    Row 0 means the whole sheet, an empty sheet name the whole file.
    """

    rule: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    heading: str = ""
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Sheets:
    """A file's sheets, or the problems that kept it from being read."""

    name: str
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[RowProblem, ...] = ()


def letter(index: int) -> str:
    """Return the letter a spreadsheet shows above a column, counted from 0."""
    return get_column_letter(index + 1)


def cleaned(text: str) -> str:
    """Return a text without what a spreadsheet cannot hold."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
