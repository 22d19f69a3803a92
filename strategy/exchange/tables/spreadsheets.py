"""Tables of .xlsx and .xlsm with their looks, and of .xls, .xlsb and .ods without them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace

import python_calamine
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as StyledCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from strategy.exchange.tables.cells import (
    BLANK,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Contents,
    Grid,
    Line,
    UnreadableFileError,
    cell_of,
    line_of,
)
from strategy.exchange.workbook.archive import MAX_UNPACKED_BYTES, swells
from strategy.exchange.workbook.sheets import RowProblem

MAX_SHEETS = 60
_STYLED_UP_TO = 4_000_000
"""Larger workbooks are read without their looks, which would take minutes."""

_HIDDEN = (python_calamine.SheetVisibleEnum.Hidden, python_calamine.SheetVisibleEnum.VeryHidden)

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")

Area = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged area, each as row and column from 0."""


def read_spreadsheet(content: bytes, name: str) -> Contents:
    """Return the tables of a spreadsheet; raises UnreadableFileError."""
    _check_archive(content)
    if len(content) > _STYLED_UP_TO:
        return read_plainly(content, name)
    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
    except Exception:  # noqa: BLE001 - openpyxl raises nearly anything for broken styles
        # They are no reason to refuse what the cells say.
        return read_plainly(content, name)
    return _styled(book, content, name)


def _check_archive(content: bytes) -> None:
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        # A flat document is XML: other programs read it, and save it as one of these.
        raise UnreadableFileError("open_document") from error
    with packed as archive:
        if swells(archive):
            raise UnreadableFileError("bomb", limit=str(MAX_UNPACKED_BYTES // 1_000_000))
        manifest = "META-INF/manifest.xml"
        if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
            raise UnreadableFileError("password")


def _count_sheets(count: int) -> None:
    if count > MAX_SHEETS:
        raise UnreadableFileError("too_many_sheets", count=str(count), limit=str(MAX_SHEETS))


def _contents(name: str, grids: Iterable[Grid], hidden: Iterable[str]) -> Contents:
    found = tuple(grid for grid in grids if grid.lines)
    if sum(len(grid.lines) for grid in found) > MAX_ROWS:
        raise UnreadableFileError("too_many_rows", limit=str(MAX_ROWS))
    notices = tuple(RowProblem("table.hidden_sheet", title) for title in hidden)
    return Contents(name, found, notices=notices)


# --- with their looks -----------------------------------------------------------------------------


def _styled(book: Workbook, content: bytes, name: str) -> Contents:
    _count_sheets(len(book.worksheets))
    shown = [page for page in book.worksheets if page.sheet_state == "visible"]
    formulas = load_workbook(io.BytesIO(content)) if _has_formulas(content) else book
    grids = [_styled_grid(page, formulas[page.title]) for page in shown]
    hidden = [page.title for page in book.worksheets if page.sheet_state != "visible"]
    return _contents(name, grids, hidden)


def _has_formulas(content: bytes) -> bool:
    """Return whether any sheet of a workbook has a formula: reading it again takes as long."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if "worksheets/" in name)
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


def _styled_grid(page: Worksheet, formulas: Worksheet) -> Grid:
    rows: dict[int, list[Cell]] = {}
    # Asking openpyxl for more rows than there are would make them.
    deepest, widest = min(page.max_row, MAX_ROWS + 1), min(page.max_column, MAX_COLUMNS)
    for number, cells in enumerate(page.iter_rows(max_row=deepest, max_col=widest), start=1):
        rows[number] = [_styled_cell(cell, formulas) for cell in cells]
    for area in page.merged_cells.ranges:
        first, last = (area.min_row - 1, area.min_col - 1), (area.max_row - 1, area.max_col - 1)
        _spread(rows, (first, last))
    hidden_rows = {number for number, row in page.row_dimensions.items() if row.hidden}
    hidden_columns = {
        column_index_from_string(letter) - 1 + extra
        for letter, column in page.column_dimensions.items()
        if column.hidden
        for extra in range((column.max or 1) - (column.min or 1) + 1)
    }
    lines = _lines(rows, hidden_rows)
    return Grid(page.title, lines, frozenset(hidden_columns))


def _styled_cell(cell: StyledCell | MergedCell, formulas: Worksheet) -> Cell:
    if isinstance(cell, MergedCell):
        return BLANK
    if cell.data_type == "e":
        return replace(BLANK, lost=True)
    seen = cell_of(cell.value, cell.number_format)
    colour = _colour(cell)
    struck = bool(cell.has_style and cell.font.strike and seen.text)
    bold = bool(cell.has_style and cell.font.bold and seen.text)
    lost = cell.value is None and formulas[cell.coordinate].data_type == "f"
    return replace(seen, colour=colour, struck=struck, lost=lost, bold=bold)


def _colour(cell: StyledCell) -> str:
    if not cell.has_style or cell.fill.fill_type != "solid":
        return ""
    colour = cell.fill.fgColor
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper()
    if colour.type == "indexed" and colour.indexed < len(COLOR_INDEX):
        return str(COLOR_INDEX[colour.indexed])[-6:].upper()
    return ""


def _lines(rows: Mapping[int, list[Cell]], hidden: Iterable[int] = ()) -> tuple[Line, ...]:
    unseen = set(hidden)
    found = (line_of(number, cells, hidden=number in unseen) for number, cells in rows.items())
    return tuple(line for line in found if line is not None)


def _spread(rows: dict[int, list[Cell]], area: Area) -> None:
    """Let every cell of a merged area say what its first one says."""
    (top, left), (bottom, right) = area
    said = rows.get(top + 1, [])
    if left >= len(said) or not said[left].text:
        return
    covering = replace(said[left], spread=True)
    for number in range(top + 1, bottom + 2):
        cells = rows.get(number, [])
        for column in range(left, min(right + 1, len(cells))):
            if (number, column) != (top + 1, left):
                cells[column] = covering


# --- without them ---------------------------------------------------------------------------------


def read_packed(content: bytes, name: str) -> Contents:
    """Return the tables of a spreadsheet that is an archive; raises UnreadableFileError."""
    _check_archive(content)
    return read_plainly(content, name)


def read_plainly(content: bytes, name: str) -> Contents:
    """Return the tables of a spreadsheet of any format; raises UnreadableFileError."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, OSError, ValueError) as error:
        rule = "password" if isinstance(error, PasswordError) else "damaged"
        raise UnreadableFileError(rule) from error
    known = [about for about in book.sheets_metadata if about.typ == _WORKSHEET]
    _count_sheets(len(known))
    hidden = [about.name for about in known if about.visible in _HIDDEN]
    grids = [
        _plain_grid(about.name, book.get_sheet_by_name(about.name))
        for about in known
        if about.visible not in _HIDDEN
    ]
    return _contents(name, grids, hidden)


_WORKSHEET = python_calamine.SheetTypeEnum.WorkSheet


def _plain_grid(title: str, sheet: CalamineSheet) -> Grid:
    rows = {
        number: [cell_of(value or None if isinstance(value, str) else value) for value in values]
        for number, values in enumerate(_within(sheet), start=1)
    }
    for area in sheet.merged_cell_ranges or ():
        _spread(rows, area)
    return Grid(title, _lines(rows))


def _within(sheet: CalamineSheet) -> list[list[object]]:
    rows = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 1)
    return [list(row[:MAX_COLUMNS]) for row in rows]
