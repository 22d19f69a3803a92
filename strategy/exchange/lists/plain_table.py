"""A table of texts as a workbook of one sheet, such as the follow-up of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from strategy.exchange.spreadsheets import norwegian_csv, saved, write_text
from strategy.exchange.workbook.sheets import letter
from strategy.exchange.workbook.writing import HEAD_FILL, HEAD_FONT, WRAPPED

_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDTHS = (24, 14, 36, 60, 44)


def write_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as a workbook; every cell holds text and nothing a program would run."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = title.translate(_NOT_IN_A_NAME)[:_LONGEST_NAME]
    page.freeze_panes = "A2"
    for number, row in enumerate((tuple(head), *rows), start=1):
        for place, text in enumerate(row, start=1):
            cell = page.cell(number, place)
            write_text(cell, text)
            cell.alignment = WRAPPED
            if number == 1:
                cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    for place, width in enumerate(_WIDTHS[: len(head)]):
        page.column_dimensions[letter(place)].width = width
    return saved(book)


def write_csv_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as Norwegian Excel writes CSV: semicolons, byte-order mark."""
    return norwegian_csv((tuple(head), *rows))
