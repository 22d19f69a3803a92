"""Which period a figure is about: a parsed value, however people spell it."""

from __future__ import annotations

from datetime import date

from strategy.domain.dates import parse_date
from strategy.domain.items import Measurement, Precision
from strategy.domain.plan import Plan


def same_period(measurement: Measurement) -> tuple[str, str]:
    """Return a key that is equal for two figures of one period: "T2 2026" and "2. tertial 2026".

    A figure without a period is about its day. A period that is no date, such as "april" without
    a year, is told by its words and the day.
    """
    if not measurement.period.strip():
        return _dated(measurement.on, Precision.DAY)
    precision, named = period_key(measurement.period)
    return (precision, named) if precision else (measurement.on.isoformat(), named)


def period_key(period: str) -> tuple[str, str]:
    """Return the key of a period as somebody spelt it; see `same_period`."""
    named = parse_date(period)
    if named is None:
        return "", " ".join(period.casefold().split())
    return _dated(named.date, named.precision)


def measured_before(plan: Plan, fresh: Measurement) -> Measurement | None:
    """Return the other figure an indicator has for the same period, if there is one."""
    series = plan.measurements_of(fresh.indicator_id)
    key = same_period(fresh)
    return next((m for m in series if m.id != fresh.id and same_period(m) == key), None)


def _dated(day: date, precision: Precision) -> tuple[str, str]:
    return str(precision), day.isoformat()
