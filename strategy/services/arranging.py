"""Put things that are shown in an order of their own in another order."""

from __future__ import annotations

from strategy.domain.errors import NotFoundError
from strategy.domain.items import Challenge, Person, Pillar, Value
from strategy.domain.kinds import kind_of
from strategy.domain.roles import demand
from strategy.services.planning import permission_to_change
from strategy.store.database import Database

Arranged = Pillar | Challenge | Value


def move(database: Database, item: Arranged, *, steps: int, by: Person) -> None:
    """Move an item among its like: -1 is one place up, 1 one place down; no further than the end.

    Refuses with NotAllowedError, or with NotFoundError when it has left the plan meanwhile.
    """
    demand(by, permission_to_change(type(item)))
    with database.change(by=by.id) as writing:
        alike = [other for other in writing.plan.by_id.values() if type(other) is type(item)]
        order = [other for other in alike if isinstance(other, Arranged)]
        place = next((n for n, other in enumerate(order) if other.id == item.id), None)
        if place is None:
            raise NotFoundError(kind_of(item), item.id)
        moved = order.pop(place)
        order.insert(max(place + steps, 0), moved)
        for position, other in enumerate(order, start=1):
            # Whatever stands where it should is not written: the store sees that nothing changed.
            writing.update(other.model_copy(update={"position": position}))
