"""Sign-in: invitations, sessions, and what to trust of an external identity."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from strategy.domain.errors import (
    InvalidInputError,
    LapsedSecretError,
    NotFoundError,
    Problem,
    RolesLeftOutError,
    TakenIdentityError,
    UnknownPersonError,
)
from strategy.domain.items import Person, Role
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.services.starting import start_own_plan
from strategy.services.validation import build
from strategy.settings import Provider, Settings
from strategy.store.database import Database
from strategy.store.identities import Session

INVITED_FOR = timedelta(days=14)
FIRST_CODE_FOR = timedelta(days=2)

_NOTED_EVERY = timedelta(minutes=1)
_SECRET_BYTES = 32


@dataclass(frozen=True)
class Vouched:
    """What a provider vouches for: a subject, and their roles if the provider is asked for them."""

    provider: str
    issuer: str
    subject: str
    roles: tuple[Role, ...] | None = None


@dataclass(frozen=True)
class Beginning:
    """What the first administrator provides: their name, and the name of the organisation."""

    administrator_name: str
    organisation: str = ""
    language: str = "nb"


def vouched_for(provider: Provider, claims: Mapping[str, Any]) -> Vouched:
    """Return what is kept of a provider's claims: never a name, mail address or birth number.

    Raises RolesLeftOutError for a token that leaves the roles out because there are too many.
    """
    subject = claims.get(provider.subject_claim)
    if not isinstance(subject, str) or not subject:
        raise UnknownPersonError(provider.subject_claim)
    roles = _claimed_roles(provider, claims) if provider.roles_claim else None
    return Vouched(provider.key, str(claims["iss"]), subject, roles)


def _claimed_roles(provider: Provider, claims: Mapping[str, Any]) -> tuple[Role, ...]:
    elsewhere = claims.get("_claim_names")
    if provider.roles_claim not in claims and (
        claims.get("hasgroups")
        or (isinstance(elsewhere, Mapping) and provider.roles_claim in elsewhere)
    ):
        raise RolesLeftOutError(provider.key)
    claimed = claims.get(provider.roles_claim) or ()
    values = [claimed] if isinstance(claimed, str) else claimed
    known = {role.value: role for role in Role}
    # Without a mapping of its own, a claim may use our role names directly.
    named = (name for value in values for name in provider.roles.get(str(value), (str(value),)))
    found = {known[name] for name in named if name in known}
    return tuple(role for role in Role if role in found)


# --- signing in ---------------------------------------------------------------------------------


def sign_in(database: Database, vouched: Vouched, settings: Settings, *, now: datetime) -> str:
    """Begin a session for the person a provider vouches for, and return its secret.

    Raises UnknownPersonError for anyone who was never invited, or may no longer sign in.
    """
    person_id = database.identities.owner(vouched.issuer, vouched.subject)
    person = _active(database.plan(), person_id)
    if person is None:
        raise UnknownPersonError(vouched.provider)
    return _begin(database, person, vouched, settings, now)


def accept_invitation(
    database: Database, token: str, vouched: Vouched, settings: Settings, *, now: datetime
) -> str:
    """Bind an identity to the person invited, begin a session and return its secret.

    Raises LapsedSecretError for an invitation that is no longer valid, and TakenIdentityError
    for an identity that belongs to somebody else.
    """
    person = invited_person(database, token, now=now)
    accepted = person is not None and database.identities.accept(
        fingerprint_of(token),
        vouched.issuer,
        vouched.subject,
        former=_former_owner(database, vouched, person),
        now=now,
    )
    if person is None or not accepted:
        raise LapsedSecretError
    return _begin(database, person, vouched, settings, now)


def _former_owner(database: Database, vouched: Vouched, person: Person | None) -> str | None:
    """Return the former user of this identity; raises if another active person has it."""
    owner_id = database.identities.owner(vouched.issuer, vouched.subject)
    owner = _active(database.plan(), owner_id)
    if owner is not None and owner != person:
        raise TakenIdentityError
    return owner_id


def _begin(
    database: Database, person: Person, vouched: Vouched, settings: Settings, now: datetime
) -> str:
    token = secrets.token_urlsafe(_SECRET_BYTES)
    database.identities.begin(
        fingerprint_of(token),
        person.id,
        provider=vouched.provider,
        roles=_written_roles(vouched),
        now=now,
        expires_at=now + timedelta(hours=settings.session_hours),
    )
    return token


def _written_roles(vouched: Vouched) -> str | None:
    return None if vouched.roles is None else json.dumps(vouched.roles)


# --- sessions -----------------------------------------------------------------------------------


def person_of(
    database: Database, token: str, settings: Settings, *, now: datetime
) -> Person | None:
    """Return the person a session's secret belongs to, with their current data; None if nobody.

    Called in every rerun: anyone signed out or deactivated is out at the next click.
    """
    session = _session(database, token, settings, now)
    person = _active(database.plan(), session.person_id) if session else None
    if session is None or person is None:
        return None
    if now - session.seen_at >= _NOTED_EVERY:
        database.identities.see(fingerprint_of(token), now=now)
    return _as_vouched(person, session)


def begun_meanwhile(
    database: Database,
    token: str,
    vouched: Vouched,
    settings: Settings,
    *,
    since: datetime,
    now: datetime,
) -> bool:
    """Return whether a session began since a moment for whom a provider now vouches for again.

    Then another tab of theirs has signed in meanwhile, with the same roles, and one session is
    enough for both.
    """
    session = _session(database, token, settings, now)
    if session is None or session.started_at < since:
        return False
    told = (session.person_id, session.provider, session.roles)
    owner_id = database.identities.owner(vouched.issuer, vouched.subject)
    is_same = told == (owner_id, vouched.provider, _written_roles(vouched))
    return is_same and _active(database.plan(), owner_id) is not None


def _session(database: Database, token: str, settings: Settings, now: datetime) -> Session | None:
    if not token:
        return None
    idle_since = now - timedelta(minutes=settings.idle_minutes)
    return database.identities.session(fingerprint_of(token), now=now, idle_since=idle_since)


def provider_of(database: Database, token: str, settings: Settings, *, now: datetime) -> str | None:
    """Return the provider through which a session began, None when it has ended."""
    found = _session(database, token, settings, now)
    return found.provider if found else None


def sign_out(database: Database, token: str, *, now: datetime) -> None:
    """End a session."""
    database.identities.end(fingerprint_of(token), now=now)


def sign_out_everywhere(database: Database, person_id: str, *, by: Person, now: datetime) -> int:
    """End all sessions of a person, one's own or as administrator; returns their number."""
    if by.id != person_id:
        demand(by, Permission.ADMINISTER)
    return database.identities.end_all_of(person_id, now=now)


