"""Rows about people, as payroll gives them: counted, and nothing about anybody kept.

Only sums leave this module, and none about fewer people than may be shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from strategy.domain.items import SMALLEST_GROUP
from strategy.domain.numbers import parse_number
from strategy.domain.series.series import (
    Found,
    Period,
    Point,
    Remark,
    Series,
    in_order,
    parse_period,
)
from strategy.exchange.series.grids import Grid, Line
from strategy.exchange.series.surroundings import surroundings_of
from strategy.i18n import Words

_WHO = frozenset(
    [
        "navn",
        "ansattnavn",
        "etternavn",
        "fornavn",
        "fødselsnummer",
        "fnr",
        "personnummer",
        "personnr",
        "ansattnummer",
        "ansattnr",
        "ansatt nr",
        "ansatt-id",
        "ansattid",
        "ansatt id",
        "employee id",
        "employee",
        "medarbeidernr",
        "lønnsnummer",
        "namn",
        "name",
        "fødselsdato",
        "ressursnr",
        "ressursnummer",
        "tilsettnr",
        "anställningsnummer",
        "medarbejder",
    ]
)
_SHARE = frozenset(
    [
        "stillingsprosent",
        "stillingsstørrelse",
        "stilling %",
        "stillings%",
        "stillingsandel",
        "stillingsstorleik",
        "fte",
        "dellønnsprosent",
        "prosent stilling",
        "stillingsprosent %",
        "still%",
        "position percentage",
    ]
)
_ABSENT = frozenset(
    [
        "sykedagsverk",
        "sykefraværsdagsverk",
        "fraværsdagsverk",
        "fraværsdager",
        "sykedager",
        "tapte dagsverk",
        "sjukedagsverk",
        "fråværsdagsverk",
    ]
)
_AGREED = frozenset(
    [
        "avtalte dagsverk",
        "mulige dagsverk",
        "moglege dagsverk",
        "avtalte dager",
        "mulige dager",
        "dagsverk",
    ]
)
_SEX = frozenset(["kjønn", "kjonn", "sex", "gender", "kön", "køn"])
_UNIT = frozenset(
    ["enhet", "eining", "avdeling", "sektor", "virksomhet", "tjenesteområde", "enhed", "unit"]
)
_TIME = frozenset(
    ["dato", "periode", "år", "måned", "månad", "tidspunkt", "date", "period", "year", "telledato"]
)
_FULL = 99.5
_WHOLE = 100


@dataclass
class _Group:
    """The sums over some people in one period; the keys of `shares` never leave this module."""

    shares: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    absent: float = 0.0
    agreed: float = 0.0


@dataclass(frozen=True)
class _Places:
    """Which columns hold what; -1 where there is none."""

    who: int
    share: int
    absent: int
    agreed: int
    sex: int
    unit: int
    time: int


def is_about_people(line: Line) -> bool:
    """Return whether a line heads rows that are each about a person."""
    places = _places(line)
    return places.who >= 0 and (places.share >= 0 or (places.absent >= 0 and places.agreed >= 0))


def read_people(grid: Grid, name: str, at: int, stated: Period | None, w: Words) -> Found:
    """Return the sums over rows about people: for all, by unit and by sex."""
    head, body = grid.lines[at], grid.lines[at + 1 :]
    places = _places(head)
    around = surroundings_of(grid, name, grid.lines[:at], ())
    usual = stated or around.period
    if usual is None and places.time < 0:
        return Found(problems=(Remark("period_not_told", {}, grid.name),))
    groups, problems = _summed(grid, head, body, places, usual)
    read = [in_order(one) for one in _series(groups, places, around.source, w)]
    counted = Remark("rows_about_people", {"count": str(len(body))}, grid.name)
    return Found(tuple(one for one, _ in read), (counted,), tuple(problems))


def _places(head: Line) -> _Places:
    folded = {text.strip(" .:").casefold(): column for column, text in reversed(list(head.said()))}

    def where(words: frozenset[str]) -> int:
        return min((column for text, column in folded.items() if text in words), default=-1)

    return _Places(
        *(where(words) for words in (_WHO, _SHARE, _ABSENT, _AGREED, _SEX, _UNIT, _TIME))
    )


_Measure = Callable[[_Group], float | None]
_Cut = tuple[tuple[str, str], ...]
_Groups = dict[_Cut, dict[Period, _Group]]


def _summed(
    grid: Grid, head: Line, body: Sequence[Line], places: _Places, usual: Period | None
) -> tuple[_Groups, list[Remark]]:
    groups: _Groups = defaultdict(dict)
    problems = []
    shares = [_number(line, places.share) for line in body]
    # Some payroll systems write a whole position as 1, others as 100.
    scale = _WHOLE if 0 < max(shares, default=0) <= 1 else 1
    for line in body:
        period = parse_period(line.cell(places.time)) if places.time >= 0 else usual
        if period is None:
            # The cell may hold anything, a name too: only its place is told.
            problems.append(grid.remark("no_period", line, places.time, text="–"))
            continue
        for cut in _cuts(head, line, places):
            _count(groups[cut].setdefault(period, _Group()), line, places, scale)
    return groups, problems


def _cuts(head: Line, line: Line, places: _Places) -> Iterator[_Cut]:
    parts = [
        (head.cell(column), line.cell(column))
        for column in (places.unit, places.sex)
        if column >= 0
    ]
    yield ()
    yield from ((part,) for part in parts if part[1])


def _count(group: _Group, line: Line, places: _Places, scale: int) -> None:
    group.shares[line.cell(places.who)] += _number(line, places.share) * scale
    group.absent += _number(line, places.absent)
    group.agreed += _number(line, places.agreed)


def _number(line: Line, column: int) -> float:
    return (parse_number(line.cell(column)) or 0.0) if column >= 0 else 0.0


def _series(groups: _Groups, places: _Places, source: str, w: Words) -> Iterator[Series]:
    hidden = _hidden(groups)
    for name, measured in _measures(places):
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


def _measures(places: _Places) -> Iterator[tuple[str, _Measure]]:
    yield "employees", _people
    if places.share >= 0:
        yield "positions", _positions
        yield "full_time", _full_time
        yield "average", _average
    if places.absent >= 0 and places.agreed >= 0:
        yield "absence", _absence


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
    return round(group.absent / group.agreed * _WHOLE, 2) if group.agreed else None
