"""What meetings decided: the numbers of decisions, and what became of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Action, ActionState, Goal, Precision, Signal
from strategy.domain.meeting_items import Decision
from strategy.domain.plan import Plan

_CODE = re.compile(r"(\d{1,6})/(\d{4})")


@dataclass(frozen=True)
class Became:
    """The current status of a goal or action a decision is about; no signal if it is retired."""

    item: Goal | Action
    signal: Signal | None
    due: date | None
    precision: Precision
    overdue_days: int = 0
    closed_on: date | None = None
    cause: str = ""


def next_decision_code(plan: Plan, year: int) -> str:
    """Return the next number of a year, "3/2026"; retired or hidden decisions keep theirs."""
    known = (item for item in plan.ever_by_id.values() if isinstance(item, Decision))
    codes = (_CODE.fullmatch(decision.code) for decision in known)
    numbers = (int(code[1]) for code in codes if code and int(code[2]) == year)
    return f"{max(numbers, default=0) + 1}/{year}"


def became_of(plan: Plan, assessment: Assessment, decision: Decision) -> tuple[Became, ...]:
    """Return the current status of everything a decision is about, goals first."""
    ids = (*decision.goal_ids, *decision.action_ids)
    known = plan.ever_by_id
    found = (_became(plan, assessment, known.get(item_id)) for item_id in ids)
    return tuple(one for one in found if one is not None)


def _became(plan: Plan, assessment: Assessment, item: object) -> Became | None:
    if isinstance(item, Action):
        return _of_action(plan, assessment, item)
    if isinstance(item, Goal):
        signal = None if item.retired else assessment.goals[item.id].signal
        return Became(item, signal, item.due, item.due_precision)
    return None


def _of_action(plan: Plan, assessment: Assessment, action: Action) -> Became:
    if action.retired:
        return Became(action, None, action.due, action.due_precision)
    status = assessment.actions[action.id]
    said = plan.latest_check_in(action.id)
    closed = action.closed_on if action.state is not ActionState.OPEN else None
    return Became(
        action,
        status.signal,
        action.due,
        action.due_precision,
        overdue_days=status.overdue_days,
        closed_on=closed,
        cause=said.cause if said and status.signal in _NOT_WELL else "",
    )


_NOT_WELL = (Signal.OFF_TRACK, Signal.AT_RISK, Signal.UNKNOWN, Signal.STOPPED)
