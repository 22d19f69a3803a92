"""Hand mails over to the mail server: each only once, even with several senders at once.

All mail is sent this way. A request for a mail is stored first; `send_asked` makes the mail and
hands it over, now or when the server can be reached, and gives it up after a week.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import Person
from strategy.domain.known_time import KnownDay
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may
from strategy.i18n import Words
from strategy.mail.letters import BadAddressError, Letter, NamedFile, is_address, message_of
from strategy.mail.post import NeverError, NobodyKnowsError, NotNowError, Post, connected
from strategy.services import clock
from strategy.services.failures import failures
from strategy.services.reading import known_day_at
from strategy.settings import MailSettings
from strategy.store.database import Database
from strategy.store.outbox import Mail, MailKey, MailKind, MailState

TRY_AGAIN_AFTER = timedelta(minutes=10)
"""How long to wait before the mail server is tried again."""

GIVEN_UP_AFTER_DAYS = 7
"""How long to keep trying to send a requested mail, in days."""

KEEP_DAYS = 365
"""How long the record of who was mailed on which day is kept, in days."""

NOT_MADE = "not_made"
"""The problem of a mail that could not be made: our error, not the mail server's."""

BAD_ADDRESS = "address"
"""The problem of a mail to an invalid address."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """What sending needs: the server, the base address of links, and the time (UTC)."""

    mail: MailSettings
    base_url: str
    now: datetime

    @property
    def stored_now(self) -> datetime:
        """The time in the form the store uses."""
        return clock.stored(self.now)

    def tried_before(self, *, rests: bool) -> datetime:
        """Return the moment before which a waiting mail was last tried, if it may be retried now.

        With `rests`, a mail tried recently has to wait; without, every mail is tried.
        """
        return clock.stored(self.now - TRY_AGAIN_AFTER) if rests else self.stored_now

    def new_id(self) -> str:
        """Return an id for a new mail."""
        return f"<{uuid.uuid4().hex}@{self.mail.sender.rpartition('@')[2].rstrip('>')}>"


@dataclass(frozen=True)
class Envelope:
    """A letter to a person, its attachments, and the address for replies.

    `told` is a mark of its content, for comparison with a later mail about the same thing.
    """

    to: Person
    letter: Letter
    files: tuple[NamedFile, ...] = ()
    reply_to: str = ""
    told: str = ""


@dataclass(frozen=True)
class Posted:
    """What became of one mail."""

    key: MailKey
    state: MailState
    problem: str = ""


Fill = Callable[[Database, Delivery, Mail, date], Envelope | None]
"""Makes a requested mail with its content for a day; None where there is nothing to say."""


def send_asked(
    database: Database,
    delivery: Delivery,
    fills: Mapping[MailKind, Fill],
    *,
    today: date,
    hurry: bool = False,
) -> tuple[Posted, ...]:
    """Send the requested mails of these kinds, and return those this call handled.

    When several calls run at once, only one sends. A demo municipality sends no mail.
    """
    outbox = database.outbox
    if database.plan().organisation.demo:
        return ()
    tried_before = delivery.tried_before(rests=not hurry)
    if not outbox.has_work(tried_before=tried_before):
        return ()
    if is_held(database, delivery):
        return ()
    with outbox.alone() as alone:
        if not alone:
            return ()
        outbox.doubt()
        give_up_old(database, fills, today=known_day_at(database, delivery.now))
        waiting = {mail.key: mail for mail in outbox.waiting(fills, tried_before=tried_before)}
        return hand_over(
            database,
            delivery,
            tuple(waiting),
            lambda key: fills[key.kind](database, delivery, waiting[key], today),
            tried_before=tried_before,
        )


def is_held(database: Database, delivery: Delivery) -> bool:
    """Return whether sending is suspended because the current date is uncertain.

    A mail made for a wrong date would say what is not true, or be given up as too late.
    """
    held = database.upkeep.look(delivery.stored_now).in_doubt
    if held:
        log.warning("The clock has leapt: no mail is sent until it is borne out")
    return held


def give_up_old(database: Database, kinds: Iterable[MailKind], *, today: KnownDay) -> None:
    """Give up requests that have waited too long; the caller must hold the outbox lock."""
    for kind in kinds:
        database.outbox.overtake(kind, before=today.days_ago(GIVEN_UP_AFTER_DAYS))


def refuse_demo(database: Database) -> None:
    """Raise InvalidInputError in a demo municipality: no mail is sent to its people."""
    if database.plan().organisation.demo:
        raise InvalidInputError((Problem("to", "demo_sends_nothing"),))


def answers_to(plan: Plan, person_id: str | None, permission: Permission) -> Person | None:
    """Return who requested a mail, if replies can reach them and they may handle them."""
    person = plan.find(Person, person_id)
    if person is None or not may(person, permission) or not is_address(person.email):
        return None
    return person


def greeting(person: Person, w: Words) -> str:
    """Return the opening of a letter to a person."""
    first = person.name.split()[:1]
    return w("mail.greeting", name=first[0]) if first else w("mail.greeting_nameless")


def hand_over(
    database: Database,
    delivery: Delivery,
    keys: Sequence[MailKey],
    fill: Callable[[MailKey], Envelope | None],
    *,
    tried_before: datetime,
) -> tuple[Posted, ...]:
    """Hand these mails over and return what became of each one this call handled.

    `fill` makes a mail just before it is sent, so that its content is current; if there is nothing
    left to say the mail is given up. The caller must hold the outbox lock.
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


