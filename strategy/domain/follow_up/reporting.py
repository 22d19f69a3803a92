"""Reporting periods: when they open and close, who has reported, and who reviews it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from strategy.domain.figures.effect import last_measured, measure_by
from strategy.domain.items import (
    TERTIALS,
    Action,
    ActionState,
    Goal,
    Indicator,
    Organisation,
    Person,
    Position,
    Precision,
    ReportingPeriod,
    Review,
    ReviewOutcome,
    Unit,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may
from strategy.domain.strategies import new_since

Reported = Action | Indicator

_DAY = timedelta(days=1)
_CALENDARS: dict[tuple[str, ...], Precision] = {
    ("12-31",): Precision.YEAR,
    ("06-30", "12-31"): Precision.HALF_YEAR,
    TERTIALS: Precision.TERTIAL,
    ("03-31", "06-30", "09-30", "12-31"): Precision.QUARTER,
}
"""Reporting calendars whose periods have a name of their own: "T1 2026"."""


class Phase(StrEnum):
    """The phase of a reporting period."""

    COMING = "coming"
    OPEN = "open"
    GRACE = "grace"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True)
class Line:
    """One thing to report on in a period, and whether somebody has.

    `asked_back` is the review that asks for more; `last` is the day it was last reported on.
    """

    item: Reported
    reported: bool
    last: date | None
    late: bool = False
    asked_back: Review | None = None


@dataclass(frozen=True)
class UnitReport:
    """What one unit has reported; `unit` is None for what belongs to none.

    `review` is the latest review of the whole report.
    """

    unit: Unit | None
    lines: tuple[Line, ...]
    review: Review | None = None

    @property
    def reported(self) -> int:
        """How many of the lines are complete for the period."""
        return sum(line.reported for line in self.lines)

    @property
    def missing(self) -> int:
        """How many are not."""
        return len(self.lines) - self.reported

    @property
    def waits_for_review(self) -> bool:
        """Whether everything is reported and the reviewer has said nothing yet."""
        return not self.missing and self.review is None

    @property
    def acknowledged(self) -> bool:
        """Whether the reviewer has said that all is well."""
        return self.review is not None and self.review.outcome is ReviewOutcome.ACKNOWLEDGED


@dataclass(frozen=True)
class PeriodReport:
    """Who has and has not reported in a period, unit by unit."""

    period: ReportingPeriod
    phase: Phase
    units: tuple[UnitReport, ...]

    @property
    def expected(self) -> int:
        """How many things there are to report on."""
        return sum(len(unit.lines) for unit in self.units)

    @property
    def reported(self) -> int:
        """How many of them are complete for the period."""
        return sum(unit.reported for unit in self.units)

    @property
    def to_review(self) -> int:
        """How many units have reported everything and wait for their reviewer."""
        return sum(not unit.missing and not unit.acknowledged for unit in self.units)


@dataclass(frozen=True)
class ToReview:
    """A unit that has reported everything in a period, for its reviewer to look at."""

    period: ReportingPeriod
    unit: Unit


# --- the calendar -------------------------------------------------------------------------------


def periods(plan: Plan, *, today: date) -> tuple[ReportingPeriod, ...]:
    """Return the periods of the last year and the next to come, the earliest first.

    Periods follow the organisation's reporting days, unless one with the same id is stored with
    days of its own. A retired one is left out. The calendar begins where what is stored of an
    earlier calendar ends: other reporting days count from the next period on.
    """
    stored = {period.id: period for period in plan.reporting_periods}
    gone = {item.id: item for item in plan.retired if isinstance(item, ReportingPeriod)}
    earlier = [_days_of(period) for period in (gone | stored).values() if _follows(period)]
    by_days = {period.id: period for period in _by_calendar(plan.organisation, today)}
    fresh = (p for p in by_days.values() if p.id not in stored and p.id not in gone)
    ours = (_after_earlier(period, earlier) for period in fresh)
    found = (*stored.values(), *(period for period in ours if period is not None))
    return tuple(sorted(found, key=lambda period: (period.ends, period.first, period.title)))


def kept_from_earlier_calendar(
    plan: Plan, changed: Organisation, *, today: date
) -> tuple[ReportingPeriod, ...]:
    """Return the periods to store when the calendar's settings change: all that have begun.

    Nothing that is closed, over or running is moved by new settings. A plan with nothing to report
    on has no such periods: its calendar is still being set up.
    """
    if not (plan.actions or plan.indicators):
        return ()
    if all(getattr(plan.organisation, name) == getattr(changed, name) for name in _OF_CALENDAR):
        return ()
    return tuple(p for p in periods(plan, today=today) if p.version == 0 and p.first <= today)


_OF_CALENDAR = ("reporting_days", "opens_days", "deadline_days", "grace_days")
_CALENDAR_ID = re.compile(r"period-(\d{4}-\d{2}-\d{2})")


def _follows(period: ReportingPeriod) -> bool:
    """Return whether a stored period is one of a calendar's, not one that somebody added."""
    return _CALENDAR_ID.fullmatch(period.id) is not None


