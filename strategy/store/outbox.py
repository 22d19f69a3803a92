"""What was mailed to whom on which day: beside the plan and the journal, without a word of it.

A mail is claimed before it is handed over and settled afterwards. Whoever finds a claim that is
nobody's any more cannot know whether the mail went, and leaves it: the next day's mail tells all
that still waits, while a mail that came twice cannot be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from strategy.store.engine import Connection, Engine, Row
from strategy.store.statements import statement


class MailState(StrEnum):
    """What became of a mail."""

    CLAIMED = "claimed"
    SENT = "sent"
    WAITING = "waiting"
    REFUSED = "refused"
    UNSURE = "unsure"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class Mail:
    """One person's mail of one day. Times are UTC."""

    person_id: str
    day: date
    message_id: str
    state: MailState
    attempts: int
    tried_at: datetime
    problem: str


class Outbox:
    """The mails; every method but `alone` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Keep it in this database."""
        self._engine = engine
        self.alone = engine.alone

    def last_told(self) -> dict[str, date]:
        """Return the day each person last got a mail."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("last_mailed"), {"sent": MailState.SENT.value})
        return dict(rows)

    def tidy(self, *, today: date) -> None:
        """Settle what an earlier run left behind; only whoever is alone may."""
        claims = {"claimed": MailState.CLAIMED.value, "unsure": MailState.UNSURE.value}
        waits = {
            "waiting": MailState.WAITING.value,
            "overtaken": MailState.OVERTAKEN.value,
            "day": today,
        }
        with self._engine.writing() as connection:
            connection.run(statement("doubt_claims"), claims)
            connection.run(statement("overtake_mail"), waits)

    def is_open(self, person_id: str, day: date, *, tried_before: datetime) -> bool:
        """Tell whether a mail may still be tried: never tried, or waiting since before a moment."""
        with self._engine.reading() as connection:
            return _is_open(connection, person_id, day, tried_before)

    def claim(
        self,
        person_id: str,
        day: date,
        *,
        message_id: str,
        now: datetime,
        tried_before: datetime,
    ) -> str | None:
        """Take a mail in hand and return its message id; None when it is not ours to send."""
        with self._engine.writing() as connection:
            if not _is_open(connection, person_id, day, tried_before):
                return None
            return _try(connection, person_id, day, message_id, MailState.CLAIMED, now=now)

    def hold(
        self, person_id: str, day: date, *, message_id: str, now: datetime, problem: str
    ) -> None:
        """Remember that a mail waits because the mail server does not answer."""
        with self._engine.writing() as connection:
            _try(connection, person_id, day, message_id, MailState.WAITING, now=now, why=problem)

    def settle(self, person_id: str, day: date, state: MailState, *, problem: str = "") -> None:
        """Remember what became of a mail in hand."""
        values = {"person_id": person_id, "day": day, "state": state.value, "problem": problem}
        with self._engine.writing() as connection:
            connection.run(statement("settle_mail"), values)

    def mails(self, *, limit: int = 100) -> tuple[Mail, ...]:
        """Return the latest mails, the newest first."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("mails"), {"limit": limit})
        return tuple(_mail(row) for row in rows)

    def mails_to(self, person_id: str) -> tuple[Mail, ...]:
        """Return every mail kept of a person, the newest first."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("mails_to"), {"person_id": person_id})
        return tuple(_mail(row) for row in rows)

    def erase(self, person_id: str) -> None:
        """Remove what was mailed to a person."""
        with self._engine.writing() as connection:
            connection.run(statement("erase_mails"), {"person_id": person_id})

    def forget_before(self, day: date) -> None:
        """Remove what was mailed before a day."""
        with self._engine.writing() as connection:
            connection.run(statement("forget_mails"), {"before": day})


def _mail(row: Row) -> Mail:
    person_id, day, message_id, state, *others = row
    return Mail(person_id, day, message_id, MailState(state), *others)


def _is_open(connection: Connection, person_id: str, day: date, tried_before: datetime) -> bool:
    found = connection.rows(statement("mail_of"), {"person_id": person_id, "day": day})
    if not found:
        return True
    ((state, _, tried_at),) = found
    return bool(state == MailState.WAITING and tried_at <= tried_before)


def _try(
    connection: Connection,
    person_id: str,
    day: date,
    message_id: str,
    state: MailState,
    *,
    now: datetime,
    why: str = "",
) -> str:
    """Write down a try and return the id the message has had from its first one."""
    key = {"person_id": person_id, "day": day}
    values = {**key, "state": state.value, "now": now, "problem": why}
    found = connection.rows(statement("mail_of"), key)
    if not found:
        connection.run(statement("add_mail"), {**values, "message_id": message_id})
        return message_id
    connection.run(statement("try_mail_again"), values)
    return str(found[0][1])
