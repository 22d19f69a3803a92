"""What the application does beside its pages: hands out calendars, and reminds people in time."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.services import calendar_feed
from strategy.services.posting import stored
from strategy.settings import read_settings
from strategy.store.outbox import MailKey, MailKind, MailState
from strategy.web.lifespan import remind, send_mails, tell_of_questions
from strategy.web.routes import ROUTES
from tests.builders import OLA, a_check_in, stock
from tests.mail_server import mail_server
from tests.services.fjordvik import settle
from tests.services.test_ask_about_what_is_published import ask, delegate, publish


@pytest.fixture
def program(served):
    """Something that asks as a calendar program does."""
    stock(served)
    with TestClient(Starlette(routes=list(ROUTES))) as client:
        client.store = served
        yield client


def test_a_calendar_program_reads_the_calendar_at_its_address(program):
    now = datetime.now(UTC)
    address = calendar_feed.new_address(program.store, by=OLA, now=now, base_url="")
    answer = program.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    assert "Frist: T-1" in answer.text
    # Some programs look first whether there is anything at all.
    assert program.head(address).status_code == 200


def test_an_address_that_leads_nowhere_tells_nothing(program):
    assert program.get("/calendar/guess.ics").status_code == 404
    assert program.get("/calendar/guess.ics").content == b""


# --- reminders ----------------------------------------------------------------------------------


SEVEN = datetime(2026, 6, 24, 5, tzinfo=UTC)


def late(database, *, on):
    """Ola's action was due the day before."""
    yesterday = date(2026, 6, 23)
    stock(database)
    plan = database.plan()
    with database.change(by=None) as change:
        change.update(plan.by_id["action"].model_copy(update={"due": yesterday}))
        change.add(a_check_in(plan.by_id["action"], on=yesterday))
        change.update(plan.organisation.model_copy(update={"reminders": on}))


def remind_at(database, now, mailbox):
    remind(database, replace(read_settings({}), mail=mailbox.settings), now=now)


def test_the_app_reminds_people_by_itself_once_a_day_from_its_hour_on(duck, caplog):
    late(duck, on=True)
    with mail_server() as mailbox, caplog.at_level(logging.INFO):
        remind_at(duck, SEVEN - timedelta(minutes=1), mailbox)
        assert mailbox.to == []
        remind_at(duck, SEVEN, mailbox)
        remind_at(duck, SEVEN + timedelta(minutes=5), mailbox)
    assert mailbox.to == ["ola@example.org"]
    assert caplog.text.count("Reminders: {'sent': 1}") == 1


def test_the_app_reminds_nobody_until_somebody_switches_it_on(duck):
    late(duck, on=False)
    with mail_server() as mailbox:
        remind_at(duck, SEVEN, mailbox)
    assert mailbox.received == []
    assert duck.outbox.mails() == ()


def test_without_a_mail_server_the_app_does_not_even_try(duck):
    late(duck, on=True)
    remind(duck, read_settings({}), now=SEVEN)
    assert duck.outbox.mails() == ()


def test_reminders_that_fail_are_logged_and_do_not_end_the_app(duck, caplog):
    with mail_server() as mailbox:
        duck.close()
        remind_at(duck, SEVEN, mailbox)
    assert "The reminders failed" in caplog.text


# --- letters about questions --------------------------------------------------------------------


def tell_at(database, now, mailbox):
    tell_of_questions(database, replace(read_settings({}), mail=mailbox.settings), now=now)


def test_the_app_writes_about_questions_by_itself_reminders_or_not(duck, caplog):
    settle(duck)
    delegate(duck, ask(duck, publish(duck)))
    with mail_server() as mailbox, caplog.at_level(logging.INFO):
        tell_of_questions(duck, read_settings({}), now=SEVEN)
        tell_at(duck, SEVEN, mailbox)
        tell_at(duck, SEVEN, mailbox)
    assert mailbox.to == ["ola@example.org"]
    assert caplog.text.count("Letters about questions: 1") == 1


def test_a_demo_municipality_writes_to_nobody(duck):
    settle(duck)
    delegate(duck, ask(duck, publish(duck)))
    with duck.change(by=None) as change:
        change.update(change.plan.organisation.model_copy(update={"demo": True}))
    with mail_server() as mailbox:
        tell_at(duck, SEVEN, mailbox)
    assert mailbox.received == []


def test_letters_that_fail_are_logged_and_do_not_end_the_app(duck, caplog):
    with mail_server() as mailbox:
        duck.close()
        tell_at(duck, SEVEN, mailbox)
    assert "The letters about questions failed" in caplog.text


# --- the owners' rows ---------------------------------------------------------------------------


def test_rows_that_waited_for_the_server_go_by_themselves_whatever_the_reminders_do(duck, caplog):
    late(duck, on=False)
    key = MailKey(OLA.id, date(2026, 6, 23), MailKind.ROWS)
    duck.outbox.ask({key: "<1@x>"}, now=stored(SEVEN - timedelta(days=1)), asked_by="hege")
    with mail_server() as mailbox, caplog.at_level(logging.INFO):
        given = replace(read_settings({}), mail=mailbox.settings)
        send_mails(duck, given, now=SEVEN)
        send_mails(duck, given, now=SEVEN + timedelta(hours=1))
    assert mailbox.to == ["ola@example.org"]
    assert caplog.text.count("Owners' rows: 1 dealt with") == 1


def test_without_a_mail_server_rows_wait(duck):
    late(duck, on=False)
    key = MailKey(OLA.id, date(2026, 6, 23), MailKind.ROWS)
    duck.outbox.ask({key: "<1@x>"}, now=stored(SEVEN - timedelta(days=1)), asked_by="hege")
    send_mails(duck, read_settings({}), now=SEVEN)
    assert [mail.state for mail in duck.outbox.mails()] == [MailState.WAITING]


def test_rows_that_fail_are_logged_and_do_not_end_the_app(duck, caplog):
    with mail_server() as mailbox:
        duck.close()
        send_mails(duck, replace(read_settings({}), mail=mailbox.settings), now=SEVEN)
    assert "The owners' rows could not be sent" in caplog.text
