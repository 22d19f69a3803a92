"""What running meetings are discussing, and since when: kept beside plan and journal."""

from __future__ import annotations

from strategy.domain.errors import StaleEditError
from strategy.domain.meetings.meeting_clock import MeetingClock
from strategy.store.engine import Connection, Engine
from strategy.store.statements import statement


class MeetingClocks:
    """What the store knows of running meetings; every method is one transaction. Times are UTC."""

    def __init__(self, engine: Engine) -> None:
        """Use this database."""
        self._engine = engine

    def of(self, meeting_id: str) -> MeetingClock | None:
        """Return what a meeting is discussing, None where nothing is recorded."""
        with self._engine.reading() as connection:
            return _stored(connection, meeting_id)

    def version_of(self, meeting_id: str) -> int:
        """Return how often what a meeting is discussing has changed, for screens to follow."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("meeting_clock_version"), {"id": meeting_id})
        return int(rows[0][0]) if rows else 0

    def keep(self, clock: MeetingClock) -> MeetingClock:
        """Store what is discussed; refuses with StaleEditError when somebody moved on meanwhile."""
        values: dict[str, object] = {"id": clock.id, "content": clock.model_dump_json()}
        with self._engine.writing() as connection:
            stored = _stored(connection, clock.id)
            if stored is None:
                connection.run(statement("add_meeting_clock"), values)
                return clock.model_copy(update={"version": 1})
            values["version"] = clock.version
            if connection.run(statement("change_meeting_clock"), values) == 0:
                raise StaleEditError(stored, by_id=stored.run_by)
        return clock.model_copy(update={"version": clock.version + 1})


def _stored(connection: Connection, meeting_id: str) -> MeetingClock | None:
    rows = connection.rows(statement("meeting_clock"), {"id": meeting_id})
    if not rows:
        return None
    content, version = rows[0]
    clock = MeetingClock.model_validate_json(content)
    return clock.model_copy(update={"version": int(version)})
