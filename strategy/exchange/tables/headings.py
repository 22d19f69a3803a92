"""Where the tables of a sheet are: their headings anywhere, the lines above them, their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from strategy.domain.dates import parse_date
from strategy.exchange.tables.cells import BLANK, Grid, Line
from strategy.exchange.tables.vocabulary import (
    SUBJECTS,
    SURE,
    Field,
    folded_heading,
    meanings,
    named_exactly,
    section_of,
    without_period,
)

_LONGEST = 80
_FEWEST = 2
_LOOKED_AT = 100


@dataclass(frozen=True)
class Table:
    """A table within a sheet: the columns it covers, its headings, and what stands above it.

    `under` are the headings of a document it belongs under, the highest first.
    """

    sheet: str
    row: int
    columns: tuple[int, ...]
    headings: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    hidden_columns: frozenset[int] = frozenset()
    under: tuple[str, ...] = ()


def tables_in(grid: Grid) -> tuple[Table, ...]:
    """Return the tables of a sheet in their order; nothing where no line looks like headings."""
    starts = _starts(grid) or _nearly(grid)
    found: list[Table] = []
    for place, at in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(grid.lines)
        under = _under(grid, at) if at + 1 < end else None
        body = grid.lines[at + 1 + (under is not None) : end]
        before = grid.lines[starts[place - 1] + 1 if place else 0 : at]
        if found and _repeats(grid.lines[at], grid.lines[starts[place - 1]]):
            # The headings of a new page, or of the next focus area: the table goes on.
            last = found.pop()
            found.append(_going_on(last, grid, starts[place - 1], body))
            continue
        found += _side_by_side(grid, at, before if not place else (), body, under)
    return tuple(table for table in found if table.lines)


def _starts(grid: Grid) -> list[int]:
    """Return where the headings are; a row must say more to be taken for another table's."""
    found: list[int] = []
    for at, line in enumerate(grid.lines):
        if is_heading(line) and (not found or _is_again(line)):
            found.append(at)
    return found


def _is_again(line: Line) -> bool:
    texts = [cell.text for _, cell in line.said()]
    dated = sum(parse_date(text) is not None for text in texts)
    return len({_field(text) for text in texts} - {None}) >= _FEWEST or dated >= _FEWEST


def is_heading(line: Line) -> bool:
    """Tell whether a line is the headings of a table."""
    texts = [cell.text for _, cell in line.said()]
    return any(map(_is_subject, texts)) and _is_heading(texts)


def _nearly(grid: Grid) -> list[int]:
    """Return the one line that is most like headings, where none is made of known words."""
    near = [
        at
        for at, line in enumerate(grid.lines[:_LOOKED_AT])
        if _is_heading([cell.text for _, cell in line.said()], fewest=_FEWEST + 1)
    ]
    return near[:1]


@lru_cache(maxsize=8192)
def _is_subject(text: str) -> bool:
    return len(text) <= _LONGEST and bool(named_exactly(without_period(text)[0]) & set(SUBJECTS))


def _is_heading(texts: Iterable[str], *, fewest: int = _FEWEST) -> bool:
    said = [text for text in texts if len(text) <= _LONGEST]
    fields = [_field(text) for text in said]
    known = {field for field in fields if field is not None}
    periods = sum(parse_date(text) is not None or is_part_of_year(text) for text in said)
    if len(known) + periods < fewest or not known:
        return False
    sure = sum(field is not None for field in fields) + periods
    return sure * 5 >= len(said) * 2


def _field(text: str) -> Field | None:
    bare, _ = without_period(text)
    found = meanings(bare)
    return found[0].field if found and found[0].score >= SURE else None


def is_part_of_year(text: str) -> bool:
    """Tell whether a heading is a month, a quarter or the like without its year: "jan", "T1"."""
    return bool(re.match(r"[^\W\d]|\d\. ?[^\W\d]", text)) and parse_date(f"{text} 2000") is not None


def with_year(period: str, table: Table) -> str:
    """Return a part of a year with the year the table's titles or its sheet name."""
    if not is_part_of_year(period):
        return period
    said = " ".join((*table.titles, table.sheet))
    year = re.search(r"(?<!\d)20\d\d(?!\d)", said)
    return f"{period} {year[0]}" if year else period


def _repeats(line: Line, earlier: Line) -> bool:
    return _folded(line) == _folded(earlier)


def _folded(line: Line) -> list[str]:
    return [folded_heading(cell.text) for _, cell in line.said()]


