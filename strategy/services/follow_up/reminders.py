"""Remind people by mail of what waits for them today; each reminder is sent only once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from strategy.domain.figures.assessment import assess
from strategy.domain.follow_up.reminders import PERSONAL, Digest, Kind, Notice, Step, digests
from strategy.domain.follow_up.reporting import period_of
from strategy.domain.items import Action, Organisation, Person, Unit
from strategy.domain.meeting_items import Hearing
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.i18n import Words, words
from strategy.mail.letters import Entry, Letter, Section
from strategy.services.follow_up.reporting import period_name
from strategy.services.posting import NOT_MADE, Delivery, Envelope, greeting, hand_over, is_held
from strategy.services.reading import known_day_at, today_in
from strategy.services.reflection import answering as reflection
from strategy.store.database import Database
from strategy.store.outbox import Mail, MailKey, MailKind, MailState

_MOST = 12


@dataclass(frozen=True)
class Sending:
    """One person's mail: its content, and what became of it; no state in a trial run."""

    person: Person
    digest: Digest
    letter: Letter
    state: MailState | None = None
    problem: str = ""


@dataclass(frozen=True)
class MailHealth:
    """The state of mail delivery, for those who look after the tool.

    `unmade` is how many of the waiting mails could not be made, which is no fault of the mail
    server; `problem` is why the others wait.
    """

    last_sent: date | None
    waiting: int
    unmade: int
    problem: str
    latest: tuple[Mail, ...]


def is_time(organisation: Organisation, *, now: datetime) -> bool:
    """Return whether reminders are on and the hour has come (never in a demo); `now` has a zone."""
    local = now.astimezone(ZoneInfo(organisation.time_zone))
    wanted = organisation.reminders and not organisation.demo
    return wanted and local.hour >= organisation.reminder_hour


def planned(
    database: Database, *, today: date, base_url: str, by: Person | None
) -> tuple[Sending, ...]:
    """Return the mails that wait to be sent today, sending none; `by` is None for the scheduler.

    Notices that concern only their recipient (see `PERSONAL`) are left out for anyone else.
    """
    if by is not None:
        demand(by, Permission.ADMINISTER)
    found = _digests(database, today=today)
    told = found if by is None else tuple(d for d in map(_for_others, found) if d.notices)
    plan = database.plan()
    return tuple(_sending(plan, digest, today=today, base_url=base_url) for digest in told)


def _digests(database: Database, *, today: date) -> tuple[Digest, ...]:
    # Told in mails: nothing in them may come from a figure that is withheld.
    whole = database.plan(today=today)
    plan = whole.withholding(whole.withheld)
    return digests(
        plan,
        assess(plan, today),
        today=today,
        last_told=database.outbox.last_told(today=today),
        rounds=reflection.waiting_for_each(database, today=today),
    )


def _for_others(digest: Digest) -> Digest:
    return replace(digest, notices=tuple(n for n in digest.notices if n.kind not in PERSONAL))


def _sending(plan: Plan, digest: Digest, *, today: date, base_url: str) -> Sending:
    person = plan.find(Person, digest.person_id)
    assert person is not None  # noqa: S101 - only people of the plan have one
    letter = letter_for(plan, person, digest, today=today, base_url=base_url)
    return Sending(person, digest, letter)


def send_reminders(
    database: Database, delivery: Delivery, *, today: date, by: Person | None
) -> tuple[Sending, ...]:
    """Send today's mails that have not been sent yet, and return those this call handled.

    When several calls run at once, one sends and the others return nothing. A mail is never
    sent twice; one that waits for the server is retried by a later call. The result shows a person
    no more than `planned` does, and not who got notices that concern only their recipient.
    """
    if by is not None:
        demand(by, Permission.ADMINISTER)
    if is_held(database, delivery):
        return ()
    with database.outbox.alone() as alone:
        if not alone:
            return ()
        database.outbox.doubt()
        # What has waited since yesterday is covered by today's mail.
        day = known_day_at(database, delivery.now)
        database.outbox.overtake(MailKind.REMINDER, before=day.days_ago(0))
        tried_before = delivery.tried_before(rests=by is None)
        waiting = {
            MailKey(sending.person.id, today): sending
            for sending in planned(database, today=today, base_url=delivery.base_url, by=None)
        }
        still_open = [
            key for key in waiting if database.outbox.is_open(key, tried_before=tried_before)
        ]
        told = hand_over(
            database,
            delivery,
            still_open,
            lambda key: Envelope(waiting[key].person, waiting[key].letter),
            tried_before=tried_before,
        )
    sent = (
        replace(waiting[posted.key], state=posted.state, problem=posted.problem) for posted in told
    )
    if by is None:
        return tuple(sent)
    return tuple(told for told in map(_without_words, sent) if told.digest.notices)


