"""Read a plan with its figures, computed once for everybody who may see the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from strategy.domain.assessment import assess
from strategy.domain.changes import Change, Moment, changes_between
from strategy.domain.health import Finding, findings
from strategy.domain.items import Person
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.store.database import Database

T = TypeVar("T")

_KEPT = 64
_lock = threading.Lock()
_results: OrderedDict[Hashable, object] = OrderedDict()


def today_in(database: Database) -> date:
    """Return the day it is where the organisation is."""
    return datetime.now(ZoneInfo(database.plan().organisation.time_zone)).date()


def moment(
    database: Database,
    *,
    by: Person,
    today: date,
    unit_id: str | None = None,
    as_of: date | None = None,
) -> Moment:
    """Return the plan this person may see, with its figures, now or as it stood on a day.

    What they may not see today they do not see by looking back either.
    """
    demand(by, Permission.SEE_PLAN)
    current = database.plan()
    plan = current if as_of is None else database.plan(as_of=as_of)
    hidden = _hidden_now(current, by)
    day = as_of or today
    key = ("moment", *_seen_key(database, plan, by), hidden, unit_id, day)
    return _once(key, lambda: _moment(_without(plan.seen_by(by.id), hidden), day, unit_id))


def findings_of(database: Database, seen: Moment, *, by: Person) -> tuple[Finding, ...]:
    """Return what is wrong with the plan as this person sees it."""
    demand(by, Permission.SEE_PLAN)
    key = ("findings", database.url, id(seen))
    # The moment is kept beside its findings, so that no other one gets its place in memory.
    _, found = _once(key, lambda: (seen, findings(seen.plan, seen.assessment)))
    return found


def changes_since(
    database: Database,
    since: date,
    *,
    by: Person,
    today: date,
    until: date | None = None,
    unit_id: str | None = None,
) -> tuple[Change, ...]:
    """Return what happened from the end of a day to now, or to `until`, as this person sees it."""
    before = moment(database, by=by, today=today, unit_id=unit_id, as_of=since)
    after = moment(database, by=by, today=today, unit_id=unit_id, as_of=until)
    return changes_between(before, after)


def last_meeting(plan: Plan, *, today: date) -> date | None:
    """Return the last day of the meeting calendar before today."""
    return max((m.on for m in plan.meeting_days if m.on < today), default=None)


def last_reporting_day(plan: Plan, *, today: date) -> date | None:
    """Return the last reporting day (end of tertial by default) before today."""
    days = (
        date(year, *(int(part) for part in day.split("-")))
        for year in (today.year - 1, today.year)
        for day in plan.organisation.reporting_days
    )
    return max((day for day in days if day < today), default=None)


def a_year_ago(today: date) -> date:
    """Return the same day a year before; a leap day counts as the day before it."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=today.day - 1)


def _moment(seen: Plan, day: date, unit_id: str | None) -> Moment:
    if unit_id is not None:
        seen = seen.within(unit_id)
    return Moment(seen, assess(seen, day))


def _hidden_now(plan: Plan, by: Person) -> frozenset[str]:
    if not plan.has_confidential:
        return frozenset()
    return hidden_ids(plan, by)


def _without(plan: Plan, hidden: frozenset[str]) -> Plan:
    if not hidden:
        return plan
    kept = plan.only(
        goals={goal.id for goal in plan.goals} - hidden,
        indicators={indicator.id for indicator in plan.indicators} - hidden,
        actions={action.id for action in plan.actions} - hidden,
    )
    return replace(kept, retired=tuple(item for item in plan.retired if item.id not in hidden))


def _seen_key(database: Database, plan: Plan, by: Person) -> tuple[Hashable, ...]:
    # What nobody may see alone is the same for all, and is computed once for all.
    viewer = hidden_ids(plan, by) if plan.has_confidential else None
    return (database.url, database.version_key()[0], plan.revision, viewer)


def _once(key: Hashable, compute: Callable[[], T]) -> T:
    with _lock:
        if key in _results:
            _results.move_to_end(key)
            return _results[key]  # type: ignore[return-value]  # the key names the kind of result
    result = compute()
    with _lock:
        _results[key] = result
        while len(_results) > _KEPT:
            _results.popitem(last=False)
    return result
