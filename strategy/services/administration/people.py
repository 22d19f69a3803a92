"""Hand over a position, deactivate a person and reactivate them: each in one change."""

from __future__ import annotations

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import (
    Action,
    Goal,
    Indicator,
    Item,
    Person,
    Position,
    Role,
)
from strategy.domain.kinds import kind_of
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.services.validation import altered, build, check_in_plan, written
from strategy.store.change import Change
from strategy.store.database import Database


def take_over(
    database: Database,
    position: Position,
    *,
    by: Person,
    holder_id: str | None = None,
    newcomer_name: str = "",
    newcomer_email: str = "",
) -> Position:
    """Let a person take over a position: either a known one, or a new one who is added with it.

    Raises InvalidInputError unless exactly one of the two is given, and StaleEditError
    when the position has been changed meanwhile.
    """
    demand(by, Permission.ADMINISTER)
    newcomer = newcomer_name.strip()
    if bool(holder_id) == bool(newcomer):
        field = "newcomer_name" if newcomer else "holder_id"
        raise InvalidInputError((Problem(field, "one_of_two"),))
    with database.change(by=by.id) as writing:
        stored = writing.plan.find(Position, position.id)
        if stored is None:
            raise NotFoundError(kind_of(position), position.id)
        if newcomer:
            holder_id = _arrive(writing, newcomer, newcomer_email)
        else:
            check_in_plan(writing.plan, altered(stored, {"holder_id": holder_id}), before=stored)
        # Nobody can be their own deputy.
        deputy_id = None if stored.deputy_id == holder_id else stored.deputy_id
        taken = {"holder_id": holder_id, "deputy_id": deputy_id, "version": position.version}
        wanted = altered(stored, taken)
        writing.update(wanted)
        return wanted


def deactivate(database: Database, person: Person, *, by: Person, reason: str = "") -> None:
    """Deactivate a person; the positions they held become vacant.

    Raises InvalidInputError for the last administrator.
    """
    demand(by, Permission.ADMINISTER)
    with database.change(by=by.id, reason=written(reason)) as writing:
        stored = _stored(writing.plan, person)
        gone = stored.model_copy(update={"retired": True, "version": person.version})
        check_in_plan(writing.plan, gone, before=stored)
        writing.update(gone)
        for position in writing.plan.positions:
            writing.update(_without(position, person.id))


def let_back(database: Database, person: Person, *, by: Person) -> None:
    """Reactivate a deactivated person; they do not get their positions back."""
    demand(by, Permission.ADMINISTER)
    with database.change(by=by.id) as writing:
        stored = _stored(writing.plan, person)
        writing.update(stored.model_copy(update={"retired": False, "version": person.version}))


def responsibilities(plan: Plan, position: Position) -> tuple[Item, ...]:
    """Return the goals, indicators and actions a position is responsible for."""
    owned: tuple[Goal | Indicator | Action, ...] = (*plan.goals, *plan.indicators, *plan.actions)
    return tuple(item for item in owned if item.owner_id == position.id)


def _stored(plan: Plan, person: Person) -> Person:
    stored = plan.find(Person, person.id)
    if stored is None:
        raise NotFoundError(kind_of(person), person.id)
    return stored


def _arrive(writing: Change, name: str, email: str) -> str:
    # The holder of a position reports on what it is responsible for.
    return writing.add(build(Person, {"name": name, "email": email, "roles": (Role.OWNER,)})).id


def _without(position: Position, person_id: str) -> Position:
    holder_id = None if position.holder_id == person_id else position.holder_id
    deputy_id = None if position.deputy_id == person_id else position.deputy_id
    return position.model_copy(update={"holder_id": holder_id, "deputy_id": deputy_id})
