"""What one person has to do: one list, the most urgent first, and when the next task comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.effect import last_measured, measure_by
from strategy.domain.figures.waiting import (
    Ask,
    asks_from,
    proposals,
    reasons_of_action,
    reasons_of_figure,
    silent_from,
)
from strategy.domain.follow_up.reporting import (
    Line,
    Phase,
    open_periods,
    periods,
    phase_of,
    report_of,
)
from strategy.domain.items import (
    Action,
    ActionState,
    Indicator,
    Person,
    Position,
    Postponement,
    ReportingPeriod,
    Review,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may, may_report

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Task:
    """One thing to do about an action or an indicator.

    `since` is the first day it waits, None where nothing says when. `days` depends on the ask:
    days late, silent, left, waited, or since the last figure; None if nothing has been reported or
    measured before. `period` is the open reporting period, `review` the review that asks for more.
    """

    ask: Ask
    item: Action | Indicator
    days: int | None = None
    proposal: Postponement | None = None
    period: ReportingPeriod | None = None
    review: Review | None = None
    as_deputy: bool = False
    since: date | None = None

    @property
    def key(self) -> str:
        """The id of what is answered: it stays the same when the reason for asking changes."""
        return self.proposal.id if self.proposal else self.item.id


@dataclass(frozen=True)
class Upcoming:
    """The next day somebody will be asked for something."""

    on: date
    item: Action | Indicator


def waiting(plan: Plan, assessment: Assessment) -> tuple[Task, ...]:
    """Return all that waits for anybody, the most urgent first: one answer for each item.

    This is what Min side lists person by person, what reminders are about, and what Oversikt,
    Rapportering and plan health show of single items. A proposed date is a matter of its own.
    """
    plan = plan.until(assessment.today)
    items: tuple[Action | Indicator, ...] = (*plan.actions, *plan.indicators)
    return tuple(
        sorted((*_about(plan, assessment, items), *_decisions(plan, assessment)), key=_rank)
    )


def tasks_for(plan: Plan, assessment: Assessment, person: Person) -> tuple[Task, ...]:
    """Return what of all that waits a person is asked for; see `asked_of`."""
    plan = plan.until(assessment.today)
    mine: tuple[Action | Indicator, ...] = (*actions_of(plan, person), *_figures(plan, person))
    own = (_for_whom(plan, task, person) for task in _about(plan, assessment, mine))
    decide = _decisions(plan, assessment) if may(person, Permission.CHANGE_PLAN) else ()
    return tuple(sorted((*own, *decide), key=_rank))


def asked_of(plan: Plan, task: Task) -> tuple[Person, ...]:
    """Return the people who are asked for something: holder and deputy, or those who decide."""
    if task.ask is Ask.DECIDE:
        return tuple(p for p in plan.people if may(p, Permission.CHANGE_PLAN))
    return responsible_for(plan, task.item)


def responsible_for(plan: Plan, item: Action | Indicator) -> tuple[Person, ...]:
    """Return the holder and the deputy of an item's owner, as far as they may report on it."""
    owner = plan.find(Position, item.owner_id)
    named = (owner.holder_id, owner.deputy_id) if owner else ()
    people = dict.fromkeys(plan.find(Person, person_id) for person_id in named)
    return tuple(p for p in people if p is not None and may_report(plan, p, item))


def upcoming(plan: Plan, assessment: Assessment, person: Person) -> Upcoming | None:
    """Return when a person is next asked for something; None if nothing is coming."""
    today = assessment.today
    plan = plan.until(today)
    actions, figures = actions_of(plan, person), _figures(plan, person)
    days = (
        *(Upcoming(on, action) for action in actions for on in _days_of_action(plan, action)),
        *(
            Upcoming(on, figure)
            for figure in figures
            for on in _days_of_figure(plan, figure, today)
        ),
        *_days_of_periods(plan, {item.id for item in (*actions, *figures)}, today),
    )
    coming = (next_one for next_one in days if next_one.on > today)
    return min(coming, key=lambda next_one: (next_one.on, next_one.item.code), default=None)


def owns_anything(plan: Plan, person: Person) -> bool:
    """Return whether a person is responsible for any open action or indicator."""
    return bool(actions_of(plan, person) or _figures(plan, person))


