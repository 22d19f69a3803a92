"""A politician asks on the page, HR hands on, the owner answers, a leader approves."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from strategy.domain.publishing.questions import Progress
from strategy.i18n import words
from strategy.services import planning
from strategy.services.opening import close_databases, the_database
from strategy.services.publishing import questions
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, OLA, PER, RITA
from tests.pages.opened import alone, choose, failures, press, said, shown, write
from tests.pages.publishing.test_report import publish
from tests.services.fjordvik import settle
from tests.services.publishing.asking import answer, approve, ask, delegate

ASKED = "Hvorfor går det så sakte?"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Fjordvik, in the store the app opens, with something published."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    monkeypatch.setenv("STRATEGY_MODE", "demo")
    close_databases()
    database = settle(the_database())
    publish(database)
    yield database
    close_databases()


def publication(database: Database) -> str:
    return database.publications.all()[0].id


def as_politician(**address: str) -> AppTest:
    return shown("publishing/politician", PER.id, **address)


def work_of(person_id: str) -> AppTest:
    return shown("publishing/questions", person_id)


def test_a_question_goes_all_the_way_on_the_pages(town: Database):
    page = as_politician(pillar="1")
    choose(page, "asking.0.subject", "action:action")
    write(page, "asking.0.text", ASKED)
    page = press(page, "Send spørsmålet")
    assert failures(page) == []
    assert "Du får svar innen" in said(as_politician(pillar="1"))
    (asked,) = town.questions.all()

    page = work_of(HEGE.id)
    assert page.title[0].value == "Ett spørsmål venter på deg"
    assert "Per Pettersen" in said(page)
    assert "T\\-1 Lederutvikling for alle" in said(page)
    page = press(page, "Fordel spørsmålet")
    assert town.questions.one(asked.id).position_id == "position"

    page = work_of(OLA.id)
    assert "Per Pettersen" not in said(page)
    assert "fra en folkevalgt" in said(page)
    write(page, f"question.{asked.id}.answer", "Vi venter på lokaler.")
    press(page, "Send til godkjenning")
    assert "Vi venter på lokaler" not in said(as_politician(pillar="1"))

    page = work_of(LIV.id)
    write(page, f"question.{asked.id}.shown_as", "Hvorfor tar det tid?")
    page = press(page, "Godkjenn svaret")
    assert failures(page) == []
    read = said(as_politician(pillar="1"))
    assert "Vi venter på lokaler\\." in read
    assert "Kommunalsjef oppvekst svarte" in read
    assert "Spørsmålet er gjengitt av administrasjonen" in read
    assert "Spurt av en folkevalgt" in read
    assert "Vi venter på lokaler" not in said(as_politician())


def test_an_answer_is_sent_back_with_what_is_missing(town: Database):
    sent = answer(town, delegate(town, ask(town, publication(town)), due=date(2099, 1, 1)))
    page = work_of(LIV.id)
    write(page, f"question.{sent.id}.note", "Si når.")
    press(page, "Send tilbake")

    assert "Dette mangler i svaret\\: Si når\\." in said(work_of(OLA.id))


def test_a_question_is_withdrawn_and_whoever_asked_reads_why(town: Database):
    asked = ask(town, publication(town))
    page = work_of(HEGE.id)
    write(page, f"question.{asked.id}.reason", "Gjelder en person")
    press(page, "Trekk tilbake")

    assert "Trukket tilbake\\. Gjelder en person" in said(as_politician(pillar="1"))
    assert "Grunn\\: Gjelder en person" in said(work_of(HEGE.id))


def test_one_takes_ones_own_question_back(town: Database):
    ask(town, publication(town), subject="whole", subject_id="")
    press(as_politician(), "Trekk tilbake")

    assert town.questions.all()[0].progress is Progress.WITHDRAWN


def test_the_same_question_within_a_minute_is_asked_about_first(town: Database):
    def send(page: AppTest) -> AppTest:
        (field,) = [one.key for one in page.text_area if one.key and one.key.endswith(".text")]
        write(page, field, ASKED)
        return press(page, "Send spørsmålet")

    page = send(send(as_politician()))
    assert words("nb")("form.repeated") in said(page)
    assert len(town.questions.all()) == 1

    assert failures(press(page, "Send spørsmålet")) == []
    assert len(town.questions.all()) == 2


def test_what_cannot_be_sent_says_why_and_keeps_what_was_written(town: Database):
    page = as_politician()
    page = press(page, "Send spørsmålet")

    assert words("nb")("problem.required") in said(page)
    assert town.questions.all() == ()


def test_an_answer_that_names_somebody_is_not_approved(town: Database):
    asked = answer(town, ask(town, publication(town)), by=HEGE, text="Spør Ola Owren.")
    page = press(work_of(LIV.id), "Godkjenn svaret")

    assert "Teksten nevner Ola Owren" in said(page)
    assert town.questions.one(asked.id).progress is Progress.ANSWERED


def test_a_question_about_the_whole_stands_with_the_whole(town: Database):
    asked = ask(town, publication(town), subject="whole", subject_id="", by=RITA)
    approve(town, answer(town, asked, by=HEGE, text="Slik er det."), by=LIV)

    read = said(as_politician())
    assert "Strategien som helhet" in read
    assert "Spurt av en tillitsvalgt eller et verneombud" in read
    assert "Administrasjonen svarte" in read
    assert "Slik er det" not in said(as_politician(pillar="1"))


def test_names_stand_there_once_they_are_turned_on(town: Database):
    planning.change(town, town.plan().organisation, {"publish_names": True}, by=ADA)
    approve(town, answer(town, ask(town, publication(town)), by=HEGE))

    assert "Spurt av Per Pettersen" in said(as_politician(pillar="1"))


def test_my_page_and_hrs_list_say_that_questions_wait_and_are_late(town: Database):
    old = datetime(2025, 1, 1, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
    given = {"subject": "whole", "text": "Når?"}
    asked = questions.ask(town, publication(town), given, by=PER, today=old.date(), now=old)
    assert "Ett spørsmål venter på deg" in said(shown("follow_up/my_page", HEGE.id))
    questions.delegate(
        town,
        asked.id,
        asked.version,
        position_id="position",
        due=old.date(),
        by=HEGE,
        now=old,
    )

    assert "Ett svar er over fristen hos andre" in said(shown("follow_up/my_page", HEGE.id))
    assert "Ett spørsmål venter på deg" in said(shown("follow_up/my_page", OLA.id))
    assert "spørsmål" not in said(shown("follow_up/my_page", RITA.id))
    late = said(work_of(HEGE.id))
    assert "Venter på andre" in late
    assert "Svaret skulle kommet 1\\. januar 2025" in late
    assert "Svaret skulle kommet 1\\. januar 2025" in said(as_politician())


def test_the_page_is_for_those_who_work_with_the_plan(town: Database):
    ask(town, publication(town))

    assert alone("publishing/questions", PER.id).title[0].value == words("nb")("refusal.title")
    empty = work_of(RITA.id)
    assert ASKED not in said(empty)
    assert "Ingen spørsmål venter på deg" in said(empty)


def test_what_was_tampered_with_is_told_instead(town: Database):
    ask(town, publication(town))
    with town._engine.writing() as connection:  # noqa: SLF001 - as somebody would outside the tool
        connection.run("update publication set title = 'T9'")

    page = work_of(HEGE.id)
    assert failures(page) == []
    assert "Si fra til administratoren" in said(page)


@pytest.mark.parametrize("language", ["nn", "en"])
def test_it_speaks_every_language(town: Database, language: str):
    answer(town, delegate(town, ask(town, publication(town)), due=date(2099, 1, 1)))

    for person_id in (HEGE.id, OLA.id):
        page = shown("publishing/questions", person_id, language=language)
        assert failures(page) == []
        assert "Spørsmål ventar" not in said(page)
