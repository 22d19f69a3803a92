"""Tables of typed cells as sheets to read, sort and print: what is text stays text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as PageCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from strategy.exchange.spreadsheets import DAY_FORMAT, write_text, write_value
from strategy.exchange.workbook.sheets import cleaned, letter
from strategy.exchange.workbook.writing import (
    FACE,
    HEAD_FILL,
    HEAD_FONT,
    TEXT_FONT,
    TITLE_FONT,
)
from strategy.i18n import Words

_TOP = Alignment(vertical="top")
# Indented a little: right-aligned figures would touch the text of the next column.
_WRAPPED = Alignment(vertical="top", wrap_text=True, indent=1)
_LONGEST = 32_767
_HEAD_HEIGHT = 32
_LINE_HEIGHT = 15
_MOST_LINES = 25


@dataclass(frozen=True)
class Share:
    """A share of 0..1, shown as per cent."""

    of_one: float


@dataclass(frozen=True)
class Coloured:
    """A text in a colour that says the same as its word."""

    text: str
    ink: str


Value = str | int | float | date | Share | Coloured | None


@dataclass(frozen=True)
class Column:
    """A column: the key of its heading, and how wide it is in characters."""

    name: str
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet: its key, lines above the table, its columns and rows."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    above: tuple[str, ...] = ()


def add_sheet(book: Workbook, sheet: Sheet, w: Words) -> None:
    """Add a table as a sheet, with filters and a head that stays in sight and is on every page."""
    page: Worksheet = book.create_sheet(w(f"workbook.sheet.{sheet.name}"))
    for number, text in enumerate(sheet.above, start=1):
        write_text(page.cell(number, 1), text)
        page.cell(number, 1).font = TITLE_FONT if number == 1 else TEXT_FONT
    head = len(sheet.above) + 2 if sheet.above else 1
    _write_head(page, sheet.columns, head, w)
    for place, row in enumerate(sheet.rows, start=head + 1):
        _write_row(page, place, row, sheet.columns, w)
    if sheet.rows:
        _make_table(page, sheet, head)
    else:
        write_text(page.cell(head + 1, 1), w("workbook.nothing"))
    set_up_print(page, w, landscape=True)
    page.print_title_rows = f"{head}:{head}"


def set_up_print(page: Worksheet, w: Words, *, landscape: bool) -> None:
    """Make a sheet print on numbered pages, fitted to its width."""
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for side, text in (("left", page.title), ("right", w("workbook.page"))):
        getattr(page.oddFooter, side).text = text


def _write_head(page: Worksheet, columns: Sequence[Column], head: int, w: Words) -> None:
    for index, column in enumerate(columns):
        cell = page.cell(head, index + 1)
        write_text(cell, w(f"workbook.column.{column.name}"))
        cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, _WRAPPED
        page.column_dimensions[letter(index)].width = column.width
    page.row_dimensions[head].height = _HEAD_HEIGHT
    page.freeze_panes = f"A{head + 1}"


def _write_row(
    page: Worksheet, place: int, row: Sequence[Value], columns: Sequence[Column], w: Words
) -> None:
    lines = 1
    for index, value in enumerate(row):
        cell = page.cell(place, index + 1)
        _write(cell, value, w)
        if isinstance(cell.value, str):
            lines = max(lines, lines_in(cell.value, columns[index].width))
    make_room(page, place, lines)


def make_room(page: Worksheet, row: int, lines: int) -> None:
    """Make a row as high as its lines: programs differ in whether they do so themselves."""
    page.row_dimensions[row].height = _LINE_HEIGHT * min(lines, _MOST_LINES) + 3


def lines_in(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of so many characters."""
    return sum(math.ceil(max(len(line), 1) / width) for line in text.split("\n"))


def _write(cell: PageCell | MergedCell, value: Value, w: Words) -> None:
    cell.alignment = Alignment(vertical="top")
    match value:
        case None | "":
            return
        case str():
            write_text(cell, cleaned(value)[:_LONGEST])
            cell.alignment = _WRAPPED
        case Coloured():
            write_text(cell, value.text)
            cell.font = Font(name=FACE, size=11, bold=True, color=value.ink)
            cell.alignment = _WRAPPED
        case Share():
            write_value(cell, value.of_one)
            cell.number_format = "0%" if w.language == "en" else "0\\ %"
        case date():
            write_value(cell, value)
            cell.number_format = "DD/MM/YYYY" if w.language == "en" else DAY_FORMAT
        case _:
            write_value(cell, value)


def _make_table(page: Worksheet, sheet: Sheet, head: int) -> None:
    """Name the table, so that filters and formulas of the reader's own can refer to it."""
    last = letter(len(sheet.columns) - 1)
    table = Table(displayName=sheet.name.title(), ref=f"A{head}:{last}{head + len(sheet.rows)}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    page.add_table(table)
