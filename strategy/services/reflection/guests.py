"""Guests of a round: anyone with its short code can answer this one round, anonymously."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date

from strategy.domain.errors import InvalidInputError, LapsedSecretError, Problem
from strategy.domain.items import Organisation, Person
from strategy.domain.meeting_items import Agreement
from strategy.domain.reflection import Asked, Mark, Phase, Round, Shown, shown
from strategy.services.reflection.answering import give
from strategy.services.reflection.rounds import demand_runs
from strategy.services.sign_in import fingerprint_of
from strategy.store.database import Database

# No characters that look alike when read from a wall: no I and 1, no O and 0.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
GUESTS = "/vote"
"""The path of the guests' pages, below the address of the app."""
_TOKEN_BYTES = 24


@dataclass(frozen=True)
class GuestPrompt:
    """One question as a guest sees it: after the reveal at most with figures of five or more.

    `agreed` is the sentence the group agreed on, if it is open to everybody in the plan.
    """

    prompt: Asked
    answered: bool
    shown: Shown
    agreed: Agreement | None

    @property
    def revealed(self) -> bool:
        """Whether the answers to it are shown."""
        return self.shown.revealed


@dataclass(frozen=True)
class GuestView:
    """A round as a guest sees it: the questions, and nothing of what anybody wrote."""

    organisation: str
    language: str
    title: str
    phase: Phase
    takes_answers: bool
    live: bool
    prompts: tuple[GuestPrompt, ...]
    current: str | None


@dataclass(frozen=True)
class ForGuests:
    """A round as all its guests see it, read once for all of them."""

    organisation: Organisation
    asked: Round
    takes_answers: bool
    shown: tuple[Shown, ...]
    agreed: Mapping[str, Agreement]
    marks: frozenset[Mark] = field(repr=False)

    def seen_by(self, token: str) -> GuestView:
        """Return it as one guest sees it."""
        who = fingerprint_of(token)
        prompts = (
            GuestPrompt(
                one.prompt,
                (one.prompt.key, who) in self.marks,
                one,
                self.agreed.get(one.prompt.key) if one.revealed else None,
            )
            for one in self.shown
        )
        return GuestView(
            organisation=self.organisation.name,
            language=self.organisation.language,
            title=self.asked.title,
            phase=self.asked.phase,
            takes_answers=self.takes_answers,
            live=self.asked.live,
            prompts=tuple(prompts),
            current=self.asked.current,
        )


@dataclass(frozen=True)
class Door:
    """What a person with a code is told before they join."""

    organisation: str
    language: str
    title: str
    phase: Phase
    takes_answers: bool
    has_seat: bool


@dataclass(frozen=True)
class Given:
    """A guest's answer to one question."""

    text: str = ""
    level: int | None = None


def new_code() -> str:
    """Return a code somebody can read from a wall and type on a phone."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))


def guest_address(base_url: str, code: str) -> str:
    """Return the address where guests with a code join."""
    return f"{base_url}{GUESTS}/{code}"


def in_groups(code: str) -> str:
    """Return a code in two halves, which makes it easier to read and type."""
    half = CODE_LENGTH // 2
    return f"{code[:half]} {code[half:]}"


def invite_guests(
    database: Database, round_id: str, *, by: Person, draw: Callable[[], str] = new_code
) -> str:
    """Return a new code for guests to join with; earlier codes stop working.

    Raises InvalidInputError where the round has no seats for guests.
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
    """Let nobody else join with the code; guests who have joined stay."""
    with database.reflections.at(round_id) as one:
        demand_runs(one.round, by)
        one.set_code(None)


