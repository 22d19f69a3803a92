"""People are reminded by a real mail server: once, in their language, with a way to the item."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from strategy.domain.errors import NotAllowedError
from strategy.domain.follow_up.reminders import Kind
from strategy.domain.items import Party
from strategy.services.follow_up import reminders
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.meetings import hearings
from strategy.services.posting import Delivery
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from strategy.store.outbox import MailState
from tests.builders import (
    ADA,
    CAST,
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_hearing,
    a_meeting,
    a_position,
    a_postponement,
    a_unit,
    an_action,
    an_agenda_item,
    an_indicator,
    an_organisation,
    stock,
)
from tests.claims import none
from tests.mail_server import SENDER, a_free_port
from tests.services.fjordvik import item, settle
from tests.services.mails import IN_JUNE, LATE, REMINDER, SITE, calm, changed, text_of

TODAY = IN_JUNE
SEVEN = REMINDER.now


@pytest.fixture
def town(database):
    """A place where only Ola is late, and Odd's action is two weeks from its deadline."""
    return calm(database)


@pytest.fixture
def small_town(duck):
    """The same in memory."""
    return calm(duck)


def send(database, mailbox, *, today=TODAY, now=SEVEN, by=None):
    delivery = Delivery(mailbox.settings, SITE, now)
    told = reminders.send_reminders(database, delivery, today=today, by=by)
    return {sending.person.id: sending.state for sending in told}


def subjects(mailbox):
    return {to: mail["Subject"] for to, mail in zip(mailbox.to, mailbox.received, strict=True)}


def what_is_planned(database, *, today=TODAY):
    told = reminders.planned(database, today=today, base_url=SITE, by=None)
    return {s.person.id: [n.kind for n in s.digest.notices] for s in told}


# --- what is sent -------------------------------------------------------------------------------


def test_each_gets_one_mail_with_a_way_to_the_item(town, mailbox):
    assert send(town, mailbox) == {"odd": MailState.SENT, "ola": MailState.SENT}
    assert sorted(mailbox.to) == ["odd@example.org", "ola@example.org"]
    (to_ola,) = [mail for mail in mailbox.received if "ola@" in mail["To"]]
    assert to_ola["Subject"] == "Strategien: én ting venter på deg"
    assert to_ola["From"] == SENDER
    text = to_ola.get_body(("plain",)).get_content()
    assert "Hei, Ola!" in text
    assert "T-3 Lærlinger" in text
    assert "Fristen var 23. juni 2026." in text
    assert f"{SITE}/action?code=T-3" in text
    assert f'<a href="{SITE}/action?code=T-3">' in to_ola.get_body(("html",)).get_content()


def test_a_second_run_sends_nothing_more_whoever_asks_for_it(small_town, mailbox):
    send(small_town, mailbox)
    assert send(small_town, mailbox, now=SEVEN + timedelta(hours=3), by=ADA) == {}
    assert len(mailbox.received) == 2


def test_the_next_day_tells_only_what_is_new(town, mailbox):
    send(town, mailbox)
    tomorrow = TODAY + timedelta(days=1)
    assert send(town, mailbox, today=tomorrow) == {}
    in_a_week = TODAY + timedelta(days=7)
    assert send(town, mailbox, today=in_a_week) == {"odd": MailState.SENT, "ola": MailState.SENT}


def test_whoever_has_updated_is_left_in_peace(small_town, mailbox):
    follow_up.check_in(small_town, "late", {"percent": 60}, by=OLA, today=TODAY)
    assert "ola" not in send(small_town, mailbox)


def test_a_title_with_markup_shows_as_it_was_written(small_town, mailbox):
    with small_town.change(by=None) as change:
        change.update(item(small_town, "late").model_copy(update={"title": "<img src=x> & co"}))
    send(small_town, mailbox)
    pages = [mail.get_body(("html",)).get_content() for mail in mailbox.received]
    assert any("&lt;img src=x&gt; &amp; co" in page for page in pages)
    assert none("<img" in page for page in pages)


def test_what_is_confidential_is_only_pointed_at(small_town):
    secret = an_action(
        id="s",
        code="T-7",
        owner_id="position",
        due=date(2026, 6, 23),
        confidential_to=(OLA.id,),
        title="Slå sammen skolene",
    )
    with small_town.change(by=None) as change:
        change.add(secret)
        change.add(a_check_in(secret, on=date(2026, 6, 22)))
    told = reminders.planned(small_town, today=TODAY, base_url=SITE, by=None)
    (letter,) = [s.letter for s in told if s.person.id == "ola"]
    texts = [entry.text for section in letter.sections for entry in section.entries]
    assert texts == ["T-3 Lærlinger", "T-7 (fortrolig: åpne for å se)"]


