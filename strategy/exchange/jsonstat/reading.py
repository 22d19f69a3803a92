"""From JSON-stat tables to series: one for each combination of categories, time left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import prod

from strategy.domain.series.marks import says_break, says_preliminary
from strategy.domain.series.series import (
    Found,
    Period,
    Point,
    Remark,
    Series,
    in_order,
    parse_period,
    refusal,
)
from strategy.exchange.jsonstat.cube import METRIC, TIME, Category, Cell, Cube, Dimension, cube_of
from strategy.exchange.jsonstat.document import Json, RefusedError, tables_in

_TIME_WORDS = frozenset(
    [
        "tid",
        "time",
        "time_period",
        "tidsperiode",
        "periode",
        "period",
        "år",
        "ar",
        "aar",
        "year",
        "kvartal",
        "quarter",
        "måned",
        "maned",
        "manad",
        "month",
        "uke",
        "veke",
        "week",
        "tertial",
        "halvår",
        "halvar",
        "dato",
        "date",
    ]
)
_METRIC_WORDS = frozenset({"contentscode", "concept", "indic", "indicator", "statistikkvariabel"})
_LEGEND = re.compile(r"(?P<mark>\.{1,3}|…|:|-|–|\*|[a-z]) ?= ?(?P<meaning>.+)")


def read_json_stat(content: bytes) -> Found:
    """Return the series of a JSON-stat file; what is wrong comes back as problems, never raised."""
    found = Found()
    try:
        for name, table in tables_in(content):
            found = found.plus(_read(table, name))
    except RefusedError as refused:
        return refusal(refused.rule, **refused.details)
    return found


def _read(table: Json, name: str) -> Found:
    cube = cube_of(table, name)
    place = _time_place(cube.dimensions)
    periods, problems = _periods(cube.dimensions[place])
    if problems:
        return Found(problems=problems)
    legend = {**_legend(cube), **cube.meanings}
    series = _series(cube, place, periods, legend)
    if _are_in_order(periods):
        # All series of a table have the same periods: in a large one, looking once is enough.
        return Found(tuple(series))
    read = [in_order(one) for one in series]
    wrong = tuple(remark for _, remarks in read for remark in remarks)
    return Found(tuple(one for one, _ in read), problems=wrong)


# --- time ----------------------------------------------------------------------------------------


def _time_place(dimensions: tuple[Dimension, ...]) -> int:
    """Return which dimension is time: the one that says so, is called so, or reads so."""
    for is_time in (_has_the_role, _is_called_time, _reads_as_time):
        places = [n for n, dimension in enumerate(dimensions) if is_time(dimension)]
        divided = [n for n in places if len(dimensions[n].categories) > 1]
        if len(divided) > 1:
            names = ", ".join(dimensions[n].label for n in divided)
            raise RefusedError("several_times", dimensions=names)
        if places:
            return (divided or places)[0]
    raise RefusedError("no_time", dimensions=", ".join(one.label for one in dimensions))


def _has_the_role(dimension: Dimension) -> bool:
    return dimension.role == TIME


def _is_called_time(dimension: Dimension) -> bool:
    called = dimension.id.casefold() in _TIME_WORDS or dimension.label.casefold() in _TIME_WORDS
    return not dimension.role and called


def _reads_as_time(dimension: Dimension) -> bool:
    return not dimension.role and all(_period(one) is not None for one in dimension.categories)


def _period(category: Category) -> Period | None:
    return parse_period(category.code) or parse_period(category.label)


def _periods(time: Dimension) -> tuple[tuple[Period, ...], tuple[Remark, ...]]:
    read = [(category, _period(category)) for category in time.categories]
    problems = tuple(
        Remark("not_a_period", {"text": category.label, "dimension": time.label})
        for category, period in read
        if period is None
    )
    return tuple(period for _, period in read if period is not None), problems


def _are_in_order(periods: tuple[Period, ...]) -> bool:
    return len({period.precision for period in periods}) == 1 and all(
        before.on < after.on for before, after in pairwise(periods)
    )


# --- series --------------------------------------------------------------------------------------


def _series(
    cube: Cube, place: int, periods: tuple[Period, ...], legend: Mapping[str, str]
) -> Iterator[Series]:
    sizes = [len(dimension.categories) for dimension in cube.dimensions]
    step = prod(sizes[place + 1 :])
    time = cube.dimensions[place]
    for start in range(len(cube.cells)):
        if start // step % sizes[place]:
            continue
        chosen = _categories(cube, place, sizes, start)
        told = zip(periods, time.categories, strict=True)
        points = tuple(
            _point(period, category, cube.cells[start + number * step], legend)
            for number, (period, category) in enumerate(told)
        )
        yield _one(cube, time, chosen, points)


def _categories(
    cube: Cube, place: int, sizes: list[int], start: int
) -> tuple[tuple[Dimension, Category], ...]:
    chosen = []
    for number, dimension in enumerate(cube.dimensions):
        if number != place:
            step = prod(sizes[number + 1 :])
            chosen.append((dimension, dimension.categories[start // step % sizes[number]]))
    return tuple(chosen)


def _one(
    cube: Cube,
    time: Dimension,
    chosen: tuple[tuple[Dimension, Category], ...],
    points: tuple[Point, ...],
) -> Series:
    units = [c.unit for d, c in sorted(chosen, key=lambda pair: not _is_metric(pair[0])) if c.unit]
    notes = [*cube.notes, *time.notes]
    for dimension, category in chosen:
        notes += (*dimension.notes, *category.notes)
    return Series(
        title=cube.label,
        points=points,
        unit=units[0].text if units else "",
        decimals=units[0].decimals if units else cube.decimals,
        source=cube.source,
        updated=cube.updated,
        licence=cube.licence,
        dimensions=_named(chosen),
        notes=tuple(dict.fromkeys(notes)),
    )


def _is_metric(dimension: Dimension) -> bool:
    return dimension.role == METRIC or dimension.id.casefold() in _METRIC_WORDS


def _named(chosen: tuple[tuple[Dimension, Category], ...]) -> dict[str, str]:
    """Return the values of the dimensions by their labels, or ids where two are called the same."""
    labels = [dimension.label for dimension, _ in chosen]
    return {
        dimension.label if labels.count(dimension.label) == 1 else dimension.id: category.label
        for dimension, category in chosen
    }


def _point(period: Period, category: Category, cell: Cell, legend: Mapping[str, str]) -> Point:
    return Point(
        period,
        cell.value,
        mark=cell.mark,
        reason=legend.get(cell.mark, ""),
        note="\n".join(category.notes),
        preliminary=cell.value is not None and says_preliminary(cell.mark),
        series_break=cell.value is not None and says_break(cell.mark),
    )


def _legend(cube: Cube) -> dict[str, str]:
    """Return what the table's own notes say that its marks mean."""
    lines = (line.strip() for note in cube.notes for line in note.splitlines())
    found = (_LEGEND.fullmatch(line) for line in lines)
    return {match["mark"]: match["meaning"] for match in found if match}
