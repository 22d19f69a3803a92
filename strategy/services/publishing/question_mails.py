"""Mails about questions: to those who delegate and approve, those who answer, and the asker."""

from __future__ import annotations

from datetime import date

from strategy.domain.items import Person
from strategy.domain.publishing.questions import Progress, Question, pillar_code, title_of
from strategy.i18n import Words, words
from strategy.mail.letters import Entry, Letter, Section
from strategy.services.posting import Delivery, Envelope, greeting
from strategy.services.publishing.published import Published
from strategy.services.publishing.questions import publication_of, to_be_told
from strategy.store.database import Database
from strategy.store.outbox import Mail


def envelope(database: Database, delivery: Delivery, mail: Mail, _today: date) -> Envelope | None:
    """Return the mail about a step of a question; None if it is out of date.

    It is when the question has moved on since, or the person is no longer to be told about it.
    """
    plan = database.plan()
    question = next((q for q in database.questions.all() if q.id == mail.about), None)
    if question is None or len(question.steps) != mail.turn:
        return None
    told = (person for person in to_be_told(plan, question) if person.id == mail.person_id)
    person = next(told, None)
    if person is None or not person.email:
        return None
    about = publication_of(database, question)
    w = words(person.language or plan.organisation.language)
    return Envelope(
        person, letter_about(question, about, w, person=person, base_url=delivery.base_url)
    )


def letter_about(
    question: Question,
    about: Published | None,
    w: Words,
    *,
    person: Person,
    base_url: str,
) -> Letter:
    """Return the mail about a question, in the reader's language, with a link to it."""
    organisation = about.content.organisation if about else ""
    step = f"question_mail.{question.progress}"
    note = w(f"{step}.note", day=w.formats.day(question.due), note=question.note)
    entry = Entry(f"«{question.text}»", note, _way_to(question, about, base_url))
    return Letter(
        language=w.language,
        subject=w(f"{step}.subject"),
        greeting=greeting(person, w),
        sections=(Section(_heading(question, about, w), (entry,)),),
        closing=(w("question_mail.why", organisation=organisation), base_url),
    )


def _heading(question: Question, about: Published | None, w: Words) -> str:
    """Return what a question is about, with the title it was published under, not today's."""
    title = title_of(about.content, question.subject, question.subject_id) if about else ""
    return title or w("question.about_whole")


def _way_to(question: Question, about: Published | None, base_url: str) -> str:
    if question.progress is not Progress.APPROVED:
        return f"{base_url}/questions"
    if about is None or not about.counts:
        return f"{base_url}/published"
    code = pillar_code(about.content, question.subject, question.subject_id)
    at_pillar = f"&pillar={code}" if code else ""
    return f"{base_url}/published?number={about.publication.number}{at_pillar}"
