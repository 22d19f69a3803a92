"""Mail the owners their rows: each their own, at most once a day, made when the mail is sent.

Only the request is stored. The workbook is made when the mail is handed to the server, so a
mail that waited overnight for the server contains the rows as they are in the morning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.figures.assessment import assess
from strategy.domain.follow_up.reporting import people_in
from strategy.domain.items import Action, Person, Position
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand, may
from strategy.exchange.owners.sheet import OwnerBook
from strategy.i18n import Words, words
from strategy.mail.letters import Entry, Letter, Section, is_address
from strategy.services.follow_up.owner_files import books_of_positions, told_apart, written
from strategy.services.posting import (
    Delivery,
    Envelope,
    Posted,
    answers_to,
    greeting,
    refuse_demo,
    send_asked,
)
from strategy.store.database import Database
from strategy.store.outbox import Mail, MailKey, MailKind, MailState

_MOST = 12


class Standing(StrEnum):
    """Whether a person can be mailed their rows, and if not why."""

    READY = "ready"
    VACANT = "vacant"
    NO_ADDRESS = "no_address"
    NO_ACCESS = "no_access"


@dataclass(frozen=True)
class Owner:
    """One person, or one vacant position, and their workbooks.

    `mail` is the state of today's mail, if one was requested.
    """

    person: Person | None
    positions: tuple[Position, ...]
    books: tuple[OwnerBook, ...]
    standing: Standing
    mail: Mail | None = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions in the workbooks."""
        return tuple(row.action for book in self.books for row in book.rows)

    @property
    def can_be_asked(self) -> bool:
        """Whether a mail can be requested: not if one was sent, waits or is being sent today."""
        refused = self.mail is not None and self.mail.state is MailState.REFUSED
        return self.standing is Standing.READY and (self.mail is None or refused)


@dataclass(frozen=True)
class RowsSent:
    """What became of one person's mail."""

    person_id: str
    state: MailState
    problem: str


def owners(database: Database, *, by: Person, today: date) -> tuple[Owner, ...]:
    """Return who has open actions, what each would get by mail, and who cannot be mailed.

    Confidential items are never included: mails pass through many hands. The rows of a vacant
    position go to its deputy, and are listed on their own where there is none.
    """
    demand(by, Permission.REPORT)
    mails = {mail.person_id: mail for mail in database.outbox.mails_of(MailKind.ROWS, today)}
    found = (
        Owner(person, positions, books, _standing(person), mails.get(person.id) if person else None)
        for person, positions, books in _books_by_person(database, today)
    )
    return tuple(sorted(found, key=_in_order))


def send_rows(
    database: Database,
    delivery: Delivery,
    person_ids: Iterable[str],
    *,
    by: Person,
    today: date,
) -> tuple[RowsSent, ...]:
    """Mail these people their rows and return what became of each mail.

    The requests are stored first, all or nothing: if sending is interrupted, `send_waiting` sends
    the rest. Anyone who got theirs today gets no other; asking twice sends once.
    Raises InvalidInputError while somebody among them cannot be mailed.
    """
    demand(by, Permission.REPORT)
    refuse_demo(database)
    found = owners(database, by=by, today=today)
    known = {owner.person.id: owner for owner in found if owner.person}
    wanted = tuple(dict.fromkeys(person_ids))
    _refuse_unreachable(known, wanted)
    asked = [MailKey(person_id, today, MailKind.ROWS) for person_id in wanted]
    database.outbox.ask(asked, now=delivery.stored_now, asked_by=by.id)
    send_waiting(database, delivery, today=today, hurry=True)
    became = {mail.person_id: mail for mail in database.outbox.mails_of(MailKind.ROWS, today)}
    return tuple(
        RowsSent(person_id, became[person_id].state, became[person_id].problem)
        for person_id in wanted
    )


def send_waiting(
    database: Database, delivery: Delivery, *, today: date, hurry: bool = False
) -> tuple[Posted, ...]:
    """Send the requested rows that have not been sent yet; return what was handled."""
    return send_asked(database, delivery, {MailKind.ROWS: envelope}, today=today, hurry=hurry)


