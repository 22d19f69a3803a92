"""What one person has to do: one list, the most urgent first, and when the next task comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from strategy.domain.figures.assessment import Assessment, silent_after
from strategy.domain.figures.effect import measure_by
from strategy.domain.figures.health import last_measured
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
    Outcome,
    Person,
    Position,
    Postponement,
    ReportingPeriod,
    Review,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may, may_report

ANSWERED = timedelta(days=30)
"""How long after a report on something late its owner is asked again."""

_A_DAY = timedelta(days=1)


class Ask(StrEnum):
    """What somebody is asked for, the most urgent first."""

    OVERDUE = "overdue"
    ASKED_BACK = "asked_back"
    SILENT = "silent"
    NEVER_UPDATED = "never_updated"
    DUE_SOON = "due_soon"
    DECIDE = "decide"
    MEASURE = "measure"
    PERIOD = "period"


@dataclass(frozen=True)
class Task:
    """One thing to do about an action or an indicator.

    `days` depends on the ask: days late, silent, left, waited, or since the last figure; None if
    nothing has been reported or measured before. `period` is the open reporting period, `review`
    the review that asks for more.
    """

    ask: Ask
    item: Action | Indicator
    days: int | None = None
    proposal: Postponement | None = None
    period: ReportingPeriod | None = None
    review: Review | None = None
    as_deputy: bool = False

    @property
    def key(self) -> str:
        """The id of what is answered: it stays the same when the reason for asking changes."""
        return self.proposal.id if self.proposal else self.item.id


@dataclass(frozen=True)
class Upcoming:
    """The next day somebody will be asked for something."""

    on: date
    item: Action | Indicator


def tasks_for(plan: Plan, assessment: Assessment, person: Person) -> tuple[Task, ...]:
    """Return a person's tasks today, as holder or deputy and as one who approves dates."""
    today = assessment.today
    missing = _missing(plan, today)
    about_actions = (
        _about_action(plan, assessment, action, missing) for action in _actions(plan, person)
    )
    about_figures = (_about_figure(plan, i, today, missing) for i in _figures(plan, person))
    found = [task for task in (*about_actions, *about_figures) if task is not None]
    own = [_for_whom(plan, task, person) for task in found]
    return tuple(sorted((*own, *_decisions(plan, person, today)), key=_rank))


def upcoming(plan: Plan, assessment: Assessment, person: Person) -> Upcoming | None:
    """Return when a person is next asked for something; None if nothing is coming."""
    today = assessment.today
    actions, figures = _actions(plan, person), _figures(plan, person)
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
    return bool(_actions(plan, person) or _figures(plan, person))


def _actions(plan: Plan, person: Person) -> list[Action]:
    held = plan.positions_held_by(person.id)
    return [
        action
        for action in plan.actions
        if action.owner_id in held
        and action.state is ActionState.OPEN
        and may_report(plan, person, action)
    ]


def _figures(plan: Plan, person: Person) -> list[Indicator]:
    held = plan.positions_held_by(person.id)
    return [i for i in plan.indicators if i.owner_id in held and may_report(plan, person, i)]


Missing = dict[str, tuple[ReportingPeriod, Line]]


def _missing(plan: Plan, today: date) -> Missing:
    """Return what has not been reported in the open periods, by the id of the item."""
    return {
        line.item.id: (period, line)
        for period in open_periods(plan, today=today)
        for line in _lines(plan, period, today)
        if not line.reported
    }


def _lines(plan: Plan, period: ReportingPeriod, today: date) -> Iterator[Line]:
    return (line for unit in report_of(plan, period, today=today).units for line in unit.lines)


def _about_action(
    plan: Plan, assessment: Assessment, action: Action, missing: Missing
) -> Task | None:
    status, today = assessment.actions[action.id], assessment.today
    heard = _last_answer(plan, action)
    period, line = missing.get(action.id, (None, None))
    if status.overdue_days and not _answered_late(action, heard, today):
        return Task(Ask.OVERDUE, action, status.overdue_days)
    if line is not None and line.asked_back is not None:
        days = (today - line.asked_back.on).days
        return Task(Ask.ASKED_BACK, action, days, period=period, review=line.asked_back)
    if status.silent:
        return Task(Ask.SILENT, action, status.silent_days)
    if plan.latest_check_in(action.id) is None and _has_begun(action, today):
        return Task(Ask.NEVER_UPDATED, action)
    if action.due is not None and _is_soon(plan, action.due, heard, today):
        return Task(Ask.DUE_SOON, action, (action.due - today).days)
    return _for_period(action, period, today)


def _for_period(
    item: Action | Indicator, period: ReportingPeriod | None, today: date
) -> Task | None:
    if period is None:
        return None
    return Task(Ask.PERIOD, item, (period.deadline - today).days, period=period)


def _last_answer(plan: Plan, action: Action) -> date | None:
    """Return the day of the latest check-in or pending proposal for a new date."""
    check_in = plan.latest_check_in(action.id)
    said = [check_in.on] if check_in else []
    pending = [p for p in plan.postponements_of(action.id) if p.outcome is Outcome.PENDING]
    return max((*said, *(p.proposed_on for p in pending)), default=None)


def _answered_late(action: Action, heard: date | None, today: date) -> bool:
    if heard is None or action.due is None or heard <= action.due:
        return False
    return today < heard + ANSWERED


def _has_begun(action: Action, today: date) -> bool:
    return action.start is None or action.start <= today


def _asked_from(plan: Plan, due: date) -> date:
    """Return the day from which an owner is asked about what is due."""
    return due - timedelta(days=plan.organisation.due_soon_days)


def _is_soon(plan: Plan, due: date, heard: date | None, today: date) -> bool:
    asked_from = _asked_from(plan, due)
    return asked_from <= today <= due and (heard is None or heard < asked_from)


def _about_figure(plan: Plan, figure: Indicator, today: date, missing: Missing) -> Task | None:
    last = last_measured(plan.measurements_of(figure.id), today)
    if last is None:
        return Task(Ask.MEASURE, figure)
    # Asked for when expected, before the grace period is over.
    if measure_by(figure, last) < today:
        return Task(Ask.MEASURE, figure, (today - last).days)
    period, _ = missing.get(figure.id, (None, None))
    return _for_period(figure, period, today)


def _decisions(plan: Plan, person: Person, today: date) -> Iterator[Task]:
    if not may(person, Permission.CHANGE_PLAN):
        return
    for proposal in plan.pending_postponements():
        action = plan.find(Action, proposal.action_id)
        if action is not None:
            yield Task(Ask.DECIDE, action, (today - proposal.proposed_on).days, proposal)


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
    heard = _last_answer(plan, action)
    check_in = plan.latest_check_in(action.id)
    if action.start is not None:
        yield action.start
    if check_in is not None:
        yield check_in.on + silent_after(plan.organisation) + _A_DAY
    if action.due is not None:
        yield action.due + _A_DAY
        yield _asked_from(plan, action.due)
        if heard is not None and heard > action.due:
            yield heard + ANSWERED


def _days_of_figure(plan: Plan, figure: Indicator, today: date) -> Iterator[date]:
    last = last_measured(plan.measurements_of(figure.id), today)
    if last is not None:
        yield measure_by(figure, last) + _A_DAY


def _days_of_periods(plan: Plan, mine: set[str], today: date) -> Iterator[Upcoming]:
    for period in periods(plan, today=today):
        if phase_of(period, today=today) is Phase.COMING:
            lines = (line for line in _lines(plan, period, today) if line.item.id in mine)
            yield from (Upcoming(period.opens, line.item) for line in lines)
