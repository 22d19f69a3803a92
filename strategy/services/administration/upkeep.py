"""Keep the plan safe: daily backups that are thinned out, and the way back from one."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from strategy.domain.dates import months_before, years_before
from strategy.domain.errors import NotFoundError
from strategy.domain.items import Person
from strategy.domain.roles import Permission, demand
from strategy.store.database import Database

_NAME = re.compile(r"strategy-(\d{4}-\d{2}-\d{2})(?:-(\d{1,4}))?\.duckdb")


@dataclass(frozen=True)
class Backup:
    """One backup: its file name, the day it was taken, the how manieth that day, its bytes."""

    name: str
    on: date
    number: int
    size: int


def backup_now(database: Database, folder: Path, *, by: Person | None, today: date) -> Backup:
    """Take a backup while everybody keeps working; `by` is None when the calendar asks."""
    if by is not None:
        demand(by, Permission.ADMINISTER)
    number = next(n for n in count(1) if not (folder / _file_name(today, n)).exists())
    path = folder / _file_name(today, number)
    database.backup(path)
    return Backup(path.name, today, number, path.stat().st_size)


def take_copy(database: Database, *, by: Person) -> bytes:
    """Return a backup as bytes, to keep wherever one likes."""
    demand(by, Permission.ADMINISTER)
    with tempfile.TemporaryDirectory(prefix="backup-") as temporary:
        path = Path(temporary) / "strategy.duckdb"
        database.backup(path)
        return path.read_bytes()


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """Return the backups there are, the newest first; other files are left out."""
    if not folder.is_dir():
        return ()
    found = [backup for path in folder.iterdir() if (backup := _backup_at(path))]
    return tuple(sorted(found, key=lambda backup: (backup.on, backup.number), reverse=True))


def backup_due(folder: Path, *, today: date) -> bool:
    """Tell whether no backup has been taken today."""
    newest = next(iter(list_backups(folder)), None)
    return newest is None or newest.on < today


def prune_backups(folder: Path, *, keep_days: int, today: date) -> tuple[Backup, ...]:
    """Remove the backups older than so many days, never the newest, and return what went."""
    oldest_kept = today - timedelta(days=keep_days)
    old = tuple(backup for backup in list_backups(folder)[1:] if backup.on < oldest_kept)
    for backup in old:
        (folder / backup.name).unlink(missing_ok=True)
    return old


def daily_backup(database: Database, folder: Path, *, today: date) -> Backup | None:
    """Take today's backup unless it is there or there is nothing to keep; thin out the old ones."""
    if not backup_due(folder, today=today) or database.is_empty():
        return None
    taken = backup_now(database, folder, by=None, today=today)
    prune_backups(folder, keep_days=database.plan().organisation.backup_days, today=today)
    return taken


def forget_old_history(database: Database, *, today: date) -> date | None:
    """Forget what is older than the organisation keeps; return where the history begins now.

    None where nothing was forgotten: everything is kept, or nothing is that old.
    """
    years = database.plan().organisation.history_years
    if years is None:
        return None
    first = years_before(today, years)
    return first if database.forget_before(first) else None


def forget_old_answers(database: Database, *, today: date) -> int:
    """Forget what was answered in rounds that ended longer ago than the organisation keeps it.

    What the groups agreed on is the plan's and stays. Returns in how many rounds.
    """
    months = database.plan().organisation.reflection_months
    return database.reflections.forget_before(months_before(today, months))


def restore_backup(
    database: Database, folder: Path, name: str, *, by: Person, today: date
) -> Backup:
    """Go back to one of the backups; returns the backup taken of what is replaced."""
    demand(by, Permission.ADMINISTER)
    # Only names this module gives away lead anywhere: never out of the folder.
    if name not in {backup.name for backup in list_backups(folder)}:
        raise NotFoundError("backup", name)
    before = backup_now(database, folder, by=by, today=today)
    database.restore(folder / name)
    return before


def restore_copy(
    database: Database, folder: Path, content: bytes, *, by: Person, today: date
) -> Backup:
    """Go back to a backup kept elsewhere; returns the backup taken of what is replaced."""
    demand(by, Permission.ADMINISTER)
    with tempfile.TemporaryDirectory(prefix="restore-") as temporary:
        path = Path(temporary) / "backup.duckdb"
        path.write_bytes(content)
        before = backup_now(database, folder, by=by, today=today)
        database.restore(path)
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
