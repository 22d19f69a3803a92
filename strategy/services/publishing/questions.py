"""Ask about what is published, have it answered, and show the answer once it is approved.

Nothing here looks things up in the working plan: a question can only be about what was
published, and anyone who may not see the work on a question is told that it does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import Person, Position, Role
from strategy.domain.plan import Plan
from strategy.domain.publishing.concerns import about_text
from strategy.domain.publishing.questions import (
    MOST_AT_ONCE,
    OPEN,
    OwnQuestion,
    Progress,
    Question,
    Reply,
    Step,
    Subject,
    demand_progress,
    demand_to_answer,
    is_published,
    late_with_others,
    may_see,
    own_questions,
    replies,
    waiting_for,
)
from strategy.domain.roles import Permission, demand, may
from strategy.services.publishing.publications import as_told_to
from strategy.services.publishing.published import Published, told
from strategy.services.validation import altered, build, written
from strategy.store.database import Database

_SAID_FIRST = (Role.POLITICIAN, Role.REPRESENTATIVE)
"""The roles to ask as, in order of precedence, for a person with several roles."""


# --- reading ------------------------------------------------------------------------------------


def answered(database: Database, *, by: Person) -> tuple[Reply, ...]:
    """Return every approved answer, the newest first, for readers of what is published."""
    demand(by, Permission.SEE_PUBLISHED)
    plan = database.plan()
    names = {p.id: p.name for p in plan.people} if plan.organisation.publish_names else {}
    return replies(database.questions.all(), names)


def asked_by(database: Database, *, by: Person) -> tuple[OwnQuestion, ...]:
    """Return the person's own questions that have no answer yet, the newest first."""
    demand(by, Permission.SEE_PUBLISHED)
    return own_questions(database.questions.all(), by.id)


def to_work_on(database: Database, *, by: Person) -> tuple[Question, ...]:
    """Return the questions a person works on: all for a planner, otherwise their own."""
    demand(by, Permission.SEE_PLAN)
    plan = database.plan()
    return tuple(one for one in database.questions.all() if may_see(plan, by, one))


def waiting(database: Database, *, by: Person) -> tuple[Question, ...]:
    """Return the questions that wait for this person's next step, the earliest due first."""
    demand(by, Permission.SEE_PLAN)
    return waiting_for(database.plan(), by, database.questions.all())


def late_elsewhere(database: Database, *, by: Person, today: date) -> tuple[Question, ...]:
    """Return late questions that wait for somebody else; for planners only."""
    demand(by, Permission.SEE_PLAN)
    return late_with_others(database.plan(), by, database.questions.all(), today=today)


def publications(database: Database, *, by: Person) -> tuple[Published, ...]:
    """Return every publication a question can be about, for those who work on questions."""
    demand(by, Permission.SEE_PLAN)
    return told(database)


def due_from(database: Database, day: date) -> date:
    """Return the day by which a question asked on a day is to be answered."""
    return day + timedelta(days=database.plan().organisation.answer_days)


def publication_of(database: Database, question: Question | OwnQuestion) -> Published | None:
    """Return the publication somebody was reading when they asked."""
    return next((p for p in told(database) if p.publication.id == question.publication_id), None)


# --- asking -------------------------------------------------------------------------------------


def ask(
    database: Database,
    publication_id: str,
    values: Mapping[str, Any],
    *,
    by: Person,
    today: date,
    now: datetime,
) -> Question:
    """Ask about something published; `values` are the subject, its id, and the text.

    Notifies those who delegate questions. Raises NotFoundError for what is not published, even if
    it is in the plan.
    """
    demand(by, Permission.ASK)
    question = build(
        Question,
        {
            "subject": values.get("subject", Subject.WHOLE),
            "subject_id": values.get("subject_id", ""),
            "text": values.get("text", ""),
            "publication_id": publication_id,
            "asked_by": by.id,
            "asked_as": _asking_as(by),
            "asked_on": today,
            "due": due_from(database, today),
            "steps": (Step(progress=Progress.ASKED, by_id=by.id, at=now),),
        },
    )
    read = next((p for p in told(database) if p.publication.id == publication_id), None)
    if read is None or not read.counts:
        raise NotFoundError("publication", publication_id)
    if not is_published(read.content, question.subject, question.subject_id):
        raise NotFoundError(question.subject, question.subject_id)
    own = [q for q in database.questions.all() if q.asked_by == by.id and q.progress in OPEN]
    if len(own) >= MOST_AT_ONCE:
        raise InvalidInputError((Problem("text", "too_many_questions", {"most": str(len(own))}),))
    return database.questions.add(question, now=now, tell=_told(database, question, by))


