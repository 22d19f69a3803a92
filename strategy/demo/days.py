"""When things happen in the demo: days and periods counted from the day it is loaded."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from strategy.domain.dates import Dated
from strategy.domain.items import Precision

_MONTHS = {"M": 1, "Q": 3, "T": 4, "Y": 12}
_PRECISIONS = {
    "M": Precision.MONTH,
    "Q": Precision.QUARTER,
    "T": Precision.TERTIAL,
    "Y": Precision.YEAR,
}
_LABELS = {"Q": "K{number} {year}", "T": "T{number} {year}", "Y": "{year}"}
_PERIOD = re.compile(r"([MQTY])([+-]\d+)")
_MID_YEAR = 7
_JULY = 7
_A_WEEK = timedelta(days=7)
_FRIDAY = 4


def at_work(day: date) -> date:
    """Return the day itself, or the Friday before where it is a Saturday or Sunday."""
    return day - timedelta(days=max(day.weekday() - _FRIDAY, 0))


def _outside_july(day: date) -> date:
    """Return a day of July as one of the last of June or the first of August."""
    if day.month != _JULY:
        return day
    if day.day <= monthrange(day.year, _JULY)[1] // 2:
        return date(day.year, 6, 23 + (day.day - 1) // 2)
    return date(day.year, 8, (day.day - 14) // 2)


def _past_july(day: date) -> date:
    """Return the day itself, or the first working day of August where it is in July."""
    if day.month != _JULY:
        return day
    first = date(day.year, 8, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 if first.weekday() > _FRIDAY else 0)


@dataclass(frozen=True)
class Period:
    """A whole month, quarter, tertial or year: its last day and what people call it."""

    end: date
    label: str


@dataclass(frozen=True)
class DemoDays:
    """Turns what the demo's files say about time into dates around today."""

    today: date

    def day(self, offset: int) -> date:
        """Return the day this many days from today."""
        return self.today + timedelta(days=offset)

    def working_day(self, offset: int) -> date:
        """Return the day this many days from today, the Friday before where it is a weekend."""
        return at_work(self.day(offset))

    def sitting_day(self, offset: int, *, after: date | None = None) -> date:
        """Return a day near this many days from today on which a political body can meet.

        In July none does. `after` is a day it comes at least a week later than.
        """
        day = _past_july(at_work(_outside_july(self.day(offset))))
        return day if after is None else max(day, _past_july(at_work(after + _A_WEEK)))

    def past_day(self, offset: int) -> date:
        """Return the day this many days from today, at the latest yesterday."""
        return self.day(min(offset, -1))

    def period(self, code: str) -> Period:
        """Return the period this many whole ones from the current one: "T-1", "Y+2"."""
        kind, count = self._read(code)
        months = _MONTHS[kind]
        index = (self.today.year * 12 + self.today.month - 1) // months + count
        year, month = divmod((index + 1) * months - 1, 12)
        end = date(year, month + 1, monthrange(year, month + 1)[1])
        label = _LABELS.get(kind, "").format(number=index % (12 // months) + 1, year=year)
        return Period(end, label)

    def dated(self, given: int | str) -> Dated:
        """Return a date as exactly as it is given: a day, or the last day of a period."""
        if isinstance(given, int):
            return Dated(self.day(given), Precision.DAY)
        return Dated(self.period(given).end, _PRECISIONS[self._read(given)[0]])

    def first_year_after(self, adopted: date) -> int:
        """Return the first year of a strategy adopted on a day: the next, late in the year."""
        return adopted.year + (adopted.month >= _MID_YEAR)

    def _read(self, code: str) -> tuple[str, int]:
        found = _PERIOD.fullmatch(code)
        if found is None:
            raise ValueError(code)
        return found[1], int(found[2])
