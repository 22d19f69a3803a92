"""Questions about what is published, stored beside the plan.

Mails that notify people of a step are put in the outbox together with the step, so that none is
lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.publishing.questions import Question
from strategy.store.engine import Connection, Engine, Row
from strategy.store.outbox import MailKey, MailKind, ask_within
from strategy.store.statements import statement


class Questions:
    """The questions in a store; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use this database."""
        self._engine = engine

    def all(self) -> tuple[Question, ...]:
        """Return every question, the newest first."""
        with self._engine.reading() as connection:
            return tuple(_question(row) for row in connection.rows(statement("questions")))

    def one(self, question_id: str) -> Question:
        """Return one question."""
        with self._engine.reading() as connection:
            return _stored(connection, question_id)

    def add(self, question: Question, *, now: datetime, tell: Iterable[str] = ()) -> Question:
        """Store a new question, and notify these people, given by their ids."""
        values = {
            "id": question.id,
            "asked_by": question.asked_by,
            "asked_at": now,
            "content": question.model_dump_json(),
        }
        with self._engine.writing() as connection:
            connection.run(statement("add_question"), values)
            ask_within(connection, _mails(question, tell, now), now=now, asked_by=None)
        return question.model_copy(update={"version": 1})

    def change(self, question: Question, *, now: datetime, tell: Iterable[str] = ()) -> Question:
        """Store a question's next step, and notify these people, given by their ids.

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
            ask_within(connection, _mails(question, tell, now), now=now, asked_by=None)
        return question.model_copy(update={"version": question.version + 1})


def _mails(question: Question, people: Iterable[str], now: datetime) -> Iterable[MailKey]:
    """Return the mails that notify people of the step a question has just taken."""
    day, turn = now.date(), len(question.steps)
    return [MailKey(one, day, MailKind.QUESTION, question.id, turn) for one in people]


def _question(row: Row) -> Question:
    content, version = row
    return Question.model_validate_json(content).model_copy(update={"version": int(version)})


def _stored(connection: Connection, question_id: str) -> Question:
    rows = connection.rows(statement("question"), {"id": question_id})
    if not rows:
        raise NotFoundError("question", question_id)
    return _question(rows[0])
