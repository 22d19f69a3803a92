"""Follow the plan's health over the last year; each past month is computed once and cached."""

from __future__ import annotations

from datetime import date

from strategy.domain.figures.changes import Moment
from strategy.domain.figures.health import findings
from strategy.domain.figures.health_trend import HealthPoint, health_point, month_ends, new_from
from strategy.domain.items import Person
from strategy.domain.once import Once
from strategy.domain.roles import Permission, demand
from strategy.services import reading
from strategy.store.database import Database

_KEPT = 4_000
_PAST: Once[HealthPoint] = Once(_KEPT)


def health_trend(
    database: Database,
    *,
    by: Person,
    today: date,
    unit_id: str | None = None,
    as_of: date | None = None,
) -> tuple[HealthPoint, ...]:
    """Return the number of findings at each month's end of the last year, and on the last day.

    Days before there was a plan, before the history begins, or before the strategy in force took
    over from another, are left out.
    """
    demand(by, Permission.SEE_PLAN)
    last = as_of or today
    seen = reading.moment(database, by=by, today=today, unit_id=unit_id, as_of=as_of)
    begins = max(database.begins() or date.min, new_from(seen.plan, last) or date.min)
    ends = [day for day in month_ends(last) if day >= begins and database.revision_at(day) > 0]
    # The latest first: each month is read back from the one after it.
    points = [_at(database, day, by=by, unit_id=unit_id) for day in reversed(ends)]
    return (*reversed(points), health_point(last, reading.findings_of(seen, by=by)))


def _at(database: Database, day: date, *, by: Person, unit_id: str | None) -> HealthPoint:
    def work_out(seen: Moment) -> HealthPoint:
        return health_point(day, findings(seen.plan, seen.assessment))

    return reading.past_once(database, _PAST, work_out, by=by, as_of=day, unit_id=unit_id)
