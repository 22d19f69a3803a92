"""What time it is as far as what was seen before bears it out.

A clock that is wrong once must not make anything old. What is deleted because it is old is
measured by a `KnownDay`, which follows the clock only where the clock follows on what was seen of
it before, and never by a reading of the clock itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from strategy.domain.dates import months_before, years_before

LEAP = timedelta(days=3)
"""How far the clock may be from where it was last seen; the shortest time after which we delete
anything is more than twice as long."""

_DAYS_AT_LEAST = 2
_GAP_FOR_EACH_DAY = 10


@dataclass(frozen=True)
class KnownTime:
    """What is remembered of the clock; moments are UTC without saying so.

    `settled` is the last moment that followed on those before it. Where the clock has leapt since,
    `leapt_to` is the latest moment seen on the other side, and `days` is on how many days.
    """

    settled: datetime
    leapt_to: datetime | None = None
    days: int = 0

    @property
    def in_doubt(self) -> bool:
        """Whether the clock has leapt and has not been borne out since."""
        return self.leapt_to is not None

    @property
    def days_wanted(self) -> int:
        """On how many days the clock must be seen where it is now before it is believed.

        The wilder the leap, the more: two days after a holiday, half a year after five years.
        """
        gap = abs((self.leapt_to or self.settled) - self.settled)
        return max(_DAYS_AT_LEAST, gap.days // _GAP_FOR_EACH_DAY)

    def not_before(self, now: datetime) -> datetime:
        """Return the moment, or the last one that is known when the clock has fallen far behind."""
        return self.settled if now < self.settled - LEAP else now


def look(known: KnownTime | None, now: datetime) -> KnownTime:
    """Return what is known after one more look at the clock."""
    if known is None or abs(now - known.settled) <= LEAP:
        return KnownTime(now)
    if known.leapt_to is None or now < known.leapt_to - LEAP:
        return KnownTime(known.settled, now, 1)
    another_day = now.date() > known.leapt_to.date()
    seen = replace(known, leapt_to=max(now, known.leapt_to), days=known.days + another_day)
    return KnownTime(now) if seen.days >= seen.days_wanted else seen


@dataclass(frozen=True)
class OldBefore:
    """What is from before this day is old. Only a `KnownDay` can say so."""

    day: date


@dataclass(frozen=True)
class KnownDay:
    """The day by which it is judged what is old; `known_day` tells it."""

    day: date

    def days_ago(self, days: int) -> OldBefore:
        """Return what is old after so many days."""
        return OldBefore(self.day - timedelta(days=days))

    def months_ago(self, months: int) -> OldBefore:
        """Return what is old after so many months."""
        return OldBefore(months_before(self.day, months))

    def years_ago(self, years: int) -> OldBefore:
        """Return what is old after so many years."""
        return OldBefore(years_before(self.day, years))


def known_day(known: KnownTime, today: date) -> KnownDay:
    """Return the day to judge by: today, or the last day before the clock leapt."""
    return KnownDay(min(today, known.settled.date()) if known.in_doubt else today)
