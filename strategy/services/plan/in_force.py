"""When an adopted strategy comes into force, and takes over from the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import Adoption, Goal, Item, Strategy, StrategyStatus
from strategy.domain.plan import Plan
from strategy.domain.strategies import due_to_enter
from strategy.services import reading
from strategy.services.plan.drafts import taken_along
from strategy.store.change import Change
from strategy.store.database import Database

CALENDAR = "calendar"
"""The author of what happens by itself because its day has come."""


def first_day_of(draft: Strategy, step: Mapping[str, Any], adoption: Adoption) -> date:
    """Return the day an adopted draft comes into force: the one given, or its period's first.

    Raises InvalidInputError for a day before it was adopted.
    """
    adopted_on = cast("date", adoption.on)
    given = step.get("in_force_from")
    if given is None:
        return max(draft.period_from or adopted_on, adopted_on)
    if not isinstance(given, date):
        raise InvalidInputError((Problem("in_force_from", "not_a_date"),))
    if given < adopted_on:
        raise InvalidInputError((Problem("in_force_from", "before_adopted"),))
    return given


def enter_if_due(database: Database, *, now: datetime) -> Strategy | None:
    """Let the adopted strategy take over if its first day has come, and return it.

    Nobody needs to ask for it. While the clock is in doubt it waits.
    """
    if due_to_enter(database.plan(), reading.day_at(database, now)) is None:
        return None
    known = reading.known_day_at(database, now)
    with database.change(by=CALENDAR) as writing:
        # Somebody else may have let it in while this one waited.
        due = due_to_enter(writing.plan, known.day)
        if due is None:
            return None
        take_over(writing, due, cast("date", due.first_day))
        entered = due.model_copy(update={"status": StrategyStatus.ADOPTED})
        return cast("Strategy", writing.update(entered))


def take_over(writing: Change, draft: Strategy, on: date) -> None:
    """Let the draft strategy replace the strategy in force, as part of a larger change."""
    plan = writing.plan
    holds = cast("Strategy", plan.strategy)
    superseded = {
        "status": StrategyStatus.SUPERSEDED,
        "superseded_on": on,
        "superseded_revision": writing.revision - 1,
    }
    writing.update(holds.model_copy(update=superseded))
    for item in (*_left_behind(plan, holds), *taken_along(plan, draft)):
        writing.update(item)


def _left_behind(plan: Plan, holds: Strategy) -> Iterator[Item]:
    """Return the items of the outgoing strategy, now marked as belonging to it."""
    retired = (i for i in plan.retired if isinstance(i, Goal) and i.strategy_id is None)
    items: tuple[Goal | Adoption, ...] = (*plan.goals, *retired, *plan.adoptions)
    yield from (
        item.model_copy(update={"strategy_id": holds.id})
        for item in items
        if item.strategy_id is None
    )
