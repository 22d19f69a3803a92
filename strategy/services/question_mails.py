"""Mail about questions: to whoever is to answer, and to whoever asked once there is an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from strategy.domain.items import Person
from strategy.domain.questions import Progress, Question, pillar_code, title_of
from strategy.domain.roles import Permission, may
from strategy.i18n import Words, words
from strategy.mail.letters import Entry, Letter, Section, message_of
from strategy.mail.post import NotNowError, Post, connected
from strategy.services.posting import Delivery, state_after, stored
from strategy.services.published import Published
from strategy.services.questions import publication_of
from strategy.services.reminders import KEEP_DAYS
from strategy.store.database import Database
from strategy.store.outbox import MailState
from strategy.store.questions import LetterKind, LetterRecord

_STILL_SO = {
    LetterKind.DELEGATED: (Progress.DELEGATED,),
    LetterKind.RETURNED: (Progress.RETURNED,),
    LetterKind.APPROVED: (Progress.APPROVED,),
}
"""How far a question has to have come for a letter about it to be true."""


def send_letters(database: Database, delivery: Delivery) -> tuple[MailState, ...]:
    """Send every letter that waits, and return what became of each that was tried.

    However many do this at once, one does. What the mail server does not take now waits; what is
    not true any more is not sent.
    """
    if not database.questions.waiting_letters():
        return ()
    with database.outbox.alone() as alone:
        if not alone:
            return ()
        oldest: datetime = stored(delivery.now - timedelta(days=KEEP_DAYS))
        database.questions.tidy(forget_before=oldest)
        try:
            with connected(delivery.mail) as post:
                waiting = database.questions.waiting_letters()
                return tuple(_sent(database, delivery, post, record) for record in waiting)
        except NotNowError:
            return ()


def _sent(database: Database, delivery: Delivery, post: Post, record: LetterRecord) -> MailState:
    questions = database.questions
    told = _what_is_told(database, record, delivery.base_url)
    if told is None:
        questions.settle(record.id, MailState.OVERTAKEN)
        return MailState.OVERTAKEN
    person, letter = told
    message_id = questions.claim(record.id, message_id=delivery.new_id(), now=delivery.stored_now)
    if message_id is None:
        return MailState.CLAIMED

    def hand_over() -> None:
        message = message_of(
            letter,
            name=person.name,
            address=person.email,
            sender=delivery.mail.sender,
            message_id=message_id,
            sent_at=delivery.now,
        )
        post.send(message, sender=delivery.mail.sender, recipient=person.email)

    state, problem = state_after(hand_over)
    questions.settle(record.id, state, problem=problem)
    return state


def _what_is_told(
    database: Database, record: LetterRecord, base_url: str
) -> tuple[Person, Letter] | None:
    """Return whom a letter goes to and what it says; None where it is not true any more."""
    plan = database.plan()
    person = plan.find(Person, record.person_id)
    question = next((q for q in database.questions.all() if q.id == record.question_id), None)
    if person is None or question is None or not person.email:
        return None
    needed = Permission.SEE_PUBLISHED if record.kind is LetterKind.APPROVED else Permission.SEE_PLAN
    if question.progress not in _STILL_SO[record.kind] or not may(person, needed):
        return None
    about = publication_of(database, question)
    w = words(person.language or plan.organisation.language)
    letter = letter_about(question, record.kind, about, w, person=person, base_url=base_url)
    return person, letter


def letter_about(
    question: Question,
    kind: LetterKind,
    about: Published | None,
    w: Words,
    *,
    person: Person,
    base_url: str,
) -> Letter:
    """Return what somebody is told of a question, in their language, with the way to it."""
    first = person.name.split()[:1]
    organisation = about.content.organisation if about else ""
    note = w(f"question_mail.{kind}.note", day=w.formats.day(question.due), note=question.note)
    entry = Entry(f"«{question.text}»", note, _way_to(question, kind, about, base_url))
    return Letter(
        language=w.language,
        subject=w(f"question_mail.{kind}.subject"),
        greeting=w("mail.greeting", name=first[0]) if first else w("mail.greeting_nameless"),
        sections=(Section(_heading(question, about, w), (entry,)),),
        closing=(w("question_mail.why", organisation=organisation), base_url),
    )


def _heading(question: Question, about: Published | None, w: Words) -> str:
    """Return what a question is about as it was published: never as the plan calls it by now."""
    title = title_of(about.content, question.subject, question.subject_id) if about else ""
    return title or w("question.about_whole")


def _way_to(question: Question, kind: LetterKind, about: Published | None, base_url: str) -> str:
    if kind is not LetterKind.APPROVED:
        return f"{base_url}/questions"
    if about is None or not about.counts:
        return f"{base_url}/published"
    code = pillar_code(about.content, question.subject, question.subject_id)
    at_pillar = f"&pillar={code}" if code else ""
    return f"{base_url}/published?number={about.publication.number}{at_pillar}"
