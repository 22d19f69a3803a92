"""Those asked to a meeting are mailed its agenda, and those who came its minutes, by a server."""

import io
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from docx import Document
from icalendar import Calendar

from strategy.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from strategy.domain.items import Person, Role
from strategy.domain.meeting_items import Attends, MeetingState, Presence
from strategy.services import planning
from strategy.services.administration import privacy
from strategy.services.meetings import mails as meeting_mails
from strategy.services.meetings import minutes
from strategy.services.meetings import running as meetings
from strategy.services.meetings.mails import Standing
from strategy.store.outbox import MailKind, MailState
from strategy.store.statements import statement
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_decision,
    an_agenda_item,
    an_agreement,
    an_attendance,
)
from tests.services.fjordvik import item
from tests.services.mails import AGENDA, IN_JULY, MEETING, SITE, approved, changed, gather, text_of

BOTH = [MailKind.AGENDA, MailKind.MINUTES]
HUSH = an_agenda_item(
    MEETING,
    id="hush",
    position=2,
    title="Ny organisering",
    description="Ola blir sjef",
    confidential_to=("liv", "ola"),
)
LAST = an_agenda_item(MEETING, id="last", position=3, title="Eventuelt")
ASKED = an_attendance(MEETING, id="liv-asked", person_id="liv")
CHIEF = an_attendance(
    MEETING, id="chief", person_id=None, who="Hovedverneombud", attends_as=Attends.SAFETY_REP
)


@pytest.fixture
def room(duck):
    """A meeting with something only Liv and Ola may know of."""
    return gather(duck, MEETING, HUSH, LAST)


@pytest.fixture
def held(duck):
    """The same once its minutes are approved; Liv was asked and stayed away."""
    meeting = approved()
    away = ASKED.model_copy(update={"presence": Presence.ABSENT})
    secret = {"confidential_to": ("liv", "ola")}
    hidden = a_decision(
        meeting, id="d", title="Teknisk slås sammen", agenda_item_id="hush", **secret
    )
    return gather(duck, meeting, HUSH, LAST, away, hidden)


def found(database, kind=MailKind.AGENDA, *, by=HEGE):
    return meeting_mails.sendable(database, kind, "meeting", by=by)


def standings(database, kind=MailKind.AGENDA):
    return {one.person_id: one.standing for one in found(database, kind).recipients}


def send(database, mailbox, kind=MailKind.AGENDA, *, by=HEGE, turn=None, after=0, **given):
    delivery = AGENDA.delivery(mailbox.settings, timedelta(hours=after))
    turn = turn or found(database, kind, by=by).turn
    told = meeting_mails.send(
        database, delivery, kind, "meeting", by=by, today=IN_JULY, turn=turn, **given
    )
    return {mail.person_id: mail.state for mail in told}


def cancel(database, *, by=HEGE):
    now = AGENDA.now.replace(tzinfo=None)
    meetings.cancel(database, item(database, "meeting"), by=by, today=IN_JULY, now=now)


def entry_of(mail):
    """The one entry of the calendar file of a mail."""
    (content,) = [content for name, content in attached(mail).items() if name.endswith(".ics")]
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar["method"], event


def by_name(mailbox):
    """The latest mail to each."""
    return {mail["To"].addresses[0].username: mail for mail in mailbox.received}


def attached(mail):
    return {part.get_filename(): part.get_content() for part in mail.iter_attachments()}


def words_in(paper):
    return "\n".join(
        [p.text for p in Document(io.BytesIO(paper)).paragraphs]
        + [c.text for t in Document(io.BytesIO(paper)).tables for r in t.rows for c in r.cells]
    )


def headings_of(paper):
    """What the pages of a PDF are about, as its table of contents has it."""
    with pikepdf.open(io.BytesIO(paper)) as pdf, pdf.open_outline() as outline:
        waiting, found = list(outline.root), []
        while waiting:
            entry = waiting.pop(0)
            found.append(entry.title)
            waiting += entry.children
    return found


