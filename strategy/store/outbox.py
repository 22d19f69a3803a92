"""Mails sent and waiting: kept beside plan and journal, without their text.

A mail is claimed before it is handed over and settled afterwards. A process that finds an abandoned
claim cannot know whether the mail was sent, and leaves it: what still matters is mailed again
later, while a mail sent twice cannot be taken back.

Neither text nor attachment is stored: both are made when the mail is handed over, so that a mail
that waited overnight is true in the morning, and nobody's words are kept outside the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from strategy.domain.known_time import OldBefore
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
    """What a mail is for."""

    REMINDER = "reminder"
    ROWS = "rows"
    QUESTION = "question"
    AGENDA = "agenda"
    MINUTES = "minutes"
    CANCELLED = "cancelled"
    UPKEEP = "upkeep"


@dataclass(frozen=True)
class MailKey:
    """What identifies a mail: to whom, on which day, what for; there is only one of each.

    `about` is the id of the one thing it is about, if any; `turn` is the step or sending of it.
    """

    person_id: str
    day: date
    kind: MailKind = MailKind.REMINDER
    about: str = ""
    turn: int = 0

    @property
    def values(self) -> dict[str, object]:
        """The key as a statement takes it."""
        daily = {"person_id": self.person_id, "day": self.day, "kind": self.kind.value}
        return {**daily, "about": self.about, "turn": self.turn}


@dataclass(frozen=True)
class Mail:
    """One person's mail and who asked for it. Times are UTC; `told` identifies what it said."""

    person_id: str
    day: date
    kind: MailKind
    about: str
    turn: int
    message_id: str
    state: MailState
    attempts: int
    tried_at: datetime
    problem: str
    told: str = ""
    asked_by: str | None = None

    @property
    def key(self) -> MailKey:
        """Which mail this is."""
        return MailKey(self.person_id, self.day, self.kind, self.about, self.turn)


class Outbox:
    """The mails; every method but `alone` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Use this database."""
        self._engine = engine
        self.alone = engine.alone

    def last_told(self, *, today: date) -> dict[str, date]:
        """Return the day each person was last reminded; days after `today` are ignored."""
        values = {"sent": MailState.SENT.value, "kind": MailKind.REMINDER.value, "today": today}
        with self._engine.reading() as connection:
            rows = connection.rows(statement("last_mailed"), values)
        return dict(rows)

    def doubt(self) -> None:
        """Settle the mails an earlier run had claimed when it ended; call only while `alone`."""
        claims = {"claimed": MailState.CLAIMED.value, "unsure": MailState.UNSURE.value}
        with self._engine.writing() as connection:
            connection.run(statement("doubt_claims"), claims)

    def overtake(self, kind: MailKind, *, before: OldBefore) -> None:
        """Cancel the mails of a kind that have been waiting since before a day."""
        values = {**_OVERTAKING, "kind": kind.value, "before": before.day}
        with self._engine.writing() as connection:
            connection.run(statement("overtake_mail"), values)

    def ask(self, wanted: Iterable[MailKey], *, now: datetime, asked_by: str | None) -> None:
        """Request mails, to be sent by the first process to claim them; all or none.

        A mail is requested once, and again only where the server refused it. Earlier mails still
        waiting for the same person about the same thing are superseded.
        """
        with self._engine.writing() as connection:
            ask_within(connection, wanted, now=now, asked_by=asked_by)

    def waiting(self, kinds: Iterable[MailKind], *, tried_before: datetime) -> tuple[Mail, ...]:
        """Return the mails to try now, the oldest first.

        These are the mails not tried yet, and those last tried before a moment.
        """
        values = {"waiting": MailState.WAITING.value, "tried_before": tried_before}
        found = self._mails("waiting_mails", values)
        wanted = frozenset(kinds)
        return tuple(mail for mail in found if mail.kind in wanted)

    def has_work(self, *, tried_before: datetime) -> bool:
        """Tell whether a mail is to be tried, or is claimed and not settled."""
        states = {"waiting": MailState.WAITING.value, "claimed": MailState.CLAIMED.value}
        with self._engine.reading() as connection:
            values = {**states, "tried_before": tried_before}
            ((count,),) = connection.rows(statement("count_open_mails"), values)
        return bool(count)

    def is_open(self, key: MailKey, *, tried_before: datetime) -> bool:
        """Tell whether a mail may be tried: it never was, or waits and was last tried by then."""
        with self._engine.reading() as connection:
            return _is_open(connection, key, tried_before)

    def claim(
        self,
        key: MailKey,
        *,
        message_id: str,
        now: datetime,
        tried_before: datetime,
        told: str = "",
    ) -> str | None:
        """Claim a mail and return its message id; None when it is not ours to send.

        `told` identifies what it says, so that a later mail can be compared with it.
        """
        with self._engine.writing() as connection:
            if not _is_open(connection, key, tried_before):
                return None
            return _try(connection, key, message_id, MailState.CLAIMED, now=now, told=told)

    def hold(self, key: MailKey, *, message_id: str, now: datetime, problem: str) -> None:
        """Remember that a mail waits because the mail server does not answer."""
        with self._engine.writing() as connection:
            _try(connection, key, message_id, MailState.WAITING, now=now, why=problem)

    def settle(self, key: MailKey, state: MailState, *, problem: str = "") -> None:
        """Record the outcome of a claimed mail."""
        values = {**key.values, "state": state.value, "problem": problem}
        with self._engine.writing() as connection:
            connection.run(statement("settle_mail"), values)

    def mails(self, *, limit: int = 100) -> tuple[Mail, ...]:
        """Return the latest mails, the newest first."""
        return self._mails("mails", {"limit": limit})

    def mails_of(self, kind: MailKind, day: date) -> tuple[Mail, ...]:
        """Return the mails of a kind on a day."""
        return self._mails("mails_of_day", {"kind": kind.value, "day": day})

    def mails_about(self, kind: MailKind, about: str) -> tuple[Mail, ...]:
        """Return the mails of a kind about one thing, the latest turn first."""
        with self._engine.reading() as connection:
            return mails_about_within(connection, kind, about)

    def mails_to(self, person_id: str) -> tuple[Mail, ...]:
        """Return every mail kept of a person, the newest first."""
        return self._mails("mails_to", {"person_id": person_id})

    def erase(self, person_id: str) -> None:
        """Remove what was mailed to a person, and that they asked for mails to others."""
        with self._engine.writing() as connection:
            connection.run(statement("erase_mails"), {"person_id": person_id})
            connection.run(statement("erase_asking"), {"person_id": person_id})

    def forget(self, before: OldBefore) -> None:
        """Remove what was mailed before a day."""
        with self._engine.writing() as connection:
            connection.run(statement("forget_mails"), {"before": before.day})

    def _mails(self, name: str, values: Mapping[str, object]) -> tuple[Mail, ...]:
        with self._engine.reading() as connection:
            return tuple(_mail(row) for row in connection.rows(statement(name), values))