def test_a_long_list_is_cut_and_says_so(small_town):
    many = [LATE.model_copy(update={"id": f"l{n}", "code": f"L-{n}"}) for n in range(14)]
    with small_town.change(by=None) as change:
        change.add_many(many)
        change.add_many(a_check_in(action, on=date(2026, 6, 22)) for action in many)
    told = reminders.planned(small_town, today=TODAY, base_url=SITE, by=None)
    (letter,) = [s.letter for s in told if s.person.id == "ola"]
    (section,) = letter.sections
    assert len(section.entries) == 12
    assert section.rest == "og 3 til, se Arbeidsgiverkompasset"


def test_a_leader_is_told_which_new_date_waits_for_an_answer(small_town):
    with small_town.change(by=None) as change:
        change.add(a_position(id="leader", holder_id=LIV.id, leads=True, unit_id="unit"))
        change.update(item(small_town, "late").model_copy(update={"unit_id": "unit"}))
        change.add(a_postponement(LATE, id="p", proposed_on=date(2026, 6, 22)))
    told = reminders.planned(small_town, today=TODAY, base_url=SITE, by=None)
    letters = {s.person.id: s.letter for s in told}
    assert "ola" not in letters
    (section,) = letters["liv"].sections
    (entry,) = section.entries
    assert section.heading == "En ny frist venter på svar"
    assert (entry.text, entry.note) == (
        "T-3 Lærlinger", "Foreslått 22. juni 2026. Godkjenn den, eller si nei.",
    )  # fmt: skip


def test_what_was_never_updated_is_not_said_to_be_updated_on_its_first_day(small_town):
    quiet = LATE.model_copy(
        update={
            "id": "quiet", "code": "T-8", "title": "Stille", "start": date(2025, 6, 1),
            "due": date(2027, 6, 1), "original_due": None,
        }
    )  # fmt: skip
    with small_town.change(by=None) as change:
        change.add(quiet)
    told = reminders.planned(small_town, today=TODAY, base_url=SITE, by=None)
    (letter,) = [s.letter for s in told if s.person.id == "ola"]
    notes = {entry.text: entry.note for section in letter.sections for entry in section.entries}
    assert notes["T-8 Stille"] == "Aldri oppdatert. Skriv hvordan det går."


def test_a_deputy_is_told_why_the_matter_comes_to_them(small_town):
    later = TODAY + timedelta(days=14)
    told = reminders.planned(small_town, today=later, base_url=SITE, by=None)
    (letter,) = [s.letter for s in told if s.person.id == "dina"]
    assert letter.sections[0].entries[0].note.endswith("Du får dette som stedfortreder.")


def test_periods_and_questions_come_with_a_way_to_them(duck):
    leads = a_position(id="leader", holder_id=LIV.id, leads=True)
    settle(duck, leads, an_indicator(id="i9", code="I-9b", owner_id="other"))
    opened = reminders.planned(duck, today=date(2026, 4, 16), base_url=SITE, by=None)
    entries = {
        (s.person.id, e.text, e.link)
        for s in opened
        for sec in s.letter.sections
        for e in sec.entries
    }
    assert (
        "odd",
        "1. tertial 2026",
        f"{SITE}/periods?period=period-2026-04-30",
    ) in entries


def test_a_leader_is_told_which_unit_is_ready(duck):
    leads = a_position(id="leader", holder_id=LIV.id, leads=True)
    action = an_action(id="a", owner_id="position", due=date(2027, 1, 1))
    stock(
        duck,
        an_organisation(),
        a_unit(),
        a_position(),
        leads,
        action,
        a_check_in(action, on=date(2026, 4, 20)),
        *CAST,
    )
    (told,) = reminders.planned(duck, today=date(2026, 4, 21), base_url=SITE, by=None)
    (section,) = told.letter.sections
    assert (told.person.id, section.entries[0].text) == ("liv", "Oppvekst")
    assert section.entries[0].link == f"{SITE}/periods"


def test_a_period_that_is_gone_meanwhile_has_no_name(small_town):
    (digest,) = [
        s.digest
        for s in reminders.planned(small_town, today=TODAY, base_url=SITE, by=None)
        if s.person.id == "ola"
    ]
    gone = replace(digest.notices[0], kind=Kind.PERIOD_OPENS, item_id="period-1999-12-31")
    letter = reminders.letter_for(
        small_town.plan(), OLA, replace(digest, notices=(gone,)), today=TODAY, base_url=SITE
    )
    assert letter.sections[0].entries[0].text == ""