def _days_of(period: ReportingPeriod) -> tuple[date, date]:
    """Return the first and last day of a calendar's period, wherever it was moved since."""
    return period.first, date.fromisoformat(period.id.removeprefix("period-"))


def _after_earlier(
    period: ReportingPeriod, earlier: Iterable[tuple[date, date]]
) -> ReportingPeriod | None:
    """Return a period without the days of earlier ones; None if nothing is left of it."""
    first = period.first
    for begins, ends in sorted(earlier):
        if begins <= first <= ends:
            first = ends + _DAY
    return period.model_copy(update={"first": first}) if first <= period.ends else None


def period_of(plan: Plan, period_id: str, *, today: date) -> ReportingPeriod | None:
    """Return the period with this id, stored or computed from the calendar, or None."""
    return next((p for p in periods(plan, today=today) if p.id == period_id), None)


def current_period(plan: Plan, *, today: date) -> ReportingPeriod | None:
    """Return the period to show first: the latest that has opened, or else the next to come."""
    known = periods(plan, today=today)
    opened = [period for period in known if period.opens <= today]
    return opened[-1] if opened else next(iter(known), None)


def open_periods(plan: Plan, *, today: date) -> tuple[ReportingPeriod, ...]:
    """Return the periods one can report in today, the earliest first."""
    running = (Phase.OPEN, Phase.GRACE)
    return tuple(p for p in periods(plan, today=today) if phase_of(p, today=today) in running)


def phase_of(period: ReportingPeriod, *, today: date) -> Phase:
    """Return the phase of a period; it is closed only when somebody closes it."""
    if period.closed_on is not None:
        return Phase.CLOSED
    if today < period.opens:
        return Phase.COMING
    if today <= period.deadline:
        return Phase.OPEN
    return Phase.GRACE if today <= period.grace_until else Phase.OVER


def seen_on(plan: Plan, period: ReportingPeriod, *, today: date) -> date | None:
    """Return the day to show the plan as of for a period; None for now.

    Anything reported after the next period has opened belongs to that period.
    """
    later = (p.opens for p in periods(plan, today=today) if p.ends > period.ends)
    next_opens = min(later, default=None)
    return None if next_opens is None or today < next_opens else next_opens - _DAY


def calendar_precision(organisation: Organisation) -> Precision:
    """Return the precision of the calendar's periods, such as tertials; else days."""
    return _CALENDARS.get(tuple(sorted(set(organisation.reporting_days))), Precision.DAY)


