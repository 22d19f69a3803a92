"""What was mailed to whom on which day: beside the plan and the journal, without a word of it.

A mail is claimed before it is handed over and settled afterwards. Whoever finds a claim that is
nobody's any more cannot know whether the mail went, and leaves it: the next day's mail tells all
that still waits, while a mail that came twice cannot be taken back.

Neither text nor attachment is kept: both are made when the mail is handed over, so that what waited
through a night says what is true in the morning, and nobody's words lie outside the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
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


class MailKind(StrEnum):
    """What a mail is for; each person gets at most one of each kind a day."""

    REMINDER = "reminder"
    ROWS = "rows"


@dataclass(frozen=True)
class Mail:
    """One person's mail of one day, and who asked for it. Times are UTC."""

    person_id: str
    day: date
    kind: MailKind
    message_id: str
    state: MailState
    attempts: int
    tried_at: datetime
    problem: str
    asked_by: str | None = None


@dataclass(frozen=True)
class MailKey:
    """Which mail: to whom, on which day, what for."""

    person_id: str
    day: date
    kind: MailKind = MailKind.REMINDER

    @property
    def values(self) -> dict[str, object]:
        """The key as a statement takes it."""
        return {"person_id": self.person_id, "day": self.day, "kind": self.kind.value}


class Outbox:
    """The mails; every method but `alone` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Keep it in this database."""
        self._engine = engine
        self.alone = engine.alone

    def last_told(self) -> dict[str, date]:
        """Return the day each person was last reminded."""
        values = {"sent": MailState.SENT.value, "kind": MailKind.REMINDER.value}
        with self._engine.reading() as connection:
            rows = connection.rows(statement("last_mailed"), values)
        return dict(rows)

    def doubt(self) -> None:
        """Settle what an earlier run had in hand when it ended; only whoever is alone may."""
        claims = {"claimed": MailState.CLAIMED.value, "unsure": MailState.UNSURE.value}
        with self._engine.writing() as connection:
            connection.run(statement("doubt_claims"), claims)

    def overtake(self, kind: MailKind, *, before: date) -> None:
        """Give up the mails of a kind that still wait from before a day."""
        with self._engine.writing() as connection:
            connection.run(statement("overtake_mail"), _overtaking(kind, before))

    def ask(self, wanted: Mapping[MailKey, str], *, now: datetime, asked_by: str | None) -> None:
        """Ask for mails, each with an id, to be sent by whoever comes first; all or none.

        A mail is asked for once a day, and again only where the server would not take it. What
        still waits for the same person from an earlier day is overtaken.
        """
        asking = {"state": MailState.WAITING.value, "now": now, "asked_by": asked_by}
        with self._engine.writing() as connection:
            for key, message_id in wanted.items():
                found = connection.rows(statement("mail_of"), key.values)
                if found and found[0][0] != MailState.REFUSED:
                    continue
                overtaking = {**_overtaking(key.kind, key.day), "person_id": key.person_id}
                connection.run(statement("overtake_mail_to"), overtaking)
                values = {**key.values, **asking, "message_id": message_id}
                if found:
                    connection.run(statement("ask_again"), values)
                else:
                    connection.run(statement("add_mail"), {**values, "attempts": 0, "problem": ""})

    def waiting(self, kind: MailKind, *, tried_before: datetime) -> tuple[Mail, ...]:
        """Return the mails of a kind that wait since before a moment, the oldest first."""
        values = {
            "waiting": MailState.WAITING.value,
            "kind": kind.value,
            "tried_before": tried_before,
        }
        return self._mails("waiting_mails", values)

    def is_open(self, key: MailKey, *, tried_before: datetime) -> bool:
        """Tell whether a mail may still be tried: never tried, or waiting since before a moment."""
        with self._engine.reading() as connection:
            return _is_open(connection, key, tried_before)

    def claim(
        self, key: MailKey, *, message_id: str, now: datetime, tried_before: datetime
    ) -> str | None:
        """Take a mail in hand and return its message id; None when it is not ours to send."""
        with self._engine.writing() as connection:
            if not _is_open(connection, key, tried_before):
                return None
            return _try(connection, key, message_id, MailState.CLAIMED, now=now)

    def hold(self, key: MailKey, *, message_id: str, now: datetime, problem: str) -> None:
        """Remember that a mail waits because the mail server does not answer."""
        with self._engine.writing() as connection:
            _try(connection, key, message_id, MailState.WAITING, now=now, why=problem)

    def settle(self, key: MailKey, state: MailState, *, problem: str = "") -> None:
        """Remember what became of a mail in hand."""
        values = {**key.values, "state": state.value, "problem": problem}
        with self._engine.writing() as connection:
            connection.run(statement("settle_mail"), values)

    def mails(self, *, limit: int = 100) -> tuple[Mail, ...]:
        """Return the latest mails, the newest first."""
        return self._mails("mails", {"limit": limit})

    def mails_of(self, kind: MailKind, day: date) -> tuple[Mail, ...]:
        """Return the mails of a kind on a day."""
        return self._mails("mails_of_day", {"kind": kind.value, "day": day})

    def mails_to(self, person_id: str) -> tuple[Mail, ...]:
        """Return every mail kept of a person, the newest first."""
        return self._mails("mails_to", {"person_id": person_id})

    def erase(self, person_id: str) -> None:
        """Remove what was mailed to a person, and that they asked for mails to others."""
        with self._engine.writing() as connection:
            connection.run(statement("erase_mails"), {"person_id": person_id})
            connection.run(statement("erase_asking"), {"person_id": person_id})

    def forget_before(self, day: date) -> None:
        """Remove what was mailed before a day."""
        with self._engine.writing() as connection:
            connection.run(statement("forget_mails"), {"before": day})

    def _mails(self, name: str, values: Mapping[str, object]) -> tuple[Mail, ...]:
        with self._engine.reading() as connection:
            return tuple(_mail(row) for row in connection.rows(statement(name), values))


def _overtaking(kind: MailKind, before: date) -> dict[str, object]:
    return {
        "waiting": MailState.WAITING.value,
        "overtaken": MailState.OVERTAKEN.value,
        "kind": kind.value,
        "before": before,
    }


def _mail(row: Row) -> Mail:
    person_id, day, kind, message_id, state, *others = row
    return Mail(person_id, day, MailKind(kind), message_id, MailState(state), *others)


def _is_open(connection: Connection, key: MailKey, tried_before: datetime) -> bool:
    found = connection.rows(statement("mail_of"), key.values)
    if not found:
        return True
    ((state, _, tried_at),) = found
    return bool(state == MailState.WAITING and tried_at <= tried_before)


def _try(
    connection: Connection,
    key: MailKey,
    message_id: str,
    state: MailState,
    *,
    now: datetime,
    why: str = "",
) -> str:
    """Write down a try and return the id the message has had from its first one."""
    values = {**key.values, "state": state.value, "now": now, "problem": why}
    found = connection.rows(statement("mail_of"), key.values)
    if not found:
        first = {**values, "message_id": message_id, "attempts": 1, "asked_by": None}
        connection.run(statement("add_mail"), first)
        return message_id
    connection.run(statement("try_mail_again"), values)
    return str(found[0][1])
