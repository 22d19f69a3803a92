"""All outgoing mail: send what waits, of every kind."""

from __future__ import annotations

from datetime import date

from strategy.domain.items import Person
from strategy.domain.known_time import KnownDay
from strategy.services.administration import upkeep_mails
from strategy.services.follow_up import owner_mails
from strategy.services.follow_up.reminders import send_reminders
from strategy.services.meetings import letters as meeting_letters
from strategy.services.posting import KEEP_DAYS, Delivery, Fill, Posted, give_up_old, send_asked
from strategy.services.publishing import question_mails
from strategy.store.database import Database
from strategy.store.outbox import MailKind

FILLS: dict[MailKind, Fill] = {
    MailKind.ROWS: owner_mails.envelope,
    MailKind.QUESTION: question_mails.envelope,
    MailKind.CANCELLED: meeting_letters.cancelled,
    MailKind.UPKEEP: upkeep_mails.envelope,
    **dict.fromkeys(meeting_letters.SENT_ABOUT, meeting_letters.envelope),
}
"""What makes the mails of each kind that people request; reminders are made each day."""


def send_waiting(
    database: Database, delivery: Delivery, *, today: date, hurry: bool = False
) -> tuple[Posted, ...]:
    """Send the requested mails of every kind that have not been sent; return those handled."""
    return send_asked(database, delivery, FILLS, today=today, hurry=hurry)


def put_away_old(database: Database, *, today: KnownDay) -> None:
    """Give up mails that have waited too long and delete old ones, with or without a mail server.

    Does nothing while another process is sending.
    """
    with database.outbox.alone() as alone:
        if alone:
            database.outbox.doubt()
            database.outbox.forget(before=today.days_ago(KEEP_DAYS))
            give_up_old(database, FILLS, today=today)
            # What has waited since yesterday is covered by today's mail.
            database.outbox.overtake(MailKind.REMINDER, before=today.days_ago(0))


def try_again(database: Database, delivery: Delivery, *, today: date, by: Person) -> int:
    """Send at once what waits for the mail server, reminders too; return how many were tried."""
    told = send_reminders(database, delivery, today=today, by=by)
    return len(told) + len(send_waiting(database, delivery, today=today, hurry=True))
