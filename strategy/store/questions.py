"""Questions about what is published, and who is to be told of them: beside the plan.

A letter is written down together with the step it tells of, so that none is lost, and is claimed
before it is handed over, so that none is sent twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.items import new_id
from strategy.domain.questions import Question
from strategy.store.engine import Connection, Engine, Row
from strategy.store.outbox import MailState
from strategy.store.statements import statement


class LetterKind(StrEnum):
    """What somebody is told of a question."""

    DELEGATED = "delegated"
    RETURNED = "returned"
    APPROVED = "approved"


Told = tuple[LetterKind, str]
"""What is told, and the id of the person it is told to."""


@dataclass(frozen=True)
class LetterRecord:
    """A letter to somebody about a question, and what became of it. Times are UTC."""

    id: str
    question_id: str
    person_id: str
    kind: LetterKind
    made_at: datetime
    message_id: str
    state: MailState
    attempts: int
    tried_at: datetime | None
    problem: str


class Questions:
    """What the store knows about questions; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Keep it in this database."""
        self._engine = engine

    def all(self) -> tuple[Question, ...]:
        """Return every question, the newest first."""
        with self._engine.reading() as connection:
            return tuple(_question(row) for row in connection.rows(statement("questions")))

    def one(self, question_id: str) -> Question:
        """Return one question."""
        with self._engine.reading() as connection:
            return _stored(connection, question_id)

    def add(self, question: Question, *, now: datetime) -> Question:
        """Keep a question somebody asked."""
        values = {
            "id": question.id,
            "asked_by": question.asked_by,
            "asked_at": now,
            "content": question.model_dump_json(),
        }
        with self._engine.writing() as connection:
            connection.run(statement("add_question"), values)
        return question.model_copy(update={"version": 1})

    def change(self, question: Question, *, now: datetime, tell: Iterable[Told] = ()) -> Question:
        """Keep a question that came a step further, and whom to tell of it.

        Refuses with StaleEditError when somebody else took a step since it was read.
        """
        values = {
            "id": question.id,
            "version": question.version,
            "content": question.model_dump_json(),
        }
        with self._engine.writing() as connection:
            if connection.run(statement("change_question"), values) == 0:
                raise StaleEditError(_stored(connection, question.id))
            for kind, person_id in tell:
                _add_letter(connection, question.id, kind, person_id, now=now)
        return question.model_copy(update={"version": question.version + 1})

    # --- letters -----------------------------------------------------------------------------

    def waiting_letters(self) -> tuple[LetterRecord, ...]:
        """Return the letters nobody has sent yet, the oldest first."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("letters"), {"state": MailState.WAITING.value})
        return tuple(_letter(row) for row in rows)

    def letters_to(self, person_id: str) -> tuple[LetterRecord, ...]:
        """Return every letter kept of a person, the newest first."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("letters_to"), {"person_id": person_id})
        return tuple(_letter(row) for row in rows)

    def claim(self, letter_id: str, *, message_id: str, now: datetime) -> str | None:
        """Take a letter in hand and return its message id; None when somebody else has it."""
        values = {
            "id": letter_id,
            "claimed": MailState.CLAIMED.value,
            "waiting": MailState.WAITING.value,
            "message_id": message_id,
            "now": now,
        }
        with self._engine.writing() as connection:
            if connection.run(statement("claim_letter"), values) == 0:
                return None
            ((kept,),) = connection.rows(statement("letter_message_id"), {"id": letter_id})
        return str(kept)

    def settle(self, letter_id: str, state: MailState, *, problem: str = "") -> None:
        """Remember what became of a letter in hand."""
        values = {"id": letter_id, "state": state.value, "problem": problem}
        with self._engine.writing() as connection:
            connection.run(statement("settle_letter"), values)

    def tidy(self, *, forget_before: datetime) -> None:
        """Settle what an earlier run left behind, and forget what is old; only who is alone may."""
        claims = {"claimed": MailState.CLAIMED.value, "unsure": MailState.UNSURE.value}
        old = {"before": forget_before, "waiting": MailState.WAITING.value}
        with self._engine.writing() as connection:
            connection.run(statement("doubt_letters"), claims)
            connection.run(statement("forget_letters"), old)

    def erase_letters(self, person_id: str) -> None:
        """Remove what a person was told."""
        with self._engine.writing() as connection:
            connection.run(statement("erase_letters"), {"person_id": person_id})


def _question(row: Row) -> Question:
    content, version = row
    return Question.model_validate_json(content).model_copy(update={"version": int(version)})


def _stored(connection: Connection, question_id: str) -> Question:
    rows = connection.rows(statement("question"), {"id": question_id})
    if not rows:
        raise NotFoundError("question", question_id)
    return _question(rows[0])


def _add_letter(
    connection: Connection, question_id: str, kind: LetterKind, person_id: str, *, now: datetime
) -> None:
    values = {
        "id": new_id(),
        "question_id": question_id,
        "person_id": person_id,
        "kind": kind.value,
        "now": now,
        "state": MailState.WAITING.value,
    }
    connection.run(statement("add_letter"), values)


def _letter(row: Row) -> LetterRecord:
    letter_id, question_id, person_id, kind, made_at, message_id, state, *others = row
    return LetterRecord(
        letter_id, question_id, person_id, LetterKind(kind), made_at, message_id,
        MailState(state), *others,
    )  # fmt: skip
