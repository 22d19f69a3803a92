"""A series of figures from outside: what it is about, and a figure or a reason for each period."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType

from strategy.domain.dates import Dated, parse_date
from strategy.domain.items import Precision
from strategy.domain.series.marks import Missing, missing_by

_SHOWN = 6
"""As many cells are named where figures contradict each other."""

_YEAR_FIRST = re.compile(r"^\s*(\d{4})[\s,:–-]+(?=.*[^\W\d_])(.+)$")
"""`2024 1. kvartal`: the year before a part of it that is said with a word."""

_SO_FAR = re.compile(
    r"\b(?:hittil|hiå|i år|akkumulert|so far|ytd|year to date|t\.?o\.?m|til og med|up to)\b",
    re.IGNORECASE,
)
"""What is counted from New Year until a day: no period of its own."""

_AS_OF = re.compile(r"\b(?:per|pr)\b", re.IGNORECASE)
"""Before a month or a quarter it means the year so far; before a day or a year it does not."""


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Period:
    """A period by its value: its last day and how long it is; `text` is how the source spells it.

    Two spellings of one period are equal.
    """

    on: datetime.date
    precision: Precision
    text: str = field(compare=False)

    @property
    def first(self) -> datetime.date:
        """The first day of the period."""
        return Dated(self.on, self.precision).first


def says_so_far(text: str) -> bool:
    """Tell whether a text is about the year until a day: `Hittil i år 2024`, `per august`."""
    if _SO_FAR.search(text):
        return True
    dated = _dated(text) if _AS_OF.search(text) else None
    return dated is not None and dated.precision not in {Precision.DAY, Precision.YEAR}


def parse_period(text: str) -> Period | None:
    """Return the period a text states, such as `2024`, `2024K1`, `2024M01`, `2024U01`, or None.

    None also for the year so far, as in `per august 2024`: it is not what happened in August.
    """
    dated = None if says_so_far(text) else _dated(text)
    return None if dated is None else Period(dated.date, dated.precision, text.strip())


def _dated(text: str) -> Dated | None:
    plain = text.rstrip("*†‡ ")
    return parse_date(plain) or parse_date(_YEAR_FIRST.sub(r"\2 \1", plain))


@dataclass(frozen=True)
class Point:
    """The figure for a period, or None with the mark that stands instead of it.

    `reason` and `note` are the source's own words; `where` is the cell, for complaints.
    """

    period: Period
    value: float | None
    mark: str = ""
    reason: str = ""
    note: str = ""
    group_size: int | None = None
    preliminary: bool = False
    series_break: bool = False
    where: str = field(default="", compare=False)

    @property
    def missing(self) -> Missing | None:
        """Why there is no figure, or None where there is one."""
        return missing_by(self.mark) if self.value is None else None


@dataclass(frozen=True)
class Series:
    """One line of a table: what is measured, of whom, by whom, and its points in order of time."""

    title: str
    points: tuple[Point, ...]
    unit: str = ""
    decimals: int | None = None
    source: str = ""
    updated: str = ""
    licence: str = ""
    dimensions: Mapping[str, str] = field(default_factory=_nothing)
    notes: tuple[str, ...] = ()

    @property
    def values(self) -> int:
        """How many periods have a figure."""
        return sum(point.value is not None for point in self.points)

    @property
    def missing(self) -> int:
        """How many periods have none."""
        return len(self.points) - self.values


@dataclass(frozen=True)
class Remark:
    """Something to say about a file: a rule of the catalogue, where, and the details."""

    rule: str
    details: Mapping[str, str] = field(default_factory=_nothing)
    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True)
class Found:
    """What a file holds: its series, what to decide before using them, and what is wrong."""

    series: tuple[Series, ...] = ()
    questions: tuple[Remark, ...] = ()
    problems: tuple[Remark, ...] = ()

    def plus(self, other: Found) -> Found:
        """Return both as one."""
        return Found(
            (*self.series, *other.series),
            (*self.questions, *other.questions),
            (*self.problems, *other.problems),
        )


def refusal(rule: str, **details: str) -> Found:
    """Return that a file holds nothing that can be used, and why."""
    return Found(problems=(Remark(rule, details),))


def in_order(series: Series) -> tuple[Series, tuple[Remark, ...]]:
    """Return a series with one point a period, the oldest first, and what contradicts itself.

    The same figure twice is one; two figures for one period are a contradiction, and so are
    periods that overlap, such as a year among its quarters.
    """
    by_period: defaultdict[Period, list[Point]] = defaultdict(list)
    for point in series.points:
        by_period[point.period].append(point)
    kept = tuple(_best(points) for points in by_period.values())
    ordered = tuple(sorted(kept, key=lambda point: (point.period.on, point.period.first)))
    complaints = (*_contradictions(series, by_period.values()), *_overlaps(series, ordered))
    return replace(series, points=ordered), complaints


def named(series: Series) -> str:
    """Return what tells a series from the others of its file."""
    return ", ".join((series.title, *series.dimensions.values()))


def chosen(
    found: Iterable[Series], wanted: Mapping[str, str], *, title: str = ""
) -> tuple[Series, ...]:
    """Return the series that have these values of dimensions.

    Of several the one that is called `title`, where exactly one is.
    """
    fitting = tuple(
        one
        for one in found
        if all(one.dimensions.get(name) == value for name, value in wanted.items())
    )
    called = tuple(one for one in fitting if one.title.casefold() == title.casefold())
    return called if len(called) == 1 else fitting


def dimensions_of(found: Iterable[Series]) -> dict[str, tuple[str, ...]]:
    """Return the dimensions that tell the series apart, each with its values in file order."""
    values: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in found:
        for name, value in one.dimensions.items():
            values[name].setdefault(value)
    return {name: tuple(known) for name, known in values.items() if len(known) > 1}


def _best(points: list[Point]) -> Point:
    """Return the point with a figure, where one has it."""
    return next((point for point in points if point.value is not None), points[0])


def _contradictions(series: Series, groups: Iterable[list[Point]]) -> Iterator[Remark]:
    for points in groups:
        figures = {point.value for point in points if point.value is not None}
        if len(figures) > 1:
            spelt = ", ".join(dict.fromkeys(point.period.text for point in points))
            places = [point.where for point in points if point.where]
            cells = ", ".join(places[:_SHOWN]) + (" …" if len(places) > _SHOWN else "")
            details = {"series": named(series), "period": spelt, "cells": cells or "–"}
            yield Remark("period_twice", details)


def _overlaps(series: Series, ordered: tuple[Point, ...]) -> Iterator[Remark]:
    for before, after in pairwise(ordered):
        differ = before.period.precision is not after.period.precision
        if differ and after.period.first <= before.period.on:
            details = {"series": named(series), "a": before.period.text, "b": after.period.text}
            yield Remark("periods_overlap", details)
            return