# --- what only whoever is asked may know --------------------------------------------------------

IN_A_WEEK = IN_JUNE + timedelta(days=7)


def ask_ola(database, **given):
    """Ola, and Per who is a politician, are asked to reflect, and Ola in a hearing."""
    values = {
        "title": "Torde vi nok?",
        "prompts": ("dare-1", "dare-2"),
        "participant_ids": ("ola", "per"),
        "closes": IN_A_WEEK,
        **given,
    }
    asked = reflection_rounds.prepare(database, values, by=LIV, today=TODAY)
    asked = reflection_rounds.open_round(database, asked.id, by=LIV, today=TODAY)
    hearing = a_hearing(
        id="hearing", opens=TODAY, closes=IN_A_WEEK, asked_ids=("ola",), action_ids=("action",)
    )
    with database.change(by=None) as change:
        change.add(hearing)
    return asked


def answer(database, asked, key, person):
    given = {"text": "Ja", "level": None, "today": TODAY}
    reflection.answer(database, asked.id, key, by=person, **given)


def entries_to(mailbox, person_id):
    """The lines of a person's mail under each heading."""
    (mail,) = [mail for mail in mailbox.received if f"{person_id}@" in mail["To"]]
    return text_of(mail)


@pytest.mark.parametrize("anonymous", [True, False])
def test_a_round_one_has_not_answered_and_a_hearing_are_in_the_mail(small_town, mailbox, anonymous):
    asked = ask_ola(small_town, anonymous=anonymous)
    answer(small_town, asked, "dare-1", OLA)
    send(small_town, mailbox)
    told = entries_to(mailbox, "ola")
    assert "REFLEKSJON VENTER PÅ SVARET DITT\n\n- Torde vi nok?\n  Svar innen 1. juli 2026." in told
    assert f"{SITE}/reflection?round={asked.id}" in told
    assert "DU ER SPURT I EN HØRING\n\n- Høring om ny lederstruktur\n  Svar innen 1. juli" in told
    assert f"{SITE}/involvement?hearing=hearing" in told
    assert "fordi du har et ansvar" in told
    assert "Fjordvik kommune har spurt deg om noe" in entries_to(mailbox, "per")


def test_whoever_has_answered_is_left_in_peace_also_where_nobody_knows_what(small_town, mailbox):
    asked = ask_ola(small_town)
    for key in ("dare-1", "dare-2"):
        answer(small_town, asked, key, OLA)
    hearing, said = item(small_town, "hearing"), {"party": Party.EMPLOYEES, "how": "Bra"}
    hearings.answer(small_town, hearing, said, by=OLA, today=TODAY)
    send(small_town, mailbox)
    told = entries_to(mailbox, "ola")
    assert "Torde vi nok?" not in told
    assert "Høring" not in told


@pytest.mark.parametrize(
    ("given", "said"),
    [({"closes": None}, "Torde vi nok?\n  Svar når det passer deg."), ({"live": True}, "")],
    ids=["without a last day", "in a meeting"],
)
def test_what_is_answered_in_a_meeting_waits_for_it_and_what_never_closes_says_so(
    small_town, mailbox, given, said
):
    ask_ola(small_town, **given)
    send(small_town, mailbox)
    told = entries_to(mailbox, "ola")
    assert said in told
    assert ("Torde vi nok?" in told) == bool(said)


def test_what_is_asked_among_a_few_is_only_pointed_at(small_town, mailbox):
    asked = ask_ola(small_town)
    meeting, few = a_meeting(id="m", on=IN_A_WEEK), {"confidential_to": ("ola", "liv")}
    with small_town.change(by=None) as change:
        change.update(item(small_town, "hearing").model_copy(update=few))
        change.add_many((meeting, an_agenda_item(meeting, id="i", round_key=asked.id, **few)))
    send(small_town, mailbox)
    told = entries_to(mailbox, "ola")
    assert "- Høring (fortrolig: åpne for å se)" in told
    assert "- Refleksjonsrunde (fortrolig: åpne for å se)" in told
    assert "Torde" not in told


def test_a_hearing_one_may_not_know_of_is_in_nobodys_mail(small_town, mailbox):
    ask_ola(small_town)
    changed(small_town, "hearing", confidential_to=("liv",))
    send(small_town, mailbox)
    assert "øring" not in entries_to(mailbox, "ola")


