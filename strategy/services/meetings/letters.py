"""The content of mails about a meeting: the agenda before it, the approved minutes after it.

Each is made for its reader, in their language: confidential items go only to those they name.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime

from strategy.domain.items import Person
from strategy.domain.meeting_items import Meeting, MeetingState, Presence
from strategy.domain.meetings.agenda import Told, agenda_told_to
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may
from strategy.exchange.calendar import calendar_of, meeting_entry
from strategy.i18n import Words, words
from strategy.mail.letters import Entry, Letter, NamedFile, Section, is_address
from strategy.reports.minutes.word import agenda_word
from strategy.services.follow_up.calendar_feed import changed_at
from strategy.services.meetings.minutes import minutes_as_pdf
from strategy.services.posting import Delivery, Envelope, answers_to, greeting
from strategy.store.database import Database
from strategy.store.outbox import Mail, MailKind, MailState

MAY_HAVE_IT = (MailState.SENT, MailState.UNSURE, MailState.CLAIMED)
"""The possible states of a mail that may have reached its recipient."""

SENT_ABOUT = (MailKind.AGENDA, MailKind.MINUTES)
"""The kinds of mail sent about a meeting."""

_IS_SENT_WHEN = {
    MailKind.AGENDA: MeetingState.PLANNED,
    MailKind.MINUTES: MeetingState.APPROVED,
}


def is_ready(kind: MailKind, meeting: Meeting) -> bool:
    """Return whether a meeting is in the state in which this kind of mail is sent."""
    return meeting.state is _IS_SENT_WHEN[kind]


def is_for(kind: MailKind, presence: Presence) -> bool:
    """Return whether this is sent: the agenda to all invited, minutes only to those present."""
    return kind is MailKind.AGENDA or presence is Presence.PRESENT


def may_get(kind: MailKind, person: Person) -> bool:
    """Return whether a person may be sent this: minutes go only to those who may see the plan."""
    needed = Permission.SEE_PLAN if kind is MailKind.MINUTES else Permission.SEE_PUBLISHED
    return may(person, needed)


def called_off(database: Database, meeting_id: str) -> dict[str, datetime]:
    """Return who may have been told that a meeting is cancelled, and when they last were (UTC)."""
    told: dict[str, datetime] = {}
    for mail in database.outbox.mails_about(MailKind.CANCELLED, meeting_id):
        if mail.state in MAY_HAVE_IT:
            told[mail.person_id] = max(mail.tried_at, told.get(mail.person_id, mail.tried_at))
    return told


def mark_of(kind: MailKind, plan: Plan, meeting: Meeting, person_id: str) -> str:
    """Return a mark of what a person is told: it changes when that does, and reveals nothing."""
    if kind is MailKind.MINUTES:
        return meeting.seal
    when = [meeting.title, meeting.on.isoformat(), meeting.begins, meeting.place]
    items = agenda_told_to(plan, meeting, person_id)
    told = [(one.begins, one.minutes, one.title, one.description) for one in items]
    return hashlib.sha256(json.dumps([when, told]).encode()).hexdigest()


def envelope(database: Database, delivery: Delivery, mail: Mail, today: date) -> Envelope | None:
    """Return a mail about a meeting with its current content; None if it is no longer needed."""
    plan = database.plan()
    meeting, person = plan.find(Meeting, mail.about), plan.find(Person, mail.person_id)
    if meeting is None or person is None or not is_ready(mail.kind, meeting):
        return None
    asked = {
        a.person_id
        for a in plan.attendances
        if a.meeting_id == meeting.id and is_for(mail.kind, a.presence)
    }
    if person.id not in asked or not may_get(mail.kind, person) or not is_address(person.email):
        return None
    w = words(person.language or plan.organisation.language)
    answers = answers_to(plan, mail.asked_by, Permission.RUN_MEETING)
    if mail.kind is MailKind.AGENDA:
        files = _agenda_papers(database, delivery, meeting, person, w)
    else:
        files = _minutes_paper(database, delivery, meeting, person, today=today)
    had = _last_got(database, mail)
    return Envelope(
        person,
        letter_for(
            mail.kind,
            plan,
            meeting,
            person,
            w,
            base_url=delivery.base_url,
            again=had is not None,
            on_again=mail.kind is MailKind.AGENDA and _thinks_it_is_off(database, mail, had),
        ),
        files,
        answers.email if answers else "",
        mark_of(mail.kind, plan, meeting, person.id),
    )


def cancelled(database: Database, delivery: Delivery, mail: Mail, _today: date) -> Envelope | None:
    """Return the cancellation mail for a person who has the agenda; None if not cancelled."""
    plan = database.plan()
    meeting, person = plan.ever_by_id.get(mail.about), plan.find(Person, mail.person_id)
    if not isinstance(meeting, Meeting) or not meeting.retired or person is None:
        return None
    if not may_get(mail.kind, person) or not is_address(person.email):
        return None
    w = words(person.language or plan.organisation.language)
    answers = answers_to(plan, mail.asked_by, Permission.RUN_MEETING)
    letter = Letter(
        language=w.language,
        subject=w("cancelled_mail.subject", title=meeting.title, day=w.formats.day(meeting.on)),
        greeting=greeting(person, w),
        sections=(
            Section(w("cancelled_mail.heading"), _when(meeting, w)),
            Section(w("meeting_mail.more"), (Entry(w("cancelled_mail.attached")),)),
        ),
        closing=(
            w("agenda_mail.why", organisation=plan.organisation.name),
            delivery.base_url,
        ),
    )
    entry = _calendar_file(database, delivery, meeting, w, cancelled=True)
    return Envelope(person, letter, (entry,), answers.email if answers else "")


def letter_for(
    kind: MailKind,
    plan: Plan,
    meeting: Meeting,
    reader: Person,
    w: Words,
    *,
    base_url: str,
    again: bool = False,
    on_again: bool = False,
) -> Letter:
    """Return the letter for a reader.

    `again` means that they got an earlier one, `on_again` that they have since been told that the
    meeting is cancelled.
    """
    named = {"title": meeting.title, "day": w.formats.day(meeting.on)}
    first, later = w(f"{kind}_mail.subject", **named), w(f"{kind}_mail.subject_again", **named)
    link = f"{base_url}/meeting?meeting={meeting.id}"
    way = (Entry(w(f"{kind}_mail.open"), link=link),) if may(reader, Permission.SEE_PLAN) else ()
    attached = (Entry(w(f"{kind}_mail.attached")),)
    on_after_all = (Entry(w("agenda_mail.on_again")),) if on_again else ()
    return Letter(
        language=w.language,
        subject=later if again else first,
        greeting=greeting(reader, w),
        sections=(
            Section(w("meeting_mail.when"), (*on_after_all, *_when(meeting, w))),
            *(_agenda(plan, meeting, reader, w) if kind is MailKind.AGENDA else ()),
            Section(w("meeting_mail.more"), (*way, *attached)),
        ),
        closing=(w(f"{kind}_mail.why", organisation=plan.organisation.name), base_url),
    )


def _when(meeting: Meeting, w: Words) -> tuple[Entry, ...]:
    clock = w("meeting.at", begins=meeting.begins) if meeting.begins else ""
    when = ", ".join(part for part in (w.formats.day(meeting.on), clock) if part)
    return tuple(Entry(part) for part in (when, meeting.place) if part)


def _agenda(plan: Plan, meeting: Meeting, reader: Person, w: Words) -> tuple[Section, ...]:
    told = agenda_told_to(plan, meeting, reader.id)
    entries = tuple(_item(one, w) for one in told)
    return (Section(w("prepare.agenda"), entries),) if entries else ()


def _item(one: Told, w: Words) -> Entry:
    title = f"{one.number}. {one.title or w('agenda.confidential_item')}"
    lasts = w("prepare.minutes", count=one.minutes)
    note = " · ".join(part for part in (one.begins, lasts, one.description) if part)
    return Entry(title, note)


def _last_got(database: Database, mail: Mail) -> datetime | None:
    """Return when the person last got this kind of mail about the meeting, None if never."""
    earlier = database.outbox.mails_about(mail.kind, mail.about)
    own = (one for one in earlier if one.person_id == mail.person_id)
    return max((one.tried_at for one in own if one.state is MailState.SENT), default=None)


def _thinks_it_is_off(database: Database, mail: Mail, had: datetime | None) -> bool:
    told_off = called_off(database, mail.about).get(mail.person_id)
    return told_off is not None and (had is None or had < told_off)


# --- what goes with it --------------------------------------------------------------------------


def _agenda_papers(
    database: Database, delivery: Delivery, meeting: Meeting, reader: Person, w: Words
) -> tuple[NamedFile, ...]:
    plan = database.plan()
    paper = agenda_word(plan, meeting, w, written_at=delivery.stored_now, reader_id=reader.id)
    return (
        (f"{_file_name(meeting, w)}.docx", paper),
        _calendar_file(database, delivery, meeting, w),
    )


def _calendar_file(
    database: Database, delivery: Delivery, meeting: Meeting, w: Words, *, cancelled: bool = False
) -> NamedFile:
    plan = database.plan()
    entry = calendar_of(
        (meeting_entry(plan, meeting, w, base_url=delivery.base_url),),
        name=meeting.title,
        time_zone=plan.organisation.time_zone,
        now=delivery.now,
        changed_at=changed_at(database),
        cancelled=cancelled,
    )
    return f"{_file_name(meeting, w)}.ics", entry


def _file_name(meeting: Meeting, w: Words) -> str:
    return f"{w('prepare.agenda_file')}-{meeting.on.isoformat()}"


def _minutes_paper(
    database: Database, delivery: Delivery, meeting: Meeting, reader: Person, *, today: date
) -> tuple[NamedFile, ...]:
    plan = database.plan()
    w = words(reader.language or plan.organisation.language)
    paper = minutes_as_pdf(
        database,
        meeting.id,
        by=reader,
        today=today,
        now=delivery.stored_now,
        language=w.language,
        for_all=not _is_named(plan, meeting, reader),
    )
    return ((f"{w('minutes.file')}-{meeting.on.isoformat()}.pdf", paper),)


def _is_named(plan: Plan, meeting: Meeting, reader: Person) -> bool:
    """Return whether a meeting has a confidential item that names this reader."""
    named = (
        *((one.meeting_id, one.confidential_to) for one in plan.agenda_items),
        *((one.meeting_id, one.confidential_to) for one in plan.decisions),
        *((one.meeting_id, one.confidential_to) for one in plan.agreements),
    )
    return any(meeting_id == meeting.id and reader.id in few for meeting_id, few in named)
