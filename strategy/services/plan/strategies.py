"""The life of a strategy: adopt it, revise it, prepare the next period, let it take over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.figures.changes import Moment
from strategy.domain.items import (
    Adoption,
    Goal,
    Person,
    Strategy,
    StrategyStatus,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.domain.since_adopted import Amendment, since_adopted
from strategy.domain.strategies import (
    in_preparation,
    is_upcoming,
    of_strategy,
    unfinished,
)
from strategy.services import reading
from strategy.services.plan.catching_up import carried_over
from strategy.services.plan.in_force import first_day_of, take_over
from strategy.services.validation import build, check_in_plan, written
from strategy.store.database import Database

_STEP = ("body", "on", "case_number", "note")


def adopt(
    database: Database,
    strategy: Strategy,
    step: Mapping[str, Any],
    *,
    by: Person,
    today: date,
    reason: str = "",
) -> Strategy:
    """Record that a body has adopted a strategy in its current form, for the first time or again.

    The current form is kept: later changes are shown against it. A draft strategy comes into force
    on the day `in_force_from` of the step, by default the first day of its period. If that day
    has come it takes over by the same change, else on that day: see `in_force.enter_if_due`.
    """
    demand(by, Permission.CHANGE_STRATEGY)
    adoption = _adoption(step, today)
    why = written(reason)
    with database.change(by=by.id, reason=why or adoption.note) as writing:
        stored = _standing(writing.plan, strategy)
        writing.demand_current(stored, strategy.version)
        _demand_another(writing.plan, stored, adoption)
        adopted: dict[str, object] = {
            "status": StrategyStatus.ADOPTED,
            "adopted_on": adoption.on,
            "adopted_revision": writing.revision,
            "in_force_from": stored.first_day,
        }
        frozen: dict[str, object] = {"at_revision": writing.revision}
        if stored == in_preparation(writing.plan):
            begins = first_day_of(stored, step, adoption)
            adopted["in_force_from"] = begins
            if begins > today:
                adopted["status"] = StrategyStatus.UPCOMING
                frozen["strategy_id"] = stored.id
            else:
                take_over(writing, stored, begins)
        after = writing.update(stored.model_copy(update=adopted))
        writing.add(adoption.model_copy(update=frozen))
        return cast("Strategy", after)


def begin_period(
    database: Database,
    facts: Mapping[str, Any],
    carried: Mapping[str, Iterable[str]],
    *,
    by: Person,
    reason: str = "",
) -> Strategy:
    """Begin to prepare the next strategy while the current one is still in force.

    `carried` are the goals to carry over, each with the unfinished actions it is to have.
    Goals and actions the person may not see are carried over in full, so that none are lost.
    """
    demand(by, Permission.CHANGE_STRATEGY)
    why = written(reason)
    with database.change(by=by.id, reason=why) as writing:
        plan = writing.plan
        if plan.strategy is None:
            raise NotFoundError("strategy", "")
        if in_preparation(plan) is not None:
            raise InvalidInputError((Problem("strategy", "already_preparing"),))
        draft = build(Strategy, {**facts, "follows_id": plan.strategy.id})
        check_in_plan(plan, draft)
        seen = plan.seen_by(by.id)
        chosen = _with_unseen(plan, seen, _chosen(seen, carried))
        stored = writing.add(draft)
        writing.add_many(
            carried_over(goal, draft, chosen[goal.id]) for goal in plan.goals if goal.id in chosen
        )
        return cast("Strategy", stored)


def carry_actions(database: Database, goal: Goal, action_ids: Iterable[str], *, by: Person) -> Goal:
    """Set which unfinished actions of the original goal a goal in preparation takes over."""
    demand(by, Permission.CHANGE_PLAN)
    with database.change(by=by.id) as writing:
        plan = writing.plan
        seen = plan.seen_by(by.id)
        stored = seen.by_id.get(goal.id)
        prepared = in_preparation(plan)
        if not isinstance(stored, Goal) or not prepared or stored.strategy_id != prepared.id:
            raise NotFoundError("goal", goal.id)
        open_ones = {action.id for action in unfinished(seen.actions)}
        wanted = tuple(dict.fromkeys(action_ids))
        if not open_ones.issuperset(wanted):
            raise InvalidInputError((Problem("action_ids", "unknown_reference"),))
        unseen = (i for i in stored.carried_action_ids if i in plan.by_id and i not in seen.by_id)
        kept = {"carried_action_ids": (*wanted, *unseen), "version": goal.version}
        return cast("Goal", writing.update(stored.model_copy(update=kept)))


def discard(database: Database, strategy: Strategy, *, by: Person, reason: str = "") -> None:
    """Discard a draft strategy with everything that belongs only to it; the history keeps it."""
    demand(by, Permission.CHANGE_STRATEGY)
    why = written(reason)
    with database.change(by=by.id, reason=why) as writing:
        stored = _standing(writing.plan, strategy)
        if stored != in_preparation(writing.plan):
            raise InvalidInputError((Problem("strategy", "not_in_preparation"),))
        if is_upcoming(stored):
            raise InvalidInputError((Problem("strategy", "adopted_not_discarded"),))
        writing.demand_current(stored, strategy.version)
        own = of_strategy(writing.plan, stored.id)
        # Items carried over belong to the strategy in force, and stay there.
        elsewhere = {item.id for item in writing.plan.elsewhere}
        ground = (*own.pillars, *own.challenges, *own.values, *own.plan_links)
        for item in (*own.actions, *own.indicators, *own.goals, *own.adoptions, *ground):
            if item.id in elsewhere:
                writing.update(item.model_copy(update={"retired": True}))
        writing.update(stored.model_copy(update={"retired": True}))


def amendments(database: Database, seen: Moment, *, by: Person) -> tuple[Amendment, ...]:
    """Return the changes to the strategy shown since it was adopted, as this person may see it."""
    demand(by, Permission.SEE_PLAN)
    strategy = seen.plan.strategy
    if strategy is None or strategy.adopted_revision is None:
        return ()
    return between(database, strategy.adopted_revision, seen, by=by)


def between(
    database: Database, revision: int, later: Moment, *, by: Person
) -> tuple[Amendment, ...]:
    """Return the changes between the form adopted at a revision and a later state of it."""
    strategy = later.plan.strategy
    # Adopted before its first day, it was not the one in force at that revision.
    then = reading.moment(
        database,
        by=by,
        today=later.assessment.today,
        revision=revision,
        strategy_id=strategy.id if strategy else None,
    )
    _, found = later.once(
        ("amended", revision, id(then)), lambda: (then, since_adopted(then.plan, later.plan))
    )
    return found


def _adoption(step: Mapping[str, Any], today: date) -> Adoption:
    given = {name: step[name] for name in _STEP if name in step}
    adoption = build(Adoption, given)
    if adoption.on is None:
        raise InvalidInputError((Problem("on", "required"),))
    if adoption.on > today:
        raise InvalidInputError((Problem("on", "in_the_future"),))
    return adoption


def _demand_another(plan: Plan, strategy: Strategy, step: Adoption) -> None:
    """Raise if the same adoption is already recorded: same body, same day, same case."""
    steps = of_strategy(plan, strategy.id).adoptions
    if any(s.at_revision and _case(s) == _case(step) for s in steps):
        raise InvalidInputError((Problem("strategy", "already_adopted"),))


def _case(step: Adoption) -> tuple[object, ...]:
    return step.body.casefold(), step.on, step.case_number.casefold()


def _standing(plan: Plan, strategy: Strategy) -> Strategy:
    stored = plan.by_id.get(strategy.id)
    if not isinstance(stored, Strategy):
        raise NotFoundError("strategy", strategy.id)
    if stored.status is StrategyStatus.SUPERSEDED:
        raise InvalidInputError((Problem("strategy", "superseded"),))
    return stored


def _chosen(seen: Plan, carried: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    goals = {goal.id for goal in seen.goals}
    if not goals >= carried.keys():
        raise InvalidInputError((Problem("goal_ids", "unknown_reference"),))
    chosen = {}
    for goal_id, action_ids in carried.items():
        open_ones = {action.id for action in unfinished(seen.actions_for(goal_id))}
        wanted = tuple(dict.fromkeys(action_ids))
        if not open_ones.issuperset(wanted):
            raise InvalidInputError((Problem("action_ids", "unknown_reference"),))
        chosen[goal_id] = wanted
    return chosen


def _with_unseen(
    plan: Plan, seen: Plan, chosen: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the choice, with the goals and actions the person could not see added."""
    known = {item.id for item in (*seen.goals, *seen.actions)}
    carried = dict(chosen)
    for goal in plan.goals:
        if goal.id in chosen or goal.id not in known:
            going_on = (action.id for action in unfinished(plan.actions_for(goal.id)))
            unseen = (action_id for action_id in going_on if action_id not in known)
            carried[goal.id] = (*chosen.get(goal.id, ()), *unseen)
    return carried