def test_an_administrator_does_not_learn_who_has_not_answered(small_town, mailbox):
    ask_ola(small_town)
    told = reminders.planned(small_town, today=TODAY, base_url=SITE, by=ADA)
    assert {s.person.id for s in told} == {"ola", "odd"}
    assert {n.kind for s in told for n in s.digest.notices} == {Kind.OVERDUE, Kind.DUE_SOON}
    delivery = Delivery(mailbox.settings, SITE, SEVEN)
    sent = reminders.send_reminders(small_town, delivery, today=TODAY, by=ADA)
    assert {n.kind for s in sent for n in s.digest.notices} == {Kind.OVERDUE, Kind.DUE_SOON}
    assert {s.person.id: s.letter.subject for s in sent} == dict.fromkeys(
        ("odd", "ola"), "Strategien: én ting venter på deg"
    )
    assert [s.letter.sections for s in sent] == [(), ()]
    assert "per@example.org" in mailbox.to
    assert "Torde vi nok?" in entries_to(mailbox, "ola")
    assert subjects(mailbox)["ola@example.org"] == "Strategien: 3 ting venter på deg"


def test_one_is_told_at_first_and_before_it_closes_and_not_every_day(small_town, mailbox):
    later = TODAY + timedelta(days=20)
    ask_ola(small_town, closes=later)
    told = []
    for days in range(20):
        day = TODAY + timedelta(days=days)
        if "per" in send(small_town, mailbox, today=day, now=SEVEN + timedelta(days=days)):
            told.append(day)
    assert told == [TODAY, date(2026, 7, 7), date(2026, 7, 13)]


# --- when something goes wrong ------------------------------------------------------------------


def test_an_administrator_need_not_wait(small_town, mailbox):
    away = Delivery(replace(mailbox.settings, port=a_free_port()), SITE, SEVEN)
    reminders.send_reminders(small_town, away, today=TODAY, by=None)
    assert set(send(small_town, mailbox, by=ADA)) == {"odd", "ola"}


def test_an_address_that_is_none_is_refused_without_being_told_on(small_town, mailbox):
    with small_town.change(by=None) as change:
        change.update(item(small_town, "ola").model_copy(update={"email": "ola, liv"}))
    assert send(small_town, mailbox)["ola"] is MailState.REFUSED
    problems = {m.problem for m in reminders.mail_health(small_town, by=ADA).latest}
    assert problems == {"address", ""}


def test_when_nobody_knows_whether_it_went_the_next_day_tells_it_all(small_town, mailbox):
    mailbox.on_mail = lambda server, _envelope: server.transport.abort()
    assert send(small_town, mailbox)["odd"] is MailState.UNSURE
    mailbox.on_mail = None
    later = SEVEN + timedelta(hours=1)
    assert "odd" not in send(small_town, mailbox, now=later)
    tomorrow = TODAY + timedelta(days=1)
    assert send(small_town, mailbox, today=tomorrow)["odd"] is MailState.SENT


# --- who may, and when --------------------------------------------------------------------------


@pytest.mark.parametrize("person", [OLA, LIV, HEGE], ids=lambda person: person.id)
def test_only_administrators_look_at_the_mails_and_send_them(small_town, mailbox, person):
    with pytest.raises(NotAllowedError):
        send(small_town, mailbox, by=person)
    with pytest.raises(NotAllowedError):
        reminders.planned(small_town, today=TODAY, base_url=SITE, by=person)
    with pytest.raises(NotAllowedError):
        reminders.mail_health(small_town, by=person)
    assert mailbox.received == []


def test_a_trial_run_sends_and_remembers_nothing(small_town):
    assert what_is_planned(small_town) == {"ola": [Kind.OVERDUE], "odd": [Kind.DUE_SOON]}
    told = reminders.planned(small_town, today=TODAY, base_url=SITE, by=ADA)
    assert reminders.summary(told) == {"planned": 2}
    assert small_town.outbox.mails() == ()


@pytest.mark.parametrize(
    ("given", "hour", "time"),
    [
        ({"reminders": True}, 4, False),
        ({"reminders": True}, 5, True),
        ({"reminders": True}, 20, True),
        ({"reminders": True, "reminder_hour": 0}, 22, True),
        ({"reminders": False}, 5, False),
        ({"reminders": True, "demo": True}, 5, False),
    ],
)
def test_reminders_go_from_the_hour_the_organisation_chose_where_it_is(given, hour, time):
    now = datetime(2026, 6, 24, hour, tzinfo=UTC)
    assert reminders.is_time(an_organisation(**given), now=now) is time
