"""Read a plan with its figures, computed once for all who may see the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from strategy.domain.dates import years_before
from strategy.domain.figures.assessment import assess
from strategy.domain.figures.changes import Change, Moment, changes_between
from strategy.domain.figures.health import Finding, findings
from strategy.domain.follow_up.reporting import past_reporting_days
from strategy.domain.items import Person, Strategy
from strategy.domain.known_time import KnownDay, known_day
from strategy.domain.meetings.agenda import last_held
from strategy.domain.once import Once
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.domain.strategies import of_strategy
from strategy.services import clock
from strategy.store.database import Database

T = TypeVar("T")

_KEPT = 64
_AN_ORDINARY_PLAN = 3_000


def _weigh(seen: Moment) -> float:
    # A large plan takes the place of several: there are as many, but memory for fewer.
    return max(1.0, (len(seen.plan.actions) + len(seen.plan.indicators)) / _AN_ORDINARY_PLAN)


_results: Once[Moment] = Once(_KEPT, _weigh)


def open_plan(database: Database) -> Plan:
    """Return the plan as anybody may see it: who, where and which strategy, nothing confidential.

    For choices that come before it is known who asks, and for names beside what somebody is shown.
    """
    return database.plan().seen_by(None)


def today_in(database: Database) -> date:
    """Return today's date where the organisation is."""
    return day_at(database, datetime.now(UTC))


def day_at(database: Database, now: datetime) -> date:
    """Return the date of a moment, where the organisation is.

    A clock that has been set far back does not take us back to an earlier day.
    """
    moment = database.upkeep.not_before_seen(clock.stored(now))
    zone = ZoneInfo(database.plan().organisation.time_zone)
    return moment.replace(tzinfo=UTC).astimezone(zone).date()


def known_day_at(database: Database, now: datetime) -> KnownDay:
    """Check the clock, and return the day by which the age of data is judged."""
    known = database.upkeep.look(clock.stored(now))
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
    current = database.plan(today=today)
    past = _superseded(current, strategy_id)
    if past is not None:
        revision, as_of, today = past.superseded_revision, None, past.superseded_on or today
    if as_of is None and revision is None:
        return _moment_now(database, by, today, unit_id=unit_id, strategy_id=strategy_id)
    plan = database.plan(as_of=as_of, revision=revision, today=as_of or today)
    looked_at = of_strategy(plan, strategy_id) if strategy_id and past is None else plan
    seen = _Past(database, looked_at, as_of or today, by, unit_id)
    return _results.get((seen.key, strategy_id), seen.moment)


def past_once(
    database: Database,
    kept: Once[T],
    work_out: Callable[[Moment], T],
    *,
    by: Person,
    as_of: date,
    unit_id: str | None = None,
) -> T:
    """Return a value that depends on the plan as it was on a day, once for all who see the same.

    The plan and its figures are not kept for it: only the value is.
    """
    demand(by, Permission.SEE_PLAN)
    seen = _Past(database, database.plan(as_of=as_of, today=as_of), as_of, by, unit_id)
    return kept.get(seen.key, lambda: work_out(seen.moment()))


@dataclass(frozen=True)
class _Past:
    """A plan as it was, as one person may see it today."""

    database: Database
    plan: Plan
    day: date
    by: Person
    unit_id: str | None

    @property
    def key(self) -> Hashable:
        """Everything that decides what is seen, and nothing about who it is that sees it."""
        current = self.database.plan()
        return (
            *_history_key(self.database),
            self.plan.revision,
            self.day,
            self.unit_id,
            self.plan.opened_to(self.by.id),
            hidden_from(current, self.by),
            current.withheld,
            # Names and who has left are as they are today.
            tuple((person.id, person.version) for person in current.people),
        )

    def moment(self) -> Moment:
        seen = _as_seen(self.plan, self.database.plan(), self.by)
        return _moment(seen, self.day, self.unit_id)


def _moment_now(
    database: Database, by: Person, today: date, *, unit_id: str | None, strategy_id: str | None
) -> Moment:
    current = database.plan(today=today)
    place = (*_history_key(database), current.opened_to(by.id), unit_id, today, strategy_id)

    def work_out(before: Moment | None) -> Moment:
        looked_at = of_strategy(current, strategy_id) if strategy_id else current
        return _moment(_as_seen(looked_at, current, by), today, unit_id, before)

    # One for each view, not one for each revision: what a change has left alone is not new.
    return _results.renewed(place, lambda seen: seen.plan.revision == current.revision, work_out)


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
    return plan.hidden_from(by.id)


def kept_from(database: Database, person_id: str) -> frozenset[str]:
    """Return the ids of what is confidential to others than this person, as it is now."""
    return database.plan().kept_from(person_id)


def all_seen(database: Database, *, by: Person) -> Plan:
    """Return the current plan as a person may see it: every unit, whatever day they look at."""
    return database.plan().seen_by(by.id)


def shows_less(database: Database, *, by: Person) -> bool:
    """Return whether a goal, an action or an indicator of the plan is not shown to a person.

    Nothing more is told: not what it is, nor how many there are.
    """
    plan = database.plan()
    hidden = hidden_from(plan, by)
    return any(item.id in hidden for item in (*plan.goals, *plan.actions, *plan.indicators))


def a_year_ago(today: date) -> date:
    """Return the same day a year before; a leap day counts as the day before it."""
    return years_before(today, 1)


def _moment(seen: Plan, day: date, unit_id: str | None, before: Moment | None = None) -> Moment:
    if unit_id is not None:
        seen = seen.within(unit_id)
    known = None if before is None else (before.plan, before.assessment)
    return Moment(seen, assess(seen, day, known=known))


def _as_seen(plan: Plan, current: Plan, by: Person) -> Plan:
    # What is withheld today is withheld in earlier states too.
    seen = plan.seen_by(by.id).withholding(current.withheld)
    hidden = hidden_from(current, by)
    if seen is plan and not hidden:
        return plan
    return seen.without(hidden)


def _history_key(database: Database) -> tuple[str, str]:
    return database.url, database.version_key()[0]
