"""Fill in what people leave out of a row because it follows: dates, limits and kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from strategy.domain.dates import Dated, parse_date
from strategy.domain.items import Comparison
from strategy.exchange.workbook.cells import Values
from strategy.exchange.workbook.matching import Entry


@dataclass(frozen=True)
class Importer:
    """Who imports, and on which day: the defaults for a row that names neither."""

    by_id: str
    today: date


def complete(entry: Entry, values: Values, importer: Importer) -> None:
    """Fill in what follows from what the row says."""
    completing = _COMPLETING.get(entry.kind.kind)
    if completing:
        completing(entry, values, importer)


def either(values: Values, entry: Entry, field: str) -> Any:  # noqa: ANN401 - a field of any kind
    """Return what a row says about a field, else what its item already holds."""
    return values[field] if field in values else getattr(entry.existing, field, None)


def running_day(period: str, last: date, today: date) -> date:
    """Return the day of a figure for a period: its last day, or today while it is running."""
    dated = parse_date(period)
    return today if dated and dated.first <= today < last else last


def _action(entry: Entry, values: Values, _: Importer) -> None:
    due = either(values, entry, "due")
    start = values.get("start")
    if start and due and start > due:
        first = Dated(start, values["start_precision"]).first
        # "2022" as start and 30.06.2022 as due date agree: the start is within both.
        values["start"] = due if first <= due else start
    if due and not either(values, entry, "original_due"):
        values["original_due"] = getattr(entry.existing, "due", None) or due


def _target(entry: Entry, values: Values, _: Importer) -> None:
    low, high = values.get("low"), values.get("high")
    comparison = values.get("comparison")
    if comparison is Comparison.TEXT and not entry.said("comparison") and entry.said("low"):
        values["comparison"] = Comparison.REACH
    elif comparison is Comparison.TEXT and entry.said("comparison"):
        # A target marked as text only has no figure, even if its text contains one.
        values["low"] = values["high"] = None
    if comparison in (Comparison.BELOW, Comparison.AT_MOST) and low is not None:
        values["high"], values["low"] = low if high is None else high, None


def _measurement(entry: Entry, values: Values, importer: Importer) -> None:
    dated = parse_date(entry.said("period"))
    is_new = entry.existing is None or "period" in values
    if is_new and values.get("on") is None and not entry.said("on") and dated:
        values["on"] = running_day(entry.said("period"), dated.date, importer.today)


def _check_in(entry: Entry, values: Values, importer: Importer) -> None:
    if entry.existing is None:
        values.setdefault("on", importer.today)
        values.setdefault("by_id", importer.by_id)


def _postponement(entry: Entry, values: Values, importer: Importer) -> None:
    if entry.existing is None:
        values.setdefault("proposed_on", importer.today)
        values.setdefault("proposed_by", importer.by_id)


_COMPLETING: dict[str, Callable[[Entry, Values, Importer], None]] = {
    "action": _action,
    "target": _target,
    "measurement": _measurement,
    "check_in": _check_in,
    "postponement": _postponement,
}
