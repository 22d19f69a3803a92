"""Keep the plan safe: daily backups, pruning of old ones, and restoring from one."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from strategy.domain.errors import NotFoundError, StrategyError
from strategy.domain.items import Person
from strategy.domain.known_time import KnownDay
from strategy.domain.roles import Permission, demand
from strategy.store.database import Database
from strategy.store.files.foreign import look_into
from strategy.store.files.working_folder import COPY, RESTORE, working_folder

ALWAYS_KEPT = 5
"""How many of the newest backups are kept however old they are."""

_NAME = re.compile(r"strategy-(\d{4}-\d{2}-\d{2})(?:-(\d{1,4}))?\.duckdb")


@dataclass(frozen=True)
class Backup:
    """One backup: its file name, the day it was taken, its number on that day, its bytes.

    `revision` is what it was found to hold when it was made; None where it has not been read.
    """

    name: str
    on: date
    number: int
    size: int
    revision: int | None = field(default=None, compare=False)


def backup_now(database: Database, folder: Path, *, by: Person | None, today: date) -> Backup:
    """Take a backup while others keep working; `by` is None for the daily scheduled one.

    It is opened and read before it counts: one that cannot be read is removed, and the error says
    what is wrong with it.
    """
    if by is not None:
        demand(by, Permission.ADMINISTER)
    number = next(n for n in count(1) if not (folder / _file_name(today, n)).exists())
    path = folder / _file_name(today, number)
    database.backup(path)
    return Backup(path.name, today, number, path.stat().st_size, _revision_of(path))


def _revision_of(path: Path) -> int:
    """Return the revision a new backup holds; remove it and raise if it cannot be relied on."""
    try:
        return look_into(path).revision
    except StrategyError:
        path.unlink(missing_ok=True)
        raise


def take_copy(database: Database, *, by: Person) -> bytes:
    """Return a backup as bytes, to be stored anywhere."""
    demand(by, Permission.ADMINISTER)
    with working_folder(COPY) as folder:
        path = folder / "strategy.duckdb"
        database.backup(path)
        return path.read_bytes()


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """Return the existing backups, the newest first; other files are left out."""
    if not folder.is_dir():
        return ()
    found = [backup for path in folder.iterdir() if (backup := _backup_at(path))]
    return tuple(sorted(found, key=lambda backup: (backup.on, backup.number), reverse=True))


def backup_content(folder: Path, name: str, *, by: Person) -> bytes:
    """Return one of the backups unchanged, to be stored elsewhere."""
    demand(by, Permission.ADMINISTER)
    # Only names issued by this module are accepted: no path can lead out of the folder.
    if name not in {backup.name for backup in list_backups(folder)}:
        raise NotFoundError("backup", name)
    return (folder / name).read_bytes()


def backup_due(folder: Path, *, today: date) -> bool:
    """Return whether no backup has been taken today; one dated in the future does not count."""
    return all(backup.on != today for backup in list_backups(folder))


def prune_backups(database: Database, folder: Path, *, today: KnownDay) -> tuple[Backup, ...]:
    """Remove the backups older than the organisation's retention period; return those removed.

    The newest are kept however old they are. A backup dated in the future is never removed, and
    does not count as one of the newest.
    """
    before = today.days_ago(database.plan().organisation.backup_days).day
    known = [backup for backup in list_backups(folder) if backup.on <= today.day]
    old = tuple(backup for backup in known[ALWAYS_KEPT:] if backup.on < before)
    for backup in old:
        (folder / backup.name).unlink(missing_ok=True)
    return old


def daily_backup(database: Database, folder: Path, *, today: date) -> Backup | None:
    """Take today's backup, unless it exists or there is nothing to back up."""
    if not backup_due(folder, today=today) or database.is_empty():
        return None
    try:
        taken = backup_now(database, folder, by=None, today=today)
    except Exception:
        # For Administrasjon and the mail to administrators; if the store cannot be written to,
        # that is what they are told.
        with suppress(StrategyError):
            database.upkeep.note_backup(today)
        raise
    database.upkeep.note_backup(None)
    return taken


def forget_old_history(database: Database, *, today: KnownDay) -> date | None:
    """Delete history older than the retention period; return where the history begins now.

    None where nothing was deleted: everything is kept, or nothing is that old.
    """
    years = database.plan().organisation.history_years
    if years is None:
        return None
    first = today.years_ago(years)
    return first.day if database.forget(first) else None


def forget_old_answers(database: Database, *, today: KnownDay) -> int:
    """Delete the answers of rounds that ended longer ago than the retention period.

    What the groups agreed on is part of the plan and is kept. Returns the number of rounds.
    """
    months = database.plan().organisation.reflection_months
    return database.reflections.forget(today.months_ago(months))


def restore_backup(
    database: Database, folder: Path, name: str, *, by: Person, today: date
) -> Backup:
    """Restore one of the backups; returns the backup taken of what it replaces."""
    demand(by, Permission.ADMINISTER)
    # Only names issued by this module are accepted: no path can lead out of the folder.
    if name not in {backup.name for backup in list_backups(folder)}:
        raise NotFoundError("backup", name)
    before = backup_now(database, folder, by=by, today=today)
    database.restore(folder / name)
    return before


def restore_copy(
    database: Database, folder: Path, content: bytes, *, by: Person, today: date, named: str = ""
) -> Backup:
    """Restore a backup kept elsewhere; returns the backup taken of what it replaces."""
    demand(by, Permission.ADMINISTER)
    with working_folder(RESTORE) as working:
        path = working / "backup.duckdb"
        path.write_bytes(content)
        # Refuse what cannot be restored before anything is done.
        look_into(path, named=named)
        before = backup_now(database, folder, by=by, today=today)
        database.restore(path, named=named)
        return before


def _file_name(on: date, number: int) -> str:
    return f"strategy-{on}{f'-{number}' if number > 1 else ''}.duckdb"


def _backup_at(path: Path) -> Backup | None:
    match = _NAME.fullmatch(path.name)
    if match is None or not path.is_file():
        return None
    try:
        on = date.fromisoformat(match[1])
    except ValueError:
        return None
    return Backup(path.name, on, int(match[2] or 1), path.stat().st_size)
