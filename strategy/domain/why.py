"""Why do we do this? The chain from what the group agreed and decided to what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Action, ActionState, Adoption, Goal, Indicator, Item, Signal
from strategy.domain.meeting_items import Agreement, Decided, Decision, Meeting
from strategy.domain.plan import Plan

T = TypeVar("T", bound=Item)


@dataclass(frozen=True)
class Why:
    """How one item is linked to others, each kind in the plan's order.

    `carried_from` is the goal of the previous strategy that a goal continues, if the reader may see
    it. Causes and results are listed alike: the chain reads the same from any of its items.
    """

    about: Item
    agreements: tuple[Agreement, ...] = ()
    decisions: tuple[Decision, ...] = ()
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    carried_from: Goal | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is anything to show about where the item comes from."""
        return bool(self.agreements or self.decisions or self.carried_from)


class Became(StrEnum):
    """What became of a decision."""

    LATE = "late"
    UNDER_WAY = "under_way"
    STOPPED = "stopped"
    DONE = "done"
    NOTED = "noted"


def why(plan: Plan, item_id: str) -> Why | None:
    """Return how an item is linked to others; None for a kind of item that has no such chain."""
    match plan.ever_by_id.get(item_id):
        case Agreement() as agreement:
            decisions = [d for d in plan.decisions if agreement.id in d.agreement_ids]
            return _told(plan, agreement, decisions)
        case Decision() as decision:
            return _told(plan, decision, [decision])
        case Goal() as goal:
            return _about_goal(plan, goal)
        case Action() as action:
            return _about_action(plan, action)
        case _:
            return None


def _about_goal(plan: Plan, goal: Goal) -> Why:
    line = _line_of(plan, goal)
    ids = {one.id for one in line}
    decisions = [d for d in plan.decisions if not ids.isdisjoint(d.goal_ids)]
    return Why(
        about=goal,
        agreements=_agreed(plan, decisions),
        decisions=tuple(decisions),
        actions=plan.actions_for(goal.id),
        indicators=plan.indicators_of(goal.id),
        carried_from=line[1] if len(line) > 1 else None,
    )


def _about_action(plan: Plan, action: Action) -> Why:
    goals = plan.goals_of_action(action)
    decisions = [d for d in plan.decisions if action.id in d.action_ids]
    # Without a decision on the action itself, the reason is the decisions on its goals.
    over_goals = {d.id: d for goal in goals for d in _about_goal(plan, goal).decisions}
    through = decisions or list(over_goals.values())
    return Why(
        about=action,
        agreements=_agreed(plan, through),
        decisions=tuple(through),
        goals=goals,
        indicators=_each(i for goal in goals for i in plan.indicators_of(goal.id)),
    )


def _told(plan: Plan, about: Agreement | Decision, decisions: Sequence[Decision]) -> Why:
    goals = _named(plan, Goal, (g for d in decisions for g in d.goal_ids))
    actions = _named(plan, Action, (a for d in decisions for a in d.action_ids))
    return Why(
        about=about,
        agreements=_agreed(plan, decisions) if isinstance(about, Decision) else (),
        decisions=() if isinstance(about, Decision) else tuple(decisions),
        goals=goals,
        actions=actions,
        indicators=_each(i for goal in goals for i in plan.indicators_of(goal.id)),
    )


def _line_of(plan: Plan, goal: Goal) -> list[Goal]:
    """Return a goal followed by the goals it was carried over from, the latest strategy first."""
    line = [goal]
    while (before := plan.ever_by_id.get(line[-1].carried_from or "")) is not None:
        if not isinstance(before, Goal) or before in line:
            break
        line.append(before)
    return line


def _agreed(plan: Plan, decisions: Iterable[Decision]) -> tuple[Agreement, ...]:
    ids = {agreement_id for d in decisions for agreement_id in d.agreement_ids}
    return tuple(agreement for agreement in plan.agreements if agreement.id in ids)


def _named(plan: Plan, kind: type[T], ids: Iterable[str]) -> tuple[T, ...]:
    found = (plan.ever_by_id.get(item_id) for item_id in dict.fromkeys(ids))
    return tuple(item for item in found if isinstance(item, kind))


def _each(items: Iterable[Indicator]) -> tuple[Indicator, ...]:
    return tuple({item.id: item for item in items}.values())


# --- what became of a decision ------------------------------------------------------------------


def became(plan: Plan, assessment: Assessment, decision: Decision) -> Became:
    """Return what became of a decision, by its actions or else its goals; late if any is."""
    actions = _named(plan, Action, decision.action_ids)
    if actions:
        return _of_actions(assessment, actions)
    goals = _named(plan, Goal, decision.goal_ids)
    if decision.decided in {Decided.RETIRED_GOAL, Decided.STATEMENT} or not goals:
        return _of_statement(assessment, decision)
    return _of_goals(assessment, goals)


def late_actions(plan: Plan, assessment: Assessment, decision: Decision) -> tuple[Action, ...]:
    """Return the open actions of a decision that are past their date: why it is late."""
    actions = _named(plan, Action, decision.action_ids)
    return tuple(action for action in _open_ones(actions) if _is_late(assessment, action))


def _of_actions(assessment: Assessment, actions: Sequence[Action]) -> Became:
    open_ones = _open_ones(actions)
    if any(_is_late(assessment, action) for action in open_ones):
        return Became.LATE
    if open_ones:
        return Became.UNDER_WAY
    done = any(action.state is ActionState.DONE for action in actions)
    return Became.DONE if done else Became.STOPPED


def _open_ones(actions: Sequence[Action]) -> list[Action]:
    return [a for a in actions if a.state is ActionState.OPEN and not a.retired]


def _is_late(assessment: Assessment, action: Action) -> bool:
    status = assessment.actions.get(action.id)
    return status is not None and status.overdue_days > 0


def _of_goals(assessment: Assessment, goals: Sequence[Goal]) -> Became:
    statuses = (assessment.goals.get(goal.id) for goal in goals if not goal.retired)
    signals = [status.signal for status in statuses if status is not None]
    if Signal.OFF_TRACK in signals:
        return Became.LATE
    if signals and all(signal is Signal.DONE for signal in signals):
        return Became.DONE
    return Became.UNDER_WAY if signals else Became.STOPPED


def _of_statement(assessment: Assessment, decision: Decision) -> Became:
    if decision.decided is Decided.RETIRED_GOAL:
        return Became.DONE
    # Without goals or actions, only the decision's own date can show that time has run out.
    if decision.due is not None and decision.due < assessment.today:
        return Became.LATE
    return Became.UNDER_WAY if decision.due is not None else Became.NOTED


def decided_on(plan: Plan, decision: Decision) -> date | None:
    """Return the day a decision was taken: its meeting's."""
    meeting = plan.find(Meeting, decision.meeting_id)
    return meeting.on if meeting else None


# --- steps through the formal bodies ------------------------------------------------------------

USUAL_BODIES = ("amu", "committee", "executive", "council")
"""The bodies a decision usually goes through, in order; their names are in the word catalogue."""


def next_body(trail: Sequence[Adoption], names: Sequence[str]) -> str:
    """Return the body a decision usually goes to next, of `names` in order; at most the last."""
    known = [step.body.casefold() for step in trail]
    reached = [place for place, name in enumerate(names) if name.casefold() in known]
    return names[min(max(reached, default=-1) + 1, len(names) - 1)]
