"""Undo the adoption of a strategy with all it caused, as one step with a reason.

Where it took over, the strategy before it is in force again. Whatever was reported meanwhile is
kept. What was added to the new strategy meanwhile stays with it, as part of the draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import (
    Action,
    Adoption,
    CheckIn,
    Goal,
    Indicator,
    Item,
    Person,
    Strategy,
    StrategyStatus,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.domain.strategies import (
    Ground,
    adoptions_of,
    in_preparation,
    superseded_by,
    told_of,
)
from strategy.services.validation import written
from strategy.store.change import Change
from strategy.store.database import Database

_NOT_ADOPTED = {
    "status": StrategyStatus.DRAFT,
    "adopted_on": None,
    "adopted_revision": None,
    "in_force_from": None,
}
_IN_FORCE_AGAIN = {"superseded_on": None, "superseded_revision": None}


class Undone(StrEnum):
    """What undoing the latest adoption of a strategy would do."""

    TAKEOVER = "takeover"
    REVISION = "revision"
    UPCOMING = "upcoming"
    FIRST = "first"


def offered(database: Database, strategy: Strategy, *, by: Person) -> Undone:
    """Return what undoing the latest adoption would do, for somebody who may undo it."""
    demand(by, Permission.CHANGE_STRATEGY)
    return _what_is_undone(database.plan(), strategy)


def _what_is_undone(plan: Plan, strategy: Strategy) -> Undone:
    """Return what undoing the latest adoption of a strategy would do."""
    if strategy.status is StrategyStatus.UPCOMING:
        return Undone.UPCOMING
    old = superseded_by(plan, strategy)
    taken_over = old.superseded_revision + 1 if old and old.superseded_revision is not None else 0
    steps = adoptions_of(plan, strategy)
    if len(steps) > 1 and (strategy.adopted_revision or 0) > taken_over:
        return Undone.REVISION
    return Undone.TAKEOVER if taken_over else Undone.FIRST


def undo_adoption(
    database: Database, strategy: Strategy, *, by: Person, reason: str = ""
) -> Strategy:
    """Undo the latest adoption of a strategy, and the takeover it caused, in one change.

    A revision of a strategy already in force is undone alone: the adoption before it counts again.
    Raises InvalidInputError without a reason, where nothing was adopted, or while another
    strategy is in preparation; ForgottenError where the history of the takeover is not kept.
    """
    demand(by, Permission.CHANGE_STRATEGY)
    why = written(reason)
    if not why:
        raise InvalidInputError((Problem("reason", "required"),))
    # Read before writing begins: the past does not change meanwhile.
    before, after = _around_takeover(database, strategy)
    with database.change(by=by.id, reason=why) as writing:
        stored = _adopted(writing.plan, strategy)
        writing.demand_current(stored, strategy.version)
        steps = adoptions_of(writing.plan, stored)
        if _what_is_undone(writing.plan, stored) is Undone.REVISION:
            return _undo_revision(writing, stored, steps)
        if before is not None and after is not None:
            _undo_takeover(writing, before, after, stored)
        for step in steps:
            _unfreeze(writing, step, of=stored.id if stored.follows_id else None)
        return cast("Strategy", writing.update(stored.model_copy(update=_NOT_ADOPTED)))


def _around_takeover(
    database: Database, strategy: Strategy
) -> tuple[Plan, Plan] | tuple[None, None]:
    old = superseded_by(database.plan(), strategy)
    if old is None or old.superseded_revision is None:
        return None, None
    last = old.superseded_revision
    return database.plan(revision=last), database.plan(revision=last + 1)


def _adopted(plan: Plan, strategy: Strategy) -> Strategy:
    stored = plan.by_id.get(strategy.id)
    if not isinstance(stored, Strategy):
        raise NotFoundError("strategy", strategy.id)
    if stored.status is StrategyStatus.SUPERSEDED:
        raise InvalidInputError((Problem("strategy", "superseded"),))
    if stored.adopted_revision is None:
        raise InvalidInputError((Problem("strategy", "not_adopted"),))
    return stored


def _undo_revision(writing: Change, stored: Strategy, steps: tuple[Adoption, ...]) -> Strategy:
    """Undo the last adoption of a strategy in force: the one before it counts again."""
    _unfreeze(writing, steps[-1], of=None)
    earlier = {"adopted_on": steps[-2].on, "adopted_revision": steps[-2].at_revision}
    return cast("Strategy", writing.update(stored.model_copy(update=earlier)))


def _unfreeze(writing: Change, step: Adoption, *, of: str | None) -> None:
    """Retire an adoption; brought back, it would be a step of this strategy like any other."""
    undone = {"retired": True, "at_revision": None, "strategy_id": of}
    writing.update(step.model_copy(update=undone))


def _undo_takeover(writing: Change, before: Plan, after: Plan, stored: Strategy) -> None:
    if in_preparation(writing.plan) is not None:
        raise InvalidInputError((Problem("strategy", "undo_beside_draft"),))
    undone = frozenset(step.id for step in adoptions_of(writing.plan, stored))
    back = _Back(before, after, writing.plan, stored, undone)
    old = cast("Strategy", superseded_by(writing.plan, stored))
    status = cast("Strategy", before.strategy).status
    writing.update(old.model_copy(update={**_IN_FORCE_AGAIN, "status": status}))
    for item in back.items():
        writing.update(item)


@dataclass(frozen=True)
class _Back:
    """What a takeover changed, put back in the plan as it is now."""

    before: Plan
    after: Plan
    now: Plan
    draft: Strategy
    undone: frozenset[str]

    def items(self) -> Iterator[Item]:
        """Yield every item that the takeover changed, or that was added since, as it is to be."""
        for item_id, now in self.now.ever_by_id.items():
            then = self.after.ever_by_id.get(item_id)
            if isinstance(now, Strategy | CheckIn) or item_id in self.undone:
                continue
            if then is None:
                yield self._added_since(now)
            else:
                yield self._put_back(self.before.ever_by_id.get(item_id, then), then, now)

    def _put_back(self, was: Item, then: Item, now: Item) -> Item:
        if isinstance(was, Ground):
            if was.id in self._copies:
                return _told(now, was)
            if was.id in self._copies.values():
                return self._copied(was, now)
        moved = {name for name in _fields(was) if getattr(was, name) != getattr(then, name)}
        values: dict[str, Any] = {
            name: getattr(was, name) for name in moved if getattr(now, name) == getattr(then, name)
        }
        if isinstance(now, Action) and "goal_ids" in moved - values.keys():
            values["goal_ids"] = self._goals_before(now.goal_ids)
        if isinstance(now, Indicator) and "goal_id" in moved - values.keys() and now.goal_id:
            (values["goal_id"],) = self._goals_before((now.goal_id,))
        if isinstance(now, Goal) and now.id in self._served:
            carried = (*values.get("carried_action_ids", ()), *self._served[now.id])
            values["carried_action_ids"] = tuple(dict.fromkeys(carried))
        return now.model_copy(update=values)

    def _added_since(self, item: Item) -> Item:
        """Return an item added after the takeover, as part of the draft."""
        values: dict[str, Any] = {}
        if _is_of_the_plan(item):
            values["strategy_id"] = self.draft.id
        if item.id in self._served:
            values["carried_action_ids"] = self._served[item.id]
        return item.model_copy(update=values)

    @cached_property
    def _copies(self) -> dict[str, str]:
        """The id of the draft's own version, by that of the shared item it replaced."""
        return {
            item.carried_from: item.id
            for item in self.before.ever_by_id.values()
            if isinstance(item, Ground) and item.strategy_id == self.draft.id
            if item.carried_from and not item.retired
        }

    def _copied(self, was: Ground, now: Item) -> Item:
        """Return the draft's own version again, with the words the shared item has now."""
        shared = self.now.ever_by_id[cast("str", was.carried_from)]
        place = {
            "strategy_id": was.strategy_id,
            "carried_from": was.carried_from,
            "retired": shared.retired,
        }
        return _told(now, shared).model_copy(update=place)

    def _goals_before(self, goal_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return the goals these continue; the goals themselves where they continue none."""
        goals = (self.now.ever_by_id.get(goal_id) for goal_id in goal_ids)
        old = (goal.carried_from for goal in goals if isinstance(goal, Goal) and goal.carried_from)
        return tuple(dict.fromkeys(old)) or goal_ids

    @cached_property
    def _served(self) -> dict[str, tuple[str, ...]]:
        """The actions given another goal since the takeover, by the goal of the new strategy."""
        served: defaultdict[str, list[str]] = defaultdict(list)
        for action in self.now.ever_by_id.values():
            then = self.after.ever_by_id.get(action.id)
            if not isinstance(action, Action) or not isinstance(then, Action):
                continue
            if action.goal_ids != then.goal_ids != ():
                for goal_id in action.goal_ids:
                    served[goal_id].append(action.id)
        return {goal_id: tuple(ids) for goal_id, ids in served.items()}


def _fields(item: Item) -> frozenset[str]:
    return frozenset(type(item).model_fields) - {"id", "version"}


def _told(item: Item, other: Item) -> Item:
    """Return an item with the words of another, in the views where that one was."""
    told = {name: getattr(other, name) for name in told_of(other)}
    return item.model_copy(update={**told, "retired": other.retired})


def _is_of_the_plan(item: Item) -> bool:
    """Return whether an item belongs to the strategy in force without naming it."""
    if isinstance(item, Action):
        return not item.goal_ids and item.strategy_id is None
    if isinstance(item, Indicator):
        return item.goal_id is None and item.strategy_id is None
    if isinstance(item, Adoption):
        return item.decision_id is None and item.strategy_id is None
    return isinstance(item, Goal | Ground) and item.strategy_id is None