def _without_words(sending: Sending) -> Sending:
    """Return what became of a mail, without its text and without its personal notices."""
    digest = _for_others(sending.digest)
    subject = _subject(digest, words(sending.letter.language))
    letter = replace(sending.letter, subject=subject, sections=())
    return replace(sending, digest=digest, letter=letter)


def mail_health(database: Database, *, by: Person) -> MailHealth:
    """Return the state of mail delivery: the last mail sent, how many wait, and why."""
    demand(by, Permission.ADMINISTER)
    latest = database.outbox.mails()
    today = today_in(database)
    sent = [m.day for m in latest if m.state is MailState.SENT and m.day <= today]
    waiting = [mail for mail in latest if mail.state is MailState.WAITING]
    unmade = sum(mail.problem == NOT_MADE for mail in waiting)
    problem = next((m.problem for m in waiting if m.problem not in {"", NOT_MADE}), "")
    return MailHealth(max(sent, default=None), len(waiting), unmade, problem, latest)


# --- what a mail says ---------------------------------------------------------------------------


def letter_for(plan: Plan, person: Person, digest: Digest, *, today: date, base_url: str) -> Letter:
    """Return a digest as a letter in the person's language, each thing with its link."""
    w = words(person.language or plan.organisation.language)
    sections = tuple(
        _section(plan, kind, tuple(notices), w, today=today, base_url=base_url)
        for kind, notices in groupby(digest.notices, key=lambda notice: notice.kind)
    )
    asked_only = all(notice.kind in PERSONAL for notice in digest.notices)
    why = "mail.why_asked" if asked_only else "mail.why"
    return Letter(
        language=w.language,
        subject=_subject(digest, w),
        greeting=greeting(person, w),
        sections=sections,
        closing=(w(why, organisation=plan.organisation.name), base_url),
    )


def _subject(digest: Digest, w: Words) -> str:
    return w("mail.subject", count=len(digest.notices))


def _section(
    plan: Plan, kind: Kind, notices: tuple[Notice, ...], w: Words, *, today: date, base_url: str
) -> Section:
    shown = tuple(
        _entry(plan, notice, w, today=today, base_url=base_url) for notice in notices[:_MOST]
    )
    more = len(notices) - _MOST
    rest = w("mail.more", count=more) if more > 0 else ""
    return Section(w(f"mail.{kind}.heading", count=len(notices)), shown, rest)


def _entry(plan: Plan, notice: Notice, w: Words, *, today: date, base_url: str) -> Entry:
    note = _note(notice, w)
    item = plan.by_id.get(notice.item_id)
    match item:
        case Action():
            return Entry(_titled(item, w), note, f"{base_url}/action?code={item.code}")
        case Unit():
            return Entry(item.title, note, f"{base_url}/periods")
        case Hearing():
            # A mail is read in many places: it only links to confidential items.
            hidden = w("mail.confidential_hearing") if item.confidential_to else ""
            link = f"{base_url}/involvement?hearing={item.id}"
            return Entry(hidden or item.title, note, link)
    if notice.kind is Kind.TO_REFLECT:
        among_few = any(
            one.confidential_to and one.round_key == notice.item_id for one in plan.agenda_items
        )
        title = w("mail.confidential_round") if among_few else notice.title
        return Entry(title, note, f"{base_url}/reflection?round={notice.item_id}")
    period = period_of(plan, notice.item_id, today=today)
    name = period_name(period, w) if period else ""
    return Entry(name, note, f"{base_url}/periods?period={notice.item_id}")


def _note(notice: Notice, w: Words) -> str:
    if notice.day is None:
        note = w(f"mail.{notice.kind}.note_without_day")
    else:
        note = w(f"mail.{notice.kind}.note", day=w.formats.day(notice.day), count=notice.count)
    if notice.kind is Kind.TO_DECIDE:
        return note
    if notice.step is Step.OWNER or notice.kind is Kind.TO_REVIEW:
        return note
    return f"{note} {w(f'mail.step.{notice.step}')}"


def _titled(item: Action, w: Words) -> str:
    # A mail is read in many places: it only links to confidential items.
    if item.confidential_to:
        return w("mail.confidential", code=item.code)
    return f"{item.code} {item.title}"


def summary(sendings: Iterable[Sending]) -> dict[str, int]:
    """Return how many mails there are in each final state."""
    counts: dict[str, int] = {}
    for sending in sendings:
        state = str(sending.state or "planned")
        counts[state] = counts.get(state, 0) + 1
    return counts
