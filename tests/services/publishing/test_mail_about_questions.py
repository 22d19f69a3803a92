"""Whoever is to answer, and whoever asked, is told by a real mail server: once, with the way."""

import json
from datetime import UTC, datetime

from strategy.domain.items import Person
from strategy.services import outgoing, planning
from strategy.services.administration import people, privacy
from strategy.services.posting import Delivery
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import questions
from strategy.store.database import Database
from strategy.store.outbox import MailKey, MailKind, MailState
from tests.builders import ADA, HEGE, LIV, PER
from tests.mail_server import SENDER, Mailbox
from tests.services.fjordvik import TODAY
from tests.services.mails import SITE, changed, text_of
from tests.services.publishing.asking import (
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


def send(database: Database, mailbox: Mailbox, *, now: datetime = MORNING):
    delivery = Delivery(mailbox.settings, SITE, now)
    return tuple(one.state for one in outgoing.send_waiting(database, delivery, today=TODAY))


def speak(database: Database, person_id: str, language: str) -> None:
    person = database.plan().find(Person, person_id)
    planning.change(database, person, {"language": language}, by=ADA)


def test_hr_is_told_of_a_new_question_and_not_by_whom(small_town: Database, mailbox: Mailbox):
    ask(small_town, publish(small_town))

    assert send(small_town, mailbox) == (MailState.SENT,)
    (mail,) = mailbox.received
    assert mail["To"] == "Hege Hagen <hege@example.org>"
    assert mail["Subject"] == "Noen har stilt et spørsmål om strategien"
    assert "Velg hvem som skal svare, eller svar selv. Svar innen 15. juli 2026." in text_of(mail)
    assert f"{SITE}/questions" in text_of(mail)
    assert "Per" not in text_of(mail)


def test_a_question_somebody_has_handed_on_meanwhile_waits_for_hr_no_more(
    small_town: Database, mailbox: Mailbox
):
    delegate(small_town, ask(small_town, publish(small_town)))

    assert set(send(small_town, mailbox)) == {MailState.OVERTAKEN, MailState.SENT}
    assert mailbox.to == ["ola@example.org"]


def test_whoever_holds_the_position_no_longer_is_not_asked_to_answer(
    small_town: Database, mailbox: Mailbox
):
    delegate(small_town, ask(small_town, publish(small_town), by=HEGE))
    changed(small_town, "position", holder_id="odd")

    assert send(small_town, mailbox) == (MailState.OVERTAKEN,)
    assert mailbox.received == []


def test_whoever_is_to_answer_is_told_what_and_by_when(small_town: Database, mailbox: Mailbox):
    delegate(small_town, ask(small_town, publish(small_town), by=HEGE))
    send(small_town, mailbox)
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
    assert f"{SITE}/published?number=1\n" in text_of(mail)
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


def test_whoever_approves_is_told_that_an_answer_waits_and_not_what_it_says(
    small_town: Database, mailbox: Mailbox
):
    said = answered_once(small_town)
    speak(small_town, "hege", "nn")
    send(small_town, mailbox)

    (mail,) = mailbox.received
    assert mail["To"] == "Hege Hagen <hege@example.org>"
    assert mail["Subject"] == "Eit svar ventar på godkjenning"
    assert "«Hvorfor går det så sakte?»" in text_of(mail)
    assert "Svaret skal vere klart innan 8. juli 2026." in text_of(mail)
    assert f"{SITE}/questions" in text_of(mail)
    assert said.answer not in text_of(mail)
    assert "Ola" not in text_of(mail)


def test_whoever_answered_is_not_asked_to_approve_it_as_long_as_somebody_else_can(
    small_town: Database, mailbox: Mailbox
):
    answer(small_town, ask(small_town, publish(small_town), by=HEGE), by=HEGE)
    send(small_town, mailbox)

    assert sorted(mailbox.to) == ["ada@example.org", "liv@example.org"]


def test_what_hr_answered_itself_comes_back_to_whoever_wrote_it(
    small_town: Database, mailbox: Mailbox
):
    said = answer(small_town, ask(small_town, publish(small_town), by=HEGE), by=HEGE)
    send_back(small_town, said, note="Si når.")
    send(small_town, mailbox)

    (mail,) = mailbox.received
    assert (mail["To"], mail["Subject"]) == (
        "Hege Hagen <hege@example.org>",
        "Et svar trenger litt mer fra deg",
    )


def test_an_answer_nobody_has_approved_is_told_to_nobody_else(
    small_town: Database, mailbox: Mailbox
):
    said = answered_once(small_town)
    key = MailKey("per", TODAY, MailKind.QUESTION, said.id, len(said.steps))
    small_town.outbox.ask([key], now=NOW, asked_by=None)
    send(small_town, mailbox)

    assert small_town.outbox.mails_to("per")[0].state is MailState.OVERTAKEN
    assert mailbox.to == ["hege@example.org"]


def test_that_a_question_was_taken_back_is_told_to_nobody(small_town: Database, mailbox: Mailbox):
    gone = withdraw(small_town, ask(small_town, publish(small_town)), by=PER)
    key = MailKey("hege", TODAY, MailKind.QUESTION, gone.id, len(gone.steps))
    small_town.outbox.ask([key], now=NOW, asked_by=None)

    assert set(send(small_town, mailbox)) == {MailState.OVERTAKEN}
    assert mailbox.received == []


def test_what_is_not_true_any_more_is_told_to_nobody(small_town: Database, mailbox: Mailbox):
    sent = delegate(small_town, ask(small_town, publish(small_town)))
    withdraw(small_town, sent, by=PER)

    assert set(send(small_town, mailbox)) == {MailState.OVERTAKEN}
    assert mailbox.received == []


def test_nobody_writes_to_who_has_left_has_no_address_or_is_unknown(
    small_town: Database, mailbox: Mailbox
):
    delegate(small_town, ask(small_town, publish(small_town)))
    other = delegate(small_town, ask(small_town, publish(small_town)), position_id="other")
    people.deactivate(small_town, small_town.plan().find(Person, "ola"), by=ADA)
    odd = small_town.plan().find(Person, "odd")
    planning.change(small_town, odd, {"email": ""}, by=ADA)
    small_town.questions.change(other, now=NOW, tell=["nobody"])

    assert set(send(small_town, mailbox)) == {MailState.OVERTAKEN}
    assert mailbox.received == []


def test_what_was_mailed_stays_mailed_when_a_backup_comes_back(
    small_town: Database, mailbox: Mailbox, tmp_path
):
    delegate(small_town, ask(small_town, publish(small_town), by=HEGE))
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
    assert [one["about"] for one in taken("ola")["mails"]] == [answered["id"]]
    assert taken("rita")["questions"] == []


def test_who_is_erased_leaves_a_question_without_a_name(small_town: Database, mailbox: Mailbox):
    said = answered_once(small_town)
    planning.change(small_town, small_town.plan().organisation, {"publish_names": True}, by=ADA)
    approve(small_town, said)
    privacy.erase_person(small_town, small_town.plan().find(Person, "per"), by=ADA)

    assert small_town.outbox.mails_to("per") == ()
    assert [r.asked_by for r in questions.answered(small_town, by=LIV)] == [""]
    send(small_town, mailbox)
    assert [mail["To"] for mail in mailbox.received] == []
