"""Tables with a row for each period, and columns for what was measured and of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strategy.domain.series.series import Period, parse_period
from strategy.exchange.series.columns import (
    Column,
    columns_of,
    first,
    holds_figures,
    holds_periods,
)
from strategy.exchange.series.figures import Figure, figure_in, point_of, sized, with_status
from strategy.exchange.series.gathering import GROUP, Gathering, place
from strategy.exchange.series.grids import Line
from strategy.exchange.series.headings import (
    Means,
    is_a_count,
    is_figure,
    names_everybody_or_a_sex,
    period_of,
)
from strategy.exchange.series.surroundings import notes_in

_AHEAD = 30
_PER_CENT = 100


@dataclass(frozen=True)
class LongTable:
    """A table of rows: its columns, those with the period, those with figures."""

    head: Line
    columns: tuple[Column, ...]
    times: tuple[Column, ...]
    values: tuple[Column, ...]

    def one(self, means: Means) -> Column | None:
        """Return the column that holds this, or None."""
        return first(self.columns, means)


def long_head(lines: Sequence[Line], at: int) -> LongTable | None:
    """Return the table that begins with this line, if its rows are periods."""
    head, body = lines[at], lines[at + 1 : at + 1 + _AHEAD]
    if not body or parse_period(head.cell(0)) is not None:
        return None
    width = max(len(head.cells), *(len(line.cells) for line in body))
    columns = columns_of(head, body, range(width))
    times = tuple(c for c in columns if _is_time(c, body))
    if not any(holds_periods(c.index, body) for c in times):
        return None
    values = _values(columns, times, body)
    return LongTable(head, columns, times, values) if values or _has_parts(columns) else None


def _has_parts(columns: Sequence[Column]) -> bool:
    """Return whether a per cent can be worked out from a numerator and a denominator."""
    return all(first(columns, means) for means in (Means.NUMERATOR, Means.DENOMINATOR))


def _is_time(column: Column, body: Sequence[Line]) -> bool:
    if column.means is Means.TIME:
        return True
    # A first column without a heading is time where it reads so.
    unnamed = not column.heading and column.index == 0
    return unnamed and holds_periods(column.index, body)


def _values(
    columns: Sequence[Column], times: Sequence[Column], body: Sequence[Line]
) -> tuple[Column, ...]:
    said = tuple(c for c in columns if c.means is Means.VALUE and holds_figures(c.index, body))
    if said or _has_parts(columns):
        return said
    open_ones = (c for c in columns if c.means is Means.UNSAID and c not in times)
    return tuple(c for c in open_ones if c.heading and holds_figures(c.index, body))


@dataclass(frozen=True)
class _Row:
    """A row with its period, and what its cells say of whom it is about."""

    line: Line
    period: Period
    dimensions: dict[str, str]


def read_long(gathering: Gathering, table: LongTable, body: Sequence[Line]) -> None:
    """Gather the series of a table with a row for each period."""
    labels = [
        column
        for column in table.columns
        if column.means in {Means.DIMENSION, Means.UNSAID}
        and column not in (*table.values, *table.times)
        and any(line.cell(column.index) for line in body)
        and not (is_a_count(column.heading) and holds_figures(column.index, body))
    ]
    for line in body:
        period = _period(table, line)
        if period is None:
            _complain_of_period(gathering, table, line)
            continue
        row = _Row(line, period, {c.heading: line.cell(c.index) for c in labels})
        for column in table.values:
            _read_cell(gathering, table, row, column)
        if not table.values:
            _work_out(gathering, table, row)


def _period(table: LongTable, line: Line) -> Period | None:
    return period_of((line.cell(c.index), c.heading) for c in table.times if line.cell(c.index))


def _complain_of_period(gathering: Gathering, table: LongTable, line: Line) -> None:
    column = table.times[0]
    if any(is_figure(line.cell(value.index)) for value in table.values):
        gathering.complain("no_period", line, column.index, text=line.cell(column.index) or "–")


def _read_cell(gathering: Gathering, table: LongTable, row: _Row, column: Column) -> None:
    text = row.line.cell(column.index)
    figure = with_status(figure_in(text), _said(table, row.line, Means.STATUS))
    if figure.wrong:
        gathering.complain(figure.wrong, row.line, column.index, text=text)
        return
    _add(gathering, table, row, figure, column)


def _work_out(gathering: Gathering, table: LongTable, row: _Row) -> None:
    """Add a per cent worked out from its two parts; without both it is missing."""
    columns = [c for c in table.columns if c.means in {Means.NUMERATOR, Means.DENOMINATOR}]
    by_meaning = {c.means: figure_in(row.line.cell(c.index)) for c in columns}
    for column in columns:
        if by_meaning[column.means].wrong:
            text = row.line.cell(column.index)
            gathering.complain(by_meaning[column.means].wrong, row.line, column.index, text=text)
            return
    above, below = by_meaning[Means.NUMERATOR], by_meaning[Means.DENOMINATOR]
    mark = next((part.mark for part in (above, below) if part.value is None), "")
    figure = Figure(None, mark, per_cent=True)
    if above.value is not None and below.value:
        figure = Figure(above.value / below.value * _PER_CENT, per_cent=True, decimals=1)
    _add(gathering, table, row, figure, columns[0])


def _add(gathering: Gathering, table: LongTable, row: _Row, figure: Figure, column: Column) -> None:
    said = {means: _said(table, row.line, means) for means in Means}
    notes, footnotes = notes_in([said[Means.NOTE]])
    legend = {**gathering.around.legend, **footnotes}
    where = place(row.line, column.index)
    point = point_of(row.period, figure, legend, where=where, note="\n".join(notes))
    divides = names_everybody_or_a_sex(column.heading)
    gathering.add(
        _title(gathering, table, column, said[Means.TITLE]),
        {**row.dimensions, **({GROUP: column.heading} if divides else {})},
        sized(point, said[Means.SIZE]),
        figure,
        unit=said[Means.UNIT],
        source=said[Means.SOURCE],
    )


def _title(gathering: Gathering, table: LongTable, column: Column, said: str) -> str:
    if column.means is not Means.UNSAID or names_everybody_or_a_sex(column.heading):
        return said or gathering.around.title
    # Several figures a row: each column is measured by its own heading.
    return f"{said}, {column.heading}" if said and len(table.values) > 1 else said or column.heading


def _said(table: LongTable, line: Line, means: Means) -> str:
    column = table.one(means)
    return line.cell(column.index) if column else ""
