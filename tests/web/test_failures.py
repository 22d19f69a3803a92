"""What fails is answered calmly, under a number that stands in the log; a phone loses no answer."""

import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from strategy.i18n import LANGUAGES, words
from strategy.services.failures import Failures, contact_words
from strategy.web.middleware import middleware
from tests.phones import Phone, a_meeting, mark_of, on_the_net

NUMBER = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


def breaks(_request):
    raise RuntimeError("the disk is gone")


@pytest.fixture
def browser(served, monkeypatch):
    del served
    monkeypatch.setattr("strategy.web.failing.failures", Failures())
    application = Starlette(routes=[Route("/vote/{code}", breaks)], middleware=middleware())
    here = {"base_url": "http://localhost", "client": ("127.0.0.1", 1)}
    with TestClient(application, **here) as client:
        yield client


def test_a_failure_is_a_calm_page_with_a_number_that_stands_in_the_log(browser, caplog):
    for language, told in (
        ("nb", "Noe gikk galt"),
        ("nn", "Noko gjekk gale"),
        ("en", "Something went wrong"),
    ):
        headers = {"accept": "text/html", "accept-language": language}
        answer = browser.get("/vote/SECRET", headers=headers)
        assert answer.status_code == 500
        assert told in answer.text
        assert "the disk is gone" not in answer.text
        assert f"Failure {NUMBER.search(answer.text)[0]} during GET /vote" in caplog.text
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "SECRET" not in caplog.text


def test_a_program_is_told_the_number_in_a_line(browser):
    answer = browser.get("/vote/a", headers={"accept": "application/json"})
    assert answer.status_code == 500
    assert NUMBER.search(answer.text)
    assert "<" not in answer.text


def test_the_same_failure_keeps_its_number_for_a_while_and_is_logged_once(caplog):
    now = [0.0]
    failures = Failures(clock=lambda: now[0])
    told = set()
    for _ in range(3):
        try:
            breaks(None)
        except RuntimeError as error:
            told.add(failures.number_of(error, during="a page", of="a tab"))
    assert len(told) == 1
    assert caplog.text.count("Failure ") == 1
    now[0] = 601.0
    try:
        breaks(None)
    except RuntimeError as error:
        told.add(failures.number_of(error, during="a page", of="a tab"))
    assert len(told) == 2


def test_five_hundred_failures_are_remembered_and_the_oldest_goes_first():
    failures = Failures()
    with pytest.raises(RuntimeError) as met:
        breaks(None)
    told = [failures.number_of(met.value, during="a page", of=f"tab {n}") for n in range(501)]
    assert failures.number_of(met.value, during="a page", of="tab 1") == told[1]
    assert failures.number_of(met.value, during="a page", of="tab 0") != told[0]


def test_where_the_settings_are_wrong_one_is_told_whom_to_ask_all_the_same(monkeypatch):
    monkeypatch.setenv("CONTACT", "Servicetorget, 33 33 33 33")
    monkeypatch.setenv("SMTP_URL", "http://mail.example.org")
    told = {language: contact_words(words(language)) for language in LANGUAGES}
    assert told == {language: words(language)("sign_in.contact") for language in LANGUAGES}


def test_an_answer_that_cannot_be_kept_stays_on_the_phone_and_can_be_sent_again(served):
    meeting = a_meeting(served)
    with on_the_net() as address:
        phone = Phone(address)
        mark = mark_of(phone.joins(meeting.code).text)
        engine = served._engine  # noqa: SLF001 - as if a disk were gone
        with engine.writing() as connection:
            connection.run('alter table "reflection_answer" rename to "lost"')
        told = phone.sends(
            meeting.code, form=mark, text__dare_1="Ny <b>turnus</b>", level__dare_1="4"
        )
        with engine.writing() as connection:
            connection.run('alter table "lost" rename to "reflection_answer"')
        assert told.status_code == 500
        assert "Ingenting nytt ble lagret." in told.text
        assert "Ny &lt;b&gt;turnus&lt;/b&gt;" in told.text
        assert NUMBER.search(told.text)
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', told.text))
        again = {**fields, "text.dare-1": "Ny turnus"}
        kept = phone.browser.post(f"/vote/{meeting.code}", data=again)
        assert kept.status_code == 200
        assert "Takk" in kept.text
