"""The owners' rows written to workbooks: locked cells, open cells to fill in, hidden keys."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from strategy.domain.items import JUDGEMENTS, ActionState
from strategy.exchange.owners.sheet import (
    HIDDEN,
    LOCKED,
    MARK,
    OPEN,
    SHEET,
    OwnerBook,
    OwnerRow,
    prefilled,
)
from strategy.exchange.spreadsheets import DAY_FORMAT, saved, write_text, write_value
from strategy.exchange.workbook.columns import Column
from strategy.exchange.workbook.sheets import Written, cleaned, letter
from strategy.exchange.workbook.vocabulary import choice_word, heading
from strategy.exchange.workbook.writing import HEAD_FILL, HEAD_FONT, TITLE_FONT, WRAPPED
from strategy.i18n import Words

_OPEN_FILL = PatternFill("solid", start_color="FFFBE6")
_LINE = Side(style="thin", color="C9CACB")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_OPEN = Protection(locked=False)
_TOP = Alignment(vertical="top")
_COLUMNS = (*HIDDEN, *(column.field for column in (*LOCKED, *OPEN)))
_FIRST_SHOWN = len(HIDDEN) + 1
_LAST_TOLD = _COLUMNS.index("judgement") + 1
_LINE_POINTS = 16
_LINE_LETTERS = 140
_SEEN_AT_ONCE = 12
_LONGEST_TEXT = 10_000
_LONGEST_LINE = 300
_EARLIEST = date(1900, 1, 1)


def write_owner_workbook(book: OwnerBook, words: Words) -> bytes:
    """Return a workbook somebody can fill in and send back, and that is then recognised."""
    made = Workbook()
    page = made.worksheets[0]
    page.title = words("field.actions")
    _write_marker(page, book)
    keys = _write_instructions(page, book, words)
    _write_headings(page, words, keys=keys)
    first, last = keys + 2, keys + 1 + len(book.rows)
    for number, row in enumerate(book.rows, start=first):
        _write_row(page, row, words, number=number)
    if book.rows:
        _offer_choices(page, words, first=first, last=last)
    # The headings stay in sight where there are many rows; they would take the room of a few.
    kept_above = first if len(book.rows) > _SEEN_AT_ONCE else 1
    _protect(page, below=f"{letter(_FIRST_SHOWN + 1)}{kept_above}")
    _set_up_printing(page, keys=keys)
    return saved(made)


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return named files as one archive."""
    with io.BytesIO() as packing:
        with zipfile.ZipFile(packing, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files:
                archive.writestr(name, content)
        return packing.getvalue()


def file_name(*parts: str) -> str:
    """Return a file name that every system accepts, made of what people call things."""
    plain = ("-".join(re.findall(r"\w+", part.casefold())) for part in parts)
    return "-".join(part[:60] for part in plain if part)


def _write_marker(page: Worksheet, book: OwnerBook) -> None:
    marker: tuple[Written, ...] = (MARK, book.scope.value, book.scope_id, book.revision)
    for index, said in enumerate(marker, start=1):
        write_value(page.cell(1, index), said)
    page.row_dimensions[1].hidden = True


def _write_instructions(page: Worksheet, book: OwnerBook, words: Words) -> int:
    """Write what this is and what to do; return the number of the row with the hidden keys."""
    title = words("owner_rows.book_title", title=book.title)
    told = words(
        "owner_rows.instructions",
        organisation=book.organisation,
        day=words.formats.day(book.on),
    )
    lines = (title, *told.strip().split("\n"))
    for number, line in enumerate(lines, start=2):
        cell = page.cell(number, _FIRST_SHOWN)
        write_text(cell, cleaned(line))
        cell.alignment = WRAPPED
        page.merge_cells(
            start_row=number,
            end_row=number,
            start_column=_FIRST_SHOWN,
            end_column=_LAST_TOLD,
        )
        page.row_dimensions[number].height = _LINE_POINTS * (1 + len(line) // _LINE_LETTERS)
    page.cell(2, _FIRST_SHOWN).font = TITLE_FONT
    page.row_dimensions[2].height = 22
    return len(lines) + 3


def _write_headings(page: Worksheet, words: Words, *, keys: int) -> None:
    for index, field in enumerate(_COLUMNS):
        write_text(page.cell(keys, index + 1), field)
    page.row_dimensions[keys].hidden = True
    for index in range(len(HIDDEN)):
        page.column_dimensions[letter(index)].hidden = True
    for index, column in enumerate((*LOCKED, *OPEN), start=len(HIDDEN)):
        head = page.cell(keys + 1, index + 1)
        write_text(head, heading(SHEET, column, words))
        head.font, head.fill, head.alignment = HEAD_FONT, HEAD_FILL, WRAPPED
        page.column_dimensions[letter(index)].width = column.width


def _write_row(page: Worksheet, row: OwnerRow, words: Words, *, number: int) -> None:
    for index, told in enumerate((*_hidden(row), *_locked(row, words)), start=1):
        _write(page, number, index, told)
    start = prefilled(row.latest)
    for index, column in enumerate(OPEN, start=len(HIDDEN) + len(LOCKED) + 1):
        said = start[column.field]
        _write(page, number, index, choice_word(said, words) if isinstance(said, StrEnum) else said)
        cell = page.cell(number, index)
        cell.fill, cell.protection = _OPEN_FILL, _OPEN
        if column.field == "proposed_due":
            cell.number_format = DAY_FORMAT
        elif column.field != "percent":
            cell.number_format = "@"


def _hidden(row: OwnerRow) -> tuple[Written, ...]:
    due = row.action.due
    check_in_id = row.latest.id if row.latest else None
    return row.action.id, row.action.version, check_in_id, due.isoformat() if due else None


def _locked(row: OwnerRow, words: Words) -> tuple[Written, ...]:
    action, latest = row.action, row.latest
    due = words.formats.due(action.due, action.due_precision) if action.due else action.due_text
    return (
        action.code,
        action.title,
        due,
        choice_word(row.signal, words),
        latest.on if latest else None,
        latest.comment if latest else None,
    )


def _write(page: Worksheet, number: int, index: int, said: object) -> None:
    cell = page.cell(number, index)
    cell.border, cell.alignment = _BORDER, _TOP
    if isinstance(said, str) and said:
        write_text(cell, cleaned(said))
        cell.alignment = WRAPPED
    elif isinstance(said, (date, int)):
        write_value(cell, said)


def _offer_choices(page: Worksheet, words: Words, *, first: int, last: int) -> None:
    for index, column in enumerate(OPEN, start=len(HIDDEN) + len(LOCKED)):
        rule = _rule(column, words)
        rule.showErrorMessage = True
        rule.error = words(f"owner_rows.check.{_check(column)}")
        rule.errorTitle = heading(SHEET, column, words)[:32]
        rule.add(f"{letter(index)}{first}:{letter(index)}{last}")
        page.add_data_validation(rule)


def _check(column: Column) -> str:
    named = {"percent": "percent", "judgement": "choice", "state": "choice", "proposed_due": "date"}
    return named.get(column.field, "text")


def _rule(column: Column, words: Words) -> DataValidation:
    match column.field:
        case "percent":
            return DataValidation(
                "whole", operator="between", formula1="0", formula2="100", allow_blank=True
            )
        case "judgement":
            return _listed(choice_word(signal, words) for signal in JUDGEMENTS)
        case "state":
            return _listed(choice_word(state, words) for state in ActionState)
        case "proposed_due":
            day = str((_EARLIEST - date(1899, 12, 31)).days)
            return DataValidation("date", operator="greaterThan", formula1=day, allow_blank=True)
        case _:
            most = _LONGEST_LINE if column.field == "override_reason" else _LONGEST_TEXT
            longest = str(most)
            return DataValidation(
                "textLength", operator="lessThanOrEqual", formula1=longest, allow_blank=True
            )


def _listed(offered: Iterable[str]) -> DataValidation:
    return DataValidation("list", formula1=f'"{",".join(offered)}"', allow_blank=True)


def _protect(page: Worksheet, *, below: str) -> None:
    page.freeze_panes = below
    page.protection.sheet = True
    # Rows may be made taller to read their text; nothing else of the sheet can be changed.
    page.protection.formatRows = False


_NAMING = ("code", "title")
"""The columns that stand on every printed page."""


def _set_up_printing(page: Worksheet, *, keys: int) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    # On one sheet of paper so many columns would be too small to read.
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 2, 0
    names = [len(HIDDEN) + place for place, c in enumerate(LOCKED) if c.field in _NAMING]
    page.print_title_cols = f"{letter(names[0])}:{letter(names[-1])}"
    page.col_breaks.append(Break(id=len(HIDDEN) + len(LOCKED)))
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{keys + 1}:{keys + 1}"
