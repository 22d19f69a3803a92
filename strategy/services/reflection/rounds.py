"""Prepare a round of reflection: the questions, who is asked, until when, who sees answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import Person
from strategy.domain.plan import Plan
from strategy.domain.reflection import Phase, Round, knows_of, may_end, runs, takes_part
from strategy.domain.roles import Permission, demand, may
from strategy.services.reflection.prompts import chosen
from strategy.services.validation import altered, build
from strategy.store.database import Database
from strategy.store.reflections import OneRound

_GIVEN = frozenset(
    {
        "title",
        "note",
        "anonymous",
        "live",
        "opens",
        "closes",
        "participant_ids",
        "facilitator_ids",
        "seats",
        "prompts",
    }
)
"""The values given for a round; the rest follows from what is done with it."""

_FIXED_ONCE_OPEN = frozenset({"anonymous", "prompts"})
_FIXED_ONCE_REVEALED = _GIVEN - {"title", "note", "facilitator_ids"}


def prepare(database: Database, values: Mapping[str, Any], *, by: Person, today: date) -> Round:
    """Prepare a round; `prompts` are the keys of the questions, asked in their current wording.

    The person who prepares it runs it. Raises InvalidInputError listing what is wrong.
    """
    demand(by, Permission.RUN_MEETING)
    plan = database.plan()
    given = {"facilitator_ids": (by.id,), **_given(plan, values)}
    asked = build(Round, {**given, "prepared_on": today})
    _check(plan, asked, by)
    return database.reflections.add(asked)


def change(
    database: Database, asked: Round, values: Mapping[str, Any], *, by: Person, today: date
) -> Round:
    """Change a round as the caller read it; raises StaleEditError if it has changed meanwhile.

    Once it is open, its questions and whether answers are named cannot be changed. If they are
    named, nobody can be added after the first answer has been given in confidence.
    """
    with database.reflections.at(asked.id) as one:
        demand_runs(one.round, by)
        given = _given(database.plan(), values, before=one.round)
        _refuse_past(given.get("closes"), one.round, today)
        wanted = altered(one.round, given)
        _check_fixed(one, wanted)
        _check(database.plan(), wanted, by, before=one.round)
        one.demand_current(asked.version)
        return one.save(wanted)


def open_round(database: Database, round_id: str, *, by: Person, today: date) -> Round:
    """Let those invited answer, from now or from the day it opens."""
    with database.reflections.at(round_id) as one:
        demand_runs(one.round, by)
        if one.round.phase is not Phase.PREPARED:
            return one.round
        if one.round.is_late(today):
            raise InvalidInputError((Problem("closes", "closes_in_the_past"),))
        if not one.round.participant_ids and not one.round.seats:
            raise InvalidInputError((Problem("participant_ids", "nobody_to_ask"),))
        current = one.round.prompts[0].key if one.round.live else None
        # For those invited it counts as waiting from this day, whenever it was prepared.
        opened = {"phase": Phase.OPEN, "current": current, "opens": one.round.opens or today}
        return one.save(one.round.model_copy(update=opened))


def drop(database: Database, round_id: str, *, by: Person) -> None:
    """Delete a round nobody has answered; raises InvalidInputError when somebody has.

    An administrator may do so when nobody who runs the round is left.
    """
    plan = database.plan()
    with database.reflections.at(round_id) as one:
        demand_may_end(plan, one.round, by)
        if one.marks():
            raise InvalidInputError((Problem("round", "round_has_answers"),))
        one.drop()


def _refuse_past(closes: object, before: Round, today: date) -> None:
    # A round opened today cannot close in the past either; report the mistake the user made.
    if isinstance(closes, date) and closes < today and closes != before.closes:
        raise InvalidInputError((Problem("closes", "closes_in_the_past"),))


def demand_runs(asked: Round, by: Person) -> None:
    """Raise unless the person runs the round; NotFoundError if they run meetings but not this."""
    demand(by, Permission.RUN_MEETING)
    if not runs(asked, by):
        raise NotFoundError("reflection_round", asked.id)


def demand_may_end(plan: Plan, asked: Round, by: Person) -> None:
    """Raise unless the person may end the round; NotFoundError if they may only run others."""
    demand(by, Permission.RUN_MEETING)
    if not may_end(asked, by, plan.people) or not is_open_to(plan, asked, by):
        raise NotFoundError("reflection_round", asked.id)


def is_open_to(plan: Plan, asked: Round, by: Person) -> bool:
    """Return whether a person may see a round; one under a confidential item is for those named."""
    if takes_part(asked, by) or runs(asked, by):
        return True
    taken_up = (item for item in plan.agenda_items if item.round_key == asked.id)
    among_few = any(i.confidential_to and by.id not in i.confidential_to for i in taken_up)
    return not among_few and (knows_of(asked, by) or may_end(asked, by, plan.people))


def people_to_ask(plan: Plan) -> tuple[Person, ...]:
    """Return everybody who can be invited, by name."""
    may_answer = (p for p in plan.people if may(p, Permission.ANSWER_INVITED))
    return tuple(sorted(may_answer, key=lambda person: person.name.casefold()))


def _given(plan: Plan, values: Mapping[str, Any], *, before: Round | None = None) -> dict[str, Any]:
    """Return the settings of a round from the values, the questions in their current wording."""
    if wrong := sorted(values.keys() - _GIVEN):
        raise InvalidInputError(tuple(Problem(name, "not_here") for name in wrong))
    given = dict(values)
    for field in ("participant_ids", "facilitator_ids"):
        if field in given:
            given[field] = tuple(dict.fromkeys(given[field]))
    if "prompts" in given or before is None:
        keys = tuple(given.get("prompts", ()))
        kept = before is not None and keys == tuple(asked.key for asked in before.prompts)
        given["prompts"] = before.prompts if before and kept else chosen(plan, keys)
    return given


def _check(plan: Plan, asked: Round, by: Person, *, before: Round | None = None) -> None:
    problems = tuple(_problems(plan, asked, by, before))
    if problems:
        raise InvalidInputError(problems)


def _problems(plan: Plan, asked: Round, by: Person, before: Round | None) -> Iterator[Problem]:
    old = {*before.participant_ids, *before.facilitator_ids} if before else set()
    able = {person.id for person in plan.people if may(person, Permission.ANSWER_INVITED)}
    leading = {person.id for person in plan.people if may(person, Permission.RUN_MEETING)}
    if {*asked.participant_ids} - able - old:
        yield Problem("participant_ids", "unknown_reference")
    if {*asked.facilitator_ids} - leading - old:
        yield Problem("facilitator_ids", "cannot_run")
    if not runs(asked, by):
        yield Problem("facilitator_ids", "not_yourself")


def _check_fixed(one: OneRound, wanted: Round) -> None:
    fixed = {
        Phase.PREPARED: frozenset[str](),
        Phase.OPEN: _FIXED_ONCE_OPEN,
    }.get(one.round.phase, _FIXED_ONCE_REVEALED)
    moved = [name for name in sorted(fixed) if getattr(wanted, name) != getattr(one.round, name)]
    if moved:
        raise InvalidInputError(tuple(Problem(name, "fixed_once_open") for name in moved))
    marks = one.marks()
    answered = {who for _, who in marks}
    if answered & ({*one.round.participant_ids} - {*wanted.participant_ids}):
        raise InvalidInputError((Problem("participant_ids", "has_answered"),))
    if marks and not wanted.anonymous and _circle(wanted) - _circle(one.round):
        raise InvalidInputError((Problem("participant_ids", "circle_is_closed"),))


def _circle(asked: Round) -> set[str]:
    return {*asked.participant_ids, *asked.facilitator_ids}
