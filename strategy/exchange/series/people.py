"""Rows about people, as payroll gives them: counted, and nothing about anybody kept.

Only sums leave this module, and none about fewer people than may be shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from strategy.domain.items import SMALLEST_GROUP
from strategy.domain.numbers import parse_number
from strategy.domain.series.series import (
    Found,
    Period,
    Point,
    Remark,
    Series,
    in_order,
)
from strategy.exchange.series.grids import Grid, Line
from strategy.exchange.series.people_columns import Columns, said_of
from strategy.exchange.series.surroundings import surroundings_of
from strategy.i18n import Words

_FULL = 99.5
_WHOLE = 100


class _Row(NamedTuple):
    """What a row adds to the sums."""

    key: str
    share: float
    absent: float
    by_self: float
    by_doctor: float
    agreed: float


@dataclass
class _Group:
    """The sums over some people in one period; the keys of `shares` never leave this module."""

    shares: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    absent: float = 0.0
    by_self: float = 0.0
    by_doctor: float = 0.0
    agreed: float = 0.0

    def add(self, row: _Row) -> None:
        self.shares[row.key] += row.share
        self.absent += row.absent
        self.by_self += row.by_self
        self.by_doctor += row.by_doctor
        self.agreed += row.agreed


def read_people(
    grid: Grid, name: str, columns: Columns, at: int, *, stated: Period | None, w: Words
) -> Found:
    """Return the sums over the rows about people below a line: for all, by unit and by sex."""
    body = [line for line in grid.lines[at + 1 :] if columns.key(line)]
    around = surroundings_of(grid, name, grid.lines[:at], ())
    usual = stated or around.period
    if usual is None and not columns.times:
        return Found(problems=(Remark("period_not_told", {}, grid.name),))
    groups, problems = _summed(grid, body, columns, usual)
    read = [in_order(one) for one in _series(groups, columns, around.source, w)]
    counted = Remark("rows_about_people", {"count": str(len(body))}, grid.name)
    return Found(tuple(one for one, _ in read), (counted,), tuple(problems))


_Measure = Callable[[_Group], float | None]
_Cut = tuple[tuple[str, str], ...]
_Groups = dict[_Cut, dict[Period, _Group]]


def _summed(
    grid: Grid, body: Sequence[Line], columns: Columns, usual: Period | None
) -> tuple[_Groups, list[Remark]]:
    groups: _Groups = defaultdict(dict)
    problems = []
    numbers, periods = _Numbers(), _Periods(columns, usual)
    shares = (numbers.of(line, columns.share) for line in body)
    # Some payroll systems write a whole position as 1, others as 100.
    scale = _WHOLE if 0 < max(shares, default=0) <= 1 else 1
    for line in body:
        period = periods.of(line)
        if period is None:
            # The cell may hold anything, a name too: only its place is told.
            problems.append(grid.remark("no_period", line, columns.times[0], text="–"))
            continue
        row = _row(line, columns, numbers, scale)
        for cut in ((), *((part,) for part in said_of(columns, line))):
            groups[cut].setdefault(period, _Group()).add(row)
    return groups, problems


class _Numbers:
    """The numbers in cells, each text of which is read once."""

    def __init__(self) -> None:
        self._read: dict[str, float] = {}

    def of(self, line: Line, column: int) -> float:
        text = line.cell(column) if column >= 0 else ""
        if text not in self._read:
            self._read[text] = parse_number(text) or 0.0
        return self._read[text]

    def sum(self, line: Line, columns: Sequence[int]) -> float:
        return sum(self.of(line, column) for column in columns)


class _Periods:
    """The periods of rows, each way to state one of which is read once."""

    def __init__(self, columns: Columns, usual: Period | None) -> None:
        self._columns, self._usual = columns, usual
        self._read: dict[tuple[str, ...], Period | None] = {}

    def of(self, line: Line) -> Period | None:
        if not self._columns.times:
            return self._usual
        texts = tuple(line.cell(column) for column in self._columns.times)
        if texts not in self._read:
            self._read[texts] = self._columns.period(line)
        return self._read[texts]


def _row(line: Line, columns: Columns, numbers: _Numbers, scale: int) -> _Row:
    return _Row(
        columns.key(line),
        numbers.of(line, columns.share) * scale,
        numbers.sum(line, columns.absent),
        numbers.sum(line, columns.by_self),
        numbers.sum(line, columns.by_doctor),
        numbers.of(line, columns.agreed),
    )


def _series(groups: _Groups, columns: Columns, source: str, w: Words) -> Iterator[Series]:
    hidden = _hidden(groups)
    for name, measured in _measures(columns):
        for cut, by_period in groups.items():
            points = tuple(
                _point(period, measured(group), len(group.shares), hidden=(cut, period) in hidden)
                for period, group in by_period.items()
            )
            title, unit = w(f"series.people.{name}"), w(f"series.people.{name}.unit")
            yield Series(title, points, unit=unit, source=source, dimensions=dict(cut))


def _point(period: Period, value: float | None, people: int, *, hidden: bool) -> Point:
    if hidden:
        return Point(period, None, mark=":")
    return Point(period, value, group_size=people)


def _hidden(groups: _Groups) -> set[tuple[_Cut, Period]]:
    """Return the cuts about too few people, and the smallest beside each that stands alone."""
    hidden = {
        (cut, period)
        for cut, by_period in groups.items()
        for period, group in by_period.items()
        if len(group.shares) < SMALLEST_GROUP
    }
    for period in {period for _, period in hidden}:
        for name in {cut[0][0] for cut in groups if cut}:
            hidden |= _beside(groups, hidden, name, period)
    return hidden


def _beside(
    groups: _Groups, hidden: set[tuple[_Cut, Period]], name: str, period: Period
) -> set[tuple[_Cut, Period]]:
    """Return the cut to hide as well, where one hidden cut is the total less those shown."""
    cuts = [cut for cut, told in groups.items() if cut and cut[0][0] == name and period in told]
    gone = [cut for cut in cuts if (cut, period) in hidden]
    people = sum(len(groups[cut][period].shares) for cut in gone)
    shown = [cut for cut in cuts if cut not in gone]
    if not gone or people >= SMALLEST_GROUP or not shown:
        return set()
    smallest = min(shown, key=lambda cut: len(groups[cut][period].shares))
    return {(smallest, period)}


def _measures(columns: Columns) -> Iterator[tuple[str, _Measure]]:
    yield "employees", _people
    if columns.share >= 0:
        yield "positions", _positions
        yield "full_time", _full_time
        yield "average", _average
    if columns.absent and columns.agreed >= 0:
        yield "absence", _absence
        if columns.by_self and columns.by_doctor:
            yield "absence_self", _absence_by_self
            yield "absence_doctor", _absence_by_doctor


def _people(group: _Group) -> float | None:
    return len(group.shares)


def _positions(group: _Group) -> float | None:
    return round(sum(group.shares.values()) / _WHOLE, 2)


def _full_time(group: _Group) -> float | None:
    full = sum(share >= _FULL for share in group.shares.values())
    return round(full / len(group.shares) * _WHOLE, 1)


def _average(group: _Group) -> float | None:
    return round(sum(group.shares.values()) / len(group.shares), 1)


def _absence(group: _Group) -> float | None:
    return _out_of_agreed(group.absent, group)


def _absence_by_self(group: _Group) -> float | None:
    return _out_of_agreed(group.by_self, group)


def _absence_by_doctor(group: _Group) -> float | None:
    return _out_of_agreed(group.by_doctor, group)


def _out_of_agreed(absent: float, group: _Group) -> float | None:
    return round(absent / group.agreed * _WHOLE, 2) if group.agreed else None