def _refuse_unreachable(known: dict[str, Owner], wanted: Sequence[str]) -> None:
    if not wanted:
        raise InvalidInputError((Problem("to", "nobody_to_send_to"),))
    ready = {person_id for person_id, o in known.items() if o.standing is Standing.READY}
    missing = sum(person_id not in ready for person_id in wanted)
    if missing:
        raise InvalidInputError((Problem("to", "cannot_be_mailed", {"count": str(missing)}),))


# --- which rows belong to whom ------------------------------------------------------------------


def _books_by_person(
    database: Database, today: date
) -> Iterator[tuple[Person | None, tuple[Position, ...], tuple[OwnerBook, ...]]]:
    # Nobody knows how many people a mail will be passed on to.
    plan = database.plan(today=today).seen_by(None)
    held: defaultdict[str, list[tuple[Position, OwnerBook]]] = defaultdict(list)
    people: dict[str, Person | None] = {}
    for book in books_of_positions(plan, assess(plan, today)):
        position = next(p for p in plan.positions if p.id == book.scope_id)
        person = next(iter(people_in(plan, position)), None)
        key = person.id if person else f"vacant {position.id}"
        people[key] = person
        held[key].append((position, book))
    for key, person in people.items():
        positions, books = zip(*held[key], strict=True)
        yield person, positions, books


def _in_order(owner: Owner) -> tuple[bool, str]:
    """Order owners by name, those who cannot be mailed last."""
    name = owner.person.name if owner.person else owner.positions[0].title
    return owner.standing is not Standing.READY, name.casefold()


def _standing(person: Person | None) -> Standing:
    if person is None:
        return Standing.VACANT
    if not may(person, Permission.REPORT_OWN):
        return Standing.NO_ACCESS
    return Standing.READY if is_address(person.email) else Standing.NO_ADDRESS


# --- what a mail says ---------------------------------------------------------------------------


def envelope(database: Database, delivery: Delivery, mail: Mail, today: date) -> Envelope | None:
    """Return a mail with its current content; None where there is nothing left to send."""
    for person, _, books in _books_by_person(database, today):
        if person is not None and person.id == mail.person_id:
            if _standing(person) is not Standing.READY:
                return None
            plan = database.plan().seen_by(None)
            # Replies go to the requester only if they may import rows.
            asked_by = answers_to(plan, mail.asked_by, Permission.REPORT)
            language = person.language or plan.organisation.language
            letter = _letter(
                plan, person, books, words(language), base_url=delivery.base_url, asked_by=asked_by
            )
            files = told_apart(written(book, language) for book in books)
            return Envelope(person, letter, tuple(files), asked_by.email if asked_by else "")
    return None


def _letter(
    plan: Plan,
    person: Person,
    books: Sequence[OwnerBook],
    w: Words,
    *,
    base_url: str,
    asked_by: Person | None,
) -> Letter:
    actions = [row.action for book in books for row in book.rows]
    return Letter(
        language=w.language,
        subject=w("owner_mail.subject", count=len(actions)),
        greeting=greeting(person, w),
        sections=(
            Section(w("owner_mail.how"), tuple(_how(w, len(books), base_url, asked_by))),
            _listed(actions, w, base_url=base_url),
        ),
        closing=(
            w("owner_mail.why", organisation=plan.organisation.name),
            w("owner_mail.confidential"),
            base_url,
        ),
    )


def _how(w: Words, files: int, base_url: str, asked_by: Person | None) -> Iterator[Entry]:
    yield Entry(w("owner_mail.fill_in", count=files))
    yield Entry(w("owner_mail.upload"), link=f"{base_url}/rows")
    if asked_by is not None:
        yield Entry(w("owner_mail.or_answer", name=asked_by.name or w("person.somebody")))
    yield Entry(w("owner_mail.or_my_page"), link=f"{base_url}/my-page")


def _listed(actions: Sequence[Action], w: Words, *, base_url: str) -> Section:
    entries = (
        Entry(
            f"{action.code} {action.title}",
            _due_note(action, w),
            f"{base_url}/action?code={action.code}",
        )
        for action in actions[:_MOST]
    )
    more = len(actions) - _MOST
    rest = w("mail.more", count=more) if more > 0 else ""
    return Section(w("owner_mail.listed", count=len(actions)), tuple(entries), rest)


def _due_note(action: Action, w: Words) -> str:
    if action.due is None:
        return w("owner_mail.no_date")
    return w("owner_mail.due", due=w.formats.due(action.due, action.due_precision))
