"""Send the agenda to those invited to a meeting, and its approved minutes to those who came.

The outbox shows who has got what: after a change, mails go to those it affects and to anyone
newly invited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import Person
from strategy.domain.meeting_items import Meeting
from strategy.domain.meetings.minutes import Attendee, attendees
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.i18n import words
from strategy.mail.letters import Letter, is_address
from strategy.services.meetings import letters as meeting_letters
from strategy.services.posting import Delivery, refuse_demo, send_asked
from strategy.store.database import Database
from strategy.store.outbox import Mail, MailKey, MailKind, MailState


class Standing(StrEnum):
    """Whether a person has what is sent about a meeting."""

    NEW = "new"
    CHANGED = "changed"
    REFUSED = "refused"
    UNSURE = "unsure"
    WAITING = "waiting"
    HAS_IT = "has_it"
    NO_ADDRESS = "no_address"
    NO_ACCESS = "no_access"
    A_FUNCTION = "a_function"


_LACKS_IT = (Standing.NEW, Standing.CHANGED, Standing.REFUSED)
_GONE = (MailState.SENT, MailState.UNSURE)
_OUT_OF_REACH = (Standing.NO_ADDRESS, Standing.NO_ACCESS, Standing.A_FUNCTION)
_BY_STATE = {
    MailState.REFUSED: Standing.REFUSED,
    MailState.UNSURE: Standing.UNSURE,
    MailState.WAITING: Standing.WAITING,
    MailState.CLAIMED: Standing.WAITING,
}


@dataclass(frozen=True)
class Recipient:
    """A person invited to a meeting, and whether they have got what is sent about it."""

    attendee: Attendee
    standing: Standing
    problem: str = ""

    @property
    def person_id(self) -> str:
        """The person to mail; empty for a function."""
        return self.attendee.attendance.person_id or ""


@dataclass(frozen=True)
class Sendable:
    """What can be sent about a meeting: to whom, when it last was (UTC) and to how many.

    `turn` is the number of the next sending.
    """

    kind: MailKind
    recipients: tuple[Recipient, ...]
    turn: int
    last_sent: datetime | None = None
    last_reached: int = 0

    @property
    def lacking(self) -> tuple[Recipient, ...]:
        """Those who are new, have an outdated one, or whose mail the server refused."""
        return tuple(one for one in self.recipients if one.standing in _LACKS_IT)

    @property
    def reachable(self) -> tuple[Recipient, ...]:
        """Everyone who can be mailed."""
        return tuple(one for one in self.recipients if one.standing not in _OUT_OF_REACH)

    @property
    def out_of_reach(self) -> tuple[Recipient, ...]:
        """Those who have to be told in another way."""
        return tuple(one for one in self.recipients if one.standing in _OUT_OF_REACH)


def sendable(database: Database, kind: MailKind, meeting_id: str, *, by: Person) -> Sendable:
    """Return what can be sent about a meeting; for those who may run meetings.

    Raises InvalidInputError for the agenda of a meeting that has been held, and for minutes that
    are not approved.
    """
    plan, meeting = _meeting(database, kind, meeting_id, by)
    mails = database.outbox.mails_about(kind, meeting_id)
    off = meeting_letters.called_off(database, meeting_id) if kind is MailKind.AGENDA else {}
    found = (
        _recipient(kind, plan, meeting, one, mails, called_off=off)
        for one in attendees(plan, meeting_id)
        if meeting_letters.is_for(kind, one.attendance.presence)
    )
    sent = [mail for mail in mails if mail.state is MailState.SENT]
    last = [mail for mail in sent if mail.turn == sent[0].turn]
    return Sendable(
        kind,
        tuple(found),
        max((mail.turn for mail in mails), default=0) + 1,
        max((mail.tried_at for mail in last), default=None),
        len(last),
    )


def preview(database: Database, meeting_id: str, *, by: Person, base_url: str) -> Letter:
    """Return the agenda mail as the person asking would receive it."""
    plan, meeting = _meeting(database, MailKind.AGENDA, meeting_id, by)
    w = words(by.language or plan.organisation.language)
    return meeting_letters.letter_for(MailKind.AGENDA, plan, meeting, by, w, base_url=base_url)


def send(
    database: Database,
    delivery: Delivery,
    kind: MailKind,
    meeting_id: str,
    *,
    by: Person,
    today: date,
    turn: int,
    everybody: bool = False,
) -> tuple[Mail, ...]:
    """Send it to those who lack it, or to everyone who can be mailed; return the results.

    `turn` is the number of the sending as the caller saw it: when requested twice, or by two people
    at once, it is sent once. Raises InvalidInputError where there is nobody to send it to.
    """
    found = sendable(database, kind, meeting_id, by=by)
    refuse_demo(database)
    wanted = found.reachable if everybody else found.lacking
    if not wanted:
        raise InvalidInputError((Problem("to", "nobody_to_send_to"),))
    keys = [MailKey(one.person_id, today, kind, meeting_id, turn) for one in wanted]
    database.outbox.ask(keys, now=delivery.stored_now, asked_by=by.id)
    fills = {kind: meeting_letters.envelope}
    send_asked(database, delivery, fills, today=today, hurry=True)
    mails = database.outbox.mails_about(kind, meeting_id)
    return tuple(mail for mail in mails if mail.key in keys)


def _meeting(
    database: Database, kind: MailKind, meeting_id: str, by: Person
) -> tuple[Plan, Meeting]:
    demand(by, Permission.RUN_MEETING)
    plan = database.plan()
    meeting = plan.find(Meeting, meeting_id)
    if meeting is None:
        raise NotFoundError("meeting", meeting_id)
    if not meeting_letters.is_ready(kind, meeting):
        raise InvalidInputError((Problem("state", f"no_{kind}_to_send"),))
    return plan, meeting


def _recipient(
    kind: MailKind,
    plan: Plan,
    meeting: Meeting,
    attendee: Attendee,
    mails: Iterable[Mail],
    *,
    called_off: Mapping[str, datetime],
) -> Recipient:
    person = plan.find(Person, attendee.attendance.person_id)
    if person is None:
        return Recipient(attendee, Standing.A_FUNCTION)
    if not meeting_letters.may_get(kind, person):
        return Recipient(attendee, Standing.NO_ACCESS)
    if not is_address(person.email):
        return Recipient(attendee, Standing.NO_ADDRESS)
    own = (m for m in mails if m.person_id == person.id and m.state is not MailState.OVERTAKEN)
    latest = next(own, None)
    if latest is None:
        return Recipient(attendee, Standing.NEW)
    off = called_off.get(person.id)
    if off is not None and latest.state in _GONE and latest.tried_at < off:
        # The last they were told is that the meeting is cancelled: tell them that it is not.
        return Recipient(attendee, Standing.CHANGED)
    if latest.state in _BY_STATE:
        return Recipient(attendee, _BY_STATE[latest.state], latest.problem)
    same = latest.told == meeting_letters.mark_of(kind, plan, meeting, person.id)
    return Recipient(attendee, Standing.HAS_IT if same else Standing.CHANGED)
