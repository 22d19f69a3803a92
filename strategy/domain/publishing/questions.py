"""Questions about what is published, from asking through delegation to an approved answer.

Until it is approved, an answer is visible only to those who write and approve it, and a question
only to them and the person who asked it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import Item, Line, Person, Role
from strategy.domain.plan import Plan
from strategy.domain.publishing.publication import Content, Part
from strategy.domain.roles import Permission, may

Asked = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Answer = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)]

MOST_AT_ONCE = 20
"""The most questions one person may have waiting for an answer."""


class Progress(StrEnum):
    """The state of a question."""

    ASKED = "asked"
    RETURNED = "returned"
    DELEGATED = "delegated"
    ANSWERED = "answered"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


OPEN = (Progress.ASKED, Progress.RETURNED, Progress.DELEGATED, Progress.ANSWERED)
"""The states in which a question waits for somebody."""

_TO_ANSWER = (Progress.ASKED, Progress.RETURNED, Progress.DELEGATED)


class Subject(StrEnum):
    """What a question can be about."""

    WHOLE = "whole"
    PILLAR = "pillar"
    GOAL = "goal"
    ACTION = "action"


class Step(Part):
    """Something done with a question: who did it, when, and their note."""

    progress: Progress
    by_id: str
    at: datetime
    note: Answer = ""


class Question(Item):
    """A question and its history.

    `shown_as` is the wording shown to everybody, if it differs from how it was asked;
    `answered_as` is who answers: a position, not a person.
    """

    publication_id: str
    subject: Subject = Subject.WHOLE
    subject_id: str = ""
    text: Asked
    asked_by: str
    asked_as: Role
    asked_on: date
    due: date
    progress: Progress = Progress.ASKED
    position_id: str | None = None
    answer: Answer = ""
    shown_as: Answer = ""
    answered_as: Line = ""
    approved_on: date | None = None
    steps: tuple[Step, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.progress in OPEN

    @property
    def note(self) -> str:
        """The note of the latest step."""
        return self.steps[-1].note if self.steps else ""

    def is_late(self, today: date) -> bool:
        """Return whether the answer is overdue."""
        return self.is_open and self.due < today


@dataclass(frozen=True)
class Reply:
    """A question with its answer, as shown to all readers of the publication.

    `asked_by` is a name where names are shown.
    """

    id: str
    subject: Subject
    subject_id: str
    text: str
    is_reworded: bool
    asked_by: str
    asked_as: Role
    asked_on: date
    answer: str
    answered_as: str
    answered_on: date


@dataclass(frozen=True)
class OwnQuestion:
    """A question as shown to the person who asked it: its state, but not the work on the answer."""

    id: str
    version: int
    publication_id: str
    subject: Subject
    subject_id: str
    text: str
    asked_on: date
    due: date
    waits: bool
    reason: str = ""


# --- who may do what ----------------------------------------------------------------------------


def may_answer(plan: Plan, person: Person, question: Question) -> bool:
    """Return whether a person may write the answer: a planner, or one it was delegated to."""
    if question.progress not in _TO_ANSWER:
        return False
    return may(person, Permission.PREPARE_PUBLICATION) or _holds_it(plan, person, question)


def may_see(plan: Plan, person: Person, question: Question) -> bool:
    """Return whether a person may see the work on a question."""
    return may(person, Permission.PREPARE_PUBLICATION) or _holds_it(plan, person, question)


def _holds_it(plan: Plan, person: Person, question: Question) -> bool:
    # A person who may no longer see the plan has left, even if they still hold a position.
    held = plan.positions_held_by(person.id)
    return may(person, Permission.SEE_PLAN) and question.position_id in held


def waiting_for(plan: Plan, person: Person, asked: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions that wait for a person's next step, the first due first.

    Planners get the new ones and those to approve, the others those delegated to them.
    """
    plans = may(person, Permission.PREPARE_PUBLICATION)
    mine = [
        one
        for one in asked
        if one.is_open
        and (
            (_holds_it(plan, person, one) and one.progress in _TO_ANSWER)
            or (plans and one.progress in {Progress.ASKED, Progress.ANSWERED})
        )
    ]
    return tuple(sorted(mine, key=lambda one: (one.due, one.asked_on, one.id)))


