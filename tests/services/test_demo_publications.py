"""Nyfjord has published its last tertial and the one before, in words somebody chose."""

from contextlib import closing
from datetime import date, datetime, time

import pytest

from strategy.demo.loading import load_demo
from strategy.domain.items import CheckIn
from strategy.services.publishing import published, questions
from strategy.store.database import Database, open_database
from tests.claims import every

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def nyfjord():
    database = open_database("duckdb:///:memory:")
    load_demo(database, today=TODAY)
    yield database
    database.close()


def person(database: Database, key: str):
    return next(p for p in database.plan().people if p.id == f"demo-person-{key}")


def test_the_last_two_tertials_are_published(nyfjord: Database):
    newest, oldest = published.what_counts(nyfjord, by=person(nyfjord, "tone"))

    assert (newest.content.title, newest.content.day) == ("T2 2026", date(2026, 8, 31))
    assert (oldest.content.title, oldest.content.day) == ("T1 2026", date(2026, 4, 30))
    assert newest.before == oldest.content
    assert newest.publication.published_at.date() == date(2026, 9, 21)
    assert published.tampered(nyfjord, by=person(nyfjord, "hanne")) == ()


def test_every_pillar_has_an_assessment_of_its_own(nyfjord: Database):
    for one in published.told(nyfjord):
        assert len(one.content.pillars) == 5
        assert len({pillar.analysis for pillar in one.content.pillars}) == 5
        assert every(p.number and p.analysis and p.ahead for p in one.content.pillars)


def test_nothing_anybody_said_to_colleagues_is_published(nyfjord: Database):
    plan = nyfjord.plan()
    check_ins: list[CheckIn] = [c for a in plan.actions for c in nyfjord.check_ins(a.id)]
    written = [text for c in check_ins for text in (c.comment, c.cause, c.remedy) if len(text) > 15]
    names = [person.name for person in plan.people]
    kept = "".join(
        one.publication.content + "".join(nyfjord.publications.pages(one.publication.id).values())
        for one in published.told(nyfjord)
    )

    assert len(written) > 200
    assert [text for text in (*written, *names) if text in kept] == []


@pytest.mark.parametrize(
    "today", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 5, 1), date(2026, 12, 31)]
)
def test_on_whatever_day_it_is_loaded_nothing_is_published_in_the_future(today: date):
    database = open_database("duckdb:///:memory:")
    load_demo(database, today=today)

    found = published.told(database)

    database.close()
    assert len(found) == 2
    assert every(one.content.day <= one.publication.published_at.date() for one in found)
    assert every(one.publication.published_at.date() <= today for one in found)


def test_a_politician_has_asked_and_has_had_one_answer(nyfjord: Database):
    tone, hanne = person(nyfjord, "tone"), person(nyfjord, "hanne")

    (reply,) = questions.answered(nyfjord, by=tone)
    assert (reply.subject_id, reply.answered_as) == ("demo-goal-2.3", "HMS-rådgiver")
    assert [one.subject for one in questions.asked_by(nyfjord, by=tone)] == ["whole", "pillar"]
    assert [one.subject for one in questions.waiting(nyfjord, by=hanne)] == ["whole"]


def test_a_demo_loaded_today_raises_no_doubt_about_the_clock(tmp_path):
    with closing(open_database(f"duckdb:///{tmp_path}/demo.duckdb")) as database:
        load_demo(database, today=TODAY)
        seen = database.upkeep.look(datetime.combine(TODAY, time(6)))
    assert not seen.in_doubt
