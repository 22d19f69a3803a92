"""What changed in the strategy in force since a draft was copied, and the draft has not got."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from strategy.domain.items import Action, Goal
from strategy.domain.plan import Plan
from strategy.domain.strategies import grounds_of, on_ground, told_of, unfinished

_OWN = {"carried_action_ids", "code", "confidential_to"}
"""The fields in which a goal carried over is not compared with the one it continues."""


class Missed(StrEnum):
    """What a draft can have missed, in display order."""

    GOAL_CHANGED = "goal_changed"
    GOAL_ADDED = "goal_added"
    GOAL_RETIRED = "goal_retired"
    ACTION_ADDED = "action_added"


@dataclass(frozen=True)
class Miss:
    """One change the draft has not got.

    `goal` is the draft's goal, or the one to carry over. A changed goal has the `field` with its
    values when copied, now, and in the draft. `is_rival` tells that the draft changed it too.
    """

    kind: Missed
    goal: Goal
    field: str = ""
    before: object = None
    now: object = None
    own: object = None
    action: Action | None = None

    @property
    def is_rival(self) -> bool:
        """Whether the draft has changed the same field otherwise."""
        return self.own != self.before

    @property
    def key(self) -> str:
        """What identifies it while it is chosen."""
        action = self.action.id if self.action else ""
        return "/".join((str(self.kind), self.goal.id, self.field, action))


def since_copied(copied: Plan, now: Plan, draft: Plan) -> tuple[Miss, ...]:
    """Return what changed in the strategy in force since it was copied, less what the draft has.

    `copied` is the plan when the draft was begun, `now` today's, `draft` the view of the draft.
    Indicators, targets, measurements and the actions carried over are shared: they change along.
    """
    found = [*_about_carried(copied, now, draft), *_added(copied, now, draft)]
    order = list(Missed)
    return tuple(sorted(found, key=lambda miss: order.index(miss.kind)))


def _about_carried(copied: Plan, now: Plan, draft: Plan) -> Iterator[Miss]:
    begun = {goal.id: goal for goal in copied.goals}
    known = {goal.id: goal for goal in now.goals}
    for own in draft.goals:
        was, is_now = begun.get(own.carried_from or ""), known.get(own.carried_from or "")
        if was is None:
            continue
        if is_now is None:
            yield Miss(Missed.GOAL_RETIRED, own)
            continue
        yield from _changed(draft, was, is_now, own)
        yield from _new_actions(copied, now, is_now, own)


def _changed(draft: Plan, was: Goal, now: Goal, own: Goal) -> Iterator[Miss]:
    places = grounds_of(draft, draft.strategy) if draft.strategy else {}
    before, after = on_ground(was, places), on_ground(now, places)
    for field in Goal.model_fields:
        if field not in told_of(own) - _OWN:
            continue
        old, new, kept = (getattr(goal, field) for goal in (before, after, own))
        if old != new != kept:
            yield Miss(Missed.GOAL_CHANGED, own, field, old, new, kept)


def _new_actions(copied: Plan, now: Plan, goal: Goal, own: Goal) -> Iterator[Miss]:
    begun = {action.id for action in copied.actions_for(goal.id)}
    for action in unfinished(now.actions_for(goal.id)):
        if action.id not in begun and action.id not in own.carried_action_ids:
            yield Miss(Missed.ACTION_ADDED, own, action=action)


def _added(copied: Plan, now: Plan, draft: Plan) -> Iterator[Miss]:
    begun = {goal.id for goal in copied.goals}
    carried = {goal.carried_from for goal in draft.goals}
    for goal in now.goals:
        if goal.id not in begun and goal.id not in carried:
            yield Miss(Missed.GOAL_ADDED, goal)
