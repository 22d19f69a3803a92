"""From the bytes of a workbook or a CSV file to cells. Every file is hostile until read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as OrdinaryCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from strategy.exchange.cells import RISKY
from strategy.exchange.sheets import Cell, Flaw, Row, RowProblem, Sheet, Sheets

PageCell = OrdinaryCell | MergedCell | ReadOnlyCell | EmptyCell

MAX_BYTES = 25_000_000
MAX_UNPACKED_BYTES = 400_000_000
MAX_PARTS = 5_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL_LENGTH = 32_767

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError,
    TypeError, AttributeError, IndexError, OSError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What openpyxl raises for a damaged workbook: nearly anything."""


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
    if content.startswith(_OLD_OFFICE):
        raise _RefusedError("old_or_encrypted")
    if content.startswith(_ZIP):
        return _workbook(content)
    return (_csv(content, name),)


# --- workbooks -----------------------------------------------------------------------------------


def _workbook(content: bytes) -> tuple[Sheet, ...]:
    try:
        has_formulas, has_merged = _look_inside(content)
        # Merged cells are only known when the whole workbook is held in memory.
        book = load_workbook(io.BytesIO(content), data_only=True, read_only=not has_merged)
        formulas = _formulas(content) if has_formulas else {}
        sheets = tuple(_sheet(sheet, formulas.get(sheet.title, {})) for sheet in book.worksheets)
        book.close()
    except _BROKEN as error:
        raise _RefusedError("not_a_workbook") from error
    _count_rows(sheets)
    return sheets


def _look_inside(content: bytes) -> tuple[bool, bool]:
    """Refuse what would swell when unpacked; tell whether there are formulas and merged cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        # The size in the directory is also the most that is ever unpacked.
        if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED_BYTES:
            raise _RefusedError("bomb", limit=str(MAX_UNPACKED_BYTES // 1_000_000))
        if "xl/workbook.xml" not in archive.namelist():
            raise _RefusedError("not_a_workbook")
        sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
        formulas = any(_mentions(archive, sheet, (b"<f>", b"<f ")) for sheet in sheets)
        return formulas, any(_mentions(archive, sheet, (b"<mergeCell ",)) for sheet in sheets)


def _mentions(archive: zipfile.ZipFile, part: zipfile.ZipInfo, marks: Iterable[bytes]) -> bool:
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(1_000_000):
            if any(mark in tail + chunk for mark in marks):
                return True
            tail = chunk[-16:]
    return False


def _formulas(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    book = load_workbook(io.BytesIO(content), read_only=True)
    found = {
        sheet.title: {
            (cell.row or 0, cell.column or 0): str(cell.value)
            for row in sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }
    book.close()
    return found


def _sheet(sheet: Worksheet, formulas: dict[tuple[int, int], str]) -> Sheet:
    merged = _merged_down(sheet)
    rows = []
    for number, cells in enumerate(
        sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS), start=1
    ):
        said = [_cell(cell) for cell in cells]
        for column in range(1, len(said) + 1):
            if said[column - 1] is None and (number, column) in formulas:
                said[column - 1] = Flaw("formula_without_value", formulas[number, column])
        for column, above in merged.get(number, {}).items():
            if column <= len(said):
                said[column - 1] = above
        if any(cell is not None for cell in said):
            rows.append(Row(number, tuple(said)))
    return Sheet(sheet.title, tuple(rows))


def _merged_down(sheet: Worksheet) -> dict[int, dict[int, Cell]]:
    """Return what the first cell of a merged column says, for each row it covers."""
    found: dict[int, dict[int, Cell]] = {}
    ranges = getattr(getattr(sheet, "merged_cells", None), "ranges", ())
    for area in ranges:
        said = _cell(sheet.cell(area.min_row, area.min_col))
        for number in range(area.min_row + 1, min(area.max_row, MAX_ROWS) + 1):
            found.setdefault(number, {})[area.min_col] = said
    return found


def _cell(cell: PageCell) -> Cell:
    value = cell.value
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    said = str(value).strip()
    if said in _ERRORS:
        return Flaw("error_value", said)
    return said or None


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
    text = _decoded(content)
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


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\x00-\x08\x0e-\x1f]", text):
            break
        return text
    raise _RefusedError("not_a_workbook")


def _records(text: str) -> Iterator[list[str]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(";,\t", key=re.sub(r'"[^"]*"', "", first).count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _csv_cell(cell: str) -> Cell:
    said = cell.strip()
    if said[:1] == "'" and said[1:].startswith(RISKY):
        said = said[1:]
    return said or None
