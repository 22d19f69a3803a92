"""The health of the store: its backups, disk space, mails and clock."""

from __future__ import annotations

import shutil
import threading
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from strategy.domain.errors import StrategyError
from strategy.domain.items import Person
from strategy.domain.known_time import KnownTime
from strategy.domain.roles import Permission, demand
from strategy.services import clock
from strategy.services.administration.recovery import is_ahead, newest_good_backup
from strategy.services.reading import day_at
from strategy.store.database import Database
from strategy.store.outbox import MailState

LITTLE_ROOM_BYTES = 1_000_000_000
_BACKUP_AT_MOST = timedelta(days=1)
_MAIL_AT_MOST = timedelta(days=1)
_KEPT_SECONDS = 30.0


class Concern(StrEnum):
    """Something an administrator should look into."""

    NO_BACKUP = "no_backup"
    BACKUP_FAILED = "backup_failed"
    BEHIND_BACKUP = "behind_backup"
    LITTLE_ROOM = "little_room"
    NOT_WRITABLE = "not_writable"
    MAILS_WAIT = "mails_wait"
    CLOCK = "clock"


@dataclass(frozen=True)
class StoreState:
    """The state of the store: the newest readable backup, disk space left, and what waits."""

    backup_on: date | None
    backup_revision: int | None
    free_bytes: int
    writable: bool
    mails_waiting: int
    oldest_waiting: date | None
    known: KnownTime | None
    concerns: tuple[Concern, ...]


def store_state(database: Database, folder: Path, *, by: Person, now: datetime) -> StoreState:
    """Return the state of the store; for administrators."""
    demand(by, Permission.ADMINISTER)
    return look_at_store(database, folder, now=now)


def vouch_for_clock(database: Database, *, by: Person, now: datetime) -> None:
    """Accept the clock although it has jumped; for administrators."""
    demand(by, Permission.ADMINISTER)
    database.upkeep.believe(clock.stored(now))


def look_at_store(database: Database, folder: Path, *, now: datetime) -> StoreState:
    """Check the state of the store: the newest backup is opened and read."""
    today = day_at(database, now)
    good = newest_good_backup(folder, until=today)
    waiting = [m.day for m in database.outbox.mails() if m.state is MailState.WAITING]
    on = None if good is None else date.fromisoformat(good.path.name[len("strategy-") :][:10])
    known = database.upkeep.known_time()
    free, writable = _free_bytes(folder), _is_writable(database, now)
    found = {
        Concern.NO_BACKUP: not database.is_empty() and (not on or on < today - _BACKUP_AT_MOST),
        Concern.BACKUP_FAILED: database.upkeep.backup_failed_on() is not None and on != today,
        Concern.BEHIND_BACKUP: good is not None and is_ahead(good, database),
        Concern.LITTLE_ROOM: free < LITTLE_ROOM_BYTES,
        Concern.NOT_WRITABLE: not writable,
        Concern.MAILS_WAIT: bool(waiting) and min(waiting) < today - _MAIL_AT_MOST,
        Concern.CLOCK: known is not None and known.in_doubt,
    }
    return StoreState(
        backup_on=on,
        backup_revision=None if good is None else good.held.revision,
        free_bytes=free,
        writable=writable,
        mails_waiting=len(waiting),
        oldest_waiting=min(waiting, default=None),
        known=known,
        concerns=tuple(concern for concern, is_there in found.items() if is_there),
    )


class Lately:
    """Caches the state of the store, so that asking often costs little."""

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._lock = threading.Lock()
        self._seen: tuple[float, str, StoreState] | None = None

    def look(self, database: Database, folder: Path) -> StoreState:
        """Return the state of the store, at most half a minute old."""
        with self._lock:
            seen, at = self._seen, time.monotonic()
            if seen is None or at - seen[0] > _KEPT_SECONDS or seen[1] != database.url:
                seen = at, database.url, look_at_store(database, folder, now=datetime.now(UTC))
                self._seen = seen
            return seen[2]


def _free_bytes(folder: Path) -> int:
    there = next(path for path in (folder, *folder.absolute().parents) if path.is_dir())
    return shutil.disk_usage(there).free


def _is_writable(database: Database, now: datetime) -> bool:
    try:
        database.upkeep.try_to_write(now)
    except (StrategyError, OSError):
        return False
    return True
