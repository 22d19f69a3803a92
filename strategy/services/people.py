"""People and positions: who may do what, who takes over, and who leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import Action, Goal, Indicator, Item, Person, Position, Role
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.services.validation import altered, build, check_in_plan
from strategy.store.change import Change
from strategy.store.database import Database


def add_person(database: Database, values: Mapping[str, Any], *, by: Person) -> Person:
    """Add somebody who is to use the tool or to hold a position; they need a name."""
    demand(by, Permission.ADMINISTER)
    person = build(Person, values)
    _check_named(person)
    with database.change(by=by.id) as writing:
        writing.add(person)
        return person


def change_person(
    database: Database, person: Person, values: Mapping[str, Any], *, by: Person
) -> Person:
    """Change who somebody is and what they may do; never the last administrator's own role."""
    demand(by, Permission.ADMINISTER)
    wanted = altered(person, values)
    _check_named(wanted)
    with database.change(by=by.id) as writing:
        _check_somebody_administers(writing.plan, wanted)
        writing.update(wanted)
        return wanted


def deactivate(database: Database, person: Person, *, by: Person, reason: str = "") -> None:
    """Take somebody's access away; the positions they held stand vacant from now on.

    Refuses with InvalidInputError for the last administrator.
    """
    demand(by, Permission.ADMINISTER)
    gone = person.model_copy(update={"retired": True})
    with database.change(by=by.id, reason=reason) as writing:
        _check_somebody_administers(writing.plan, gone)
        writing.update(gone)
        for position in writing.plan.positions:
            writing.update(_without(position, person.id))


def take_over(
    database: Database,
    position: Position,
    *,
    by: Person,
    holder_id: str | None = None,
    newcomer_name: str = "",
    newcomer_email: str = "",
    reason: str = "",
) -> Position:
    """Let somebody take over a position, somebody known or a newcomer, who is added with it.

    Refuses with InvalidInputError unless it is exactly one of the two.
    """
    demand(by, Permission.ADMINISTER)
    newcomer = newcomer_name.strip()
    if bool(holder_id) == bool(newcomer):
        field = "newcomer_name" if newcomer else "holder_id"
        raise InvalidInputError((Problem(field, "one_of_two" if newcomer else "required"),))
    with database.change(by=by.id, reason=reason) as writing:
        if newcomer:
            holder_id = _arrive(writing, newcomer, newcomer_email)
        else:
            check_in_plan(writing.plan, altered(position, {"holder_id": holder_id}))
        deputy_id = None if position.deputy_id == holder_id else position.deputy_id
        wanted = altered(position, {"holder_id": holder_id, "deputy_id": deputy_id})
        writing.update(wanted)
        return wanted


def retire_position(
    database: Database, position: Position, *, by: Person, reason: str = ""
) -> None:
    """Take a position out of the plan, unless something is still its responsibility."""
    demand(by, Permission.ADMINISTER)
    with database.change(by=by.id, reason=reason) as writing:
        carried = responsibilities(writing.plan, position)
        if carried:
            count = {"count": str(len(carried))}
            raise InvalidInputError((Problem("retired", "has_responsibilities", count),))
        writing.update(position.model_copy(update={"retired": True}))


def responsibilities(plan: Plan, position: Position) -> tuple[Item, ...]:
    """Return the goals, indicators and actions a position is responsible for."""
    owned: Iterable[Goal | Indicator | Action] = (*plan.goals, *plan.indicators, *plan.actions)
    return tuple(item for item in owned if item.owner_id == position.id)


def _arrive(writing: Change, name: str, email: str) -> str:
    # Whoever holds a position reports on what it is responsible for.
    return writing.add(build(Person, {"name": name, "email": email, "roles": (Role.OWNER,)})).id


def _check_named(person: Person) -> None:
    if not person.name:
        raise InvalidInputError((Problem("name", "required"),))


def _check_somebody_administers(plan: Plan, wanted: Person) -> None:
    """Refuse what would leave nobody who can let others in."""
    after = [wanted if person.id == wanted.id else person for person in plan.people]
    if not any(Role.ADMINISTRATOR in p.roles and not p.retired for p in after):
        raise InvalidInputError((Problem("roles", "last_administrator"),))


def _without(position: Position, person_id: str) -> Position:
    holder_id = None if position.holder_id == person_id else position.holder_id
    deputy_id = None if position.deputy_id == person_id else position.deputy_id
    return position.model_copy(update={"holder_id": holder_id, "deputy_id": deputy_id})
