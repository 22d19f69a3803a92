"""Whoever is to answer, and whoever asked, is told by a real mail server: once, with the way."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from strategy.domain.items import Person
from strategy.services import people, planning, privacy, publishing, question_mails, questions
from strategy.services.posting import Delivery
from strategy.store.database import Database
from strategy.store.outbox import MailState
from strategy.store.questions import LetterKind
from tests.builders import ADA, LIV, PER
from tests.mail_server import SENDER, Mailbox, mail_server
from tests.services.fjordvik import TODAY
from tests.services.test_ask_about_what_is_published import (
    NOW,
    answer,
    answered_once,
    approve,
    ask,
    delegate,
    publish,
    send_back,
    withdraw,
)

MORNING = datetime(2026, 7, 1, 12, tzinfo=UTC)
SITE = "https://strategi.example"


@pytest.fixture
def mailbox():
    with mail_server() as opened:
        yield opened


def send(database: Database, mailbox: Mailbox, *, now: datetime = MORNING):
    return question_mails.send_letters(database, Delivery(mailbox.settings, SITE, now))


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def speak(database: Database, person_id: str, language: str) -> None:
    person = database.plan().find(Person, person_id)
    planning.change(database, person, {"language": language}, by=ADA)


def test_whoever_is_to_answer_is_told_once_with_the_way_to_it(town: Database, mailbox: Mailbox):
    delegate(town, ask(town, publish(town)))

    assert send(town, mailbox) == (MailState.SENT,)
    assert send(town, mailbox) == ()
    (mail,) = mailbox.received
    assert (mail["To"], mail["From"]) == ("Ola Owren <ola@example.org>", SENDER)
    assert mail["Subject"] == "Et spørsmål venter på svar fra deg"
    said = text_of(mail)
    assert "«Hvorfor går det så sakte?»" in said
    assert "Svar innen 8. juli 2026." in said
    assert f"{SITE}/questions" in said
    assert "Per" not in said


def test_whoever_asked_is_told_in_their_language_where_to_read_it(
    small_town: Database, mailbox: Mailbox
):
    speak(small_town, "per", "nn")
    approve(small_town, answered_once(small_town))
    send(small_town, mailbox)

    mail = next(m for m in mailbox.received if "per@" in m["To"])
    assert mail["Subject"] == "Spørsmålet ditt er svart på"
    assert mail["Content-Language"] == "nn"
    assert f"{SITE}/published?number=1&pillar=1" in text_of(mail)
    assert "1.1 VI PRØVER UT NYE LØSNINGER" in text_of(mail)
    assert "Fordi …" not in text_of(mail)


def test_a_question_about_the_whole_leads_to_the_whole(small_town: Database, mailbox: Mailbox):
    asked = ask(small_town, publish(small_town), subject="whole", subject_id="")
    approve(small_town, answer(small_town, asked, by=LIV))
    send(small_town, mailbox)

    (mail,) = mailbox.received
    assert f"{SITE}/published?number=1\n" in text_of(mail).replace("\r", "")
    assert "STRATEGIEN SOM HELHET" in text_of(mail)


def test_a_mail_names_things_as_they_were_published_and_not_as_the_plan_does_now(
    small_town: Database, mailbox: Mailbox
):
    said = answered_once(small_town)
    goal = small_town.plan().by_id["goal"]
    planning.change(small_town, goal, {"title": "Ny og ikke vedtatt"}, by=LIV)
    approve(small_town, said)
    send(small_town, mailbox)

    assert "ikke vedtatt" not in "".join(text_of(mail).lower() for mail in mailbox.received)


def test_what_is_withdrawn_since_leads_to_what_counts(small_town: Database, mailbox: Mailbox):
    said = approve(small_town, answered_once(small_town))
    publishing.withdraw(small_town, said.publication_id, reason="Feil", by=LIV, now=NOW)
    send(small_town, mailbox)

    mail = next(m for m in mailbox.received if "per@" in m["To"])
    assert "/published?number" not in text_of(mail)
    assert f"{SITE}/published" in text_of(mail)


def test_an_answer_that_was_sent_back_says_what_is_missing(small_town: Database, mailbox: Mailbox):
    send_back(small_town, answered_once(small_town), note="Si når det skjer.")
    send(small_town, mailbox)

    (mail,) = mailbox.received
    assert mail["Subject"] == "Et svar trenger litt mer fra deg"
    assert "Dette mangler: Si når det skjer. Svar innen 8. juli 2026." in text_of(mail)


def test_what_is_not_true_any_more_is_told_to_nobody(small_town: Database, mailbox: Mailbox):
    sent = delegate(small_town, ask(small_town, publish(small_town)))
    withdraw(small_town, sent, by=PER)

    assert send(small_town, mailbox) == (MailState.OVERTAKEN,)
    assert mailbox.received == []


def test_nobody_writes_to_who_has_left_has_no_address_or_is_unknown(
    small_town: Database, mailbox: Mailbox
):
    delegate(small_town, ask(small_town, publish(small_town)))
    other = delegate(small_town, ask(small_town, publish(small_town)), position_id="other")
    people.deactivate(small_town, small_town.plan().find(Person, "ola"), by=ADA)
    odd = small_town.plan().find(Person, "odd")
    planning.change(small_town, odd, {"email": ""}, by=ADA)
    small_town.questions.change(other, now=NOW, tell=[(LetterKind.DELEGATED, "nobody")])

    assert set(send(small_town, mailbox)) == {MailState.OVERTAKEN}
    assert mailbox.received == []


def test_what_the_server_does_not_take_now_is_sent_later(small_town: Database, mailbox: Mailbox):
    delegate(small_town, ask(small_town, publish(small_town)))
    mailbox.answers["ola@example.org"] = "451 Later"
    assert send(small_town, mailbox) == (MailState.WAITING,)
    (waiting,) = small_town.questions.waiting_letters()
    assert (waiting.attempts, waiting.person_id) == (1, "ola")

    mailbox.answers.clear()
    assert send(small_town, mailbox, now=MORNING + timedelta(hours=1)) == (MailState.SENT,)
    assert mailbox.received[0]["Message-ID"] == waiting.message_id


def test_without_a_server_everything_waits(small_town: Database, mailbox: Mailbox):
    delegate(small_town, ask(small_town, publish(small_town)))
    with mail_server() as gone:
        nowhere = gone.settings
    away = question_mails.send_letters(small_town, Delivery(nowhere, SITE, MORNING))

    assert away == ()
    assert send(small_town, mailbox) == (MailState.SENT,)


def test_only_one_sends_at_a_time(town: Database, mailbox: Mailbox):
    delegate(town, ask(town, publish(town)))
    with town.outbox.alone() as alone:
        assert alone
        assert send(town, mailbox) == ()
    (letter,) = town.questions.waiting_letters()
    assert town.questions.claim(letter.id, message_id="<a@b>", now=NOW) == "<a@b>"
    assert town.questions.claim(letter.id, message_id="<c@d>", now=NOW) is None
    assert send(town, mailbox) == ()
    assert mailbox.received == []


def test_one_that_somebody_else_has_in_hand_is_left_to_them(small_town: Database, mailbox: Mailbox):
    delegate(small_town, ask(small_town, publish(small_town)))
    delegate(small_town, ask(small_town, publish(small_town)), position_id="other")
    first, second = small_town.questions.waiting_letters()

    def meanwhile(_server, _envelope):
        for letter in (first, second):
            small_town.questions.claim(letter.id, message_id="<x@y>", now=NOW)

    mailbox.on_mail = meanwhile
    assert set(send(small_town, mailbox)) == {MailState.SENT, MailState.CLAIMED}
    assert len(mailbox.received) == 1


def test_a_run_that_broke_off_is_settled_and_old_letters_are_forgotten(
    town: Database, mailbox: Mailbox
):
    delegate(town, ask(town, publish(town)))
    (letter,) = town.questions.waiting_letters()
    town.questions.claim(letter.id, message_id="<a@b>", now=NOW)
    delegate(town, ask(town, publish(town)), position_id="other")
    send(town, mailbox)

    assert [one.state for one in town.questions.letters_to("ola")] == [MailState.UNSURE]
    town.questions.tidy(forget_before=NOW + timedelta(days=1))
    assert town.questions.letters_to("ola") == ()


def test_what_was_mailed_stays_mailed_when_a_backup_comes_back(
    small_town: Database, mailbox: Mailbox, tmp_path
):
    delegate(small_town, ask(small_town, publish(small_town)))
    small_town.backup(tmp_path / "before.duckdb")
    send(small_town, mailbox)
    small_town.restore(tmp_path / "before.duckdb")

    assert len(small_town.questions.all()) == 1
    assert send(small_town, mailbox) == ()
    assert len(mailbox.received) == 1


# --- personal data ------------------------------------------------------------------------------


def test_a_person_takes_along_what_they_asked_and_answered(small_town: Database):
    approve(small_town, answered_once(small_town))

    def taken(person_id: str) -> dict:
        person = small_town.plan().find(Person, person_id)
        return json.loads(privacy.everything_about(small_town, person_id, by=person, today=TODAY))

    (asked,) = taken("per")["questions"]
    assert (asked["asked"], asked["answered"]) == ("Hvorfor går det så sakte?", None)
    (answered,) = taken("ola")["questions"]
    assert (answered["asked"], answered["answered"]) == (None, "Fordi …")
    assert [s["progress"] for s in answered["steps"]] == ["answered"]
    assert [one["kind"] for one in taken("ola")["letters_about_questions"]] == ["delegated"]
    assert taken("rita")["questions"] == []


def test_who_is_erased_leaves_a_question_without_a_name(small_town: Database, mailbox: Mailbox):
    said = answered_once(small_town)
    planning.change(small_town, small_town.plan().organisation, {"publish_names": True}, by=ADA)
    approve(small_town, said)
    privacy.erase_person(small_town, small_town.plan().find(Person, "per"), by=ADA)

    assert small_town.questions.letters_to("per") == ()
    assert [r.asked_by for r in questions.answered(small_town, by=LIV)] == [""]
    send(small_town, mailbox)
    assert [mail["To"] for mail in mailbox.received] == []
