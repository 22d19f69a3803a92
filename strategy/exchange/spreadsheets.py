"""How a value gets into a cell, of a workbook or of a CSV file: texts stay texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell

from strategy.exchange.formulas import could_run, from_workbook, in_workbook, inert

Value = str | int | float | date | None
"""What a cell can hold."""

DAY_FORMAT = "DD.MM.YYYY"


def write_value(cell: Cell | MergedCell, value: Value) -> None:
    """Write a value into a cell of a workbook: a text as text, a day as Norwegians write it."""
    if isinstance(value, str):
        write_text(cell, value)
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = DAY_FORMAT


def write_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text into a cell of a workbook so that it stays text."""
    cell.value = in_workbook(text)
    # Nothing anybody typed may run when somebody else opens the file, nor when they edit the cell.
    cell.data_type = "s"
    cell.number_format = "@"
    if could_run(from_workbook(text)):
        cell.quotePrefix = True


def csv_text(
    rows: Iterable[Sequence[Value]],
    *,
    delimiter: str = ";",
    shown: Callable[[Value], str] = str,
) -> str:
    """Return rows as CSV in which no text runs; `shown` is how numbers and days are written."""
    with io.StringIO(newline="") as text:
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
        writer.writerows([_csv_cell(cell, shown) for cell in row] for row in rows)
        return text.getvalue()


def norwegian_csv(rows: Iterable[Sequence[Value]], *, shown: Callable[[Value], str] = str) -> bytes:
    """Return rows as Norwegian Excel writes CSV: semicolons, byte-order mark."""
    return csv_text(rows, shown=shown).encode("utf-8-sig")


def _csv_cell(cell: Value, shown: Callable[[Value], str]) -> str:
    if cell is None:
        return ""
    return inert(cell) if isinstance(cell, str) else shown(cell)


def saved(book: Workbook) -> bytes:
    """Return a book as the bytes of its file."""
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def sheet_of(rows: Iterable[Sequence[Value]], *, title: str, figures: str) -> bytes:
    """Return a workbook of one sheet for what lies behind a chart; `figures` is how they look."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = title
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = page.cell(number, place)
            write_value(cell, value)
            if isinstance(value, (int, float)):
                cell.number_format = figures
    return saved(book)