def as_read_by(database, reader, *, for_all):
    """The minutes as somebody takes them along themselves."""
    now, asked = AGENDA.now.replace(tzinfo=None), {"language": "nb", "for_all": for_all}
    return minutes.minutes_as_pdf(
        database, "meeting", by=item(database, reader), today=IN_JULY, now=now, **asked
    )


# --- the agenda ---------------------------------------------------------------------------------


def test_the_agenda_says_when_where_what_and_how_to_get_there(room, mailbox):
    send(room, mailbox)
    mail = by_name(mailbox)["odd"]
    assert mail["Subject"] == "Innkalling: Tertialmøte, 8. juli 2026"
    assert mail["Reply-To"] == "hege@example.org"
    text = text_of(mail)
    assert "- 8. juli 2026, kl. 09:00\n- Rådhuset\n" in text
    assert "- 1. Hva glipper?\n  09:00 · 15 min · Ti på topp\n" in text
    assert f"{SITE}/meeting?meeting=meeting" in text
    assert sorted(attached(mail)) == ["saksliste-2026-07-08.docx", "saksliste-2026-07-08.ics"]


def test_what_is_confidential_reaches_only_those_it_names(room, mailbox):
    send(room, mailbox)
    mails = by_name(mailbox)
    papers = {who: next(iter(attached(mail).values())) for who, mail in mails.items()}
    for told in (
        text_of(mails["odd"]),
        str(mails["odd"].get_body(("html",))),
        words_in(papers["odd"]),
    ):
        assert "organisering" not in told
        assert "sjef" not in told.replace("Kommunalsjef", "")
    assert "- 2. Fortrolig sak\n  09:15 · 15 min\n" in text_of(mails["odd"])
    assert "- 3. Eventuelt\n  09:30" in text_of(mails["odd"])
    assert "- 2. Ny organisering\n  09:15 · 15 min · Ola blir sjef\n" in text_of(mails["ola"])
    assert "Ny organisering" in words_in(papers["ola"])


def test_the_meeting_can_be_put_in_a_calendar(room, mailbox):
    send(room, mailbox)
    (part,) = [
        p for p in by_name(mailbox)["odd"].iter_attachments() if p.get_filename()[-3:] == "ics"
    ]
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "PUBLISH"
    content = part.get_content()
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (event.decoded("dtend") - event.decoded("dtstart")).seconds == 45 * 60
    assert f"{event.decoded('dtstart'):%Y-%m-%d %H:%M}" == "2026-07-08 07:00"
    assert str(event["url"]) == f"{SITE}/meeting?meeting=meeting"
    assert "organisering" not in str(content)


def test_everything_is_in_the_language_of_whoever_gets_it(room, mailbox):
    changed(room, "odd", language="en")
    send(room, mailbox)
    mail = by_name(mailbox)["odd"]
    assert mail["Subject"] == "Agenda: Tertialmøte, 8 July 2026"
    assert "2. Confidential item" in text_of(mail)
    assert next(iter(attached(mail))) == "agenda-2026-07-08.docx"


def test_a_politician_who_is_asked_gets_the_agenda_but_no_way_to_a_page_that_is_closed(
    room, mailbox
):
    with room.change(by=None) as change:
        change.add(an_attendance(MEETING, id="per", person_id="per", attends_as=Attends.POLITICIAN))
    send(room, mailbox)
    assert "/meeting?" not in text_of(by_name(mailbox)["per"])
    assert "3. Eventuelt" in text_of(by_name(mailbox)["per"])


def test_a_meeting_without_items_time_or_place_can_be_sent_all_the_same(duck, mailbox):
    gather(duck, MEETING.model_copy(update={"begins": "", "place": ""}))
    changed(duck, "first", retired=True)
    send(duck, mailbox)
    assert "- 8. juli 2026\n" in text_of(mailbox.received[0])
    assert "SAKSLISTE" not in text_of(mailbox.received[0])


# --- once more ----------------------------------------------------------------------------------