def past_reporting_days(plan: Plan, *, today: date) -> tuple[date, ...]:
    """Return the reporting days of this year and the last that are over, the latest first.

    The days are those of the calendar as it was then.
    """
    days = _reporting_days(plan.organisation, range(today.year - 1, today.year + 1))
    earlier = [_days_of(period) for period in plan.reporting_periods if _follows(period)]
    within = {day for day in days if not any(first <= day <= ends for first, ends in earlier)}
    return tuple(sorted((d for d in within | {e for _, e in earlier} if d < today), reverse=True))


def precision_of_day(plan: Plan, day: date) -> Precision:
    """Return the precision of the calendar's period that ended on a day."""
    stored = (p for p in plan.reporting_periods if _follows(p) and _days_of(p)[1] == day)
    known = next(stored, None)
    return known.ends_precision if known else calendar_precision(plan.organisation)


def _reporting_days(organisation: Organisation, years: Iterable[int]) -> list[date]:
    days = sorted(set(organisation.reporting_days))
    return [date.fromisoformat(f"{year}-{day}") for year in years for day in days]


def _by_calendar(organisation: Organisation, today: date) -> Iterator[ReportingPeriod]:
    precision = calendar_precision(organisation)
    ends = _reporting_days(organisation, range(today.year - 2, today.year + 2))
    coming = next((end for end in ends if end >= today), today)
    for before, end in pairwise(ends):
        if today - timedelta(days=366) <= end <= coming:
            yield _period(organisation, before + _DAY, end, precision)


def _period(
    organisation: Organisation, first: date, ends: date, precision: Precision
) -> ReportingPeriod:
    deadline = ends + timedelta(days=organisation.deadline_days)
    return ReportingPeriod(
        id=f"period-{ends}",
        first=first,
        ends=ends,
        ends_precision=precision,
        opens=ends - timedelta(days=organisation.opens_days),
        deadline=deadline,
        grace_until=deadline + timedelta(days=organisation.grace_days),
    )


# --- who has reported ---------------------------------------------------------------------------


def report_of(plan: Plan, period: ReportingPeriod, *, today: date) -> PeriodReport:
    """Return who has and has not reported in a period, the units in the plan's order."""
    plan = plan.until(today)
    by_unit: dict[str | None, list[Line]] = {}
    for line in _lines(plan, period, today):
        unit = plan.unit_of(line.item)
        by_unit.setdefault(unit.id if unit else None, []).append(line)
    places = (*plan.units, None)
    reports = (
        UnitReport(unit, tuple(by_unit[key]), _last_review(plan, period, unit_id=key))
        for unit in places
        if (key := unit.id if unit else None) in by_unit
    )
    return PeriodReport(period, phase_of(period, today=today), tuple(reports))


def _lines(plan: Plan, period: ReportingPeriod, today: date) -> Iterator[Line]:
    # What only a strategy in force since then asks for was not to be reported in the period.
    is_later = new_since(plan, period.ends) is not None
    for action in plan.actions:
        if is_later and _is_new(action, plan.goals_of_action(action)):
            continue
        if _is_expected(action, period):
            yield _action_line(plan, action, period)
    for indicator in plan.indicators:
        goal = plan.find(Goal, indicator.goal_id)
        if is_later and goal is not None and goal.carried_from is None:
            continue
        line = _indicator_line(plan, indicator, period, today)
        if line is not None:
            yield line


def _is_new(action: Action, goals: Sequence[Goal]) -> bool:
    """Return whether an action serves only goals that no earlier strategy had."""
    return bool(goals) and action.start is None and not any(goal.carried_from for goal in goals)


def _is_expected(action: Action, period: ReportingPeriod) -> bool:
    """Return whether a period covers an action: it had begun, and had not ended before it."""
    if action.start is not None and action.start > period.ends:
        return False
    if action.state is ActionState.OPEN:
        return True
    return action.closed_on is not None and action.closed_on >= period.first


def _action_line(plan: Plan, action: Action, period: ReportingPeriod) -> Line:
    check_in = plan.latest_check_in(action.id)
    last = check_in.on if check_in else action.closed_on
    waiting = _unanswered(plan, action, period)
    told = action.state is not ActionState.OPEN or (last is not None and last >= period.opens)
    late = told and last is not None and last > period.deadline
    return Line(action, told and waiting is None, last, late=late, asked_back=waiting)


