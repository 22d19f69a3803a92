"""From tables of figures to series: periods across the top or down the side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from strategy.domain.series.series import Found, Period, Remark, parse_period, refusal
from strategy.exchange.series.gathering import Gathering
from strategy.exchange.series.grids import Grid, Line, grids_of
from strategy.exchange.series.headings import Means, is_figure, meaning
from strategy.exchange.series.long_tables import LongTable, long_head, read_long
from strategy.exchange.series.people import read_people
from strategy.exchange.series.people_columns import columns_about_people
from strategy.exchange.series.surroundings import surroundings_of
from strategy.exchange.series.wide_tables import Head, plain_head, read_wide, wide_head
from strategy.i18n import Words

_DEEPEST_HEAD = 60


def read_tables_of_figures(content: bytes, name: str, *, w: Words, period: str = "") -> Found:
    """Return the series of the tables in a file; problems come back, nothing is raised.

    `period` is the period of a table that does not state one itself; `w` names what has no name.
    """
    stated = parse_period(period) if period.strip() else None
    if period.strip() and stated is None:
        return refusal("not_a_period", text=period, dimension="–")
    grids, problems = grids_of(content, name)
    if problems:
        return Found(problems=tuple(Remark(one.rule, one.details) for one in problems))
    found = Found()
    for grid in grids:
        found = found.plus(_read(grid, name, stated, w))
    return found if found != Found() else refusal("no_table")


def _read(grid: Grid, name: str, stated: Period | None, w: Words) -> Found:
    lines = grid.lines
    for at in range(min(len(lines), _DEEPEST_HEAD)):
        people = columns_about_people(lines[at])
        if people is not None:
            return read_people(grid, name, people, at, stated=stated, w=w)
        long = long_head(lines, at)
        if long is not None:
            return _read_long(grid, name, at, long, w)
        wide = wide_head(lines, at)
        if wide is not None:
            return _read_wide(grid, name, wide, w)
    return _read_plain(grid, name, stated, w)


def _read_long(grid: Grid, name: str, at: int, table: LongTable, w: Words) -> Found:
    dated = partial(_has_period, columns=[c.index for c in table.times])
    body, below = _split(grid.lines[at + 1 :], [c.index for c in table.values], dated)
    gathering = Gathering(grid, surroundings_of(grid, name, grid.lines[:at], below), w)
    read_long(gathering, table, body)
    return gathering.found()


def _read_wide(grid: Grid, name: str, head: Head, w: Words) -> Found:
    body, below = _split(grid.lines[head.ends :], list(head.values))
    around = surroundings_of(grid, name, grid.lines[: head.begins], below, head.corner)
    gathering = Gathering(grid, around, w)
    read_wide(gathering, head, body)
    return gathering.found()


def _read_plain(grid: Grid, name: str, stated: Period | None, w: Words) -> Found:
    """Read a table of groups at one period, which stands in its title, its sheet or its name."""
    for at in range(min(len(grid.lines), _DEEPEST_HEAD)):
        head = plain_head(grid.lines, at, None)
        if head is None:
            continue
        body, below = _split(grid.lines[at + 1 :], list(head.values))
        around = surroundings_of(grid, name, grid.lines[:at], below, head.corner)
        period = stated or around.period
        if period is None:
            return Found(problems=(Remark("period_not_told", {}, grid.name),))
        gathering = Gathering(grid, around, w)
        if stated is None:
            gathering.ask("period_from_title", period=period.text)
        dated = {column: _dated(period, label) for column, (_, label) in head.values.items()}
        read_wide(gathering, replace(head, values=dated), body)
        return gathering.found()
    return Found()


def _dated(period: Period, label: str) -> tuple[Period, str]:
    """Return the period of a column: `Januar` is one in a table that is about a year."""
    month = parse_period(f"{label} {period.text}") if label else None
    return (period, label) if month is None else (month, "")


def _has_period(line: Line, columns: Sequence[int]) -> bool:
    return len(list(line.said())) > 1 and any(parse_period(line.cell(c)) for c in columns)


def _never(_: Line) -> bool:
    return False


def _split(
    lines: Sequence[Line], columns: Sequence[int], is_dated: Callable[[Line], bool] = _never
) -> tuple[list[Line], list[Line]]:
    """Return the lines with figures and those between them, and the notes that follow."""
    last = 0
    for number, line in enumerate(lines, start=1):
        if is_dated(line) or _has_data(line, columns):
            last = number
    return list(lines[:last]), list(lines[last:])


def _has_data(line: Line, columns: Sequence[int]) -> bool:
    """Return whether a line belongs to the table: a figure, or words where one is expected."""
    texts = [text for _, text in line.said()]
    if meaning(texts[0]) in {Means.SOURCE, Means.NOTE}:
        return False
    words = len(texts) > 1 and any(line.cell(column) for column in columns)
    return words or any(is_figure(line.cell(column)) for column in columns)