def test_after_a_change_it_goes_only_to_those_it_changed_for_and_to_those_who_are_new(
    room, mailbox
):
    assert send(room, mailbox) == {"odd": MailState.SENT, "ola": MailState.SENT}
    assert (found(room).last_reached, found(room).lacking) == (2, ())

    changed(room, "hush", description="Odd blir sjef")
    with room.change(by=None) as change:
        change.add_many((ASKED, CHIEF))
    assert standings(room) == {
        "liv": Standing.NEW,
        "odd": Standing.HAS_IT,
        "ola": Standing.CHANGED,
        "": Standing.A_FUNCTION,
    }
    mailbox.received.clear()
    assert send(room, mailbox, after=1) == {"liv": MailState.SENT, "ola": MailState.SENT}
    subjects = {who: mail["Subject"].split(":")[0] for who, mail in by_name(mailbox).items()}
    assert subjects == {"liv": "Innkalling", "ola": "Oppdatert innkalling"}
    assert found(room).last_sent == (AGENDA.now + timedelta(hours=1)).replace(tzinfo=None)
    assert found(room).last_reached == 2


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("meeting", {"begins": "10:00"}),
        ("meeting", {"place": "Biblioteket"}),
        ("first", {"title": "Noe annet"}),
        ("hush", {"minutes": 30}),
    ],
)
def test_what_is_otherwise_for_everybody_is_sent_to_everybody(room, mailbox, what, given):
    send(room, mailbox)
    changed(room, what, **given)
    assert {one.person_id for one in found(room).lacking} == {"odd", "ola"}


def test_on_request_it_goes_to_all_again_and_pressed_twice_only_once(room, mailbox):
    send(room, mailbox)
    with pytest.raises(InvalidInputError) as refused:
        send(room, mailbox)
    assert [problem.rule for problem in refused.value.problems] == ["nobody_to_send_to"]
    for _ in range(2):
        assert send(room, mailbox, turn=2, everybody=True) == {"odd": "sent", "ola": "sent"}
    assert len(mailbox.to) == 4


def test_one_the_server_refused_is_sent_to_again_once_the_address_is_mended(room, mailbox):
    mailbox.answers = {"ola@example.org": "550 No such user"}
    send(room, mailbox)
    (ola,) = found(room).lacking
    assert (ola.person_id, ola.standing, ola.problem) == ("ola", "refused", "550 No such user")
    mailbox.answers = {}
    assert send(room, mailbox) == {"ola": MailState.SENT}


def test_what_waits_or_is_unsure_is_not_sent_again_unless_one_asks_for_it(room):
    AGENDA.go_nowhere(room)
    assert set(standings(room).values()) == {Standing.WAITING}
    assert found(room).lacking == ()
    room.outbox.settle(room.outbox.mails()[0].key, MailState.UNSURE)
    assert set(standings(room).values()) == {Standing.WAITING, Standing.UNSURE}
    assert found(room).lacking == ()
    assert len(found(room).reachable) == 2


def test_what_waited_says_what_is_true_when_it_goes_and_counts_as_that(room, mailbox):
    AGENDA.go_nowhere(room)
    changed(room, "first", title="Noe annet")
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    assert "1. Noe annet" in text_of(mailbox.received[0])
    assert set(standings(room).values()) == {Standing.HAS_IT}


@pytest.mark.parametrize(
    "happens",
    [
        cancel,
        lambda db: meetings.start(
            db, item(db, "meeting"), by=HEGE, now=AGENDA.now, on_another_day=True
        ),
        lambda db: [
            meetings.not_asked(db, item(db, f"{w}-asked"), by=HEGE) for w in ("odd", "ola")
        ],
        lambda db: [privacy.erase_person(db, item(db, w), by=ADA) for w in ("odd", "ola")],
    ],
    ids=["cancelled", "begun", "not asked any more", "erased"],
)
def test_what_is_not_to_be_sent_any_more_is_not(room, mailbox, happens):
    AGENDA.go_nowhere(room)
    happens(room)
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    assert mailbox.received == []


# --- cancelled ----------------------------------------------------------------------------------


