"""Sign-in data: kept beside the plan, never in it and never in the journal.

Secrets are passed in as fingerprints, so that nobody can sign in with what the store holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from strategy.domain.known_time import OldBefore
from strategy.store import kept
from strategy.store.engine import Connection, Engine
from strategy.store.statements import statement

# What was issued while the clock was ahead must not stay valid until that date.
_LONGEST = timedelta(days=15)
_CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True)
class Identity:
    """What a provider calls a person."""

    issuer: str
    subject: str
    bound_at: datetime


@dataclass(frozen=True)
class Session:
    """A session; `roles` are what the provider said, None where the person's record decides."""

    person_id: str
    provider: str
    roles: str | None
    started_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Visit:
    """When a person was here."""

    provider: str
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Invitation:
    """Until when a person was invited, and when they came."""

    expires_at: datetime
    used_at: datetime | None


class Identities:
    """The sign-in data of a store; every method is one transaction. Times are UTC."""

    def __init__(self, engine: Engine) -> None:
        """Use this database."""
        self._engine = engine

    # --- identities and invitations ----------------------------------------------------------

    def owner(self, issuer: str, subject: str) -> str | None:
        """Return the id of the person a provider means, None for a stranger."""
        values = {"issuer": issuer, "subject": subject}
        with self._engine.reading() as connection:
            return _one(connection, "identity_owner", values)

    def of(self, person_id: str) -> tuple[Identity, ...]:
        """Return what providers call a person."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("identities"), {"person_id": person_id})
        return tuple(Identity(*row) for row in rows)

    def known_people(self) -> frozenset[str]:
        """Return the ids of everybody a provider knows."""
        with self._engine.reading() as connection:
            return frozenset(i for (i,) in connection.rows(statement("people_with_identity")))

    def invite(self, fingerprint: str, person_id: str, *, expires_at: datetime) -> None:
        """Let a person bind an identity once; their earlier invitations become invalid."""
        values = {"fingerprint": fingerprint, "person_id": person_id, "expires_at": expires_at}
        with self._engine.writing() as connection:
            connection.run(statement("withdraw_invitations"), {"person_id": person_id})
            connection.run(statement("add_invitation"), values)

    def invited(self, fingerprint: str, *, now: datetime) -> str | None:
        """Return the id of the person an invitation is for, None when it is not valid."""
        with self._engine.reading() as connection:
            return _one(connection, "invited", _secret(fingerprint, now))

    def accept(
        self, fingerprint: str, issuer: str, subject: str, *, former: str | None, now: datetime
    ) -> bool:
        """Use up an invitation and bind the identity; False when somebody else was faster.

        `former` is the person who had the identity before and has left.
        """
        with self._engine.writing() as connection:
            person_id = _one(connection, "invited", _secret(fingerprint, now))
            bound = person_id is not None and _bound(
                connection, issuer, subject, person_id, former=former, now=now
            )
            if bound:
                values = {"fingerprint": fingerprint, "now": now}
                connection.run(statement("use_invitation"), values)
            return bound

    def invitations_of(self, person_id: str) -> tuple[Invitation, ...]:
        """Return a person's invitations."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("invitations"), {"person_id": person_id})
        return tuple(Invitation(*row) for row in rows)

    # --- the first administrator -------------------------------------------------------------

    def add_first_code(self, fingerprint: str, *, expires_at: datetime) -> None:
        """Let anyone who knows this code become the first administrator.

        Earlier codes stay valid: each of several processes shows its own.
        """
        with self._engine.writing() as connection:
            values = {"fingerprint": fingerprint, "expires_at": expires_at}
            connection.run(statement("add_first_code"), values)

    def first_code_counts(self, fingerprint: str, *, now: datetime) -> bool:
        """Tell whether this is a code that is still valid."""
        with self._engine.reading() as connection:
            return bool(connection.rows(statement("first_code"), _secret(fingerprint, now)))

    def use_first_code(self, fingerprint: str, *, now: datetime) -> bool:
        """Use up the code, and all others with it; False when somebody else was faster."""
        with self._engine.writing() as connection:
            counts = bool(connection.rows(statement("first_code"), _secret(fingerprint, now)))
            if counts:
                connection.run(statement("forget_first_codes"))
            return counts

    def bind(
        self, issuer: str, subject: str, person_id: str, *, former: str | None, now: datetime
    ) -> bool:
        """Remember what a provider calls a person; False when it means somebody else."""
        with self._engine.writing() as connection:
            return _bound(connection, issuer, subject, person_id, former=former, now=now)

    # --- sessions ----------------------------------------------------------------------------

    def begin(
        self,
        fingerprint: str,
        person_id: str,
        *,
        provider: str,
        roles: str | None,
        now: datetime,
        expires_at: datetime,
    ) -> None:
        """Begin a session."""
        values = {
            "fingerprint": fingerprint,
            "person_id": person_id,
            "provider": provider,
            "roles": roles,
            "now": now,
            "expires_at": expires_at,
        }
        with self._engine.writing() as connection:
            connection.run(statement("begin_session"), values)

    def session(self, fingerprint: str, *, now: datetime, idle_since: datetime) -> Session | None:
        """Return a session that was used since a moment and has neither ended nor lapsed."""
        values = {
            "fingerprint": fingerprint,
            "now": now,
            "idle_since": idle_since,
            "at_the_latest": now + _CLOCKS_DIFFER,
        }
        with self._engine.reading() as connection:
            rows = connection.rows(statement("session"), values)
        return Session(*rows[0]) if rows else None

    def see(self, fingerprint: str, *, now: datetime) -> None:
        """Remember that somebody is still here."""
        with kept.unnoted():
            self._run("see_session", {"fingerprint": fingerprint, "now": now})

    def end(self, fingerprint: str, *, now: datetime) -> None:
        """End a session."""
        self._run("end_session", {"fingerprint": fingerprint, "now": now})

    def end_all_of(self, person_id: str, *, now: datetime) -> int:
        """End every session of a person and return how many there were."""
        return self._run("end_sessions", {"person_id": person_id, "now": now})

    def visits_of(self, person_id: str) -> tuple[Visit, ...]:
        """Return when a person was here, as far as that is kept."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("sessions"), {"person_id": person_id})
        return tuple(Visit(*row) for row in rows)

    # --- forgetting --------------------------------------------------------------------------

    def forget(self, before: OldBefore) -> None:
        """Remove the sessions and invitations that lapsed before a day."""
        values = {"before": datetime.combine(before.day, time.min)}
        with self._engine.writing() as connection:
            for name in ("forget_sessions", "forget_invitations"):
                connection.run(statement(name), values)

    def erase(self, person_id: str) -> None:
        """Remove everything that would let a person in or shows when they were here."""
        with self._engine.writing() as connection:
            for name in ("erase_identities", "erase_invitations", "erase_sessions"):
                connection.run(statement(name), {"person_id": person_id})

    def _run(self, name: str, values: dict[str, object]) -> int:
        with self._engine.writing() as connection:
            return connection.run(statement(name), values)


def _secret(fingerprint: str, now: datetime) -> dict[str, object]:
    return {"fingerprint": fingerprint, "now": now, "at_the_latest": now + _LONGEST}


def _one(connection: Connection, name: str, values: Mapping[str, object]) -> str | None:
    rows = connection.rows(statement(name), values)
    return str(rows[0][0]) if rows else None


def _bound(
    connection: Connection,
    issuer: str,
    subject: str,
    person_id: str,
    *,
    former: str | None,
    now: datetime,
) -> bool:
    identity = {"issuer": issuer, "subject": subject}
    owner = _one(connection, "identity_owner", identity)
    if owner == person_id:
        return True
    if owner not in {None, former}:
        return False
    values = {**identity, "person_id": person_id, "now": now}
    connection.run(statement("bind_identity" if owner is None else "rebind_identity"), values)
    return True
