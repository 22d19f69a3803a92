"""A politician asks about what is published; somebody answers and somebody approves."""

from datetime import date, datetime

from strategy.domain.items import Person
from strategy.domain.publishing.questions import Question
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import questions
from strategy.store.database import Database
from tests.builders import HEGE, LIV, OLA, PER
from tests.services.fjordvik import TODAY

NOW = datetime(2026, 7, 1, 10)  # noqa: DTZ001 - the store speaks UTC without a zone
GIVEN = {"subject": "goal", "subject_id": "goal", "text": "Hvorfor går det så sakte?"}


def publish(database: Database) -> str:
    draft = publishing.prepare(
        database, title="T1 2026", day=date(2026, 4, 30), by=HEGE, today=TODAY, now=NOW
    )
    return publishing.publish(database, draft, by=LIV, now=NOW).id


def ask(database: Database, publication_id: str, *, by: Person = PER, **given) -> Question:
    return questions.ask(database, publication_id, {**GIVEN, **given}, by=by, today=TODAY, now=NOW)


def delegate(database: Database, asked: Question, *, by: Person = HEGE, **given) -> Question:
    given = {"position_id": "position", "due": date(2026, 7, 8), **given}
    return questions.delegate(database, asked.id, asked.version, by=by, now=NOW, **given)


def answer(database: Database, asked: Question, *, by: Person = OLA, text="Fordi …") -> Question:
    return questions.answer(database, asked.id, asked.version, text=text, by=by, now=NOW)


def approve(database: Database, asked: Question, *, by: Person = LIV, **given) -> Question:
    return questions.approve(
        database, asked.id, asked.version, by=by, today=TODAY, now=NOW, **given
    )


def send_back(database: Database, asked: Question, *, by: Person = LIV, note="Mer") -> Question:
    return questions.send_back(database, asked.id, asked.version, note=note, by=by, now=NOW)


def withdraw(database: Database, asked: Question, *, by: Person, reason: str = "") -> Question:
    return questions.withdraw(database, asked.id, asked.version, reason=reason, by=by, now=NOW)


def answered_once(database: Database) -> Question:
    return answer(database, delegate(database, ask(database, publish(database))))
