"""Write a plan as a workbook or CSV file that people can read and that imports unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from strategy.domain.items import Item
from strategy.domain.plan import Plan
from strategy.exchange.spreadsheets import norwegian_csv, saved, write_text, write_value
from strategy.exchange.workbook.cells import norwegian, render
from strategy.exchange.workbook.columns import BY_KIND, SHEET_KINDS, Column, Holds, SheetKind
from strategy.exchange.workbook.names import names_of
from strategy.exchange.workbook.sheets import Written, letter
from strategy.exchange.workbook.vocabulary import choice_word, heading, sheet_name
from strategy.i18n import Words

# A font that names neither face nor size is shown in whatever a program falls back to.
FACE = "Calibri"
TEXT_FONT = Font(name=FACE, size=11)
HEAD_FONT = Font(name=FACE, size=11, bold=True, color="FFFFFF")
TITLE_FONT = Font(name=FACE, size=14, bold=True)
HEAD_FILL = PatternFill("solid", start_color="1F3A5F")
WRAPPED = Alignment(wrap_text=True, vertical="top")
_AS_TEXT = frozenset(
    {
        Holds.CODE, Holds.ID, Holds.ITEM, Holds.ITEMS, Holds.OWNER, Holds.MEASURED, Holds.TARGET,
        Holds.TEXT, Holds.TEXTS, Holds.WHOLES,
    }
)  # fmt: skip
"""What a spreadsheet must not take for a number or a date."""

_LAST_VALIDATED_ROW = 2_000


def write_workbook(plan: Plan, words: Words, *, include_people: bool = False) -> bytes:
    """Return a plan as a workbook in the reader's language; names only where asked for."""
    names = names_of(plan)
    book = _book(words)
    for sheet in _sheets(include_people=include_people):
        columns = _columns(sheet, include_people=include_people)
        page = _page(book, sheet, columns, words)
        for row, item in enumerate(items_of(plan, sheet), start=2):
            cells = [render(item, column, names, words) for column in columns]
            _write_row(page, row, cells)
    return saved(book)


def write_template(words: Words) -> bytes:
    """Return an empty workbook to fill in, with instructions and a note on every heading."""
    book = _book(words)
    for sheet in _sheets(include_people=True):
        columns = _columns(sheet, include_people=True)
        page = _page(book, sheet, columns, words)
        for index, column in enumerate(columns, start=1):
            note = Comment(words(f"exchange.help.{column.holds.name.lower()}"), "")
            note.width, note.height = 320, 120
            page.cell(1, index).comment = note
    return saved(book)


def write_csv(plan: Plan, kind: str, words: Words, *, include_people: bool = False) -> bytes:
    """Return one sheet of a plan as Norwegian Excel writes CSV: semicolons, byte-order mark."""
    sheet, names = BY_KIND[kind], names_of(plan)
    columns = _columns(sheet, include_people=include_people)
    told = items_of(plan, sheet) if include_people or not sheet.personal else ()
    rows: tuple[Sequence[Written], ...] = (
        [heading(sheet, column, words) for column in columns],
        *([render(item, column, names, words) for column in columns] for item in told),
    )
    return norwegian_csv(rows, shown=lambda cell: norwegian(cell, words))


def items_of(plan: Plan, sheet: SheetKind) -> tuple[Item, ...]:
    """Return what a plan holds of a sheet's kind, in the plan's order."""
    if sheet.kind == "organisation":
        return (plan.organisation,)
    if sheet.kind == "strategy":
        return (plan.strategy,) if plan.strategy else ()
    if sheet.kind == "person":
        return tuple(person for person in plan.people if not person.erased)
    if sheet.kind == "involvement":
        # Decisions are not in a workbook, so involvement in them is left out and not changed.
        return tuple(i for i in plan.involvements if i.item_kind != "decision")
    items: tuple[Item, ...] = getattr(plan, f"{sheet.kind}s")
    return items


def _sheets(*, include_people: bool) -> tuple[SheetKind, ...]:
    return tuple(sheet for sheet in SHEET_KINDS if include_people or not sheet.personal)


def _columns(sheet: SheetKind, *, include_people: bool) -> tuple[Column, ...]:
    return tuple(c for c in sheet.columns if include_people or not c.personal)


def _book(words: Words) -> Workbook:
    book = Workbook()
    page = book.worksheets[0]
    page.title = words("exchange.readme.sheet")
    page.column_dimensions["A"].width = 110
    lines = words("exchange.readme.text").strip().split("\n")
    for row, line in enumerate((words("exchange.readme.title"), *lines), start=1):
        write_text(page.cell(row, 1), line)
        page.cell(row, 1).alignment = WRAPPED
    page.cell(1, 1).font = TITLE_FONT
    return book


def _page(book: Workbook, sheet: SheetKind, columns: Sequence[Column], words: Words) -> Worksheet:
    page: Worksheet = book.create_sheet(sheet_name(sheet, words))
    page.freeze_panes = "A2"
    for index, column in enumerate(columns):
        head = page.cell(1, index + 1)
        write_text(head, heading(sheet, column, words))
        head.font, head.fill, head.alignment = HEAD_FONT, HEAD_FILL, WRAPPED
        page.column_dimensions[letter(index)].width = column.width
        if column.holds in _AS_TEXT:
            # All the way down: a spreadsheet would make 1.1 of 1.10, and a date of 1.2 and 1.5.
            page.column_dimensions[letter(index)].number_format = "@"
        _offer_choices(page, column, letter(index), words)
    return page


def _offer_choices(page: Worksheet, column: Column, at: str, words: Words) -> None:
    if column.holds is Holds.YES_NO:
        offered = [words("exchange.yes"), words("exchange.no")]
    elif column.holds is Holds.CHOICE and column.choices:
        offered = [choice_word(value, words) for value in column.choices]
    else:
        return
    # A warning, not a refusal: the import understands more words than these.
    rule = DataValidation("list", formula1=f'"{",".join(offered)}"', allow_blank=True)
    rule.errorStyle = "warning"
    rule.add(f"{at}2:{at}{_LAST_VALIDATED_ROW}")
    page.add_data_validation(rule)


def _write_row(page: Worksheet, row: int, cells: Iterable[Written]) -> None:
    for index, said in enumerate(cells, start=1):
        if said != "":
            write_value(page.cell(row, index), said)
