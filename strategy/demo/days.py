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
