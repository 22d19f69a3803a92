"""The time, as far as earlier readings of the clock confirm it.

A clock that is wrong once must not make anything old. The age of what is to be deleted is measured
by a `KnownDay`, never by a reading of the clock itself. A `KnownDay` follows the clock only while
the clock agrees with its earlier readings.
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
    """What is remembered of the clock; moments are UTC without a time zone.

    `settled` is the last reading that agreed with those before it. Where the clock has leapt since,
    `leapt_to` is the latest reading after the leap, and `days` the number of days it was read on.
    """

    settled: datetime
    leapt_to: datetime | None = None
    days: int = 0

    @property
    def in_doubt(self) -> bool:
        """Whether the clock has leapt and the new time is not yet confirmed."""
        return self.leapt_to is not None

    @property
    def days_wanted(self) -> int:
        """The number of days the clock must be read at the new time before it is trusted.

        The larger the leap, the more: two days after a holiday, half a year after five years.
        """
        gap = abs((self.leapt_to or self.settled) - self.settled)
        return max(_DAYS_AT_LEAST, gap.days // _GAP_FOR_EACH_DAY)

    def not_before(self, now: datetime) -> datetime:
        """Return `now`, or the last settled moment when the clock has fallen far behind it."""
        return self.settled if now < self.settled - LEAP else now


def look(known: KnownTime | None, now: datetime) -> KnownTime:
    """Return what is known after one more reading of the clock."""
    if known is None or abs(now - known.settled) <= LEAP:
        return KnownTime(now)
    if known.leapt_to is None or now < known.leapt_to - LEAP:
        return KnownTime(known.settled, now, 1)
    another_day = now.date() > known.leapt_to.date()
    seen = replace(known, leapt_to=max(now, known.leapt_to), days=known.days + another_day)
    return KnownTime(now) if seen.days >= seen.days_wanted else seen


@dataclass(frozen=True)
class OldBefore:
    """Anything from before this day is old. Made only by a `KnownDay`."""

    day: date


@dataclass(frozen=True)
class KnownDay:
    """The day from which age is counted; `known_day` returns it."""

    day: date

    def days_ago(self, days: int) -> OldBefore:
        """Return the limit for what is older than this many days."""
        return OldBefore(self.day - timedelta(days=days))

    def months_ago(self, months: int) -> OldBefore:
        """Return the limit for what is older than this many months."""
        return OldBefore(months_before(self.day, months))

    def years_ago(self, years: int) -> OldBefore:
        """Return the limit for what is older than this many years."""
        return OldBefore(years_before(self.day, years))


def known_day(known: KnownTime, today: date) -> KnownDay:
    """Return the day to count age from: today, or the last day before the clock leapt."""
    return KnownDay(min(today, known.settled.date()) if known.in_doubt else today)
