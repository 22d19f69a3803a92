"""What needs somebody today, the gravest first, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from strategy.domain.assessment import ActionStatus, Assessment
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
    """One goal or action that needs somebody, and why."""

    item: Goal | Action
    signal: Signal
    reason: Reason


_URGENT = (Signal.OFF_TRACK, Signal.AT_RISK, Signal.UNKNOWN)


def needing_attention(plan: Plan, assessment: Assessment) -> tuple[Attention, ...]:
    """Return the goals and actions that are off track, at risk or silent, the gravest first."""
    goals = [_about_goal(goal, assessment) for goal in plan.goals]
    actions = [_about_action(action, assessment.actions[action.id]) for action in plan.actions]
    found = [a for a in (*goals, *actions) if a is not None]
    return tuple(sorted(found, key=lambda a: (_URGENT.index(a.signal), -_weight(a, assessment))))


def _about_goal(goal: Goal, assessment: Assessment) -> Attention | None:
    status = assessment.goals[goal.id]
    if status.signal not in _URGENT:
        return None
    if status.signal is Signal.UNKNOWN:
        return Attention(goal, status.signal, Reason.NOT_MEASURED)
    reason = Reason.ACTIVITY_OFF_TRACK if status.by_activity else Reason.EFFECT_OFF_TRACK
    return Attention(goal, status.signal, reason)


def _about_action(action: Action, status: ActionStatus) -> Attention | None:
    if status.signal not in _URGENT:
        return None
    if status.overdue_days:
        reason = Reason.OVERDUE
    elif status.signal is not Signal.UNKNOWN:
        reason = Reason.BEHIND
    elif status.silent_days is not None:
        reason = Reason.SILENT
    else:
        reason = Reason.NEVER_UPDATED
    return Attention(action, status.signal, reason)


def _weight(attention: Attention, assessment: Assessment) -> float:
    """Return how much heavier this weighs than others of its signal: goals before actions."""
    if isinstance(attention.item, Goal):
        return 1_000_000.0
    status = assessment.actions[attention.item.id]
    return float(status.overdue_days or status.silent_days or (status.behind or 0))
