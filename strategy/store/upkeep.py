"""What the program remembers of its own upkeep, beside the plan: the time the clock last showed."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from strategy.domain.known_time import KnownTime, look
from strategy.store.engine import Connection, Engine
from strategy.store.statements import statement

_TIME = "time"
_FAILED = "backup failed"
_NOTED_EVERY = timedelta(minutes=5)


class Upkeep:
    """What is remembered; every method is one transaction. Times are UTC."""

    def __init__(self, engine: Engine) -> None:
        """Use this database."""
        self._engine = engine
        self._seen: KnownTime | None = None

    def not_before_seen(self, now: datetime) -> datetime:
        """Return `now`, or the time the clock last showed if `now` is far behind that."""
        return now if self._seen is None else self._seen.not_before(now)

    def look(self, now: datetime) -> KnownTime:
        """Look at the clock, remember what it shows, and return what is known of the time."""
        with self._engine.reading() as connection:
            known = _known_time(connection)
        if known is not None and _says_nothing_new(known, now):
            self._seen = known
            return known
        with self._engine.writing() as connection:
            seen = look(_known_time(connection) or _last_trace(connection, now), now)
            _note_time(connection, seen)
        self._seen = seen
        return seen

    def known_time(self) -> KnownTime | None:
        """Return what is known of the time; None where nobody has looked yet."""
        with self._engine.reading() as connection:
            return _known_time(connection)

    def try_to_write(self, now: datetime) -> None:
        """Write something, to see whether the database takes it."""
        with self._engine.writing() as connection:
            _write(connection, "written", now.isoformat())

    def note_backup(self, failed_on: date | None) -> None:
        """Remember the day on which the backup failed, or that it no longer does."""
        with self._engine.reading() as connection:
            same = _failed_on(connection) == failed_on
        if not same:
            with self._engine.writing() as connection:
                _write(connection, _FAILED, failed_on.isoformat() if failed_on else "")

    def backup_failed_on(self) -> date | None:
        """Return the day on which the backup failed last; None if none has failed since."""
        with self._engine.reading() as connection:
            return _failed_on(connection)

    def believe(self, now: datetime) -> None:
        """Accept the clock's time as right, because somebody vouches for it."""
        with self._engine.writing() as connection:
            _note_time(connection, KnownTime(now))
        self._seen = KnownTime(now)


def _says_nothing_new(known: KnownTime, now: datetime) -> bool:
    return not known.in_doubt and timedelta() <= now - known.settled < _NOTED_EVERY


def _known_time(connection: Connection) -> KnownTime | None:
    noted = _note(connection, _TIME)
    if noted is None:
        return None
    settled, leapt_to, days = json.loads(noted)
    moment = datetime.fromisoformat
    return KnownTime(moment(settled), moment(leapt_to) if leapt_to else None, int(days))


def _failed_on(connection: Connection) -> date | None:
    noted = _note(connection, _FAILED)
    return date.fromisoformat(noted) if noted else None


def _last_trace(connection: Connection, now: datetime) -> KnownTime | None:
    """Return the time a store's content shows, for when nobody has looked at the clock yet."""
    ((at,),) = connection.rows(statement("last_trace"), {"now": now})
    return None if at is None else KnownTime(at)


def _note_time(connection: Connection, known: KnownTime) -> None:
    leapt_to = known.leapt_to.isoformat() if known.leapt_to else None
    content = json.dumps([known.settled.isoformat(), leapt_to, known.days])
    _write(connection, _TIME, content)


def _note(connection: Connection, name: str) -> str | None:
    rows = connection.rows(statement("upkeep_note"), {"name": name})
    return str(rows[0][0]) if rows else None


def _write(connection: Connection, name: str, content: str) -> None:
    values = {"name": name, "content": content}
    if connection.run(statement("change_upkeep_note"), values) == 0:
        connection.run(statement("add_upkeep_note"), values)
