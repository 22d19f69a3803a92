"""A person's deadlines in their own calendar: as a file, or at a private feed address."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

from strategy.domain.items import Person
from strategy.domain.roles import Permission, demand, may
from strategy.exchange.calendar import calendar_of, deadlines_of
from strategy.i18n import words
from strategy.services import clock
from strategy.services.sign_in import fingerprint_of
from strategy.store.database import Database

_SECRET_BYTES = 32


def calendar_file(
    database: Database, *, by: Person, today: date, now: datetime, base_url: str
) -> bytes:
    """Return a person's own deadlines as an iCalendar file, in their language."""
    demand(by, Permission.SEE_PLAN)
    plan = database.plan(today=today)
    organisation = plan.organisation
    w = words(by.language or organisation.language)
    return calendar_of(
        deadlines_of(plan, by, today=today, w=w, base_url=base_url),
        name=w("calendar.name", organisation=organisation.name),
        time_zone=organisation.time_zone,
        now=now,
        changed_at=changed_at(database),
    )


def changed_at(database: Database) -> datetime:
    """Return when the plan last changed; calendars use it as the version of their entries."""
    made_at = database.last_changed()
    assert made_at is not None  # noqa: S101 - a person with a calendar has been stored
    return made_at.replace(tzinfo=UTC)


def new_address(database: Database, *, by: Person, now: datetime, base_url: str) -> str:
    """Give a person a new private feed address and return it, once; earlier ones stop working.

    Only its fingerprint is kept, so nobody can look it up.
    """
    demand(by, Permission.SEE_PLAN)
    token = secrets.token_urlsafe(_SECRET_BYTES)
    made_at = clock.stored(now)
    database.calendar_feeds.renew(by.id, fingerprint_of(token), now=made_at)
    return f"{base_url}/calendar/{token}.ics"


def address_made_at(database: Database, *, by: Person) -> datetime | None:
    """Return when a person's address was made (UTC, without a zone), None where there is none."""
    return database.calendar_feeds.made_at(by.id)


def withdraw_address(database: Database, *, by: Person) -> None:
    """Make a person's own feed address invalid."""
    database.calendar_feeds.withdraw(by.id)


def calendar_at(
    database: Database, token: str, *, today: date, now: datetime, base_url: str
) -> bytes | None:
    """Return the calendar at an address; None if unknown or if the person has no access."""
    owner_id = database.calendar_feeds.owner(fingerprint_of(token))
    person = database.plan().find(Person, owner_id)
    if person is None or not may(person, Permission.SEE_PLAN):
        return None
    return calendar_file(database, by=person, today=today, now=now, base_url=base_url)
