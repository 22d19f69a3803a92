"""What needs attention today, the most serious first, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.waiting import Ask, reasons_of_action
from strategy.domain.items import Action, Goal, Signal
from strategy.domain.plan import Plan


class Reason(StrEnum):
    """Why something needs attention."""

    EFFECT_OFF_TRACK = "effect_off_track"
    OVERDUE = "overdue"
    ACTIVITY_OFF_TRACK = "activity_off_track"
    BEHIND = "behind"
    SILENT = "silent"
    NEVER_UPDATED = "never_updated"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True)
class Attention:
    """One goal or action that needs attention, and why."""

    item: Goal | Action
    signal: Signal
    reason: Reason


_URGENT = (Signal.OFF_TRACK, Signal.AT_RISK, Signal.UNKNOWN)
_ORDER = tuple(Reason)


def needing_attention(plan: Plan, assessment: Assessment) -> tuple[Attention, ...]:
    """Return the goals and actions that are behind, at risk or silent, the most serious first.

    Among equally serious ones, goals come before actions, what is overdue before what is behind,
    and the longest or furthest first.
    """
    plan = plan.until(assessment.today)
    goals = [_about_goal(goal, assessment) for goal in plan.goals]
    actions = [_about_action(plan, assessment, action) for action in plan.actions]
    found = [a for a in (*goals, *actions) if a is not None]
    return tuple(sorted(found, key=lambda attention: _rank(attention, assessment)))


def _about_goal(goal: Goal, assessment: Assessment) -> Attention | None:
    status = assessment.goals[goal.id]
    if status.signal not in _URGENT:
        return None
    if status.signal is Signal.UNKNOWN:
        return Attention(goal, status.signal, Reason.NOT_MEASURED)
    reason = Reason.ACTIVITY_OFF_TRACK if status.by_activity else Reason.EFFECT_OFF_TRACK
    return Attention(goal, status.signal, reason)


def _about_action(plan: Plan, assessment: Assessment, action: Action) -> Attention | None:
    status = assessment.actions[action.id]
    if status.signal not in _URGENT:
        return None
    if status.overdue_days:
        return Attention(action, status.signal, Reason.OVERDUE)
    if status.signal is not Signal.UNKNOWN:
        return Attention(action, status.signal, Reason.BEHIND)
    # Recently reported on, but without dates: the plan must be fixed, and plan health says so.
    asks = (waits.ask for waits in reasons_of_action(plan, assessment, action))
    reasons = (_UNHEARD[ask] for ask in asks if ask in _UNHEARD)
    return next((Attention(action, status.signal, reason) for reason in reasons), None)


_UNHEARD = {Ask.SILENT: Reason.SILENT, Ask.NEVER_UPDATED: Reason.NEVER_UPDATED}


def _rank(attention: Attention, assessment: Assessment) -> tuple[int, bool, int, float]:
    is_action = isinstance(attention.item, Action)
    reason = _ORDER.index(attention.reason)
    weight = _weight(attention, assessment) if is_action else 0.0
    return _URGENT.index(attention.signal), is_action, reason, -weight


def _weight(attention: Attention, assessment: Assessment) -> float:
    """Return days late, points behind or days silent for an action, by the reason."""
    status = assessment.actions[attention.item.id]
    match attention.reason:
        case Reason.OVERDUE:
            return status.overdue_days
        case Reason.BEHIND:
            return status.behind or 0.0
        case _:
            return status.silent_days or 0
