"""The ground of a draft strategy: its own pillars, values, challenges and plans.

A draft shares these with the strategy in force until one is changed for the draft. Then the
draft gets its own copy in place of the shared item, and the item in force is unchanged. Changes
to the item in force carry over to the copy where the copy still says the same. When the draft
takes over, only what was changed for it is written to the shared item, which keeps its id and
so its figures, questions and goals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem, StaleEditError
from strategy.domain.items import Challenge, Item, Person, Pillar, PlanLink, Strategy, Value, new_id
from strategy.domain.kinds import kind_of
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.domain.strategies import (
    Ground,
    grounds_of,
    in_preparation,
    of_strategy,
    on_ground,
    told_of,
)
from strategy.services import planning
from strategy.services.reading import today_in
from strategy.services.validation import altered, check_in_plan, check_nothing_depends, written
from strategy.store.change import Change
from strategy.store.database import Database

G = TypeVar("G", bound=Pillar | Challenge | Value | PlanLink)

_OF_THE_PLAN = {"strategy_id": None, "carried_from": None}
"""The values given to a draft's own items once it is in force."""


def change_ground(
    database: Database,
    draft: Strategy,
    item: G,
    values: Mapping[str, Any],
    *,
    by: Person,
    reason: str = "",
) -> G:
    """Change an item of a draft strategy's ground, for that strategy only.

    Raises StaleEditError when somebody changed it since it was read, has just replaced it
    for the draft, or has left it out.
    """
    demand(by, Permission.CHANGE_STRATEGY)
    why, today = written(reason), today_in(database)
    with database.change(by=by.id, reason=why) as writing:
        _demand_prepared(writing.plan, draft)
        if item.strategy_id == draft.id:
            return planning.change_within(writing, item, values, by=by, reason=why, today=today)
        own = in_its_place(writing, draft, item, values)
        check_in_plan(writing.plan, own, seen=writing.plan.seen_by(by.id))
        return cast("G", writing.add(own))


def leave_out(
    database: Database, draft: Strategy, item: Ground, *, by: Person, reason: str = ""
) -> Ground:
    """Take an item out of a draft strategy, whether shared or the draft's own.

    Raises InvalidInputError while goals or indicators of that strategy depend on it, including
    indicators it shares with the strategy in force.
    """
    demand(by, Permission.CHANGE_STRATEGY)
    with database.change(by=by.id, reason=written(reason)) as writing:
        _demand_prepared(writing.plan, draft)
        if item.strategy_id == draft.id:
            return planning.retire_within(writing, item, by=by)
        own = in_its_place(writing, draft, item, {})
        check_nothing_depends(writing.plan, own)
        return cast("Ground", writing.add(own.model_copy(update={"retired": True})))


def is_prepared(plan: Plan, draft: Strategy) -> bool:
    """Return whether this is the strategy now in preparation, not one prepared earlier."""
    prepared = in_preparation(plan)
    return prepared is not None and prepared.id == draft.id


def in_its_place(writing: Change, draft: Strategy, item: G, values: Mapping[str, Any]) -> G:
    """Return the draft's own copy of a shared item, changed by `values`, ready to be added."""
    stored = writing.plan.by_id.get(item.id)
    if not isinstance(stored, type(item)):
        raise NotFoundError(kind_of(item), item.id)
    writing.demand_current(stored, item.version)
    # Items left out count too: somebody looking at an outdated page must be told.
    other = next((o for o in _own_of(writing.plan, draft) if o.carried_from == item.id), None)
    if other is not None:
        raise StaleEditError(other)
    told = {name: value for name, value in values.items() if name in told_of(item)}
    place = {"id": new_id(), "version": 0, "strategy_id": draft.id, "carried_from": item.id}
    return altered(stored, {**told, **place})


def taken_along(plan: Plan, draft: Strategy) -> Iterator[Item]:
    """Return everything in a draft strategy as it is to be once the draft takes over."""
    places = grounds_of(plan, draft)
    back = {own: shared for shared, own in places.items() if own and shared in plan.by_id}
    new = of_strategy(plan, draft.id)
    for goal in new.goals:
        taken = {"strategy_id": None, "carried_action_ids": ()}
        yield on_ground(goal, back).model_copy(update=taken)
    for item in (*new.indicators, *new.actions, *new.adoptions):
        # As the new strategy shows them: under its own goals.
        moved = on_ground(item, back).model_copy(update={"strategy_id": None})
        if moved != plan.by_id[item.id]:
            yield moved
    yield from _ground_taken_along(plan, draft, back)
    used = {goal.pillar_id for goal in new.goals} | {i.pillar_id for i in new.indicators}
    for shared, own in places.items():
        left = plan.by_id.get(shared)
        if own is None and left is not None and shared not in used:
            yield left.model_copy(update={"retired": True})
    yield from _retired_taken_along(plan, draft)


def _retired_taken_along(plan: Plan, draft: Strategy) -> Iterator[Item]:
    """Return what was retired from a draft, in a form that can come back after it takes over."""
    back = {own.id: own.carried_from for own in _own_of(plan, draft) if own.carried_from}
    for gone in plan.retired:
        moved = on_ground(gone, back)
        if getattr(gone, "strategy_id", None) == draft.id:
            of_the_plan = _OF_THE_PLAN if isinstance(gone, Ground) else {"strategy_id": None}
            moved = moved.model_copy(update=of_the_plan)
        if moved is not gone:
            yield moved


def _ground_taken_along(plan: Plan, draft: Strategy, back: Mapping[str, str]) -> Iterator[Item]:
    for item in plan.elsewhere:
        if not isinstance(item, Ground) or item.strategy_id != draft.id:
            continue
        if item.id not in back:
            yield item.model_copy(update=_OF_THE_PLAN)
            continue
        told = {name: getattr(item, name) for name in told_of(item)}
        yield plan.by_id[back[item.id]].model_copy(update=told)
        # The copy no longer replaces anything: brought back, it would be a new item.
        yield item.model_copy(update={**_OF_THE_PLAN, "retired": True})


def _own_of(plan: Plan, draft: Strategy) -> Iterator[Ground]:
    """Return the draft's own ground, including what was taken out of it."""
    for item in plan.ever_by_id.values():
        if isinstance(item, Ground) and item.strategy_id == draft.id:
            yield item


def _demand_prepared(plan: Plan, draft: Strategy) -> None:
    if not is_prepared(plan, draft):
        raise InvalidInputError((Problem("strategy", "not_prepared_now"),))