def withdraw(
    database: Database, question_id: str, version: int, *, reason: str, by: Person, now: datetime
) -> Question:
    """Withdraw a question: the asker while it is open, a planner always but with a reason."""
    question = database.questions.one(question_id)
    own = question.asked_by == by.id and may(by, Permission.ASK)
    if not own and not may(by, Permission.PREPARE_PUBLICATION):
        raise NotFoundError("question", question_id)
    plans = may(by, Permission.PREPARE_PUBLICATION)
    demand_progress(question, *OPEN, *((Progress.APPROVED,) if plans else ()))
    why = written(reason).strip()
    if not own and not why:
        raise InvalidInputError((Problem("reason", "required"),))
    gone = _stepped(question, version, Progress.WITHDRAWN, by=by, now=now, note=why)
    return database.questions.change(gone, now=now)


# --- answering ----------------------------------------------------------------------------------


def delegate(
    database: Database,
    question_id: str,
    version: int,
    *,
    position_id: str,
    due: date,
    by: Person,
    now: datetime,
) -> Question:
    """Ask the holder of a position to answer by a day, and notify them."""
    demand(by, Permission.PREPARE_PUBLICATION)
    question = database.questions.one(question_id)
    demand_to_answer(question)
    plan = database.plan()
    if _answering(plan, position_id) is None:
        raise InvalidInputError((Problem("position_id", "nobody_to_answer"),))
    if due < now.date():
        raise InvalidInputError((Problem("due", "question_due_past"),))
    sent = _stepped(
        question, version, Progress.DELEGATED, by=by, now=now, position_id=position_id, due=due
    )
    return database.questions.change(sent, now=now, tell=_told(database, sent, by))


def answer(
    database: Database, question_id: str, version: int, *, text: str, by: Person, now: datetime
) -> Question:
    """Save the answer and notify those who approve; nobody else reads it before approval."""
    question = _worked_on(database, question_id, by)
    demand_to_answer(question)
    plan = database.plan()
    position = plan.find(Position, question.position_id)
    who = position.title if position else ""
    said = _stepped(
        question, version, Progress.ANSWERED, by=by, now=now, answer=text, answered_as=who
    )
    if not said.answer:
        raise InvalidInputError((Problem("answer", "required"),))
    return database.questions.change(said, now=now, tell=_told(database, said, by))


def approve(
    database: Database,
    question_id: str,
    version: int,
    *,
    shown_as: str = "",
    answer: str | None = None,
    by: Person,
    today: date,
    now: datetime,
) -> Question:
    """Publish the answer, and notify the person who asked.

    `shown_as` is the question as others read it, `answer` the answer with the approver's own last
    changes. Raises InvalidInputError for what must not be published: confidential items, and names
    where names are not shown.
    """
    demand(by, Permission.PREPARE_PUBLICATION)
    question = database.questions.one(question_id)
    demand_progress(question, Progress.ANSWERED)
    said = _stepped(
        question,
        version,
        Progress.APPROVED,
        by=by,
        now=now,
        shown_as=shown_as,
        answer=question.answer if answer is None else answer,
        approved_on=today,
    )
    if not said.answer:
        raise InvalidInputError((Problem("answer", "required"),))
    _refuse_what_must_not_be_said(database, said, by)
    return database.questions.change(said, now=now, tell=_told(database, said, by))