def test_whoever_has_the_agenda_is_told_that_the_meeting_is_cancelled(room, mailbox):
    send(room, mailbox)
    changed(room, "ola", language="nn")
    mailbox.received.clear()
    cancel(room)
    AGENDA.go_again(room, mailbox, timedelta(hours=1))

    mails = by_name(mailbox)
    assert sorted(mails) == ["odd", "ola"]
    assert mails["odd"]["Subject"] == "Avlyst: Tertialmøte, 8. juli 2026"
    assert mails["odd"]["Reply-To"] == "hege@example.org"
    assert "DETTE MØTET ER AVLYST" in text_of(mails["odd"])
    assert "- 8. juli 2026, kl. 09:00\n- Rådhuset\n" in text_of(mails["odd"])
    assert "lèt deg slette" in text_of(mails["ola"])
    for mail in mails.values():
        assert "organisering" not in text_of(mail)


def test_its_entry_is_taken_out_of_the_calendar_it_was_put_in(room, mailbox):
    send(room, mailbox)
    (_, put_in), mailbox.received[:] = attached(by_name(mailbox)["odd"]).values(), []
    cancel(room)
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    (part,) = by_name(mailbox)["odd"].iter_attachments()
    (before,) = Calendar.from_ical(put_in).walk("VEVENT")
    (after,) = Calendar.from_ical(part.get_content()).walk("VEVENT")

    assert part.get_param("method") == "CANCEL"
    assert (after["status"], after["uid"]) == ("CANCELLED", before["uid"])
    assert after["sequence"] >= before["sequence"]


def test_nobody_is_told_of_the_end_of_what_they_never_heard_of(room, mailbox):
    AGENDA.go_nowhere(room)
    cancel(room)
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    assert mailbox.received == []
    assert {m.kind for m in room.outbox.mails()} == {MailKind.AGENDA}


def test_a_meeting_that_is_brought_back_in_time_is_not_told_to_be_cancelled(room, mailbox):
    send(room, mailbox)
    cancel(room)
    planning.bring_back(room, "meeting", by=HEGE)
    mailbox.received.clear()
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    assert mailbox.received == []

    cancel(room)
    AGENDA.go_again(room, mailbox, timedelta(hours=2))
    assert len(mailbox.received) == 2


def test_whoever_was_told_that_it_is_cancelled_is_told_that_it_is_on_again(room, mailbox):
    send(room, mailbox)
    cancel(room)
    changed(room, "odd", email="")
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    cancelled = entry_of(by_name(mailbox)["ola"])
    time.sleep(1.1)  # Calendars count whole seconds.
    planning.bring_back(room, "meeting", by=HEGE)
    changed(room, "odd", email="odd@example.org")
    # Odd could not be written to, and has had nothing but the agenda.
    assert standings(room) == {"odd": Standing.HAS_IT, "ola": Standing.CHANGED}

    mailbox.received.clear()
    assert send(room, mailbox, after=2) == {"ola": MailState.SENT}
    mail = by_name(mailbox)["ola"]
    assert mail["Subject"] == "Oppdatert innkalling: Tertialmøte, 8. juli 2026"
    assert "- Møtet var avlyst, men skal holdes likevel.\n" in text_of(mail)
    put_back = entry_of(mail)
    assert [(method, event["status"]) for method, event in (cancelled, put_back)] == [
        ("CANCEL", "CANCELLED"),
        ("PUBLISH", "CONFIRMED"),
    ]
    assert put_back[1]["uid"] == cancelled[1]["uid"]
    assert put_back[1]["sequence"] > cancelled[1]["sequence"]

    assert set(standings(room).values()) == {Standing.HAS_IT}
    send(room, mailbox, after=3, everybody=True)
    assert "avlyst" not in text_of(by_name(mailbox)["ola"])