def _going_on(table: Table, grid: Grid, first: int, body: tuple[Line, ...]) -> Table:
    """Return a table with the rows below its repeated headings; titles above those are apart."""
    lines, titles = _with_titles_apart(table.lines)
    before = grid.lines[max(first - titles, 0) : first]
    if titles and not any(line.apart for line in lines[:1]) and _stand_close(before, grid, first):
        lines = (*(replace(line, apart=True) for line in before), *lines)
    return replace(table, lines=(*lines, *body))


def _with_titles_apart(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], int]:
    """Return lines with the titles at their end marked, and how many they are."""
    count = 0
    while count < min(len(lines) - 1, _FEWEST) and _is_title(lines[-1 - count]):
        count += 1
    kept = len(lines) - count
    return (*lines[:kept], *(replace(line, apart=True) for line in lines[kept:])), count


def _is_title(line: Line) -> bool:
    said = list(line.said())
    return len(said) == 1 and len(said[0][1].text) <= _LONGEST and not line.apart


def _stand_close(before: tuple[Line, ...], grid: Grid, at: int) -> bool:
    return all(map(_is_title, before)) and all(
        grid.lines[at].number - line.number <= place + 1
        for place, line in enumerate(reversed(before), start=1)
    )


def _under(grid: Grid, at: int) -> Line | None:
    """Return the line right below headings that says more of them: "Periode", "fra" and "til"."""
    upper, lower = grid.lines[at], grid.lines[at + 1]
    said = list(lower.said())
    if lower.number != upper.number + 1 or not said:
        return None
    pairs = enumerate(lower.cells)
    if any(c.spread and c.text and c.text == upper.cell(i).text for i, c in pairs):
        # A heading that is merged downwards covers all the rows of headings.
        return lower
    below = [
        (upper.cell(index), cell.text)
        for index, cell in said
        if len(cell.text) <= _LONGEST and (_field(cell.text) or parse_date(cell.text))
    ]
    if len(below) < len(said):
        return None
    spread = [above for above, _ in below if above.spread or not above.text]
    return lower if spread and len(below) >= _FEWEST else None


def _side_by_side(
    grid: Grid,
    at: int,
    before: tuple[Line, ...],
    body: tuple[Line, ...],
    under: Line | None,
) -> Iterator[Table]:
    line = grid.lines[at]
    groups = list(_groups(line))
    apart = [group for group in groups if is_heading(_part(line, group))]
    if len(apart) < _FEWEST:
        wide = max((len(each.cells) for each in (line, *body)), default=0)
        apart = [tuple(range(wide))]
    for columns in apart:
        headings = tuple(_heading(grid, at, column, under) for column in columns)
        titles = tuple(_title(above, columns) for above in before)
        within = tuple(each for each in body if any(each.cell(c).text for c in columns))
        yield Table(
            grid.name,
            line.number,
            columns,
            headings,
            tuple(title for title in titles if title),
            within,
            grid.hidden_columns,
            grid.under,
        )


def _part(line: Line, columns: tuple[int, ...]) -> Line:
    return Line(line.number, tuple(line.cells[column] for column in columns))


def _title(line: Line, columns: tuple[int, ...]) -> str:
    """Return what a line above a table says of it: "Hovedmål:" and what it is, or a title."""
    said = list(line.said())
    texts = [cell.text for index, cell in said if len(said) == 1 or index in columns]
    if len(texts) == _FEWEST and section_of(f"{texts[0].rstrip(': ')}: {texts[1]}"):
        return f"{texts[0].rstrip(': ')}: {texts[1]}"
    return texts[0] if texts else ""


def _groups(line: Line) -> Iterator[tuple[int, ...]]:
    """Return the runs of columns that have a heading, split where one has none."""
    for has_heading, group in groupby(
        range(len(line.cells)), key=lambda column: bool(line.cells[column].text)
    ):
        if has_heading:
            yield tuple(group)


def _heading(grid: Grid, at: int, column: int, under: Line | None) -> str:
    """Return a column's heading, with the year that stands over several columns behind it."""
    own = grid.lines[at].cell(column).text
    above = grid.lines[at - 1].cell(column).text if at else ""
    below = under.cell(column) if under else BLANK
    if below.text and below.text != own:
        alone = _field(below.text) is not None
        return below.text if alone else f"{own} {below.text}".strip()
    return f"{own} {above}" if own and parse_date(above) else own
