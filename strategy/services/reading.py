"""Read a plan with its figures, computed once for all who may see the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from strategy.domain.dates import years_before
from strategy.domain.figures.assessment import assess
from strategy.domain.figures.changes import Change, Moment, changes_between
from strategy.domain.figures.health import Finding, findings
from strategy.domain.follow_up.reporting import past_reporting_days
from strategy.domain.items import Action, Goal, Indicator, Item, Person, Strategy
from strategy.domain.kinds import PARENT_FIELDS, kind_of
from strategy.domain.known_time import KnownDay, known_day
from strategy.domain.meeting_items import AgendaItem, Agreement, Decision, Hearing
from strategy.domain.meetings.agenda import last_held
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.domain.strategies import of_strategy
from strategy.store.database import Database

T = TypeVar("T")

_KEPT = 64
_HIDEABLE = (Goal, Indicator, Action, AgendaItem, Agreement, Decision, Hearing)
_lock = threading.Lock()
_results: OrderedDict[Hashable, object] = OrderedDict()


def today_in(database: Database) -> date:
    """Return today's date where the organisation is."""
    return day_at(database, datetime.now(UTC))


def day_at(database: Database, now: datetime) -> date:
    """Return the date of a moment, where the organisation is.

    A clock that has been set far back does not take us back to an earlier day.
    """
    moment = database.upkeep.not_before_seen(now.astimezone(UTC).replace(tzinfo=None))
    zone = ZoneInfo(database.plan().organisation.time_zone)
    return moment.replace(tzinfo=UTC).astimezone(zone).date()


def known_day_at(database: Database, now: datetime) -> KnownDay:
    """Check the clock, and return the day by which the age of data is judged."""
    known = database.upkeep.look(now.astimezone(UTC).replace(tzinfo=None))
    return known_day(known, day_at(database, now))


def moment(
    database: Database,
    *,
    by: Person,
    today: date,
    unit_id: str | None = None,
    as_of: date | None = None,
    revision: int | None = None,
    strategy_id: str | None = None,
) -> Moment:
    """Return the plan this person may see, with its figures, now or as it was on a day.

    What they may not see today they cannot see by looking back either. `revision` is for a plan
    frozen at one; its figures are those of the day. It is the plan of the strategy in force,
    unless another is asked for: a draft, or a superseded one, as it was then.
    """
    demand(by, Permission.SEE_PLAN)
    current = database.plan()
    past = _superseded(current, strategy_id)
    if past is not None:
        revision, as_of, today = past.superseded_revision, None, past.superseded_on or today
    now = as_of is None and revision is None
    plan = current if now else database.plan(as_of=as_of, revision=revision)
    day = as_of or today
    views = frozenset(_view(shown, by) for shown in (plan, current) if shown.has_confidential)
    key = ("moment", *_history_key(database), plan.revision, views, unit_id, day, strategy_id)
    looked_at = of_strategy(plan, strategy_id) if strategy_id and past is None else plan
    return _once(key, lambda: _moment(_as_seen(looked_at, current, by), day, unit_id))


def _superseded(plan: Plan, strategy_id: str | None) -> Strategy | None:
    strategy = plan.find(Strategy, strategy_id)
    return strategy if strategy and strategy.superseded_revision is not None else None


def findings_of(seen: Moment, *, by: Person) -> tuple[Finding, ...]:
    """Return what is wrong with the plan as this person sees it."""
    demand(by, Permission.SEE_PLAN)
    return seen.once("findings", lambda: findings(seen.plan, seen.assessment))


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
    # The cached result keeps the earlier moment alive, so that its id() is not reused.
    _, changes = after.once(
        ("changes", id(before)), lambda: (before, changes_between(before, after))
    )
    return changes


def history_begins(database: Database, *, by: Person) -> date | None:
    """Return the first day one can look back to, None where all of the history is kept."""
    demand(by, Permission.SEE_PLAN)
    return database.begins()


def last_meeting(plan: Plan, *, today: date) -> date | None:
    """Return the day of the last meeting that was held before today."""
    meeting = last_held(plan, before=today)
    return meeting.on if meeting else None


def last_reporting_day(plan: Plan, *, today: date) -> date | None:
    """Return the last reporting day (end of tertial by default) before today."""
    return next(iter(past_reporting_days(plan, today=today)), None)


def hidden_from(plan: Plan, by: Person) -> frozenset[str]:
    """Return the ids of everything in a plan that this person may not see."""
    if not plan.has_confidential:
        return frozenset()
    # The cached result keeps the plan alive, so that its id() is not reused.
    key = ("hidden", id(plan), plan.opened_to(by.id))
    _, hidden = _once(key, lambda: (plan, _hidden_from(plan, by)))
    return hidden


def shows_less(database: Database, *, by: Person) -> bool:
    """Return whether a goal, an action or an indicator of the plan is not shown to a person.

    Nothing more is told: not what it is, nor how many there are.
    """
    plan = database.plan()
    hidden = hidden_from(plan, by)
    return any(item.id in hidden for item in (*plan.goals, *plan.actions, *plan.indicators))


def _hidden_from(plan: Plan, by: Person) -> frozenset[str]:
    seen = plan.seen_by(by.id)
    shown = {*seen.by_id, *(item.id for item in seen.retired)}
    everything = (*plan.by_id.values(), *plan.retired)
    # Parts of retired items are not hidden: they have left the views with the item.
    hidden = {i.id for i in everything if isinstance(i, _HIDEABLE) and i.id not in shown}
    return frozenset(hidden | {part.id for part in everything if _whole_of(part) in hidden})


def a_year_ago(today: date) -> date:
    """Return the same day a year before; a leap day counts as the day before it."""
    return years_before(today, 1)


def _moment(seen: Plan, day: date, unit_id: str | None) -> Moment:
    if unit_id is not None:
        seen = seen.within(unit_id)
    return Moment(seen, assess(seen, day))


def _as_seen(plan: Plan, current: Plan, by: Person) -> Plan:
    # What is withheld today is withheld in earlier states too.
    seen = plan.seen_by(by.id).withholding(current.withheld)
    hidden = hidden_from(current, by)
    if seen is plan and not hidden:
        return plan
    return seen.without(hidden)


def _whole_of(part: Item) -> str | None:
    field = PARENT_FIELDS.get(kind_of(part))
    return getattr(part, field) if field else None


def _view(plan: Plan, by: Person) -> tuple[int, frozenset[str]]:
    """Return a plan's revision and what the person has access to: all their view depends on."""
    return plan.revision, plan.opened_to(by.id)


def _history_key(database: Database) -> tuple[str, str]:
    return database.url, database.version_key()[0]


def _once(key: Hashable, compute: Callable[[], T]) -> T:
    with _lock:
        if key in _results:
            _results.move_to_end(key)
            return _results[key]  # type: ignore[return-value]  # the key names the kind of result
    # Another thread may have computed the same meanwhile: the first result is kept.
    computed = compute()
    with _lock:
        result = _results.setdefault(key, computed)
        while len(_results) > _KEPT:
            _results.popitem(last=False)
    return result  # type: ignore[return-value]  # as above