def test_who_may_have_been_told_that_it_is_cancelled_is_told_as_well(room, mailbox):
    send(room, mailbox)
    for one in room.outbox.mails():
        room.outbox.settle(one.key, MailState.UNSURE)
    cancel(room)
    mailbox.on_mail = lambda server, _envelope: server.transport.abort()
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    mailbox.on_mail = None
    AGENDA.go_again(room, mailbox, timedelta(hours=2))
    planning.bring_back(room, "meeting", by=HEGE)
    assert {one.person_id for one in found(room).lacking} == {"odd", "ola"}


def test_who_has_no_address_any_more_is_not_written_to(room, mailbox):
    send(room, mailbox)
    cancel(room)
    changed(room, "odd", email="")
    mailbox.received.clear()
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    assert sorted(by_name(mailbox)) == ["ola"]


def test_who_has_lost_every_role_is_not_told_of_the_meeting_any_more(room, mailbox):
    send(room, mailbox)
    cancel(room)
    changed(room, "odd", roles=())
    mailbox.received.clear()
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    assert sorted(by_name(mailbox)) == ["ola"]


def test_an_agenda_that_goes_out_while_the_meeting_is_cancelled_is_cancelled_too(database, mailbox):
    gather(database)
    AGENDA.go_nowhere(database)
    began, (ola,) = threading.Event(), [m for m in database.outbox.mails() if m.person_id == "ola"]

    def cancel_meanwhile():
        began.set()
        cancel(database)

    somebody = threading.Thread(target=cancel_meanwhile)
    with database._engine.writing() as connection:  # noqa: SLF001 - whoever sends is first to write
        somebody.start()
        began.wait()
        time.sleep(0.5)
        gone = {**ola.key.values, "state": MailState.CLAIMED.value, "problem": ""}
        connection.run(statement("settle_mail"), gone)
    somebody.join()
    database.outbox.settle(ola.key, MailState.SENT)

    AGENDA.go_again(database, mailbox, timedelta(hours=1))
    assert {to: mail["Subject"] for to, mail in zip(mailbox.to, mailbox.received, strict=True)} == {
        "ola@example.org": "Avlyst: Tertialmøte, 8. juli 2026"
    }


def test_an_agenda_on_its_way_when_the_meeting_is_cancelled_does_not_leave(room, mailbox):
    AGENDA.go_nowhere(room)
    cancel(room)
    assert set(AGENDA.states(room).values()) == {MailState.OVERTAKEN}
    # Whoever sends had made it before: it is not theirs to send any more.
    moment = {"now": AGENDA.now.replace(tzinfo=None), "tried_before": AGENDA.now.max}
    keys = [mail.key for mail in room.outbox.mails_about(MailKind.AGENDA, "meeting")]
    assert [room.outbox.claim(key, message_id="<2@x>", **moment) for key in keys] == [None, None]
    planning.bring_back(room, "meeting", by=HEGE)
    assert send(room, mailbox, after=1) == {"odd": MailState.SENT, "ola": MailState.SENT}


def test_a_cancellation_that_is_refused_mails_nobody(room, mailbox):
    send(room, mailbox)
    with pytest.raises(NotAllowedError):
        cancel(room, by=item(room, "odd"))
    assert {m.kind for m in room.outbox.mails()} == {MailKind.AGENDA}


# --- who can be reached -------------------------------------------------------------------------


def test_who_cannot_be_mailed_is_named_and_does_not_keep_the_others_from_it(room, mailbox):
    with room.change(by=None) as change:
        change.add_many((ASKED, CHIEF))
    changed(room, "liv", email="")
    changed(room, "odd", retired=True)
    reach = found(room)
    assert {(one.attendee.name, one.standing) for one in reach.out_of_reach} == {
        ("Liv Lie", Standing.NO_ADDRESS),
        ("Odd Olsen", Standing.NO_ACCESS),
        ("", Standing.A_FUNCTION),
    }
    assert send(room, mailbox) == {"ola": MailState.SENT}


def test_an_answer_goes_to_nobody_who_runs_no_meetings_any_more(room, mailbox):
    AGENDA.go_nowhere(room)
    changed(room, "hege", roles=(Role.REPRESENTATIVE,))
    AGENDA.go_again(room, mailbox, timedelta(hours=1))
    assert {mail["Reply-To"] for mail in mailbox.received} == {None}


