"""Give an indicator the figures of a series: look at what would change, then save all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import Indicator, Measurement, Person
from strategy.domain.plan import Plan
from strategy.domain.plausible import unexplained
from strategy.domain.roles import Permission, demand, demand_report
from strategy.domain.series.licences import licence_of
from strategy.domain.series.series import (
    Found,
    Period,
    Point,
    Remark,
    Series,
    named,
    parse_period,
)
from strategy.domain.series.units import looks_like_shares, same_unit
from strategy.exchange.series.files import read_series
from strategy.i18n import Words
from strategy.services.follow_up.reporting_in import record_within
from strategy.services.validation import altered, build, written
from strategy.store.change import Change
from strategy.store.database import Database

_SHOWN = 6


@dataclass(frozen=True)
class Step:
    """One figure to save, and the measurement it corrects, if there is one."""

    point: Point
    before: Measurement | None = None


@dataclass(frozen=True)
class Preview:
    """What giving an indicator a series would do; `problems` keep it from being done."""

    indicator: Indicator
    series: Series
    new: tuple[Step, ...]
    changed: tuple[Step, ...]
    unchanged: int
    questions: tuple[Remark, ...] = ()
    problems: tuple[Remark, ...] = ()


def read_file(content: bytes, name: str, *, by: Person, w: Words, period: str = "") -> Found:
    """Return the series in a file, for anyone who may report; nothing is saved."""
    demand(by, Permission.REPORT)
    return read_series(content, name, w=w, period=period)


def preview_series(
    database: Database, indicator_id: str, series: Series, *, by: Person, today: date
) -> Preview:
    """Return what giving the indicator these figures would do; nothing is saved.

    Raises NotFoundError, or NotAllowedError for those who may not report on the indicator.
    """
    return _previewed(database.plan(), indicator_id, series, by=by, today=today)


def take_in(
    database: Database, indicator_id: str, series: Series, *, by: Person, today: date, name: str
) -> Preview:
    """Save a series as the indicator's measurements, all of them or none, and return what was new.

    Every figure passes the rules for one that is typed. What is there already is left alone; a
    corrected figure replaces the one of its period, which stays in the history. Raises
    InvalidInputError while there are problems. `name` is the file's, for the history.
    """
    with database.change(by=by.id, reason=written(f"{name}: {named(series)}"[:500])) as change:
        previewed = _previewed(change.plan, indicator_id, series, by=by, today=today)
        if previewed.problems:
            count = {"count": str(len(previewed.problems))}
            raise InvalidInputError((Problem("file", "import_has_problems", count),))
        for step in (*previewed.new, *previewed.changed):
            _save(change, previewed, step, by=by, today=today)
    return previewed


def _save(change: Change, previewed: Preview, step: Step, *, by: Person, today: date) -> None:
    values = _values(previewed.series, step.point, step.before)
    record_within(change, previewed.indicator.id, values, by=by, today=today)


def _previewed(
    plan: Plan, indicator_id: str, series: Series, *, by: Person, today: date
) -> Preview:
    indicator = plan.find(Indicator, indicator_id)
    if indicator is None or indicator_id in plan.kept_from(by.id):
        raise NotFoundError("indicator", indicator_id)
    demand_report(plan, by, indicator)
    stored = plan.measurements_of(indicator_id)
    told = [point for point in series.points if point.value is not None]
    steps = [Step(point, _stored_for(point.period, stored)) for point in told]
    new = tuple(step for step in steps if step.before is None)
    changed = tuple(step for step in steps if _differs(plan, series, step))
    problems = tuple(_problems(indicator, series, told, stored, today))
    # What the rules refuse is not weighed.
    doubts = () if problems else tuple(_doubts(indicator, plan, (*new, *changed), series))
    return Preview(
        indicator=indicator,
        series=series,
        new=new,
        changed=changed,
        unchanged=len(steps) - len(new) - len(changed),
        questions=(*_questions(indicator, series), *doubts),
        problems=problems,
    )


def _stored_for(period: Period, stored: tuple[Measurement, ...]) -> Measurement | None:
    """Return the measurement of a period, however that is spelt there.

    One without a period, or with words that are none, is found by its day.
    """
    spelt = [(one, parse_period(one.period)) for one in stored]
    same = (one for one, its_period in spelt if its_period == period)
    by_day = (one for one, its_period in spelt if its_period is None and one.on == period.on)
    return next(same, None) or next(by_day, None)


def _differs(plan: Plan, series: Series, step: Step) -> bool:
    before = step.before
    if before is None:
        return False
    after = altered(before, _values(series, step.point, before))
    # The figure of a small group is not stored: sent again, it changes nothing.
    return after.as_kept_by(plan.organisation, before) != before


def _values(series: Series, point: Point, before: Measurement | None) -> Mapping[str, Any]:
    """Return a point as the fields of a measurement; what the series does not say stays."""
    values: dict[str, Any] = {
        "on": before.on if before else point.period.on,
        "period": before.period if before else point.period.text,
        "value": point.value,
        "preliminary": point.preliminary,
    }
    whose = {"source": series.source, "licence": licence_of(series)}
    values |= {name: told for name, told in whose.items() if told}
    if before is None or before.value != point.value:
        values["text"] = ""
    if point.note:
        values["note"] = point.note
    if point.group_size is not None:
        values["group_size"] = point.group_size
    if point.series_break:
        values["series_break"] = True
    return values


def _questions(indicator: Indicator, series: Series) -> Iterator[Remark]:
    if indicator.unit and not series.unit:
        yield Remark("unit_not_told", {"unit": indicator.unit})
    if series.unit and not indicator.unit:
        yield Remark("indicator_without_unit", {"unit": series.unit})
    if series.missing:
        gone = [point for point in series.points if point.value is None]
        periods = ", ".join(point.period.text for point in gone[:_SHOWN])
        more = " …" if len(gone) > _SHOWN else ""
        yield Remark(
            "periods_without_figures", {"count": str(len(gone)), "periods": periods + more}
        )


def _doubts(
    indicator: Indicator, plan: Plan, steps: tuple[Step, ...], series: Series
) -> Iterator[Remark]:
    """Yield the periods whose figures look mistyped, by the rule every door has."""
    gone = {step.before.id for step in steps if step.before}
    fresh = [
        Measurement(indicator_id=indicator.id, **_values(series, s.point, s.before)) for s in steps
    ]
    stored = (m for m in plan.measurements_of(indicator.id) if m.id not in gone)
    figures = (*stored, *fresh)
    found = [
        m for m in unexplained(indicator, plan.targets_of(indicator.id), figures) if m in fresh
    ]
    if found:
        periods = ", ".join(m.period for m in found[:_SHOWN])
        more = " …" if len(found) > _SHOWN else ""
        yield Remark("implausible", {"periods": periods + more})


def _problems(
    indicator: Indicator,
    series: Series,
    told: list[Point],
    stored: tuple[Measurement, ...],
    today: date,
) -> Iterator[Remark]:
    if not told:
        yield Remark("no_figures", {"series": named(series)})
    if indicator.unit and series.unit and not same_unit(indicator.unit, series.unit):
        yield Remark("other_unit", {"unit": series.unit, "wanted": indicator.unit})
    earlier = [one.value for one in stored if one.value is not None]
    if looks_like_shares([p.value for p in told if p.value is not None], earlier, indicator.unit):
        yield Remark("shares", {"unit": indicator.unit})
    coming = [point.period.text for point in told if point.period.on > today]
    if coming:
        yield Remark("not_over_yet", {"periods": ", ".join(coming[:_SHOWN])})
    for point in told:
        yield from _unfit(series, point)


def _unfit(series: Series, point: Point) -> Iterator[Remark]:
    """Yield what the rules for a typed measurement would refuse."""
    try:
        build(Measurement, {"indicator_id": "any", **_values(series, point, None)})
    except InvalidInputError as refused:
        for problem in refused.problems:
            details = {"period": point.period.text, "field": problem.field}
            yield Remark("figure_refused", details)