def send_back(
    database: Database, question_id: str, version: int, *, note: str, by: Person, now: datetime
) -> Question:
    """Ask for a better answer, saying what is missing; notifies the person who is to answer."""
    demand(by, Permission.PREPARE_PUBLICATION)
    question = database.questions.one(question_id)
    demand_progress(question, Progress.ANSWERED)
    missing = written(note).strip()
    if not missing:
        raise InvalidInputError((Problem("note", "required"),))
    returned = _stepped(question, version, Progress.RETURNED, by=by, now=now, note=missing)
    return database.questions.change(returned, now=now, tell=_told(database, returned, by))


# --- who is notified ----------------------------------------------------------------------------


def to_be_told(plan: Plan, question: Question) -> tuple[Person, ...]:
    """Return who is to be mailed about the latest step of a question."""
    match question.progress:
        case Progress.ASKED:
            return _planning(plan)
        case Progress.ANSWERED:
            # Somebody other than the author approves, if there is one.
            return _planning(plan, besides=question.steps[-1].by_id)
        case Progress.RETURNED if question.position_id is None:
            writer = _writer_of(question)
            return tuple(p for p in plan.people if p.id == writer and _plans(p))
        case Progress.DELEGATED | Progress.RETURNED:
            person = _answering(plan, question.position_id)
        case Progress.APPROVED:
            person = plan.find(Person, question.asked_by)
        case _:
            return ()
    return (person,) if person and may(person, Permission.SEE_PUBLISHED) else ()


def _planning(plan: Plan, *, besides: str = "") -> tuple[Person, ...]:
    """Return who delegates and approves: HR, or others who may when nobody in HR can be mailed."""
    able = [p for p in plan.people if p.email and p.id != besides and _plans(p)]
    return tuple(p for p in able if Role.HR in p.roles) or tuple(able)


def _plans(person: Person) -> bool:
    return may(person, Permission.PREPARE_PUBLICATION)


def _writer_of(question: Question) -> str:
    """Return who wrote the current answer."""
    wrote = (step.by_id for step in reversed(question.steps) if step.progress is Progress.ANSWERED)
    return next(wrote, "")


def _told(database: Database, question: Question, by: Person) -> tuple[str, ...]:
    """Return who is notified of a step: not the person who took it, and nobody in a demo."""
    plan = database.plan()
    if plan.organisation.demo:
        return ()
    return tuple(person.id for person in to_be_told(plan, question) if person.id != by.id)


# --- how ----------------------------------------------------------------------------------------


def _worked_on(database: Database, question_id: str, by: Person) -> Question:
    """Return a question the person works on; raises NotFoundError for anyone else."""
    question = database.questions.one(question_id)
    if not may_see(database.plan(), by, question):
        raise NotFoundError("question", question_id)
    return question


def _stepped(
    question: Question,
    version: int,
    progress: Progress,
    *,
    by: Person,
    now: datetime,
    note: str = "",
    **given: object,
) -> Question:
    step = {"progress": progress, "by_id": by.id, "at": now, "note": note}
    steps = (*(s.model_dump() for s in question.steps), step)
    return altered(question, {"progress": progress, "steps": steps, "version": version, **given})


def _answering(plan: Plan, position_id: str | None) -> Person | None:
    """Return who answers for a position: its holder, or the deputy where there is none."""
    position = plan.find(Position, position_id)
    if position is None or position.retired:
        return None
    people = (plan.find(Person, i) for i in (position.holder_id, position.deputy_id))
    return next((p for p in people if p is not None and may(p, Permission.SEE_PLAN)), None)


def _asking_as(person: Person) -> Role:
    return next((role for role in _SAID_FIRST if role in person.roles), person.roles[0])


def _refuse_what_must_not_be_said(database: Database, question: Question, by: Person) -> None:
    plan = database.plan()
    said = f"{question.shown_as or question.text}\n{question.answer}"
    names = plan.organisation.publish_names
    blocking = [c for c in about_text(plan, said, names=names) if c.blocks]
    if blocking:
        seen = (as_told_to(concern, database, by) for concern in blocking)
        raise InvalidInputError(
            tuple(Problem("answer", f"must_not_say_{c.worry}", {"about": c.about}) for c in seen)
        )
