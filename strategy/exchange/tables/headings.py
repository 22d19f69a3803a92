"""Where the tables of a sheet are: their headings anywhere, the lines above them, their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from strategy.domain.dates import parse_date
from strategy.exchange.tables.cells import Grid, Line
from strategy.exchange.tables.vocabulary import (
    PART,
    SUBJECTS,
    SURE,
    Field,
    folded_heading,
    meanings,
    without_period,
)

_LONGEST = 80
_FEWEST = 2


@dataclass(frozen=True)
class Table:
    """A table within a sheet: the columns it covers, its headings, and what stands above it."""

    sheet: str
    row: int
    columns: tuple[int, ...]
    headings: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    hidden_columns: frozenset[int] = frozenset()


def tables_in(grid: Grid) -> tuple[Table, ...]:
    """Return the tables of a sheet in their order; nothing where no line looks like headings."""
    starts = [at for at, line in enumerate(grid.lines) if is_heading(line)]
    found: list[Table] = []
    for place, at in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(grid.lines)
        body = grid.lines[at + 1 : end]
        if found and _repeats(grid.lines[at], grid.lines[starts[place - 1]]):
            # The headings of a new page: the table goes on.
            last = found.pop()
            found.append(_with_more(last, body))
            continue
        before = grid.lines[starts[place - 1] + 1 if place else 0 : at]
        found += _side_by_side(grid, at, before if not place else (), body)
    return tuple(table for table in found if table.lines)


def is_heading(line: Line) -> bool:
    """Tell whether a line is the headings of a table."""
    return _is_heading([cell.text for _, cell in line.said()])


def _is_heading(texts: Iterable[str]) -> bool:
    said = [text for text in texts if len(text) <= _LONGEST]
    fields = [_field(text) for text in said]
    known = {field for field in fields if field is not None}
    periods = sum(parse_date(text) is not None for text in said)
    if not {_field(text, PART) for text in said} & set(SUBJECTS) or len(known) + periods < _FEWEST:
        return False
    sure = sum(field is not None for field in fields) + periods
    return sure * 5 >= len(said) * 2


def _field(text: str, least: int = SURE) -> Field | None:
    bare, _ = without_period(text)
    found = meanings(bare)
    return found[0].field if found and found[0].score >= least else None


def _repeats(line: Line, earlier: Line) -> bool:
    return _folded(line) == _folded(earlier)


def _folded(line: Line) -> list[str]:
    return [folded_heading(cell.text) for _, cell in line.said()]


def _with_more(table: Table, lines: tuple[Line, ...]) -> Table:
    return Table(
        table.sheet,
        table.row,
        table.columns,
        table.headings,
        table.titles,
        (*table.lines, *lines),
        table.hidden_columns,
    )


def _side_by_side(
    grid: Grid, at: int, before: tuple[Line, ...], body: tuple[Line, ...]
) -> Iterator[Table]:
    line = grid.lines[at]
    groups = list(_groups(line))
    apart = [group for group in groups if _is_heading(line.cells[c].text for c in group)]
    if len(apart) < _FEWEST:
        wide = max((len(each.cells) for each in (line, *body)), default=0)
        apart = [tuple(range(wide))]
    titles = tuple(cell.text for above in before for _, cell in above.said())
    for columns in apart:
        headings = tuple(_heading(grid, at, column) for column in columns)
        within = tuple(each for each in body if any(each.cell(c).text for c in columns))
        yield Table(grid.name, line.number, columns, headings, titles, within, grid.hidden_columns)


def _groups(line: Line) -> Iterator[tuple[int, ...]]:
    """Return the runs of columns that have a heading, split where one has none."""
    for has_heading, group in groupby(
        range(len(line.cells)), key=lambda column: bool(line.cells[column].text)
    ):
        if has_heading:
            yield tuple(group)


def _heading(grid: Grid, at: int, column: int) -> str:
    """Return a column's heading, with the year that stands over several columns behind it."""
    own = grid.lines[at].cell(column).text
    above = grid.lines[at - 1].cell(column).text if at else ""
    return f"{own} {above}" if own and parse_date(above) else own
