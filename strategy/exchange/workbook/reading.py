"""From the bytes of a workbook or a CSV file to cells. Every file is hostile until read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as OrdinaryCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from strategy.exchange.encodings import text_of
from strategy.exchange.file_kinds import FileKind, kind_of_file
from strategy.exchange.formulas import as_typed, from_workbook
from strategy.exchange.workbook.archive import MAX_UNPACKED_BYTES, MergedDown, marks_of, swells
from strategy.exchange.workbook.sheets import Cell, Flaw, Month, Row, RowProblem, Sheet, Sheets

Place = tuple[int, int]
PageCell = OrdinaryCell | MergedCell | ReadOnlyCell | EmptyCell

MAX_BYTES = 25_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200

_PART = "_worksheet_path"
"""The openpyxl attribute for a sheet's part of the archive; there is no public one."""


_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^]]*\]|\\.')
"""What a number format quotes: text, a language, an escaped sign."""


class _RefusedError(Exception):
    """The file cannot be read: which rule, with which details."""

    def __init__(self, rule: str, **details: str) -> None:
        super().__init__(rule)
        self.problem = RowProblem(f"file.{rule}", details=details)


def read_workbook(content: bytes, name: str) -> Sheets:
    """Read a workbook or a CSV file; what is wrong with it comes back as problems, never raised."""
    try:
        return Sheets(name, _sheets(content, name))
    except _RefusedError as refused:
        return Sheets(name, problems=(refused.problem,))


def _sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    if len(content) > MAX_BYTES:
        raise _RefusedError("too_large", limit=str(MAX_BYTES // 1_000_000))
    kind = kind_of_file(content)
    if kind in (FileKind.WORKBOOK, FileKind.PACKED):
        return _workbook(content, kind)
    if kind in (FileKind.TEXT, FileKind.MARKUP):
        return (_csv(content, name),)
    raise _RefusedError(kind.value)


# --- workbooks -----------------------------------------------------------------------------------


def _workbook(content: bytes, kind: FileKind) -> tuple[Sheet, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive, kind)
            return _sheets_within(content, archive)
    except _RefusedError:
        raise
    except Exception as error:
        # openpyxl, zipfile and both XML parsers raise nearly anything for a damaged workbook.
        raise _RefusedError("damaged") from error


def _check_archive(archive: zipfile.ZipFile, kind: FileKind) -> None:
    if swells(archive):
        raise _RefusedError("bomb", limit=str(MAX_UNPACKED_BYTES // 1_000_000))
    if kind is not FileKind.WORKBOOK:
        raise _RefusedError(kind.value)


def _sheets_within(content: bytes, archive: zipfile.ZipFile) -> tuple[Sheet, ...]:
    book = load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    marks = {page.title: marks_of(archive, getattr(page, _PART)) for page in book.worksheets}
    formulas = _formulas(content, {title for title, mark in marks.items() if mark.formulas})
    sheets = tuple(
        _sheet(page, formulas.get(page.title, {}), marks[page.title].merged)
        for page in book.worksheets
    )
    book.close()
    _count_rows(sheets)
    return sheets


def _formulas(content: bytes, titles: set[str]) -> dict[str, dict[Place, str]]:
    """Return the formulas of these sheets by row and column, counted from 1 and 0."""
    if not titles:
        return {}
    book = load_workbook(io.BytesIO(content), read_only=True)
    found = {
        title: {
            (number, column): str(cell.value)
            for number, row in _numbered_rows(book[title])
            for column, cell in enumerate(row)
            if cell.data_type == "f"
        }
        for title in titles
    }
    book.close()
    return found


def _numbered_rows(page: Worksheet) -> Iterator[tuple[int, tuple[PageCell, ...]]]:
    rows = page.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)
    return enumerate(rows, start=1)


def _sheet(page: Worksheet, formulas: Mapping[Place, str], merged: Iterable[MergedDown]) -> Sheet:
    covering = _Covering(merged)
    rows = []
    for number, cells in _numbered_rows(page):
        said = [_cell(cell) for cell in cells]
        for column, cell in enumerate(said):
            if cell is None and (number, column) in formulas:
                said[column] = Flaw("formula_without_value", formulas[number, column])
        while said and said[-1] is None:
            said.pop()
        # A row that has only values merged down over it stays blank.
        if said:
            covering.fill(said, number)
            rows.append(Row(number, tuple(said)))
    return Sheet(page.title, tuple(rows))


class _Covering:
    """Fills each row with the values of cells merged down over it."""

    def __init__(self, merged: Iterable[MergedDown]) -> None:
        self._starting: defaultdict[int, list[MergedDown]] = defaultdict(list)
        self._over: dict[int, tuple[int, Cell]] = {}
        for area in merged:
            self._starting[area.first_row].append(area)

    def fill(self, said: list[Cell], number: int) -> None:
        """Fill in a row; rows come in order."""
        for column, (last_row, above) in self._over.items():
            if number <= last_row and column < len(said):
                said[column] = above
        for area in self._starting[number]:
            if area.column < len(said):
                self._over[area.column] = area.last_row, said[area.column]


def _cell(cell: PageCell) -> Cell:
    value = cell.value
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format)
    if isinstance(value, datetime):
        return _date(value.date(), cell.number_format)
    if cell.data_type == "e":
        return Flaw("error_value", str(value))
    return from_workbook(str(value)).strip() or None


def _date(day: date, number_format: str) -> Cell:
    """Return a date as precisely as its cell shows it: "desember 2026" is kept as 1 December."""
    shown = _NOT_SHOWN.sub("", number_format).casefold()
    if day.day != 1 or "d" in shown or "y" not in shown:
        return day
    if "m" in shown:
        return Month(day)
    return str(day.year) if day.month == 1 else day


def _number(value: float, number_format: str) -> Cell:
    if "%" in number_format:
        # A cell that shows 8,3 % holds 0.083; what is shown is what people mean.
        return f"{value * 100:.12g} %".replace(".", ",")
    return value


def _count_rows(sheets: Iterable[Sheet]) -> None:
    if sum(len(sheet.rows) for sheet in sheets) > MAX_ROWS:
        raise _RefusedError("too_many_rows", limit=str(MAX_ROWS))


# --- CSV -----------------------------------------------------------------------------------------


def _csv(content: bytes, name: str) -> Sheet:
    text = text_of(content)
    if text is None:
        raise _RefusedError("not_a_workbook")
    rows = []
    try:
        for number, cells in enumerate(_records(text), start=1):
            said = tuple(_csv_cell(cell) for cell in cells[:MAX_COLUMNS])
            if any(cell is not None for cell in said):
                rows.append(Row(number, said))
    except csv.Error as error:
        raise _RefusedError("not_a_workbook") from error
    sheet = Sheet(PurePosixPath(name.replace("\\", "/")).stem, tuple(rows))
    _count_rows((sheet,))
    return sheet


def _records(text: str) -> Iterator[list[str]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(";,\t", key=re.sub(r'"[^"]*"', "", first).count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _csv_cell(cell: str) -> Cell:
    return as_typed(cell.strip()) or None
