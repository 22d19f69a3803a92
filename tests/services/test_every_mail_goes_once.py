"""Whatever is mailed goes once, by a real server, in its reader's language, whatever happens."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from strategy.domain.errors import InvalidInputError
from strategy.domain.known_time import KnownDay, OldBefore
from strategy.services import outgoing
from strategy.services.follow_up import reminders
from strategy.services.posting import NOT_MADE
from strategy.store.database import open_database
from strategy.store.outbox import MailKey, MailKind, MailState
from tests.builders import ADA
from tests.mail_server import SENDER
from tests.services.mails import (
    AGENDA,
    ERRANDS,
    MINUTES,
    REMINDER,
    SITE,
    Errand,
    changed,
    text_of,
)

BOTH = ["odd@example.org", "ola@example.org"]
BOTH_SENT = {"odd": MailState.SENT, "ola": MailState.SENT}
SOON, LATER = timedelta(minutes=5), timedelta(hours=1)

every_kind = pytest.mark.parametrize("errand", ERRANDS.values(), ids=ERRANDS)
# The way to the server is one: what it withstands on each engine is tried with what somebody asks
# for and with what follows from the day.
each_way = pytest.mark.parametrize("errand", [REMINDER, AGENDA], ids=lambda one: one.kind)


@every_kind
def test_each_gets_one_in_their_own_language_with_a_way_to_it(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    changed(duck, "odd", language="en")
    errand.go(duck, mailbox)
    assert sorted(mailbox.to) == BOTH
    greetings = {"ola@example.org": ("Hei, Ola!", "nb"), "odd@example.org": ("Hello Odd,", "en")}
    for mail, to in zip(mailbox.received, mailbox.to, strict=True):
        assert (mail["From"], text_of(mail).split("\n")[0]) == (SENDER, greetings[to][0])
        assert mail["Content-Language"] == greetings[to][1]
        assert f"{SITE}{errand.link}" in text_of(mail)
        assert f'<a href="{SITE}{errand.link}' in mail.get_body(("html",)).get_content()


@every_kind
def test_run_twice_it_is_sent_once(database, mailbox, errand: Errand):
    errand.prepare(database)
    errand.go(database, mailbox)
    errand.go(database, mailbox, after=LATER)
    errand.go_again(database, mailbox, after=LATER)
    assert errand.states(database) == BOTH_SENT
    assert sorted(mailbox.to) == BOTH


@every_kind
def test_while_the_server_is_away_it_waits_and_is_tried_again(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    errand.go_nowhere(duck)
    health = reminders.mail_health(duck, by=ADA)
    assert (health.waiting, health.last_sent) == (2, None)
    assert "refused" in health.problem
    tried = {mail.person_id: mail.message_id for mail in duck.outbox.mails()}

    errand.go_again(duck, mailbox, after=SOON)
    assert mailbox.to == []
    errand.go_again(duck, mailbox, after=LATER)
    assert errand.states(duck) == BOTH_SENT
    assert {mail["Message-ID"] for mail in mailbox.received} == set(tried.values())
    assert (reminders.mail_health(duck, by=ADA).problem, len(set(tried.values()))) == ("", 2)


@every_kind
def test_one_who_is_refused_does_not_keep_the_others_waiting(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    mailbox.answers = {"odd@example.org": "550 No such user", "ola@example.org": "450 Later"}
    errand.go(duck, mailbox)
    assert errand.states(duck) == {"odd": MailState.REFUSED, "ola": MailState.WAITING}
    mailbox.answers = {}
    errand.go_again(duck, mailbox, after=LATER)
    assert errand.states(duck) == {"odd": MailState.REFUSED, "ola": MailState.SENT}
    assert {mail.problem for mail in duck.outbox.mails()} == {"550 No such user", ""}


@every_kind
def test_what_nobody_knows_the_end_of_is_not_repeated(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    mailbox.on_mail = lambda server, _envelope: server.transport.abort()
    errand.go(duck, mailbox)
    mailbox.on_mail = None
    assert MailState.UNSURE in errand.states(duck).values()
    errand.go_again(duck, mailbox, after=LATER)
    # This server had taken it all the same.
    assert sorted(mailbox.to) == BOTH


@every_kind
def test_one_that_somebody_else_has_in_hand_is_left_to_them(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    errand.go_nowhere(duck)

    def somebody_is_quicker(_server, envelope):
        mailbox.on_mail = None
        in_hand = envelope.rcpt_tos[0].split("@")[0]
        (other,) = [mail.key for mail in duck.outbox.mails() if mail.person_id != in_hand]
        moment = {"now": errand.now.replace(tzinfo=None), "tried_before": errand.now.max}
        duck.outbox.claim(other, message_id="<2@x>", **moment)

    mailbox.on_mail = somebody_is_quicker
    errand.go_again(duck, mailbox, after=LATER)
    assert sorted(errand.states(duck).values()) == [MailState.CLAIMED, MailState.SENT]
    assert len(mailbox.to) == 1


@every_kind
def test_somebody_without_a_name_is_greeted_all_the_same(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    changed(duck, "ola", name="")
    errand.go(duck, mailbox)
    greetings = {text_of(mail).split("\n")[0] for mail in mailbox.received}
    assert greetings == {"Hei!", "Hei, Odd!"}


@pytest.mark.parametrize(
    "errand", [e for e in ERRANDS.values() if e is not REMINDER], ids=lambda one: one.kind
)
def test_a_demo_municipality_writes_to_nobody(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    errand.go_nowhere(duck)
    changed(duck, "organisation", demo=True)
    if errand.kind is not MailKind.QUESTION:
        with pytest.raises(InvalidInputError) as refused:
            errand.go(duck, mailbox)
        assert [problem.rule for problem in refused.value.problems] == ["demo_sends_nothing"]
    errand.go_again(duck, mailbox, after=LATER)
    assert mailbox.to == []


@every_kind
def test_nobody_is_written_to_without_an_address(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    errand.go_nowhere(duck)
    changed(duck, "ola", email="")
    errand.go_again(duck, mailbox, after=LATER)
    assert "odd@example.org" in mailbox.to
    assert "ola@example.org" not in mailbox.to
    assert errand.states(duck)["ola"] is not MailState.SENT


@every_kind
def test_what_the_server_would_not_hear_of_for_a_week_is_given_up(duck, mailbox, errand: Errand):
    errand.prepare(duck)
    errand.go_nowhere(duck)
    over = errand.today + timedelta(days=8)
    errand.run_until_then(duck, timedelta(days=8))
    errand.again(duck, errand.delivery(mailbox.settings, timedelta(days=8)), over)
    assert {m.state for m in duck.outbox.mails() if m.day == errand.today} == {MailState.OVERTAKEN}


# --- whoever else does the same, and whoever is killed ------------------------------------------


@each_way
def test_killed_half_way_the_rest_is_sent_and_nothing_twice(database_url, mailbox, errand: Errand):
    errand.prepare(settled := open_database(database_url))
    settled.close()
    reached, go_on = threading.Event(), threading.Event()

    def hold(_server, _envelope):
        mailbox.on_mail = None
        reached.set()
        go_on.wait(20)

    mailbox.on_mail = hold
    process = errand.begin_elsewhere(database_url, mailbox.port)
    assert reached.wait(30)
    process.kill()
    process.wait()
    go_on.set()

    reopened = open_database(database_url)
    errand.go_again(reopened, mailbox, after=LATER)
    errand.go_again(reopened, mailbox, after=2 * LATER)
    states = errand.states(reopened)
    reopened.close()
    # The server had taken the first one when the process died: nobody knows, so nobody repeats it.
    assert states == {"odd": MailState.UNSURE, "ola": MailState.SENT}
    assert sorted(mailbox.to) == BOTH


@each_way
def test_many_who_send_at_once_send_each_mail_once(database, mailbox, errand: Errand):
    errand.prepare(database)
    others = [open_database(database.url) for _ in range(2)]
    threads = [
        threading.Thread(target=errand.go, args=(one, mailbox)) for one in (database, *others)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert sorted(mailbox.to) == BOTH


@each_way
def test_while_somebody_else_sends_it_waits_its_turn(database, mailbox, errand: Errand):
    errand.prepare(database)
    other = open_database(database.url)
    with other.outbox.alone() as alone:
        assert alone
        errand.go(database, mailbox)
        assert mailbox.to == []
    other.close()
    errand.go_again(database, mailbox, after=SOON)
    assert sorted(mailbox.to) == BOTH


def test_while_somebody_else_sends_nothing_old_is_put_away(duck):
    AGENDA.prepare(duck)
    AGENDA.go_nowhere(duck)
    over = KnownDay(AGENDA.today + timedelta(days=8))
    other = open_database(duck.url)
    with other.outbox.alone() as alone:
        assert alone
        outgoing.put_away_old(duck, today=over)
    other.close()
    assert set(AGENDA.states(duck).values()) == {MailState.WAITING}
    outgoing.put_away_old(duck, today=over)
    assert set(AGENDA.states(duck).values()) == {MailState.OVERTAKEN}


# --- one that cannot be made --------------------------------------------------------------------


@pytest.fixture
def minutes_nobody_can_make(duck):
    """Odd and Ola wait for minutes whose day is forgotten; Ola for what came after it too."""
    MINUTES.prepare(duck)
    MINUTES.go_nowhere(duck)
    duck.outbox.ask(
        [MailKey("ola", MINUTES.today, MailKind.ROWS)],
        now=MINUTES.now.replace(tzinfo=None),
        asked_by="hege",
    )
    assert duck.forget(OldBefore(datetime.now(UTC).date() + timedelta(days=2)))
    return duck


def test_a_mail_that_cannot_be_made_does_not_keep_those_behind_it_waiting(
    minutes_nobody_can_make, mailbox, caplog
):
    database = minutes_nobody_can_make
    MINUTES.go_again(database, mailbox, after=LATER)
    assert mailbox.to == ["ola@example.org"]
    assert "ForgottenError" in caplog.text
    waits = {(m.person_id, m.problem) for m in database.outbox.mails() if m.state == "waiting"}
    assert waits == {("odd", NOT_MADE), ("ola", NOT_MADE)}

    health = reminders.mail_health(database, by=ADA)
    assert (health.waiting, health.unmade, health.problem) == (2, 2, "")
    MINUTES.go_again(database, mailbox, after=LATER + SOON)
    assert {m.attempts for m in database.outbox.mails_about(MailKind.MINUTES, "meeting")} == {2}