def test_one_sees_what_is_sent_as_one_would_read_it(room):
    told = {}
    for person in (HEGE, LIV):
        letter = meeting_mails.preview(room, "meeting", by=person, base_url=SITE)
        told[person.id] = [entry.text for section in letter.sections for entry in section.entries]
    assert "2. Fortrolig sak" in told["hege"]
    assert "2. Ny organisering" in told["liv"]


# --- the minutes --------------------------------------------------------------------------------


def test_approved_minutes_go_as_pdf_to_those_who_came_with_what_each_may_read(held, mailbox):
    assert standings(held, MailKind.MINUTES) == {"odd": Standing.NEW, "ola": Standing.NEW}
    send(held, mailbox, MailKind.MINUTES)
    mails = by_name(mailbox)
    assert mails["odd"]["Subject"] == "Referat: Tertialmøte, 30. juni 2026"
    assert "Det godkjente referatet ligger ved som PDF." in text_of(mails["odd"])
    ((name, to_odd),) = attached(mails["odd"]).items()
    ((_, to_ola),) = attached(mails["ola"]).items()
    assert name == "referat-2026-06-30.pdf"
    assert "2. Ny organisering" in headings_of(to_ola)
    assert not [title for title in headings_of(to_odd) if "organisering" in title]
    assert to_odd == as_read_by(held, "odd", for_all=True)
    assert to_ola == as_read_by(held, "ola", for_all=False)
    assert set(standings(held, MailKind.MINUTES).values()) == {Standing.HAS_IT}


def test_minutes_go_to_nobody_who_may_not_see_the_plan(held):
    changed(held, "odd", roles=(Role.POLITICIAN,))
    assert standings(held, MailKind.MINUTES)["odd"] is Standing.NO_ACCESS


def test_one_named_in_what_was_agreed_alone_gets_it_too(duck, mailbox):
    agreed = an_agreement(meeting_id="meeting", confidential_to=("odd",), sentence="Vi to tør")
    gather(duck, approved(), agreed)
    send(duck, mailbox, MailKind.MINUTES)
    papers = {who: next(iter(attached(m).values())) for who, m in by_name(mailbox).items()}
    assert papers["odd"] == as_read_by(duck, "odd", for_all=False)
    assert papers["odd"] != as_read_by(duck, "odd", for_all=True)
    assert papers["ola"] == as_read_by(duck, "ola", for_all=True)


# --- refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("person", [OLA, RITA, PER], ids=lambda person: person.id)
def test_nobody_but_who_runs_meetings_sends_or_looks(room, mailbox, person: Person, kind):
    with pytest.raises(NotAllowedError):
        found(room, kind, by=person)
    with pytest.raises(NotAllowedError):
        send(room, mailbox, kind, by=person, turn=1)
    with pytest.raises(NotAllowedError):
        meeting_mails.preview(room, "meeting", by=person, base_url=SITE)
    assert room.outbox.mails() == ()


def test_the_agenda_is_sent_before_a_meeting_and_the_minutes_once_approved(room, mailbox):
    with pytest.raises(InvalidInputError) as refused:
        send(room, mailbox, MailKind.MINUTES, turn=1)
    assert [problem.rule for problem in refused.value.problems] == ["no_minutes_to_send"]
    changed(room, "meeting", state=MeetingState.APPROVED)
    with pytest.raises(InvalidInputError) as refused:
        send(room, mailbox, turn=1)
    assert [problem.rule for problem in refused.value.problems] == ["no_agenda_to_send"]
    assert room.outbox.mails() == ()


def test_of_a_meeting_that_is_not_there_nothing_is_sent(room, mailbox):
    delivery = replace(AGENDA.delivery(mailbox.settings))
    with pytest.raises(NotFoundError):
        meeting_mails.send(room, delivery, MailKind.AGENDA, "none", by=HEGE, today=IN_JULY, turn=1)
