"""Mail administrators, at most once a day, while something is wrong with the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from strategy.domain.items import Person
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may
from strategy.i18n import Words, words
from strategy.mail.letters import Entry, Letter, Section
from strategy.services.administration.store_state import StoreState, look_at_store
from strategy.services.posting import Delivery, Envelope, greeting
from strategy.settings import read_settings
from strategy.store.database import Database
from strategy.store.outbox import Mail, MailKey, MailKind

_PAGE = "/backup"


def ask_where_something_is_wrong(
    database: Database, folder: Path, delivery: Delivery, *, today: date
) -> int:
    """Request today's mail to each administrator if something is wrong; return to how many.

    The outbox holds one of each mail, so asking again the same day changes nothing.
    """
    plan = database.plan()
    if plan.organisation.demo or not look_at_store(database, folder, now=delivery.now).concerns:
        return 0
    asked = [MailKey(person.id, today, MailKind.UPKEEP) for person in _administrators(plan)]
    database.outbox.ask(asked, now=delivery.stored_now, asked_by=None)
    return len(asked)


def envelope(database: Database, delivery: Delivery, mail: Mail, _today: date) -> Envelope | None:
    """Return the mail about the store as it is now; None where nothing is wrong any more."""
    plan = database.plan()
    person = next((one for one in _administrators(plan) if one.id == mail.person_id), None)
    seen = look_at_store(database, read_settings().backup_folder, now=delivery.now)
    if person is None or not seen.concerns:
        return None
    w = words(person.language or plan.organisation.language)
    return Envelope(person, _letter(seen, plan, w, person=person, base_url=delivery.base_url))


def _administrators(plan: Plan) -> Iterator[Person]:
    for person in plan.people:
        reachable = person.email and not person.retired and not person.erased
        if reachable and may(person, Permission.ADMINISTER):
            yield person


def _letter(seen: StoreState, plan: Plan, w: Words, *, person: Person, base_url: str) -> Letter:
    link = f"{base_url}{_PAGE}"
    wrong = tuple(Entry(w(f"store_care.{concern}"), link=link) for concern in seen.concerns)
    return Letter(
        language=w.language,
        subject=w("upkeep_mail.subject"),
        greeting=greeting(person, w),
        sections=(
            Section(w("upkeep_mail.wrong"), wrong),
            Section(w("store_care.title"), (Entry(_newest(seen, w)),)),
        ),
        closing=(w("upkeep_mail.why", organisation=plan.organisation.name), base_url),
    )


def _newest(seen: StoreState, w: Words) -> str:
    if seen.backup_on is None:
        return w("store_care.no_backup_yet")
    day = w.formats.day(seen.backup_on)
    return w("store_care.backup", day=day, revision=str(seen.backup_revision))
