"""Tables as a file shows them, before anybody says what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from strategy.exchange.formulas import from_workbook
from strategy.exchange.workbook.sheets import RowProblem, cleaned

MAX_COLUMNS = 200
MAX_ROWS = 100_000


class Kind(StrEnum):
    """What kind of value a cell shows."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a person sees it.

    A date's text is only as exact as the cell shows it: "2024-06" for a month. `number` is in
    percent for a percent. `spread` cells repeat the merged cell they lie under, `lost` ones hold a
    formula whose value the file does not have, `bold` ones are written as headings are.
    """

    text: str = ""
    kind: Kind = Kind.EMPTY
    number: float | None = None
    colour: str = ""
    struck: bool = False
    spread: bool = False
    lost: bool = False
    bold: bool = False


BLANK = Cell()


@dataclass(frozen=True)
class Line:
    """A row that says something, by its number in the sheet.

    One that is `apart` is a title between rows, whatever column it stands in.
    """

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    apart: bool = False

    def cell(self, index: int) -> Cell:
        """Return the cell of a column, a blank one beyond the last."""
        return self.cells[index] if index < len(self.cells) else BLANK

    def said(self) -> Iterator[tuple[int, Cell]]:
        """Return the cells that say something, each with its column; repeated ones left out."""
        for index, cell in enumerate(self.cells):
            if cell.text and not cell.spread:
                yield index, cell


@dataclass(frozen=True)
class Grid:
    """A sheet, or a table of a document, with its rows that say something.

    `under` are the headings a table of a document stands under, the highest first.
    """

    name: str
    lines: tuple[Line, ...]
    hidden_columns: frozenset[int] = frozenset()
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """All tables of a file, or the problems that kept it from being read."""

    name: str
    grids: tuple[Grid, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    notices: tuple[RowProblem, ...] = ()


class UnreadableFileError(Exception):
    """The file cannot be read: which rule, with which details."""

    def __init__(self, rule: str, **details: str) -> None:
        """Remember what to complain about."""
        super().__init__(rule)
        self.problem = RowProblem(f"file.{rule}", details=details)


def cell_of(value: object, number_format: str = "") -> Cell:
    """Return a value of a spreadsheet as the cell it is shown as."""
    if isinstance(value, bool):
        return Cell(str(value).lower(), Kind.BOOL)
    if isinstance(value, (int, float)):
        if "%" in number_format:
            return Cell(f"{shown(value * 100)} %", Kind.PERCENT, value * 100)
        return Cell(shown(value), Kind.NUMBER, float(value))
    if isinstance(value, date):
        return Cell(_day_shown(value, number_format), Kind.DATE)
    return text_cell("" if value is None else from_workbook(str(value)))


def text_cell(text: str) -> Cell:
    """Return a cell that holds a text, a blank one without any."""
    said = cleaned(text).strip()
    return Cell(said, Kind.TEXT) if said else BLANK


def shown(number: float) -> str:
    """Return a number as Norwegians write it, without needless digits."""
    return f"{number:.12g}".replace(".", ",")


def _day_shown(value: date, number_format: str) -> str:
    day = value.date() if isinstance(value, datetime) else value
    shows = number_format.lower().split(";", 1)[0].replace("general", "")
    if "y" in shows and "d" not in shows:
        return f"{day:%Y-%m}" if "m" in shows else f"{day:%Y}"
    return day.isoformat()


def line_of(number: int, cells: list[Cell], *, hidden: bool = False) -> Line | None:
    """Return a row without the blanks at its end; None if it says nothing of its own."""
    while cells and cells[-1] == BLANK:
        cells.pop()
    says = any((cell.text and not cell.spread) or cell.colour for cell in cells)
    return Line(number, tuple(cells), hidden) if says else None