@dataclass(frozen=True)
class _Going:
    """An open connection, and what is needed to send on it."""

    database: Database
    delivery: Delivery
    post: Post
    tried_before: datetime


def _each(
    going: _Going, keys: Sequence[MailKey], fill: Callable[[MailKey], Envelope | None]
) -> Iterator[Posted]:
    for key in keys:
        try:
            envelope = fill(key)
        except Exception as error:  # noqa: BLE001 - logged, with a number
            # A mail that cannot be made must not hold up those behind it.
            failures.number_of(error, during=f"making a mail: {key.kind}, about {key.about!r}")
            yield _held(going.database, going.delivery, key, NOT_MADE)
            continue
        if envelope is None:
            going.database.outbox.settle(key, MailState.OVERTAKEN)
            yield Posted(key, MailState.OVERTAKEN)
            continue
        posted = _one(going, key, envelope)
        if posted is not None:
            yield posted


def _one(going: _Going, key: MailKey, envelope: Envelope) -> Posted | None:
    """Hand one mail over; None when somebody else did while this one was being prepared."""
    message_id = going.database.outbox.claim(
        key,
        message_id=going.delivery.new_id(),
        now=going.delivery.stored_now,
        tried_before=going.tried_before,
        told=envelope.told,
    )
    if message_id is None:
        return None
    state, problem = _state_after(lambda: _send(going, envelope, message_id))
    going.database.outbox.settle(key, state, problem=problem)
    return Posted(key, state, problem)


def _held(database: Database, delivery: Delivery, key: MailKey, problem: str) -> Posted:
    now = delivery.stored_now
    database.outbox.hold(key, message_id=delivery.new_id(), now=now, problem=problem)
    return Posted(key, MailState.WAITING, problem)


def _state_after(send: Callable[[], None]) -> tuple[MailState, str]:
    """Send a mail and return the state it ends in, with the problem if there was one."""
    try:
        send()
    except NotNowError as error:
        return MailState.WAITING, error.problem
    except NeverError as error:
        return MailState.REFUSED, error.problem
    except NobodyKnowsError as error:
        return MailState.UNSURE, error.problem
    except BadAddressError:
        # The address is personal data and is kept out of what is stored.
        return MailState.REFUSED, BAD_ADDRESS
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