def _unanswered(plan: Plan, action: Action, period: ReportingPeriod) -> Review | None:
    """Return the review that asks for more about an action, if nobody has answered it."""
    asked = _last_review(plan, period, action_id=action.id)
    # Nobody can report on a closed action: closing it was the answer.
    if action.state is not ActionState.OPEN or asked is None:
        return None
    if asked.outcome is not ReviewOutcome.ASKED_BACK:
        return None
    said = plan.latest_check_in(action.id)
    return asked if asked.check_in_id == (said.id if said else None) else None


def _indicator_line(
    plan: Plan, indicator: Indicator, period: ReportingPeriod, today: date
) -> Line | None:
    """Return the line of an indicator; None where its figure is not due in this period."""
    last = last_measured(plan.measurements_of(indicator.id), today)
    if last is None or measure_by(indicator, last) < period.ends:
        return Line(indicator, reported=False, last=last)
    return Line(indicator, reported=True, last=last) if last >= period.first else None


def _last_review(
    plan: Plan,
    period: ReportingPeriod,
    *,
    unit_id: str | None = None,
    action_id: str | None = None,
) -> Review | None:
    """Return the latest review of one action, or else of a unit's whole report."""
    about = (r for r in plan.reviews if r.period_id == period.id and r.action_id == action_id)
    said = [r for r in about if action_id is not None or r.unit_id == unit_id]
    return said[-1] if said else None


# --- who reviews --------------------------------------------------------------------------------


def leaders_of(plan: Plan, unit: Unit | None) -> tuple[Position, ...]:
    """Return the positions that lead a unit: its own, or else those of the nearest one above."""
    for place in _upwards(plan, unit):
        leading = tuple(p for p in plan.positions if p.leads and p.unit_id == place.id)
        if any(people_in(plan, position) for position in leading):
            return leading
    return ()


def people_in(plan: Plan, position: Position | None) -> tuple[Person, ...]:
    """Return the people in a position, the holder before the deputy, less those who have left."""
    if position is None:
        return ()
    named = (plan.find(Person, one) for one in (position.holder_id, position.deputy_id))
    return tuple(p for p in named if p is not None and not p.retired and not p.erased)


def reviewers_of(plan: Plan, unit: Unit | None) -> tuple[Person, ...]:
    """Return the people who review a unit's report: its leaders and their deputies."""
    found = (p for leading in leaders_of(plan, unit) for p in people_in(plan, leading))
    return _each_once(found)


def to_review(plan: Plan, person: Person, *, today: date) -> tuple[ToReview, ...]:
    """Return the units whose whole report in an open period waits for this person's review."""
    return tuple(
        ToReview(period, unit.unit)
        for period in open_periods(plan, today=today)
        for unit in report_of(plan, period, today=today).units
        if unit.unit is not None
        and unit.waits_for_review
        and any(reviewer.id == person.id for reviewer in reviewers_of(plan, unit.unit))
        and may(person, Permission.SEE_PLAN)
    )


def may_review(plan: Plan, person: Person, unit: Unit | None) -> bool:
    """Return whether a person reviews what a unit reports.

    If the unit and those above it have no leader, those who may change the plan review it.
    """
    reviewers = reviewers_of(plan, unit)
    if not reviewers:
        return may(person, Permission.CHANGE_PLAN)
    return may(person, Permission.SEE_PLAN) and person.id in {p.id for p in reviewers}


def _upwards(plan: Plan, unit: Unit | None) -> Iterator[Unit]:
    seen: set[str] = set()
    while unit is not None and unit.id not in seen:
        seen.add(unit.id)
        yield unit
        unit = plan.find(Unit, unit.parent_id)


def _each_once(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({person.id: person for person in people}.values())
