"""What one person is to do: one list, the most pressing first, and when the next thing comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from strategy.domain.assessment import Assessment, silent_after
from strategy.domain.health import last_measured
from strategy.domain.items import (
    Action,
    ActionState,
    Indicator,
    Outcome,
    Person,
    Position,
    Postponement,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may, may_report

SOON = timedelta(days=30)
"""How long before a due date its owner is asked, and how long an answer about a late one lasts."""

_A_DAY = timedelta(days=1)


class Ask(StrEnum):
    """What somebody is asked for, the most pressing first."""

    OVERDUE = "overdue"
    SILENT = "silent"
    NEVER_UPDATED = "never_updated"
    DUE_SOON = "due_soon"
    DECIDE = "decide"
    MEASURE = "measure"


@dataclass(frozen=True)
class Task:
    """One thing to do about an action or an indicator.

    `days` counts what the ask is about: days late, silent, left, waited, since the last figure;
    None where nothing has been heard or measured before.
    """

    ask: Ask
    item: Action | Indicator
    days: int | None = None
    proposal: Postponement | None = None
    as_deputy: bool = False

    @property
    def key(self) -> str:
        """The id of what is answered: it stays the same when another reason takes over."""
        return self.proposal.id if self.proposal else self.item.id


@dataclass(frozen=True)
class Upcoming:
    """The next day somebody will be asked for something."""

    on: date
    item: Action | Indicator


def tasks_for(plan: Plan, assessment: Assessment, person: Person) -> tuple[Task, ...]:
    """Return what a person is to do today, as holder or deputy and as one who approves dates."""
    today = assessment.today
    about_actions = (_about_action(plan, assessment, action) for action in _actions(plan, person))
    about_figures = (_about_figure(plan, figure, today) for figure in _figures(plan, person))
    found = [task for task in (*about_actions, *about_figures) if task is not None]
    own = [_for_whom(plan, task, person) for task in found]
    return tuple(sorted((*own, *_decisions(plan, person, today)), key=_rank))


def upcoming(plan: Plan, assessment: Assessment, person: Person) -> Upcoming | None:
    """Return when a person is next asked for something; None where nothing is theirs."""
    today = assessment.today
    days = (
        *(Upcoming(on, a) for a in _actions(plan, person) for on in _days_of_action(plan, a)),
        *(
            Upcoming(on, i)
            for i in _figures(plan, person)
            for on in _days_of_figure(plan, i, today)
        ),
    )
    coming = (next_one for next_one in days if next_one.on > today)
    return min(coming, key=lambda next_one: (next_one.on, next_one.item.code), default=None)


def owns_anything(plan: Plan, person: Person) -> bool:
    """Tell whether a person answers for any open action or indicator."""
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


def _about_action(plan: Plan, assessment: Assessment, action: Action) -> Task | None:
    status, today = assessment.actions[action.id], assessment.today
    heard = _last_answer(plan, action)
    if status.overdue_days and not _answered_late(action, heard, today):
        return Task(Ask.OVERDUE, action, status.overdue_days)
    if status.silent:
        return Task(Ask.SILENT, action, status.silent_days)
    if plan.latest_check_in(action.id) is None and _has_begun(action, today):
        return Task(Ask.NEVER_UPDATED, action)
    if action.due is not None and _is_soon(action.due, heard, today):
        return Task(Ask.DUE_SOON, action, (action.due - today).days)
    return None


def _last_answer(plan: Plan, action: Action) -> date | None:
    """Return the day somebody last said something: how it goes, or that it needs more time."""
    check_in = plan.latest_check_in(action.id)
    said = [check_in.on] if check_in else []
    pending = [p for p in plan.postponements_of(action.id) if p.outcome is Outcome.PENDING]
    return max((*said, *(p.proposed_on for p in pending)), default=None)


def _answered_late(action: Action, heard: date | None, today: date) -> bool:
    if heard is None or action.due is None or heard <= action.due:
        return False
    return today < heard + SOON


def _has_begun(action: Action, today: date) -> bool:
    return action.start is None or action.start <= today


def _is_soon(due: date, heard: date | None, today: date) -> bool:
    asked_from = due - SOON
    return asked_from <= today <= due and (heard is None or heard < asked_from)


def _about_figure(plan: Plan, figure: Indicator, today: date) -> Task | None:
    last = last_measured(plan.measurements_of(figure.id), today)
    if last is None:
        return Task(Ask.MEASURE, figure)
    if last + timedelta(days=figure.cadence_days) < today:
        return Task(Ask.MEASURE, figure, (today - last).days)
    return None


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
    return Task(task.ask, task.item, task.days, as_deputy=True)


_ORDER = tuple(Ask)


def _rank(task: Task) -> tuple[int, int, str]:
    if task.ask is Ask.DUE_SOON:
        weight = task.days or 0
    else:
        # What nobody has ever measured weighs more than any number of days.
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
        if heard is None or heard < action.due - SOON:
            yield action.due - SOON
        if heard is not None and heard > action.due:
            yield heard + SOON


def _days_of_figure(plan: Plan, figure: Indicator, today: date) -> Iterator[date]:
    last = last_measured(plan.measurements_of(figure.id), today)
    if last is not None:
        yield last + timedelta(days=figure.cadence_days) + _A_DAY
