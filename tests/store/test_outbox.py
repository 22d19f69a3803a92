"""What was mailed is remembered once a person and day, whatever happens in between."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest

from strategy.domain.known_time import OldBefore
from strategy.store.database import Database, open_database
from strategy.store.outbox import Mail, MailKey, MailKind, MailState
from tests.builders import stock

MONDAY = date(2026, 3, 2)
A_WEEK_LATER = MONDAY + timedelta(days=7)
SEVEN = datetime(2026, 3, 2, 7)  # noqa: DTZ001 - the store speaks UTC without a zone
LATER = SEVEN + timedelta(minutes=20)
ID = "<1@example.org>"


def claim(database, person_id="ola", *, day=MONDAY, now=SEVEN, message_id=ID):
    return database.outbox.claim(
        MailKey(person_id, day),
        message_id=message_id,
        now=now,
        tried_before=now - timedelta(minutes=10),
    )


def states(database):
    return {(m.person_id, m.day): m.state for m in database.outbox.mails()}


def test_a_mail_is_claimed_once(database: Database):
    assert claim(database) == ID
    assert claim(database) is None
    assert claim(database, "liv") == ID
    assert claim(database, day=MONDAY + timedelta(days=1)) == ID


def test_what_was_sent_is_known_and_not_claimed_again(database: Database):
    claim(database)
    database.outbox.settle(MailKey("ola", MONDAY), MailState.SENT)
    assert claim(database, now=LATER) is None
    assert database.outbox.last_told(today=A_WEEK_LATER) == {"ola": MONDAY}


def test_the_last_day_somebody_got_a_mail_counts(database: Database):
    for day in (MONDAY, MONDAY + timedelta(days=3)):
        claim(database, day=day)
        database.outbox.settle(MailKey("ola", day), MailState.SENT)
    claim(database, "liv")
    assert database.outbox.last_told(today=A_WEEK_LATER) == {"ola": MONDAY + timedelta(days=3)}


def test_a_mail_of_a_day_to_come_is_not_the_last_one(database: Database):
    for day in (MONDAY, MONDAY.replace(year=2031)):
        claim(database, day=day)
        database.outbox.settle(MailKey("ola", day), MailState.SENT)
    assert database.outbox.last_told(today=A_WEEK_LATER) == {"ola": MONDAY}


def test_a_mail_that_waits_is_tried_again_later_under_the_same_id(database: Database):
    outbox = database.outbox
    outbox.hold(MailKey("ola", MONDAY), message_id=ID, now=SEVEN, problem="away")
    assert not outbox.is_open(MailKey("ola", MONDAY), tried_before=SEVEN - timedelta(minutes=1))
    assert outbox.is_open(MailKey("ola", MONDAY), tried_before=SEVEN)
    outbox.hold(
        MailKey("ola", MONDAY), message_id="<2@example.org>", now=LATER, problem="still away"
    )
    later = LATER + timedelta(minutes=20)
    assert claim(database, now=later, message_id="<3@example.org>") == ID
    assert outbox.mails() == (
        Mail("ola", MONDAY, MailKind.REMINDER, "", 0, ID, MailState.CLAIMED, 3, later, ""),
    )


def test_what_somebody_had_in_hand_when_they_were_killed_is_left(database: Database):
    claim(database)
    database.outbox.hold(MailKey("liv", MONDAY), message_id=ID, now=SEVEN, problem="away")
    database.outbox.doubt()
    assert states(database) == {
        ("ola", MONDAY): MailState.UNSURE,
        ("liv", MONDAY): MailState.WAITING,
    }
    assert claim(database, now=LATER) is None
    assert database.outbox.last_told(today=A_WEEK_LATER) == {}


def test_what_still_waits_the_next_day_is_overtaken(database: Database):
    database.outbox.hold(MailKey("liv", MONDAY), message_id=ID, now=SEVEN, problem="away")
    database.outbox.overtake(MailKind.REMINDER, before=OldBefore(MONDAY + timedelta(days=1)))
    assert states(database) == {("liv", MONDAY): MailState.OVERTAKEN}


def test_mails_are_forgotten_in_time_and_with_the_person(database: Database):
    for person_id, day in (("ola", MONDAY), ("liv", MONDAY), ("ola", date(2025, 3, 2))):
        claim(database, person_id, day=day)
    database.outbox.forget(OldBefore(MONDAY))
    assert set(states(database)) == {("ola", MONDAY), ("liv", MONDAY)}
    assert [mail.day for mail in database.outbox.mails_to("ola")] == [MONDAY]
    database.outbox.erase("ola")
    assert set(states(database)) == {("liv", MONDAY)}


def test_only_one_at_a_time_is_alone(database: Database):
    other = open_database(database.url)
    try:
        with database.outbox.alone() as first:
            with other.outbox.alone() as second:
                assert (first, second) == (True, False)
            # The one who was turned away has not let the other go.
            with other.outbox.alone() as third:
                assert third is False
        with other.outbox.alone() as afterwards:
            assert afterwards is True
    finally:
        other.close()


def test_whoever_fails_while_alone_lets_go(database: Database):
    with pytest.raises(RuntimeError), database.outbox.alone():
        raise RuntimeError("in the middle")
    with database.outbox.alone() as alone:
        assert alone


def test_of_many_who_claim_at_once_one_gets_it(database: Database):
    start = Barrier(6)
    got: list[str | None] = []

    def try_it() -> None:
        start.wait()
        got.append(claim(database))

    threads = [Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got, key=str) == [ID, None, None, None, None, None]


def test_going_back_to_a_backup_mails_nobody_twice(database: Database, tmp_path):
    stock(database)
    database.backup(tmp_path / "before.duckdb")
    claim(database)
    database.outbox.settle(MailKey("ola", MONDAY), MailState.SENT)
    database.restore(tmp_path / "before.duckdb")
    assert database.outbox.last_told(today=A_WEEK_LATER) == {"ola": MONDAY}


# --- mails somebody asks for --------------------------------------------------------------------


def ask(database, person_id="ola", *, day=MONDAY, now=SEVEN, by="hege", **given):
    key = MailKey(person_id, day, **{"kind": MailKind.ROWS, **given})
    database.outbox.ask([key], now=now, asked_by=by)
    return key


def waiting(database, *, tried_before=LATER, kind=MailKind.ROWS):
    return database.outbox.waiting([kind], tried_before=tried_before)


def test_a_mail_that_is_asked_for_waits_beside_the_reminder_of_the_day(database: Database):
    claim(database)
    database.outbox.settle(MailKey("ola", MONDAY), MailState.SENT)
    ask(database)
    rows = MailKind.ROWS
    assert waiting(database) == (
        Mail("ola", MONDAY, rows, "", 0, "", MailState.WAITING, 0, SEVEN, "", "", "hege"),
    )
    assert [mail.kind for mail in database.outbox.mails()] == [MailKind.REMINDER, rows]
    assert database.outbox.mails_of(rows, MONDAY) == waiting(database)


def test_what_nobody_has_tried_is_tried_at_once_and_then_rests(database: Database):
    key, before = ask(database), SEVEN - timedelta(minutes=10)
    assert [mail.key for mail in waiting(database, tried_before=before)] == [key]
    claimed = {"now": SEVEN, "tried_before": before}
    assert database.outbox.claim(key, message_id=ID, told="mark", **claimed) == ID
    database.outbox.settle(key, MailState.WAITING, problem="away")
    assert waiting(database, tried_before=before) == ()
    assert not database.outbox.has_work(tried_before=before)
    (rested,) = waiting(database, tried_before=SEVEN)
    assert (rested.message_id, rested.told, rested.attempts) == (ID, "mark", 1)


def test_one_who_looks_for_work_finds_what_waits_and_what_nobody_holds_any_more(duck: Database):
    assert not duck.outbox.has_work(tried_before=LATER)
    claim(duck)
    assert duck.outbox.has_work(tried_before=SEVEN - timedelta(days=1))
    duck.outbox.doubt()
    assert not duck.outbox.has_work(tried_before=LATER)


def test_mails_about_one_thing_stand_apart_turn_by_turn(database: Database):
    first = ask(database, kind=MailKind.AGENDA, about="meeting", turn=1)
    other = ask(database, kind=MailKind.AGENDA, about="another", turn=1)
    database.outbox.settle(first, MailState.SENT)
    second = ask(database, kind=MailKind.AGENDA, about="meeting", turn=2)
    found = database.outbox.mails_about(MailKind.AGENDA, "meeting")
    assert [mail.key for mail in found] == [second, first]
    third = ask(database, kind=MailKind.AGENDA, about="meeting", turn=3)
    left = {mail.key for mail in waiting(database, kind=MailKind.AGENDA)}
    assert left == {other, third}


def test_asking_twice_asks_once(database: Database):
    ask(database)
    ask(database, now=LATER, by="liv")
    assert [(m.tried_at, m.asked_by) for m in waiting(database)] == [(SEVEN, "hege")]


@pytest.mark.parametrize("state", sorted({*MailState} - {MailState.REFUSED, MailState.WAITING}))
def test_what_has_come_to_an_end_is_not_asked_for_again_that_day(duck: Database, state):
    key = ask(duck)
    duck.outbox.settle(key, state)
    ask(duck, now=LATER)
    assert waiting(duck, tried_before=LATER) == ()


def test_what_the_server_refused_is_asked_for_again_as_a_new_mail(database: Database):
    key = ask(database)
    database.outbox.claim(key, message_id=ID, now=SEVEN, tried_before=SEVEN)
    database.outbox.settle(key, MailState.REFUSED, problem="550 No such user")
    ask(database, now=LATER, by="liv")
    (again,) = waiting(database)
    assert (again.message_id, again.problem, again.asked_by) == ("", "", "liv")


def test_asking_on_a_new_day_overtakes_what_waits_from_the_day_before(database: Database):
    tomorrow = MONDAY + timedelta(days=1)
    ask(database)
    ask(database, "liv")
    ask(database, day=tomorrow)
    assert [(m.person_id, m.day) for m in waiting(database)] == [("liv", MONDAY), ("ola", tomorrow)]
    assert states(database)["ola", MONDAY] is MailState.OVERTAKEN


def test_only_mails_of_one_kind_are_given_up(database: Database):
    ask(database)
    database.outbox.hold(MailKey("liv", MONDAY), message_id=ID, now=SEVEN, problem="away")
    database.outbox.overtake(MailKind.ROWS, before=OldBefore(MONDAY + timedelta(days=1)))
    assert states(database) == {
        ("ola", MONDAY): MailState.OVERTAKEN,
        ("liv", MONDAY): MailState.WAITING,
    }
    assert database.outbox.last_told(today=A_WEEK_LATER) == {}


def test_whoever_is_erased_has_asked_for_nothing(database: Database):
    ask(database)
    database.outbox.erase("hege")
    assert [mail.asked_by for mail in waiting(database)] == [None]


# --- calendars ----------------------------------------------------------------------------------


def test_the_address_of_a_calendar_leads_to_its_owner_until_it_is_renewed(database: Database):
    feeds = database.calendar_feeds
    assert (feeds.owner("a"), feeds.made_at("ola")) == (None, None)
    feeds.renew("ola", "a", now=SEVEN)
    feeds.renew("liv", "b", now=SEVEN)
    assert (feeds.owner("a"), feeds.made_at("ola")) == ("ola", SEVEN)
    feeds.renew("ola", "c", now=LATER)
    assert (feeds.owner("a"), feeds.owner("c"), feeds.made_at("ola")) == (None, "ola", LATER)
    feeds.withdraw("ola")
    assert (feeds.owner("c"), feeds.owner("b")) == (None, "liv")


def test_an_address_that_was_renewed_does_not_come_back_with_a_backup(database: Database, tmp_path):
    stock(database)
    database.calendar_feeds.renew("ola", "old", now=SEVEN)
    database.backup(tmp_path / "before.duckdb")
    database.calendar_feeds.renew("ola", "new", now=LATER)
    database.restore(tmp_path / "before.duckdb")
    assert (database.calendar_feeds.owner("old"), database.calendar_feeds.owner("new")) == (
        None,
        None,
    )