def ask_within(
    connection: Connection, wanted: Iterable[MailKey], *, now: datetime, asked_by: str | None
) -> None:
    """Request mails in the transaction that does what they are about, so that none is lost."""
    for key in wanted:
        found = connection.rows(statement("mail_of"), key.values)
        if found and found[0][0] != MailState.REFUSED:
            continue
        connection.run(statement("overtake_mail_to"), {**_OVERTAKING, **key.values})
        asking = {"state": MailState.WAITING.value, "now": now, "asked_by": asked_by}
        if found:
            connection.run(statement("ask_again"), {**key.values, **asking})
        else:
            first = {"message_id": "", "attempts": 0, "problem": "", "told": ""}
            connection.run(statement("add_mail"), {**key.values, **asking, **first})


def mails_about_within(connection: Connection, kind: MailKind, about: str) -> tuple[Mail, ...]:
    """Return the mails of a kind about one thing, the latest turn first, as a transaction sees."""
    rows = connection.rows(statement("mails_about"), {"kind": kind.value, "about": about})
    return tuple(_mail(row) for row in rows)


def keep_back_within(connection: Connection, kind: MailKind, about: str) -> None:
    """Cancel the waiting mails of a kind about one thing: nobody can claim them any more."""
    values = {**_OVERTAKING, "kind": kind.value, "about": about}
    connection.run(statement("overtake_mails_about"), values)


_OVERTAKING = {"waiting": MailState.WAITING.value, "overtaken": MailState.OVERTAKEN.value}


def _mail(row: Row) -> Mail:
    person_id, day, kind, about, turn, message_id, state, *others = row
    return Mail(
        person_id, day, MailKind(kind), about, turn, message_id, MailState(state), *others
    )  # fmt: skip


def _is_open(connection: Connection, key: MailKey, tried_before: datetime) -> bool:
    found = connection.rows(statement("mail_of"), key.values)
    if not found:
        return True
    ((state, _, tried_at, attempts),) = found
    return bool(state == MailState.WAITING and (attempts == 0 or tried_at <= tried_before))


def _try(
    connection: Connection,
    key: MailKey,
    message_id: str,
    state: MailState,
    *,
    now: datetime,
    why: str = "",
    told: str = "",
) -> str:
    """Record a try and return the message id, which stays the same from the first try on."""
    given = {"message_id": message_id, "state": state.value, "now": now, "problem": why}
    values = {**key.values, **given, "told": told}
    found = connection.rows(statement("mail_of"), key.values)
    if not found:
        connection.run(statement("add_mail"), {**values, "attempts": 1, "asked_by": None})
        return message_id
    connection.run(statement("try_mail_again"), values)
    return str(found[0][1]) or message_id