def late_with_others(
    plan: Plan, person: Person, asked: Iterable[Question], *, today: date
) -> tuple[Question, ...]:
    """Return the late questions that wait for somebody else, for a planner to remind them of."""
    if not may(person, Permission.PREPARE_PUBLICATION):
        return ()
    asked = tuple(asked)
    own = waiting_for(plan, person, asked)
    return tuple(one for one in asked if one.is_late(today) and one not in own)


def demand_progress(question: Question, *expected: Progress) -> None:
    """Raise InvalidInputError unless a question is in one of the expected states."""
    if question.progress not in expected:
        raise InvalidInputError((Problem("question", f"question_is_{question.progress}"),))


def demand_to_answer(question: Question) -> None:
    """Raise InvalidInputError if no answer can be written now."""
    demand_progress(question, *_TO_ANSWER)


# --- who may read what --------------------------------------------------------------------------


def replies(asked: Iterable[Question], names: Mapping[str, str]) -> tuple[Reply, ...]:
    """Return the approved answers, the newest first, without the work behind them.

    `names` holds the names that may be shown, by person id.
    """
    found = [
        Reply(
            id=one.id,
            subject=one.subject,
            subject_id=one.subject_id,
            text=one.shown_as or one.text,
            is_reworded=bool(one.shown_as) and one.shown_as != one.text,
            asked_by=names.get(one.asked_by, ""),
            asked_as=one.asked_as,
            asked_on=one.asked_on,
            answer=one.answer,
            answered_as=one.answered_as,
            answered_on=one.approved_on or one.due,
        )
        for one in asked
        if one.progress is Progress.APPROVED
    ]
    return tuple(sorted(found, key=lambda one: (one.answered_on, one.id), reverse=True))


def own_questions(asked: Iterable[Question], person_id: str) -> tuple[OwnQuestion, ...]:
    """Return a person's own questions that wait for an answer or were closed without one."""
    return tuple(
        OwnQuestion(
            id=one.id,
            version=one.version,
            publication_id=one.publication_id,
            subject=one.subject,
            subject_id=one.subject_id,
            text=one.text,
            asked_on=one.asked_on,
            due=one.due,
            waits=one.is_open,
            reason="" if one.is_open else one.note,
        )
        for one in asked
        if one.asked_by == person_id and one.progress is not Progress.APPROVED
    )


# --- what a question is about -------------------------------------------------------------------


def is_published(content: Content, subject: Subject, subject_id: str) -> bool:
    """Return whether the subject is part of what was published."""
    return title_of(content, subject, subject_id) is not None


def title_of(content: Content, subject: Subject, subject_id: str) -> str | None:
    """Return the published title of what a question is about; None if it was not published.

    The publication as a whole has an empty title.
    """
    match subject:
        case Subject.WHOLE:
            return None if subject_id else ""
        case Subject.PILLAR:
            return next((p.title for p in content.pillars if p.id == subject_id), None)
        case Subject.GOAL:
            found = (f"{g.code} {g.title}" for g in content.goals if g.id == subject_id)
            return next(found, None)
        case _:
            found = (f"{a.code} {a.title}" for a in content.actions if a.id == subject_id)
            return next(found, None)


def pillar_code(content: Content, subject: Subject, subject_id: str) -> str:
    """Return the code of the pillar something is shown under; empty if under none."""
    goals = {subject_id}
    if subject is Subject.ACTION:
        goals = {g for a in content.actions if a.id == subject_id for g in a.goal_ids}
    for pillar in content.pillars:
        if pillar.id == subject_id or any(goal.id in goals for goal in pillar.goals):
            return pillar.code
    return ""


def stands_at(content: Content, one: Reply | OwnQuestion, pillar_id: str | None) -> bool:
    """Return whether a question is shown with a pillar, or (None) with the whole publication."""
    if not is_published(content, one.subject, one.subject_id):
        return False
    code = pillar_code(content, one.subject, one.subject_id)
    wanted = next((p.code for p in content.pillars if p.id == pillar_id), "")
    return code == wanted