def join(database: Database, code: str, *, today: date) -> str:
    """Let a guest join with the code and return the token that identifies them, only this once.

    Raises LapsedSecretError for an invalid code, and InvalidInputError where all seats are taken
    or the round accepts no answers.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with database.reflections.at_code(typed(code)) as one:
        if not one.round.takes_answers(today):
            raise InvalidInputError((Problem("round", "round_not_open"),))
        if one.guests() >= one.round.seats:
            raise InvalidInputError((Problem("seats", "seats_taken"),))
        one.let_in(fingerprint_of(token))
    return token


def at_the_door(database: Database, code: str, *, today: date) -> Door:
    """Return what a person with a code may know of the round before they join.

    Raises LapsedSecretError for an invalid code.
    """
    organisation = database.plan().organisation
    round_id = round_of_code(database, code)
    if round_id is None:
        raise LapsedSecretError
    with database.reflections.looking_at(round_id) as one:
        asked, guests = one.round, one.guests()
    return Door(
        organisation=organisation.name,
        language=organisation.language,
        title=asked.title,
        phase=asked.phase,
        takes_answers=asked.takes_answers(today),
        has_seat=guests < asked.seats,
    )


def round_of_code(database: Database, code: str) -> str | None:
    """Return the id of the round a code belongs to, None for an invalid code."""
    return database.reflections.round_of_code(typed(code))


def round_of_guest(database: Database, token: str) -> str | None:
    """Return the id of the round a guest has joined, None for an unknown token."""
    return database.reflections.round_of_guest(fingerprint_of(token))


def moments(database: Database) -> Mapping[str, Hashable]:
    """Return for every round a mark that changes whenever the guests' view does, in one query."""
    return database.reflections.moments()


def for_guests(database: Database, round_id: str, *, today: date) -> ForGuests:
    """Return a round as its guests see it, for showing it to many of them at once."""
    plan = database.plan()
    with database.reflections.looking_at(round_id) as one:
        asked, marks, answers = one.round, one.marks(), one.answers()
    seen = (shown(asked, prompt, answers, inside=False) for prompt in asked.prompts)
    # No particular person: confidential items are not for guests.
    open_to_all = plan.seen_by(None).agreements
    agreed = {a.prompt_key: a for a in open_to_all if a.round_key == round_id}
    accepting = asked.takes_answers(today)
    return ForGuests(plan.organisation, asked, accepting, tuple(seen), agreed, marks)


def guest_view(database: Database, token: str, *, today: date) -> GuestView:
    """Return the round a guest has joined; raises LapsedSecretError for an unknown token."""
    return for_guests(database, _round_of(database, token), today=today).seen_by(token)


def guest_pulse(database: Database, token: str) -> int:
    """Return a number that changes whenever a guest's page does; cheap to get."""
    return database.reflections.pulse(_round_of(database, token))


def answer_as_guest(
    database: Database, token: str, prompt_key: str, *, text: str, level: int | None, today: date
) -> None:
    """Answer one question as a guest; it cannot be changed. Raises as `reflection.answer` does."""
    with database.reflections.at(_round_of(database, token)) as one:
        who = fingerprint_of(token)
        give(one, prompt_key, text, level, who=who, person_id=None, today=today)


def answer_all_as_guest(
    database: Database, token: str, answers: Mapping[str, Given], *, today: date
) -> tuple[str, ...]:
    """Answer several questions as a guest, all of them or none, and return which were new.

    Earlier answers by this guest are unchanged: sending twice has no effect. Raises as
    `reflection.answer` does.
    """
    with database.reflections.at(_round_of(database, token)) as one:
        who = fingerprint_of(token)
        done = {key for key, somebody in one.marks() if somebody == who}
        fresh = tuple(key for key in answers if key not in done)
        for key in fresh:
            given = answers[key]
            give(one, key, given.text, given.level, who=who, person_id=None, today=today)
    return fresh


def typed(code: str) -> str:
    """Return a code as it was meant: no blanks, no dashes, in capitals."""
    return "".join(letter for letter in code.upper() if letter in _LETTERS)


def _round_of(database: Database, token: str) -> str:
    round_id = round_of_guest(database, token)
    if round_id is None:
        raise LapsedSecretError
    return round_id
