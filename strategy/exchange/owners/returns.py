"""A workbook returned by an owner: is it one of ours, and what does each row say?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from strategy.domain.items import Signal
from strategy.exchange.owners.sheet import HIDDEN, LOCKED, MARK, OPEN, Scope
from strategy.exchange.workbook.cells import Reader, UnreadableError, parse, plain
from strategy.exchange.workbook.columns import Column
from strategy.exchange.workbook.names import Names
from strategy.exchange.workbook.reading import read_workbook
from strategy.exchange.workbook.sheets import Row, RowProblem, Sheet, letter

_NEEDED = ("action_id", "version", "check_in_id", "from_due", "code", "title", "percent")
_KEYS_WITHIN = 60
_MOST_ROWS = 2_000
_READER = Reader(Names())


@dataclass(frozen=True)
class ReturnedLine:
    """What one row of a returned workbook says, and what the tool knew when it was written.

    `said` holds only the cells that could be read.
    """

    row: int
    action_id: str
    version: int | None
    check_in_id: str | None
    from_due: date | None
    code: str
    title: str
    said: dict[str, Any]
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True)
class ReturnedBook:
    """A returned workbook: whose rows it holds, or the problems that kept it from being read."""

    name: str
    sheet: str = ""
    scope: Scope = Scope.POSITION
    scope_id: str = ""
    revision: int | None = None
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    lines: tuple[ReturnedLine, ...] = ()
    problems: tuple[RowProblem, ...] = ()

    def problem(self, rule: str, row: int, field_name: str = "", **details: str) -> RowProblem:
        """Return a complaint about a row, or about its cell under a field's heading."""
        column, said = self.columns.get(field_name, ("", ""))
        return RowProblem(rule, self.sheet, row, column, said, details)


def read_returned(content: bytes, name: str) -> ReturnedBook:
    """Read a workbook somebody sent back; what is wrong with it comes as problems, never raised."""
    sheets = read_workbook(content, name)
    if sheets.problems:
        return ReturnedBook(name, problems=sheets.problems)
    marked = [sheet for sheet in sheets.sheets if _is_marked(sheet)]
    if not marked:
        return _refused(name, "file.not_owner_rows")
    if len(marked) > 1:
        return _refused(name, "file.marked_twice")
    return _book(name, marked[0])


def _refused(name: str, rule: str, sheet: str = "", **details: str) -> ReturnedBook:
    return ReturnedBook(name, problems=(RowProblem(rule, sheet, details=details),))


def _is_marked(sheet: Sheet) -> bool:
    return bool(sheet.rows) and plain(sheet.rows[0].cell(0)) == MARK


def _book(name: str, sheet: Sheet) -> ReturnedBook:
    marker = sheet.rows[0]
    scope = next((s for s in Scope if s.value == plain(marker.cell(1))), None)
    keys = _keys(sheet)
    if scope is None or keys is None:
        return _refused(name, "file.marker_damaged", sheet.name)
    if len(sheet.rows) > _MOST_ROWS:
        return _refused(name, "file.too_many_rows", sheet.name, limit=str(_MOST_ROWS))
    places = _places(keys)
    headings = next((r for r in sheet.rows if r.number == keys.number + 1), keys)
    book = ReturnedBook(
        name,
        sheet.name,
        scope,
        plain(marker.cell(2)),
        _whole(plain(marker.cell(3))),
        {f: (letter(i), plain(headings.cell(i))) for f, i in places.items() if f not in HIDDEN},
    )
    below = (row for row in sheet.rows if row.number > keys.number + 1)
    lines = tuple(line for row in below for line in _lines(book, row, places))
    return ReturnedBook(name, book.sheet, scope, book.scope_id, book.revision, book.columns, lines)


def _keys(sheet: Sheet) -> Row | None:
    """Return the hidden row that names the columns, even if rows were inserted above it."""
    for row in sheet.rows[:_KEYS_WITHIN]:
        named = {plain(cell) for cell in row.cells}
        if named.issuperset(_NEEDED):
            return row
    return None


def _places(keys: Row) -> dict[str, int]:
    known = {*HIDDEN, *(column.field for column in (*LOCKED, *OPEN))}
    places: dict[str, int] = {}
    for index, cell in enumerate(keys.cells):
        if plain(cell) in known:
            # A column copied beside itself: the first one is ours.
            places.setdefault(plain(cell), index)
    return places


def _lines(book: ReturnedBook, row: Row, places: dict[str, int]) -> Iterator[ReturnedLine]:
    said = {name: plain(row.cell(index)) for name, index in places.items()}
    if not any(said.values()):
        return
    values: dict[str, Any] = {}
    problems: list[RowProblem] = []
    for column in OPEN:
        if column.field not in places:
            continue
        try:
            values |= parse(row.cell(places[column.field]), column, _READER)
        except UnreadableError as error:
            rule, details = _told(column, error)
            problems.append(book.problem(rule, row.number, column.field, **details))
    yield ReturnedLine(
        row.number,
        said["action_id"],
        _whole(said["version"]),
        said["check_in_id"] or None,
        _day(said["from_due"]),
        said["code"],
        said["title"],
        values,
        tuple(problems),
    )


def _told(column: Column, error: UnreadableError) -> tuple[str, dict[str, str]]:
    if error.rule != "unknown_choice" or column.choices is None:
        return f"cell.{error.rule}", error.details
    if column.choices is Signal:
        # An owner may choose only three of the signals.
        return "said.not_a_judgement", {}
    return f"cell.{error.rule}", {**error.details, "choices": column.choices.__name__}


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
