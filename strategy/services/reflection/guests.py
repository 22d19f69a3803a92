"""Guests of a round: a short code lets in whoever has it, to answer this one round, unnamed."""

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

# Nothing that looks like something else when it is read from a wall: no I and 1, no O and 0.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
GUESTS = "/vote"
"""Where the guests' pages are, below the address of the app."""
_TOKEN_BYTES = 24


@dataclass(frozen=True)
class GuestPrompt:
    """One question as a guest meets it: after the reveal with figures of five or more at most.

    `agreed` is the sentence the group agreed on, as far as it is open to everybody in the plan.
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
    """A round as a guest meets it: what is asked, and nothing of what anybody wrote."""

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
    """A round as all its guests meet it, read once for all of them."""

    organisation: Organisation
    asked: Round
    takes_answers: bool
    shown: tuple[Shown, ...]
    agreed: Mapping[str, Agreement]
    marks: frozenset[Mark] = field(repr=False)

    def seen_by(self, token: str) -> GuestView:
        """Return it as one guest meets it."""
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
    """What somebody with a code is told before they come in."""

    organisation: str
    language: str
    title: str
    phase: Phase
    takes_answers: bool
    has_seat: bool


@dataclass(frozen=True)
class Given:
    """What a guest answers to one question."""

    text: str = ""
    level: int | None = None


def new_code() -> str:
    """Return a code somebody can read from a wall and type on a phone."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))


def guest_address(base_url: str, code: str) -> str:
    """Return where whoever has a code comes in."""
    return f"{base_url}{GUESTS}/{code}"


def in_groups(code: str) -> str:
    """Return a code as it is easiest read and typed: half of it, and the other half."""
    half = CODE_LENGTH // 2
    return f"{code[:half]} {code[half:]}"


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


def at_the_door(database: Database, code: str, *, today: date) -> Door:
    """Return the round a code leads to, as told to whoever has the code and is not in yet.

    Refuses with LapsedSecretError for a code that leads nowhere.
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
    """Return the id of the round a code leads to, None for a code that leads nowhere."""
    return database.reflections.round_of_code(typed(code))


def round_of_guest(database: Database, token: str) -> str | None:
    """Return the id of the round a guest was let into, None for a stranger."""
    return database.reflections.round_of_guest(fingerprint_of(token))


def moments(database: Database) -> Mapping[str, Hashable]:
    """Return for every round a mark that changes whenever what guests see does, in one look."""
    return database.reflections.moments()


def for_guests(database: Database, round_id: str, *, today: date) -> ForGuests:
    """Return a round as its guests meet it, for whoever shows it to many of them at once."""
    plan = database.plan()
    with database.reflections.looking_at(round_id) as one:
        asked, marks, answers = one.round, one.marks(), one.answers()
    seen = (shown(asked, prompt, answers, inside=False) for prompt in asked.prompts)
    # Nobody in particular: what is confidential to some is not for guests.
    open_to_all = plan.seen_by(None).agreements
    agreed = {a.prompt_key: a for a in open_to_all if a.round_key == round_id}
    accepting = asked.takes_answers(today)
    return ForGuests(plan.organisation, asked, accepting, tuple(seen), agreed, marks)


def guest_view(database: Database, token: str, *, today: date) -> GuestView:
    """Return the round a guest was let into; refuses with LapsedSecretError for a stranger."""
    return for_guests(database, _round_of(database, token), today=today).seen_by(token)


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


def answer_all_as_guest(
    database: Database, token: str, answers: Mapping[str, Given], *, today: date
) -> tuple[str, ...]:
    """Answer several questions as a guest, all of them or none, and return which were new.

    What this guest has answered before stands as it was: sent twice is sent once. Refuses as
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
    """Return a code as somebody meant it: no blanks, no dashes, in capitals."""
    return "".join(letter for letter in code.upper() if letter in _LETTERS)


def _round_of(database: Database, token: str) -> str:
    round_id = round_of_guest(database, token)
    if round_id is None:
        raise LapsedSecretError
    return round_id
