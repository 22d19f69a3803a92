"""What changed in the strategy in force since a draft was copied, taken over into it by choice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import cast

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import Goal, Person, Strategy, new_id
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.domain.since_copied import Miss, Missed, since_copied
from strategy.domain.strategies import in_preparation, of_strategy, unfinished
from strategy.services import planning
from strategy.services.validation import check_in_plan
from strategy.store.change import Change
from strategy.store.database import Database

_WHOLE_HISTORY = 1000


def missed(database: Database, *, by: Person) -> tuple[Miss, ...]:
    """Return what changed since the draft was copied and is not in it, as this person may see it.

    Nothing where there is no draft, or where its beginning is older than the history that is kept.
    """
    demand(by, Permission.SEE_PLAN)
    plan = database.plan()
    draft = in_preparation(plan)
    copied = _as_copied(database, draft) if draft is not None else None
    return () if copied is None else _missed(copied, plan, by)


def take_over_changes(database: Database, chosen: Collection[str], *, by: Person) -> int:
    """Take the chosen changes into the draft in one change, and return how many there were.

    `chosen` are keys of what `missed` returned. Raises InvalidInputError when one of them is no
    longer to be taken: somebody has taken it, or changed the goal again.
    """
    demand(by, Permission.CHANGE_STRATEGY)
    draft = in_preparation(database.plan())
    copied = _as_copied(database, draft) if draft is not None else None
    if draft is None or copied is None:
        raise InvalidInputError((Problem("strategy", "not_prepared_now"),))
    with database.change(by=by.id) as writing:
        found = [miss for miss in _missed(copied, writing.plan, by) if miss.key in chosen]
        if len(found) < len(set(chosen)):
            raise InvalidInputError((Problem("strategy", "not_missed_now"),))
        _take(writing, draft, found, by=by)
        return len(found)


def _missed(copied: Plan, plan: Plan, by: Person) -> tuple[Miss, ...]:
    draft = in_preparation(plan)
    seen, drafted = plan.seen_by(by.id), of_strategy(plan, draft.id if draft else None)
    shown = seen.by_id.keys()
    found = since_copied(copied, seen, drafted)
    # A goal that is confidential to others is gone from what is seen, not from the plan.
    return tuple(miss for miss in found if _is_shown(miss, plan, shown))


def _is_shown(miss: Miss, plan: Plan, shown: Collection[str]) -> bool:
    if miss.goal.id not in shown:
        return False
    return miss.kind is not Missed.GOAL_RETIRED or miss.goal.carried_from not in plan.by_id


def _as_copied(database: Database, draft: Strategy) -> Plan | None:
    """Return the plan as it was when a draft was begun; None where that is not kept."""
    entries = database.journal(item_id=draft.id, kind="strategy", limit=_WHOLE_HISTORY)
    begun = next((e for e in reversed(entries) if e.event == "added"), None)
    return None if begun is None else database.plan(revision=begun.revision)


def _take(writing: Change, draft: Strategy, found: Iterable[Miss], *, by: Person) -> None:
    goals: dict[str, Goal] = {}
    for miss in found:
        goal = goals.get(miss.goal.id) or cast("Goal", writing.plan.by_id[miss.goal.id])
        if miss.action is not None:
            carried = (*goal.carried_action_ids, miss.action.id)
            goals[goal.id] = goal.model_copy(update={"carried_action_ids": carried})
        elif miss.kind is Missed.GOAL_CHANGED:
            goals[goal.id] = goal.model_copy(update={miss.field: miss.now})
        elif miss.kind is Missed.GOAL_ADDED:
            writing.add(carried_over(goal, draft, _open_ones(writing.plan, goal)))
        else:
            planning.retire_within(writing, goal, by=by)
    for goal in goals.values():
        check_in_plan(writing.plan, goal, before=writing.plan.by_id[goal.id], seen=writing.plan)
        writing.update(goal)


def _open_ones(plan: Plan, goal: Goal) -> tuple[str, ...]:
    return tuple(action.id for action in unfinished(plan.actions_for(goal.id)))


def carried_over(goal: Goal, draft: Strategy, action_ids: tuple[str, ...]) -> Goal:
    """Return the goal of a draft that continues one in force, with the actions it is to have."""
    return goal.model_copy(
        update={
            "id": new_id(),
            "strategy_id": draft.id,
            "carried_from": goal.id,
            "carried_action_ids": action_ids,
        }
    )
