"""Guests of a round: a short code lets in whoever has it, to answer this one round, unnamed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from strategy.domain.errors import InvalidInputError, LapsedSecretError, Problem
from strategy.domain.items import Person
from strategy.domain.reflection import Asked, Phase
from strategy.services.reflection import give
from strategy.services.reflection_rounds import demand_runs
from strategy.services.sign_in import fingerprint_of
from strategy.store.database import Database

# Nothing that looks like something else when it is read from a wall: no I and 1, no O and 0.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
_TOKEN_BYTES = 24


@dataclass(frozen=True)
class GuestPrompt:
    """One question as a guest meets it."""

    prompt: Asked
    answered: bool
    revealed: bool


@dataclass(frozen=True)
class GuestView:
    """A round as a guest meets it: what is asked, and nothing of what anybody answered."""

    organisation: str
    language: str
    title: str
    phase: Phase
    takes_answers: bool
    live: bool
    prompts: tuple[GuestPrompt, ...]
    current: str | None


def new_code() -> str:
    """Return a code somebody can read from a wall and type on a phone."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))


def invite_guests(
    database: Database, round_id: str, *, by: Person, draw: Callable[[], str] = new_code
) -> str:
    """Return the code guests come in by, a new one each time; no earlier one counts.

    Refuses with InvalidInputError where the round has no seats for guests.
    """
    with database.reflections.at(round_id) as one:
        demand_runs(one.round, by)
        if not one.round.seats:
            raise InvalidInputError((Problem("seats", "no_seats"),))
        if one.round.phase not in {Phase.PREPARED, Phase.OPEN}:
            raise InvalidInputError((Problem("round", "already_revealed"),))
        code = draw()
        while one.code_is_taken(code):
            code = draw()
        one.set_code(code)
        return code


def stop_inviting(database: Database, round_id: str, *, by: Person) -> None:
    """Let nobody else come in by the code; who has come in stays."""
    with database.reflections.at(round_id) as one:
        demand_runs(one.round, by)
        one.set_code(None)


def join(database: Database, code: str, *, today: date) -> str:
    """Let a guest in by the code and return the token they are known by, this once.

    Refuses with LapsedSecretError for a code that leads nowhere, and with InvalidInputError where
    all seats are taken or the round takes no answers.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with database.reflections.at_code(typed(code)) as one:
        if not one.round.takes_answers(today):
            raise InvalidInputError((Problem("round", "round_not_open"),))
        if one.guests() >= one.round.seats:
            raise InvalidInputError((Problem("seats", "seats_taken"),))
        one.let_in(fingerprint_of(token))
    return token


def guest_view(database: Database, token: str, *, today: date) -> GuestView:
    """Return the round a guest was let into; refuses with LapsedSecretError for a stranger."""
    organisation = database.plan().organisation
    print_ = fingerprint_of(token)
    with database.reflections.looking_at(_round_of(database, token)) as one:
        asked, marks = one.round, one.marks()
    prompts = tuple(
        GuestPrompt(prompt, (prompt.key, print_) in marks, prompt.key in asked.revealed)
        for prompt in asked.prompts
    )
    return GuestView(
        organisation=organisation.name,
        language=organisation.language,
        title=asked.title,
        phase=asked.phase,
        takes_answers=asked.takes_answers(today),
        live=asked.live,
        prompts=prompts,
        current=asked.current,
    )


def guest_pulse(database: Database, token: str) -> int:
    """Return a number that changes whenever what a guest's page shows does; cheap to ask for."""
    return database.reflections.pulse(_round_of(database, token))


def answer_as_guest(
    database: Database, token: str, prompt_key: str, *, text: str, level: int | None, today: date
) -> None:
    """Answer one question as a guest; it cannot be changed. Refuses as `reflection.answer` does."""
    with database.reflections.at(_round_of(database, token)) as one:
        who = fingerprint_of(token)
        give(one, prompt_key, text, level, who=who, person_id=None, today=today)


def typed(code: str) -> str:
    """Return a code as somebody meant it: no blanks, no dashes, in capitals."""
    return "".join(letter for letter in code.upper() if letter in _LETTERS)


def _round_of(database: Database, token: str) -> str:
    round_id = database.reflections.round_of_guest(fingerprint_of(token))
    if round_id is None:
        raise LapsedSecretError
    return round_id