def actions_of(plan: Plan, person: Person) -> tuple[Action, ...]:
    """Return the open actions a person holds or is deputy for and may report on."""
    held = plan.positions_held_by(person.id)
    return tuple(
        action
        for action in plan.actions
        if action.owner_id in held
        and action.state is ActionState.OPEN
        and may_report(plan, person, action)
    )


def _figures(plan: Plan, person: Person) -> list[Indicator]:
    held = plan.positions_held_by(person.id)
    return [i for i in plan.indicators if i.owner_id in held and may_report(plan, person, i)]


Unreported = tuple[ReportingPeriod, Line]


def _missing(plan: Plan, today: date) -> dict[str, Unreported]:
    """Return what has not been reported in the open periods, by the id of the item."""
    return {
        line.item.id: (period, line)
        for period in open_periods(plan, today=today)
        for line in _lines(plan, period, today)
        if not line.reported
    }


def _lines(plan: Plan, period: ReportingPeriod, today: date) -> Iterator[Line]:
    return (line for unit in report_of(plan, period, today=today).units for line in unit.lines)


def _about(
    plan: Plan, assessment: Assessment, items: Iterable[Action | Indicator]
) -> Iterator[Task]:
    missing = _missing(plan, assessment.today)
    for item in items:
        found = missing.get(item.id)
        task = (
            _about_action(plan, assessment, item, found)
            if isinstance(item, Action)
            else _about_figure(plan, item, assessment.today, found)
        )
        if task is not None:
            yield task


def _about_action(
    plan: Plan, assessment: Assessment, action: Action, missing: Unreported | None
) -> Task | None:
    waits = next(reasons_of_action(plan, assessment, action), None)
    if missing is not None and (waits is None or waits.ask is not Ask.OVERDUE):
        period, asked = missing[0], missing[1].asked_back
        if asked is not None:
            days = (assessment.today - asked.on).days
            return Task(Ask.ASKED_BACK, action, days, period=period, review=asked, since=asked.on)
    if waits is not None:
        return Task(waits.ask, action, waits.days, since=waits.since)
    return _for_period(action, missing, assessment.today)


def _about_figure(
    plan: Plan, figure: Indicator, today: date, missing: Unreported | None
) -> Task | None:
    waits = next(reasons_of_figure(plan, figure, today), None)
    if waits is not None:
        return Task(waits.ask, figure, waits.days, since=waits.since)
    return _for_period(figure, missing, today)


def _for_period(item: Action | Indicator, missing: Unreported | None, today: date) -> Task | None:
    if missing is None:
        return None
    period, _ = missing
    days = (period.deadline - today).days
    return Task(Ask.PERIOD, item, days, period=period, since=period.opens)


def _decisions(plan: Plan, assessment: Assessment) -> Iterator[Task]:
    for action, proposal in proposals(plan):
        days = (assessment.today - proposal.proposed_on).days
        yield Task(Ask.DECIDE, action, days, proposal, since=proposal.proposed_on)


def _for_whom(plan: Plan, task: Task, person: Person) -> Task:
    position = plan.find(Position, task.item.owner_id)
    if position is None or position.holder_id == person.id:
        return task
    return replace(task, as_deputy=True)


_ORDER = tuple(Ask)
_COUNTED_DOWN = (Ask.DUE_SOON, Ask.PERIOD)


def _rank(task: Task) -> tuple[int, int, str]:
    if task.ask in _COUNTED_DOWN:
        weight = task.days or 0
    else:
        # What has never been measured or reported on ranks above any number of days.
        weight = -(task.days if task.days is not None else timedelta.max.days)
    return _ORDER.index(task.ask), weight, task.item.code


def _days_of_action(plan: Plan, action: Action) -> Iterator[date]:
    check_in = plan.latest_check_in(action.id)
    if action.start is not None:
        yield action.start
    if check_in is not None:
        yield silent_from(plan, check_in.on)
    if action.due is not None:
        yield action.due + _A_DAY
        yield asks_from(plan, action.due)


def _days_of_figure(plan: Plan, figure: Indicator, today: date) -> Iterator[date]:
    last = last_measured(plan.measurements_of(figure.id), today)
    if last is not None:
        yield measure_by(figure, last) + _A_DAY


def _days_of_periods(plan: Plan, mine: set[str], today: date) -> Iterator[Upcoming]:
    for period in periods(plan, today=today):
        if phase_of(period, today=today) is Phase.COMING:
            lines = (line for line in _lines(plan, period, today) if line.item.id in mine)
            yield from (Upcoming(period.opens, line.item) for line in lines)
