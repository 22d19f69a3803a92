"""What the application does beside its pages: hands out calendars, and reminds people in time."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.domain.items import Outcome
from strategy.services import reading
from strategy.services.clock import stored
from strategy.services.follow_up import calendar_feed
from strategy.settings import read_settings
from strategy.store.outbox import MailKey, MailKind, MailState
from strategy.web.lifespan import keep_house, remind, send_mails
from strategy.web.routes import ROUTES
from tests.builders import OLA, a_check_in, stock
from tests.mail_server import mail_server
from tests.services.fjordvik import settle
from tests.services.publishing.asking import ask, delegate, publish


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
        # A date nobody has decided on would wait for those who decide, not for the owner.
        proposal = plan.by_id["postponement"]
        change.update(proposal.model_copy(update={"outcome": Outcome.DECLINED}))
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
    assert "during the reminders" in caplog.text


# --- what somebody asked for --------------------------------------------------------------------


def send_at(database, now, mailbox):
    send_mails(database, replace(read_settings({}), mail=mailbox.settings), now=now)


def rows_are_asked_for(database):
    late(database, on=False)
    key = MailKey(OLA.id, date(2026, 6, 23), MailKind.ROWS)
    database.outbox.ask([key], now=stored(SEVEN - timedelta(days=1)), asked_by="hege")


def a_question_is_handed_on(database):
    settle(database)
    database.upkeep.believe(stored(SEVEN))
    delegate(database, ask(database, publish(database)))


@pytest.mark.parametrize("asked_for", [rows_are_asked_for, a_question_is_handed_on])
def test_what_was_asked_for_goes_by_itself_whatever_the_reminders_do(duck, caplog, asked_for):
    asked_for(duck)
    with mail_server() as mailbox, caplog.at_level(logging.INFO):
        send_mails(duck, read_settings({}), now=SEVEN)
        assert {mail.state for mail in duck.outbox.mails()} == {MailState.WAITING}
        send_at(duck, SEVEN, mailbox)
        send_at(duck, SEVEN + timedelta(hours=1), mailbox)
    assert mailbox.to == ["ola@example.org"]
    assert caplog.text.count("Mails sent or tried") == 1


def test_without_a_mail_server_what_waited_a_week_is_given_up_and_a_year_later_forgotten(
    duck, tmp_path
):
    stock(duck)
    today, now = reading.today_in(duck), stored(SEVEN)
    days = {"fresh": 2, "week": 7, "old": 8, "ancient": 366}
    keys = [
        MailKey(OLA.id, today - timedelta(days=days[one]), MailKind.QUESTION, one) for one in days
    ]
    reminder = MailKey(OLA.id, today - timedelta(days=1))
    duck.outbox.ask([*keys, reminder], now=now, asked_by=None)
    keep_house(duck, tmp_path, now=datetime.now(UTC))

    assert {m.about: m.state for m in duck.outbox.mails()} == {
        "fresh": MailState.WAITING,
        "week": MailState.WAITING,
        "old": MailState.OVERTAKEN,
        "": MailState.OVERTAKEN,
    }


def test_a_mail_server_set_up_two_days_later_sends_what_waited_for_it(duck, tmp_path):
    settle(duck)
    duck.upkeep.believe(stored(datetime.now(UTC)))
    sent = delegate(duck, ask(duck, publish(duck)))
    key = MailKey(OLA.id, reading.today_in(duck), MailKind.QUESTION, sent.id, len(sent.steps))
    duck.outbox.ask([key], now=stored(SEVEN), asked_by=None)
    keep_house(duck, tmp_path, now=datetime.now(UTC))
    with mail_server() as mailbox:
        send_at(duck, datetime.now(UTC) + timedelta(days=2), mailbox)
    assert mailbox.to == ["ola@example.org"]


def test_while_somebody_sends_what_waits_is_left_to_them(duck, tmp_path):
    stock(duck)
    long_ago = MailKey(OLA.id, reading.today_in(duck) - timedelta(days=8), MailKind.QUESTION, "old")
    duck.outbox.ask([long_ago], now=stored(SEVEN), asked_by=None)
    with duck.outbox.alone():
        keep_house(duck, tmp_path, now=datetime.now(UTC))
    assert [mail.state for mail in duck.outbox.mails()] == [MailState.WAITING]


def test_tidying_that_fails_is_logged_and_does_not_end_the_app(duck, tmp_path, caplog):
    duck.close()
    keep_house(duck, tmp_path, now=datetime.now(UTC))
    assert "during finding out which day it is" in caplog.text


def test_mails_that_fail_are_logged_and_do_not_end_the_app(duck, caplog):
    with mail_server() as mailbox:
        duck.close()
        send_at(duck, SEVEN, mailbox)
    assert "during sending the mails that wait" in caplog.text
