"""The list of who is responsible for what as a workbook, a CSV file, and a page to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from strategy.domain.follow_up.duty_lists import DutyGroup, DutyLine, Heading
from strategy.exchange.spreadsheets import norwegian_csv, saved, write_text, write_value
from strategy.exchange.workbook.cells import norwegian
from strategy.exchange.workbook.sheets import Written, cleaned, letter
from strategy.exchange.workbook.writing import HEAD_FILL, HEAD_FONT, WRAPPED
from strategy.i18n import Words
from strategy.templates import render

COLUMNS = ("who", "kind", "code", "title", "owner", "unit", "due", "signal", "percent", "last")
"""The columns of the files, in order; on the page to print «who» is the heading instead."""

_WIDTHS = (30, 11, 9, 52, 28, 24, 16, 16, 11, 14)
_CLASSES = {"percent": "figure", "code": "short", "due": "short", "last": "short"}


def write_duty_workbook(groups: Sequence[DutyGroup], words: Words) -> bytes:
    """Return the list as a workbook, each part on a page of its own when it is printed."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = words("lists.sheet")
    page.freeze_panes = "A2"
    for index, name in enumerate(COLUMNS):
        head = page.cell(1, index + 1)
        write_text(head, words(f"lists.column.{name}"))
        head.font, head.fill, head.alignment = HEAD_FONT, HEAD_FILL, WRAPPED
        page.column_dimensions[letter(index)].width = _WIDTHS[index]
    row = 1
    for group in groups:
        if row > 1:
            page.row_breaks.append(Break(id=row))
        for line in group.lines:
            row += 1
            for index, said in enumerate(_cells(group, line, words), start=1):
                cell = page.cell(row, index)
                cell.alignment = Alignment(vertical="top", wrap_text=isinstance(said, str))
                write_value(cell, cleaned(said) if isinstance(said, str) else said)
                if isinstance(said, int):
                    cell.number_format = "0"
    page.auto_filter.ref = f"A1:{letter(len(COLUMNS) - 1)}{max(row, 1)}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    return saved(book)


def write_duty_csv(groups: Sequence[DutyGroup], words: Words) -> bytes:
    """Return the list as Norwegian Excel writes CSV: semicolons, byte-order mark."""
    rows = (
        [words(f"lists.column.{name}") for name in COLUMNS],
        *(_cells(group, line, words) for group in groups for line in group.lines),
    )
    return norwegian_csv(rows, shown=lambda cell: norwegian(cell, words))


def write_duty_page(groups: Sequence[DutyGroup], words: Words, *, title: str, on: date) -> bytes:
    """Return the list as a self-contained page that prints well and suits screen readers."""
    sections = [
        {
            "heading": heading_words(group, words),
            "beside": beside_heading(group, words),
            "columns": columns_of(group),
            "rows": [texts_of(group, line, words) for line in group.lines],
        }
        for group in groups
    ]
    caption = words("lists.page_caption", organisation=title, day=words.formats.day(on))
    return render(
        "exchange/lists/duty_page.html",
        w=words,
        caption=caption,
        sections=sections,
        classes=_CLASSES,
    ).encode()


def heading_words(group: DutyGroup, words: Words) -> str:
    """Return who a part of the list is about."""
    if group.heading is Heading.NOBODY:
        return words("lists.nobody")
    if group.heading is Heading.VACANT:
        return words("lists.vacant", title=group.title)
    if group.heading is Heading.TEXT:
        return words("lists.only_text", title=group.title)
    return group.title or words("lists.unnamed")


def beside_heading(group: DutyGroup, words: Words) -> str:
    """Return what goes with the heading: their positions, their deputy, how much it is."""
    parts = list(group.positions) if group.heading is Heading.PERSON else []
    parts += [words("position.deputy", name=name) for name in group.deputies]
    return " · ".join((*parts, words("lists.count", count=len(group.lines))))


def due_words(line: DutyLine, words: Words) -> str:
    """Return a deadline no more exactly than it was given."""
    return words.formats.due(line.due, line.due_precision) if line.due else line.due_text


def columns_of(group: DutyGroup) -> tuple[str, ...]:
    """Return the columns a part needs on paper: not what its heading already says."""
    said = {"who", "unit" if group.heading is Heading.UNIT else "owner"}
    if len(group.positions) > 1:
        said.discard("owner")
    return tuple(name for name in COLUMNS if name not in said)


def texts_of(group: DutyGroup, line: DutyLine, words: Words) -> dict[str, str]:
    """Return the content of each column of a line, as text."""
    cells = zip(COLUMNS, _cells(group, line, words), strict=True)
    shown = {name: "" if said is None else _shown(said, words) for name, said in cells}
    return shown | {"percent": "" if line.percent is None else words.formats.share(line.percent)}


def _shown(said: Written, words: Words) -> str:
    return words.formats.short_day(said) if isinstance(said, date) else str(said)


def _cells(group: DutyGroup, line: DutyLine, words: Words) -> tuple[Written, ...]:
    return (
        heading_words(group, words),
        words(f"kind.{line.kind}"),
        line.code,
        line.title,
        _owner(group, line),
        line.unit,
        due_words(line, words),
        words(f"signal.{line.signal}"),
        None if line.percent is None else round(line.percent * 100),
        line.last,
    )


def _owner(group: DutyGroup, line: DutyLine) -> str:
    named = group.heading is Heading.PERSON or not line.holder
    return line.owner if named else f"{line.owner} ({line.holder})"
