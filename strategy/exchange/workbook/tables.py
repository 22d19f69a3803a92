"""Which sheets of a file are ours, where their headings are and which columns they have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from strategy.domain.dates import parse_date
from strategy.exchange.workbook.cells import plain
from strategy.exchange.workbook.columns import SHEET_KINDS, Column, SheetKind
from strategy.exchange.workbook.people import looks_like_people
from strategy.exchange.workbook.sheets import Row, RowProblem, Sheet, Sheets, letter
from strategy.exchange.workbook.vocabulary import (
    columns_by_word,
    folded,
    own_headings,
    readme_names,
    sheets_by_word,
)

_HEADINGS_WITHIN = 15
_ENOUGH_TO_FIT = 2
_ENOUGH_TO_GUESS = 3


@dataclass(frozen=True)
class PeriodColumn:
    """A column of an indicator's values: one column a year, a tertial, a month."""

    index: int
    period: str
    on: date


@dataclass(frozen=True)
class Table:
    """A sheet of ours: its kind, where its columns are, and the rows below the headings."""

    sheet: SheetKind
    name: str
    headings: Row
    rows: tuple[Row, ...]
    places: dict[str, int]
    periods: tuple[PeriodColumn, ...] = ()

    def problem(self, rule: str, row: int, field_name: str = "", **details: str) -> RowProblem:
        """Return a complaint about a row, or about its cell in the column of a field."""
        index = self.places.get(field_name)
        if index is None:
            return RowProblem(rule, self.name, row, details=details)
        said = plain(self.headings.cell(index))
        return RowProblem(rule, self.name, row, letter(index), said, details)


@dataclass
class Recognised:
    """What was found in a file: tables, what keeps it from being imported, what was left out."""

    tables: list[Table] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notices: list[RowProblem] = field(default_factory=list)


def recognise(sheets: Sheets) -> Recognised:
    """Find the sheets and columns we know; unknown ones are reported, not refused."""
    found = Recognised(problems=list(sheets.problems))
    for sheet in sheets.sheets:
        if sheet.rows and folded(sheet.name) not in readme_names():
            _recognise_sheet(sheet, found)
    if not found.tables and not found.problems:
        found.problems.append(RowProblem("file.nothing_known"))
    return found


def _recognise_sheet(sheet: Sheet, found: Recognised) -> None:
    kind = sheets_by_word().get(folded(sheet.name))
    if kind and not _best_headings(sheet, kind)[0]:
        found.problems.append(RowProblem("sheet.no_headings", sheet.name))
        return
    kind = kind or _named_in_part(sheet) or _guessed(sheet)
    table = None if kind is None else _table(sheet, kind, found)
    if looks_like_people(sheet, table):
        found.problems.append(RowProblem("sheet.people", sheet.name))
    elif table is None:
        found.notices.append(RowProblem("sheet.unknown", sheet.name))
    else:
        found.tables.append(table)


def _named_in_part(sheet: Sheet) -> SheetKind | None:
    for part in reversed(re.split(r"[\W_]+", sheet.name)):
        kind = sheets_by_word().get(folded(part)) if part else None
        if kind and _fits(sheet, kind):
            return kind
    return None


def _fits(sheet: Sheet, kind: SheetKind) -> bool:
    known = columns_by_word(kind.kind)
    hits, headings = _best_headings(sheet, kind)
    fields = {known[word].field for word in _said(headings) if word in known}
    return hits >= _ENOUGH_TO_FIT and kind.required in fields


def _guessed(sheet: Sheet) -> SheetKind | None:
    """Return the kind all headings of a sheet speak of; two that fit, or some of them, do not."""
    fitting = [kind for kind in SHEET_KINDS if _speaks_of(sheet, kind)]
    most = max((_best_headings(sheet, kind)[0] for kind in fitting), default=0)
    best = [kind for kind in fitting if _best_headings(sheet, kind)[0] == most]
    return best[0] if len(best) == 1 else None


def _speaks_of(sheet: Sheet, kind: SheetKind) -> bool:
    hits, headings = _best_headings(sheet, kind)
    known = columns_by_word(kind.kind)
    others = [i for i, word in enumerate(_said(headings)) if word and word not in known]
    whole = not any(_period(headings, i, kind) is None for i in others)
    return whole and hits >= _ENOUGH_TO_GUESS and not kind.personal and _fits(sheet, kind)


def _best_headings(sheet: Sheet, kind: SheetKind) -> tuple[int, Row]:
    known = columns_by_word(kind.kind)

    def hits(row: Row) -> int:
        return len({known[word].field for word in _said(row) if word in known})

    best = max(sheet.rows[:_HEADINGS_WITHIN], key=hits)
    return hits(best), best


def _said(row: Row) -> tuple[str, ...]:
    return tuple(folded(plain(cell)) for cell in row.cells)


def _table(sheet: Sheet, kind: SheetKind, found: Recognised) -> Table:
    headings = _best_headings(sheet, kind)[1]
    own = own_headings(kind.kind)
    places: dict[str, int] = {}
    periods = []
    for index, word, column in _columns(headings, kind):
        period = _period(headings, index, kind) if column is None else None
        if period:
            periods.append(period)
        elif column is None:
            found.notices.append(_about_column("column.unknown", sheet, headings, index))
        elif column.field in places:
            first = places[column.field]
            # Our own heading is taken before another word for the same; otherwise it is a guess.
            sure = word not in own and folded(plain(headings.cell(first))) in own
            told = found.notices if sure else found.problems
            rule = "column.left_out" if sure else "column.twice"
            told.append(_about_column(rule, sheet, headings, index, first=first))
        else:
            places[column.field] = index
    rows = tuple(row for row in sheet.rows if row.number > headings.number)
    return Table(kind, sheet.name, headings, rows, places, tuple(periods))


def _columns(headings: Row, kind: SheetKind) -> list[tuple[int, str, Column | None]]:
    """Return each column that has a heading; those with a heading of our own come first."""
    known, own = columns_by_word(kind.kind), own_headings(kind.kind)
    said = [(index, word) for index, word in enumerate(_said(headings)) if word]
    said.sort(key=lambda place: place[1] not in own)
    return [(index, word, known.get(word)) for index, word in said]


def _period(headings: Row, index: int, kind: SheetKind) -> PeriodColumn | None:
    said = plain(headings.cell(index))
    dated = parse_date(said) if kind.kind == "indicator" else None
    return PeriodColumn(index, said, dated.date) if dated else None


def _about_column(
    rule: str, sheet: Sheet, headings: Row, index: int, *, first: int | None = None
) -> RowProblem:
    said = plain(headings.cell(index))
    details = {} if first is None else _both(headings, first, index)
    return RowProblem(rule, sheet.name, headings.number, letter(index), said, details)


def _both(headings: Row, first: int, second: int) -> dict[str, str]:
    return {
        "one": f"{plain(headings.cell(first))} ({letter(first)})",
        "other": f"{plain(headings.cell(second))} ({letter(second)})",
    }
