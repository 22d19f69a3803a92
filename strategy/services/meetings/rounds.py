"""A round of reflection in a meeting: begun under an agenda item, or linked to it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem, StrategyError
from strategy.domain.items import Person
from strategy.domain.meeting_items import AgendaItem, Attendance, Presence
from strategy.domain.plan import Plan
from strategy.domain.reflection import Asked, Phase, Round, runs
from strategy.domain.roles import Permission, demand, may
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    guests as reflection_guests,
)
from strategy.services.reflection import (
    prompts,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from strategy.services.reflection.answering import RoundView
from strategy.services.validation import altered
from strategy.store.database import Database

_GIVEN = frozenset({"prompts", "anonymous", "seats"})
"""The values given for a round begun in a meeting; the rest follows from the meeting."""


# --- reading ------------------------------------------------------------------------------------


def seen(database: Database, item: AgendaItem, *, by: Person, today: date) -> RoundView | None:
    """Return an item's round as the person may see it; None if there is none or it is hidden."""
    if not item.round_key:
        return None
    try:
        return reflection.view(database, item.round_key, by=by, today=today)
    except NotFoundError:
        return None


def has_none(database: Database, item: AgendaItem) -> bool:
    """Return whether an item has no round, or one that has been deleted."""
    return not item.round_key or database.reflections.pulse(item.round_key) == 0


def answering(plan: Plan, item: AgendaItem) -> tuple[Person, ...]:
    """Return who answers a round begun under an item: those who came, or all who were invited.

    Under a confidential item, only those who may see it.
    """
    people = (plan.find(Person, one.person_id) for one in _attending(plan, item.meeting_id))
    return tuple(
        person
        for person in people
        if person is not None
        and may(person, Permission.ANSWER_INVITED)
        and (not item.confidential_to or person.id in item.confidential_to)
    )


def guests(plan: Plan, item: AgendaItem) -> int:
    """Return how many attend without using the tool, and would answer on a phone."""
    if item.confidential_to:
        return 0
    return sum(one.person_id is None for one in _attending(plan, item.meeting_id))


def questions(plan: Plan, item: AgendaItem) -> tuple[Asked, ...]:
    """Return the questions to choose from, those of the item's pillar first."""
    offered = (one.asked for one in prompts.offered(plan))
    return tuple(sorted(offered, key=lambda asked: not _is_about(asked, item)))


def to_take_up(database: Database, *, by: Person) -> tuple[Round, ...]:
    """Return the rounds a person runs that are linked to no meeting yet, the latest first."""
    taken = {item.round_key for item in database.plan().agenda_items}
    return tuple(
        asked
        for asked in database.reflections.rounds()
        if runs(asked, by) and asked.id not in taken and asked.phase is not Phase.CLOSED
    )


def _attending(plan: Plan, meeting_id: str) -> tuple[Attendance, ...]:
    asked = [one for one in plan.attendances if one.meeting_id == meeting_id]
    came = tuple(one for one in asked if one.presence is Presence.PRESENT)
    return came or tuple(one for one in asked if one.presence is not Presence.ABSENT)


def _is_about(asked: Asked, item: AgendaItem) -> bool:
    return asked.pillar_id is not None and asked.pillar_id == item.pillar_id


# --- linking a round ----------------------------------------------------------------------------


def begin(
    database: Database, item_id: str, values: Mapping[str, Any], *, by: Person, today: date
) -> Round:
    """Begin a round under an item; everyone at the meeting can answer at once.

    `values`: prompts, anonymous, seats. Raises InvalidInputError when somebody has begun one
    meanwhile; nothing is stored if the round cannot be begun.
    """
    demand(by, Permission.RUN_MEETING)
    if wrong := sorted(values.keys() - _GIVEN):
        raise InvalidInputError(tuple(Problem(name, "not_here") for name in wrong))
    plan = database.plan()
    item = _item(plan, item_id, by)
    _refuse_guests(item, values.get("seats") or 0)
    invited = tuple(person.id for person in answering(plan, item))
    if not invited and not values.get("seats"):
        raise InvalidInputError((Problem("participant_ids", "nobody_to_ask"),))
    given = {**values, "title": item.title, "live": True, "participant_ids": invited}
    asked = reflection_rounds.prepare(database, given, by=by, today=today)
    try:
        _take_up(database, item, asked.id, by)
    except StrategyError:
        reflection_rounds.drop(database, asked.id, by=by)
        raise
    opened = reflection_rounds.open_round(database, asked.id, by=by, today=today)
    if opened.seats:
        reflection_guests.invite_guests(database, opened.id, by=by)
    return opened


def take_up(database: Database, item_id: str, round_id: str, *, by: Person) -> None:
    """Link a round made before the meeting to an item; for those who run the round."""
    demand(by, Permission.RUN_MEETING)
    made = {asked.id: asked for asked in to_take_up(database, by=by)}
    if round_id not in made:
        raise NotFoundError("reflection_round", round_id)
    item = _item(database.plan(), item_id, by)
    _refuse_guests(item, made[round_id].seats)
    _take_up(database, item, round_id, by)


def let_go(database: Database, item_id: str, *, by: Person) -> None:
    """Delete a round nobody has answered, so that its item can have another."""
    demand(by, Permission.RUN_MEETING)
    item = _item(database.plan(), item_id, by)
    reflection_rounds.drop(database, item.round_key or "", by=by)
    _link(database, item, None, by)


def _refuse_guests(item: AgendaItem, seats: object) -> None:
    # Anyone with the code can read the subject before joining.
    if item.confidential_to and seats:
        raise InvalidInputError((Problem("seats", "no_guests_in_confidence"),))


def _take_up(database: Database, item: AgendaItem, round_id: str, by: Person) -> None:
    if not has_none(database, item):
        raise InvalidInputError((Problem("round", "round_is_there"),))
    _link(database, item, round_id, by)


def _link(database: Database, item: AgendaItem, round_id: str | None, by: Person) -> None:
    with database.change(by=by.id) as writing:
        stored = _item(writing.plan, item.id, by)
        if stored.round_key != item.round_key:
            # Somebody else linked a round first.
            raise InvalidInputError((Problem("round", "round_is_there"),))
        writing.update(altered(stored, {"round_key": round_id}))


def _item(plan: Plan, item_id: str, by: Person) -> AgendaItem:
    # An item the person may not see is treated as if it did not exist.
    found = plan.find(AgendaItem, item_id)
    if found is None or item_id in plan.kept_from(by.id):
        raise NotFoundError("agenda_item", item_id)
    return found
