"""Several dated targets in one cell become a row each: "80 % i 2024, 90 % i 2026"."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from itertools import chain

from strategy.domain.items import Comparison, Direction
from strategy.domain.targets import ParsedTarget, parse_target, parse_targets
from strategy.exchange.workbook.cells import plain, written_date
from strategy.exchange.workbook.sheets import Cell, Row
from strategy.exchange.workbook.tables import Table
from strategy.exchange.workbook.vocabulary import choice_word
from strategy.i18n import LANGUAGES, words

_SAID_APART = ("comparison", "low", "high")
"""What a row with one of these says is one target, whatever its text is."""


def with_a_row_each(table: Table, known: Container[str]) -> Table:
    """Return a sheet of targets with a row for each dated target; all keep their row number.

    A row with one of the `known` ids is about one target.
    """
    if table.sheet.kind != "target" or "text" not in table.places:
        return table
    several = {
        id(row): found for row in table.rows if len(found := _targets_in(table, row, known)) > 1
    }
    if not several:
        return table
    width = max(len(row.cells) for row in (table.headings, *table.rows))
    missing = [field for field in ("comparison", "due") if field not in table.places]
    places = table.places | {field: width + n for n, field in enumerate(missing)}
    rows = (
        [
            _row(row, places, said, read, is_first=number == 0)
            for number, (said, read) in enumerate(several[id(row)])
        ]
        if id(row) in several
        else [row]
        for row in table.rows
    )
    return replace(table, rows=tuple(chain.from_iterable(rows)), places=places)


def _targets_in(
    table: Table, row: Row, known: Container[str]
) -> tuple[tuple[str, ParsedTarget], ...]:
    if "id" in table.places and plain(row.cell(table.places["id"])) in known:
        return ()
    apart = (table.places.get(field) for field in _SAID_APART)
    if any(index is not None and plain(row.cell(index)) for index in apart):
        return ()
    return parse_targets(plain(row.cell(table.places["text"])), Direction.UP)


def _row(row: Row, places: dict[str, int], said: str, read: ParsedTarget, *, is_first: bool) -> Row:
    w = words(LANGUAGES[0])
    cells: list[Cell] = [*row.cells, *[None] * (max(places.values()) + 1 - len(row.cells))]
    cells[places["text"]] = said
    if not is_first and "id" in places:
        cells[places["id"]] = None
    cells[places["due"]] = written_date(read.due, read.due_precision, w)
    if parse_target(said, Direction.UP).comparison is not read.comparison:
        # "5 % i 2027" after "under 6 % i 2025" is below as well.
        cells[places["comparison"]] = choice_word(Comparison(read.comparison), w)
    return Row(row.number, tuple(cells))
