"""Reorder items that are shown in an order of their own."""

from __future__ import annotations

from strategy.domain.errors import NotFoundError
from strategy.domain.items import Challenge, Person, Pillar, Strategy, Value
from strategy.domain.kinds import kind_of
from strategy.domain.roles import demand
from strategy.domain.strategies import of_strategy
from strategy.services.plan.drafts import in_its_place, is_prepared
from strategy.services.planning import permission_to_change
from strategy.store.database import Database

Arranged = Pillar | Challenge | Value


def move(
    database: Database, item: Arranged, *, steps: int, by: Person, draft: Strategy | None = None
) -> None:
    """Move an item among its siblings: -1 is one place up, 1 one place down; stops at either end.

    With a draft, the order changes in that strategy only. Raises NotAllowedError, or
    NotFoundError when the item has been retired meanwhile, or the draft is not in preparation.
    """
    demand(by, permission_to_change(type(item)))
    with database.change(by=by.id) as writing:
        if draft is not None and not is_prepared(writing.plan, draft):
            raise NotFoundError(kind_of(draft), draft.id)
        plan = of_strategy(writing.plan, draft.id) if draft else writing.plan
        everything = (*plan.pillars, *plan.challenges, *plan.values)
        order = [other for other in everything if type(other) is type(item)]
        place = next((n for n, other in enumerate(order) if other.id == item.id), None)
        if place is None:
            raise NotFoundError(kind_of(item), item.id)
        moved = order.pop(place)
        order.insert(max(place + steps, 0), moved)
        for position, other in enumerate(order, start=1):
            if draft is not None and other.strategy_id is None and other.position != position:
                writing.add(in_its_place(writing, draft, other, {"position": position}))
            else:
                # An item already in its place is not written: the store sees that nothing changed.
                writing.update(other.model_copy(update={"position": position}))
