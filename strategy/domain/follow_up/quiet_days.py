"""Days on which no mail is sent: weekends and Norway's public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

_SATURDAY = 5
_FIXED = ((1, 1), (5, 1), (5, 17), (12, 24), (12, 25), (12, 26), (12, 31))
"""Fixed holidays, and the two days before one on which offices are empty anyway."""
_FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Maundy Thursday, Good Friday, Easter, Easter Monday, Ascension, Whitsun, Whit Monday."""


def is_quiet(day: date) -> bool:
    """Return whether no mail is sent on a day."""
    return day.weekday() >= _SATURDAY or day in holidays(day.year)


def next_writing_day(day: date) -> date:
    """Return the first day from this one on that is not quiet."""
    while is_quiet(day):
        day += timedelta(days=1)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """Return Norway's public holidays of a year, including Christmas Eve and New Year's Eve."""
    moving = (easter(year) + timedelta(days=days) for days in _FROM_EASTER)
    return frozenset({*moving, *(date(year, month, day) for month, day in _FIXED)})
