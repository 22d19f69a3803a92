"""Hearing rounds: consult those concerned before a decision, and tell them the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import Involvement, Person
from strategy.domain.kinds import kind_of
from strategy.domain.meeting_items import Hearing
from strategy.domain.meetings.involvement import HearingState, heard_about, state_of
from strategy.domain.roles import Permission, demand
from strategy.services import planning
from strategy.services.validation import altered, build
from strategy.store.change import Change
from strategy.store.database import Database

_ABOUT = ("goal_ids", "action_ids", "decision_ids")
_ANSWER = ("item_id", "party", "who", "how")


def open_hearing(database: Database, values: Mapping[str, Any], *, by: Person) -> Hearing:
    """Open a hearing about goals, actions or decisions, with a closing day for answers."""
    demand(by, Permission.CHANGE_PLAN)
    if not any(values.get(name) for name in _ABOUT):
        raise InvalidInputError((Problem("goal_ids", "nothing_to_hear_about"),))
    return planning.add(database, Hearing, values, by=by)


def answer(
    database: Database, hearing: Hearing, values: Mapping[str, Any], *, by: Person, today: date
) -> Involvement:
    """Record an answer in an open hearing, about one of the things it asks about.

    Raises InvalidInputError before it opens, after its last day and once it is concluded.
    """
    demand(by, Permission.GIVE_INPUT)
    with database.change(by=by.id) as writing:
        stored = _standing(writing, hearing, by)
        if state_of(stored, today) is not HearingState.OPEN:
            raise InvalidInputError((Problem("hearing", "hearing_closed"),))
        about = {item.id: item for item in heard_about(writing.plan.seen_by(by.id), stored)}
        given = {name: values[name] for name in _ANSWER if name in values}
        item = about.get(str(given.get("item_id") or next(iter(about), "")))
        if item is None:
            raise InvalidInputError((Problem("item_id", "unknown_reference"),))
        if not str(given.get("how") or "").strip():
            raise InvalidInputError((Problem("how", "required"),))
        said = {"item_id": item.id, "item_kind": kind_of(item), "hearing_id": stored.id}
        said["by_id"] = by.id
        return cast("Involvement", writing.add(build(Involvement, {**given, **said, "on": today})))


def conclude(
    database: Database, hearing: Hearing, conclusion: str, *, by: Person, today: date
) -> Hearing:
    """Conclude a hearing with its outcome; nobody can answer after that."""
    demand(by, Permission.CHANGE_PLAN)
    if not conclusion.strip():
        raise InvalidInputError((Problem("conclusion", "required"),))
    with database.change(by=by.id) as writing:
        stored = _standing(writing, hearing, by)
        if stored.closed_on is not None:
            raise InvalidInputError((Problem("hearing", "hearing_closed"),))
        closed = altered(stored, {"conclusion": conclusion, "closed_on": today})
        return cast(
            "Hearing", writing.update(closed.model_copy(update={"version": hearing.version}))
        )


def tell_outcome(
    database: Database, involvement: Involvement, outcome: str, *, by: Person
) -> Involvement:
    """Record the outcome of one answer, for the person who gave it."""
    demand(by, Permission.CHANGE_PLAN)
    if not outcome.strip():
        raise InvalidInputError((Problem("outcome", "required"),))
    return planning.change(database, involvement, {"outcome": outcome}, by=by)


def _standing(writing: Change, hearing: Hearing, by: Person) -> Hearing:
    stored = writing.plan.find(Hearing, hearing.id)
    if stored is None or stored.id not in writing.plan.seen_by(by.id).by_id:
        raise NotFoundError("hearing", hearing.id)
    return stored
