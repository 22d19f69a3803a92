"""Private addresses of people's calendars: kept beside the plan, as fingerprints only."""

from __future__ import annotations

from datetime import datetime

from strategy.store.engine import Engine
from strategy.store.statements import statement


class CalendarFeeds:
    """Which calendar an address leads to; one address per person. Times are UTC."""

    def __init__(self, engine: Engine) -> None:
        """Use this database."""
        self._engine = engine

    def renew(self, person_id: str, fingerprint: str, *, now: datetime) -> None:
        """Give a person's calendar a new address; the earlier one stops working."""
        values = {"person_id": person_id, "fingerprint": fingerprint, "now": now}
        with self._engine.writing() as connection:
            connection.run(statement("withdraw_feed"), {"person_id": person_id})
            connection.run(statement("add_feed"), values)

    def owner(self, fingerprint: str) -> str | None:
        """Return the id of the person whose calendar this is, None for an unknown address."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("feed_owner"), {"fingerprint": fingerprint})
        return str(rows[0][0]) if rows else None

    def made_at(self, person_id: str) -> datetime | None:
        """Return when a person's address was made, None where there is none."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("feed_made_at"), {"person_id": person_id})
        return rows[0][0] if rows else None

    def withdraw(self, person_id: str) -> None:
        """Make a person's address stop working."""
        with self._engine.writing() as connection:
            connection.run(statement("withdraw_feed"), {"person_id": person_id})