def _as_vouched(person: Person, session: Session) -> Person:
    if session.roles is None:
        return person
    roles = tuple(Role(role) for role in json.loads(session.roles))
    return person.model_copy(update={"roles": roles})


# --- inviting -----------------------------------------------------------------------------------


def invite(database: Database, person_id: str, *, by: Person, now: datetime) -> str:
    """Return the secret of a link that lets one person in, once, within two weeks.

    The person who hands the link over decides who gets it: an e-mail address proves nothing.
    """
    demand(by, Permission.ADMINISTER)
    if _active(database.plan(), person_id) is None:
        raise NotFoundError("person", person_id)
    token = secrets.token_urlsafe(_SECRET_BYTES)
    expires_at = now + INVITED_FOR
    database.identities.invite(fingerprint_of(token), person_id, expires_at=expires_at)
    return token


def invited_person(database: Database, token: str, *, now: datetime) -> Person | None:
    """Return the person a valid invitation is for."""
    person_id = database.identities.invited(fingerprint_of(token), now=now)
    return _active(database.plan(), person_id)


# --- the first administrator --------------------------------------------------------------------


def needs_first_administrator(database: Database) -> bool:
    """Return whether nobody who may invite others can sign in themselves."""
    known = database.identities.known_people()
    return not any(person.id in known for person in _administrators(database.plan()))


def first_code(database: Database, *, now: datetime) -> str | None:
    """Return a code for the first administrator, to be shown at the machine; None when not needed.

    Every start makes a new one; all of them are valid until they expire or one is used.
    """
    if not needs_first_administrator(database):
        return None
    code = secrets.token_hex(_SECRET_BYTES // 2)
    database.identities.add_first_code(fingerprint_of(code), expires_at=now + FIRST_CODE_FOR)
    return code


def first_code_counts(database: Database, code: str, *, now: datetime) -> bool:
    """Return whether this is a valid code for the first administrator."""
    return database.identities.first_code_counts(fingerprint_of(code), now=now)


def become_first_administrator(
    database: Database,
    code: str,
    vouched: Vouched,
    told: Beginning,
    settings: Settings,
    *,
    now: datetime,
    today: date,
) -> str:
    """Make the person who knows the code administrator, start a session and return its secret.

    If there is exactly one administrator on record, it is them; otherwise a person is added. In an
    empty store a plan is started. Raises LapsedSecretError, or TakenIdentityError where the
    identity belongs to somebody else.
    """
    _check_told(database, told)
    on_record = _administrators(database.plan())
    former = _former_owner(database, vouched, on_record[0] if len(on_record) == 1 else None)
    fingerprint = fingerprint_of(code)
    if not needs_first_administrator(database) or not database.identities.use_first_code(
        fingerprint, now=now
    ):
        raise LapsedSecretError
    person = _first_administrator(database, told, today)
    database.identities.bind(vouched.issuer, vouched.subject, person.id, former=former, now=now)
    return _begin(database, person, vouched, settings, now)


def names_wanted(database: Database) -> tuple[str, ...]:
    """Return what the first administrator must enter: `administrator_name`, `organisation`."""
    if database.is_empty():
        return ("administrator_name", "organisation")
    return () if len(_administrators(database.plan())) == 1 else ("administrator_name",)


def _check_told(database: Database, told: Beginning) -> None:
    wanted = names_wanted(database)
    missing = [name for name in wanted if not getattr(told, name).strip()]
    if missing:
        raise InvalidInputError(tuple(Problem(name, "required") for name in missing))


def _first_administrator(database: Database, told: Beginning, today: date) -> Person:
    if database.is_empty():
        return start_own_plan(
            database,
            name=told.organisation,
            language=told.language,
            administrator_name=told.administrator_name,
            today=today,
        )
    on_record = _administrators(database.plan())
    if len(on_record) == 1:
        return on_record[0]
    given = {"name": told.administrator_name, "roles": (Role.ADMINISTRATOR,)}
    person = build(Person, given)
    with database.change(by=person.id) as change:
        change.add(person)
    return person


def _administrators(plan: Plan) -> tuple[Person, ...]:
    return tuple(p for p in _people(plan) if Role.ADMINISTRATOR in p.roles)


def _active(plan: Plan, person_id: str | None) -> Person | None:
    return next((person for person in _people(plan) if person.id == person_id), None)


def _people(plan: Plan) -> Iterable[Person]:
    return (person for person in plan.people if not person.retired and not person.erased)


def fingerprint_of(secret: str) -> str:
    """Return what the store keeps of a secret: enough to recognise it, too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()
