"""A question stands with what it is about, as that was published, and with nothing else."""

from datetime import date

import pytest

from strategy.domain.items import Role
from strategy.domain.plan import Plan
from strategy.domain.publishing.publication import Content
from strategy.domain.publishing.questions import (
    Progress,
    Question,
    Reply,
    Subject,
    is_published,
    may_answer,
    pillar_code,
    replies,
    stands_at,
    title_of,
)
from tests.builders import HEGE, OLA, PER, a_position
from tests.domain.plans import a_plan
from tests.reports.publications import everything


@pytest.fixture(scope="module")
def content() -> Content:
    return everything()


def a_question(**given) -> Question:
    given = {
        "publication_id": "one",
        "text": "Hvorfor?",
        "asked_by": "per",
        "asked_as": Role.POLITICIAN,
        "asked_on": date(2026, 5, 1),
        "due": date(2026, 5, 15),
        **given,
    }
    return Question(**given)


def a_reply(subject: Subject, subject_id: str) -> Reply:
    question = a_question(subject=subject, subject_id=subject_id, progress=Progress.APPROVED)
    (reply,) = replies((question,), {})
    return reply


@pytest.mark.parametrize(
    ("subject", "subject_id", "title", "code"),
    [
        (Subject.WHOLE, "", "", ""),
        (Subject.PILLAR, "pillar", "Å våge", "1"),
        (Subject.PILLAR, "other", "Å lede", "2"),
        (Subject.GOAL, "empty", "1.2 Uten noe", "1"),
        (Subject.ACTION, "late", "T-1 Lederutvikling for alle", "1"),
        (Subject.ACTION, "loose", "T-3 =HYPERLINK(1)", ""),
    ],
)
def test_it_has_the_title_and_the_pillar_it_was_published_with(
    content: Content, subject: Subject, subject_id: str, title: str, code: str
):
    assert title_of(content, subject, subject_id) == title
    assert pillar_code(content, subject, subject_id) == code
    places = {"": None, "1": "pillar", "2": "other"}
    reply = a_reply(subject, subject_id)
    assert [key for key, place in places.items() if stands_at(content, reply, place)] == [code]


@pytest.mark.parametrize(
    ("subject", "subject_id"),
    [
        (Subject.WHOLE, "x"),
        (Subject.PILLAR, "goal"),
        (Subject.GOAL, "gone"),
        (Subject.ACTION, "goal"),
        (Subject.ACTION, ""),
    ],
)
def test_what_was_not_published_has_none(content: Content, subject: Subject, subject_id: str):
    assert not is_published(content, subject, subject_id)
    assert not stands_at(content, a_reply(subject, subject_id), None)


def test_who_may_answer_depends_on_how_far_it_has_come():
    plan: Plan = a_plan(a_position(unit_id=None), OLA, HEGE, PER)
    sent = a_question(progress=Progress.DELEGATED, position_id="position")
    given = sent.model_copy(update={"progress": Progress.ANSWERED})

    assert [may_answer(plan, person, sent) for person in (OLA, HEGE, PER)] == [True, True, False]
    assert [may_answer(plan, person, given) for person in (OLA, HEGE)] == [False, False]


def test_a_question_that_has_just_been_asked_has_no_note_and_is_late_after_its_day():
    asked = a_question()

    assert asked.note == ""
    assert (asked.is_late(date(2026, 5, 15)), asked.is_late(date(2026, 5, 16))) == (False, True)
    gone = asked.model_copy(update={"progress": Progress.WITHDRAWN})
    assert not gone.is_late(date(2027, 1, 1))
