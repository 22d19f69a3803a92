"""Follow the plan's health over the last year; each past month is computed once and cached."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date

from strategy.domain.figures.health_trend import HealthPoint, health_point, month_ends
from strategy.domain.items import Person
from strategy.domain.roles import Permission, demand
from strategy.services import reading
from strategy.store.database import Database


class Past:
    """A cache of past days, each computed once; the least recently used are dropped."""

    def __init__(self, kept: int = 4_000) -> None:
        """Keep at most this many days."""
        self._kept = kept
        self._points: OrderedDict[Hashable, HealthPoint] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._points)

    def once(self, key: Hashable, work_out: Callable[[], HealthPoint]) -> HealthPoint:
        """Return the point for a day, computed on first request."""
        with self._lock:
            if key in self._points:
                self._points.move_to_end(key)
                return self._points[key]
        point = work_out()
        with self._lock:
            self._points[key] = point
            while len(self._points) > self._kept:
                self._points.popitem(last=False)
        return point


_PAST = Past()


def health_trend(
    database: Database,
    *,
    by: Person,
    today: date,
    unit_id: str | None = None,
    as_of: date | None = None,
) -> tuple[HealthPoint, ...]:
    """Return the number of findings at each month's end of the last year, and on the last day.

    Days before there was a plan, or before the history begins, are left out.
    """
    demand(by, Permission.SEE_PLAN)
    last = as_of or today
    begins = database.begins() or date.min
    ends = (day for day in month_ends(last) if day >= begins and database.revision_at(day) > 0)
    points = [_at(database, day, by=by, today=today, unit_id=unit_id) for day in ends]
    seen = reading.moment(database, by=by, today=today, unit_id=unit_id, as_of=as_of)
    return (*points, health_point(last, reading.findings_of(seen, by=by)))


def _at(
    database: Database, day: date, *, by: Person, today: date, unit_id: str | None
) -> HealthPoint:
    epoch, _ = database.version_key()
    hidden = reading.hidden_from(database.plan(), by)
    # What a person sees of a past day depends on who they are and what is hidden from them now.
    key = (database.url, epoch, database.revision_at(day), day, unit_id, by.id, hidden)

    def work_out() -> HealthPoint:
        seen = reading.moment(database, by=by, today=today, unit_id=unit_id, as_of=day)
        return health_point(day, reading.findings_of(seen, by=by))

    return _PAST.once(key, work_out)
