"""Hand mails over to the mail server: each once, whoever else does the same at the same time."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from strategy.domain.items import Person
from strategy.mail.letters import BadAddressError, Letter, NamedFile, message_of
from strategy.mail.post import NeverError, NobodyKnowsError, NotNowError, Post, connected
from strategy.settings import MailSettings
from strategy.store.database import Database
from strategy.store.outbox import MailKey, MailState

TRY_AGAIN_AFTER = timedelta(minutes=10)
"""How long a mail rests before the mail server is asked again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """What is needed to send: the server, the address the links begin with, the time (UTC)."""

    mail: MailSettings
    base_url: str
    now: datetime

    @property
    def stored_now(self) -> datetime:
        """The time as the store keeps it."""
        return stored(self.now)

    def tried_before(self, *, rests: bool) -> datetime:
        """Return until when a mail must have rested to be tried; not at all when asked to hurry."""
        return stored(self.now - TRY_AGAIN_AFTER) if rests else self.stored_now

    def new_id(self) -> str:
        """Return an id for a mail nobody has tried yet."""
        return f"<{uuid.uuid4().hex}@{self.mail.sender.rpartition('@')[2].rstrip('>')}>"


@dataclass(frozen=True)
class Envelope:
    """A letter to somebody, what goes with it, and to whom an answer goes."""

    to: Person
    letter: Letter
    files: tuple[NamedFile, ...] = ()
    reply_to: str = ""


@dataclass(frozen=True)
class Posted:
    """What became of one mail."""

    key: MailKey
    state: MailState
    problem: str = ""


def hand_over(
    database: Database,
    delivery: Delivery,
    keys: Sequence[MailKey],
    fill: Callable[[MailKey], Envelope | None],
    *,
    tried_before: datetime,
) -> tuple[Posted, ...]:
    """Hand these mails over and return what became of each this call dealt with.

    `fill` makes a mail just before it goes, so that it says what is true then; where it has
    nothing to say any more the mail is given up. Only whoever is alone may call this.
    """
    if not keys:
        return ()
    try:
        with connected(delivery.mail) as post:
            going = _Going(database, delivery, post, tried_before)
            return tuple(_each(going, keys, fill))
    except NotNowError as error:
        log.warning("The mail server does not answer: %s", error.problem)
        return tuple(_held(database, delivery, key, error.problem) for key in keys)


def stored(moment: datetime) -> datetime:
    """Return a moment as the store keeps it: UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class _Going:
    """A connection in use, and what it takes to send on it."""

    database: Database
    delivery: Delivery
    post: Post
    tried_before: datetime


def _each(
    going: _Going, keys: Sequence[MailKey], fill: Callable[[MailKey], Envelope | None]
) -> Iterator[Posted]:
    for key in keys:
        envelope = fill(key)
        if envelope is None:
            going.database.outbox.settle(key, MailState.OVERTAKEN)
            yield Posted(key, MailState.OVERTAKEN)
            continue
        posted = _one(going, key, envelope)
        if posted is not None:
            yield posted


def _one(going: _Going, key: MailKey, envelope: Envelope) -> Posted | None:
    """Hand one mail over; None when somebody else did while this one was being made ready."""
    message_id = going.database.outbox.claim(
        key,
        message_id=going.delivery.new_id(),
        now=going.delivery.stored_now,
        tried_before=going.tried_before,
    )
    if message_id is None:
        return None
    state, problem = state_after(lambda: _send(going, envelope, message_id))
    going.database.outbox.settle(key, state, problem=problem)
    return Posted(key, state, problem)


def _held(database: Database, delivery: Delivery, key: MailKey, problem: str) -> Posted:
    now = delivery.stored_now
    database.outbox.hold(key, message_id=delivery.new_id(), now=now, problem=problem)
    return Posted(key, MailState.WAITING, problem)


def state_after(send: Callable[[], None]) -> tuple[MailState, str]:
    """Return what became of a mail that is handed over now."""
    try:
        send()
    except NotNowError as error:
        return MailState.WAITING, error.problem
    except NeverError as error:
        return MailState.REFUSED, error.problem
    except NobodyKnowsError as error:
        return MailState.UNSURE, error.problem
    except BadAddressError:
        # The address is a person's own and stays out of what is kept.
        return MailState.REFUSED, "address"
    return MailState.SENT, ""


def _send(going: _Going, envelope: Envelope, message_id: str) -> None:
    sender, person = going.delivery.mail.sender, envelope.to
    message = message_of(
        envelope.letter,
        name=person.name,
        address=person.email,
        sender=sender,
        message_id=message_id,
        sent_at=going.delivery.now,
        files=envelope.files,
        reply_to=envelope.reply_to,
    )
    going.post.send(message, sender=sender, recipient=person.email)
