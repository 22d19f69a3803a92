"""Put a damaged store aside: all of it, or only the part that keeps it from being opened."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import chain, count
from pathlib import Path

from strategy.store.files.failures import damaged
from strategy.store.files.log_file import log_of, read_log
from strategy.store.files.opening import flaws_found
from strategy.store.files.owner_only import keep_to_the_owner
from strategy.store.files.soundness import Flaw, FlawKind
from strategy.store.files.witness import note_of, read_note

_OF_THE_FILE = frozenset({FlawKind.EMPTY, FlawKind.NOT_OURS, FlawKind.HEAD, FlawKind.SHORT})
_BEYOND_REPAIR = _OF_THE_FILE | {FlawKind.BLOCK}
CAN_GO_ON = frozenset(f"damaged.{kind}" for kind in FlawKind if kind not in _BEYOND_REPAIR)
"""The rules of flaws after which a store can be opened again without what is lost."""

LOSES_NOTHING = frozenset(f"damaged.{k}" for k in FlawKind if Flaw(k).loses_nothing)
"""The rules of flaws in places that hold no stored data."""

_OF_THE_LOG = frozenset(
    {FlawKind.LOG, FlawKind.LOG_SHORT, FlawKind.LOG_GONE, FlawKind.LOG_OF_ANOTHER}
)


def parts_of(database: Path) -> tuple[Path, ...]:
    """Return the files of a store that exist: the database and those beside it."""
    parts = (database, log_of(database), note_of(database))
    return tuple(part for part in parts if part.exists())


def put_aside(database: Path, *, today: date) -> Path | None:
    """Move all files of a store into a folder beside it, and return the folder.

    Nothing is deleted. Returns None where there was nothing.
    """
    parts = parts_of(database)
    if not parts:
        return None
    folder = _folder_for(database, today)
    for part in parts:
        part.rename(folder / part.name)
    return folder


def go_on_without(database: Path, *, today: date) -> tuple[Path | None, tuple[Flaw, ...]]:
    """Make a store that has lost its end openable again, as far as it is whole.

    Returns the folder in which everything is kept as it was, and what was wrong. Refuses with
    StoreDamagedError where the file itself is damaged: only a backup helps there.
    """
    if not database.exists():
        return put_aside(database, today=today), ()
    flaws = flaws_found(database)
    beyond = tuple(flaw for flaw in flaws if flaw.kind in _BEYOND_REPAIR)
    if beyond:
        raise damaged(str(database), beyond)
    if not flaws:
        return None, ()
    folder = _folder_for(database, today)
    for part in parts_of(database):
        shutil.copy2(part, folder / part.name)
    if any(flaw.kind in _OF_THE_LOG for flaw in flaws):
        _keep_whole_changes(database, flaws)
    note_of(database).unlink(missing_ok=True)
    return folder, flaws


def _keep_whole_changes(database: Path, flaws: tuple[Flaw, ...]) -> None:
    """Cut a log off where it is no longer what was written."""
    path = log_of(database)
    log = read_log(path)
    foreign = any(flaw.kind is FlawKind.LOG_OF_ANOTHER for flaw in flaws)
    if log is None or foreign or not log.changes:
        path.unlink(missing_ok=True)
        return
    with path.open("r+b") as file:
        file.truncate(log.whole_until)


def last_known_revision(database: Path) -> int | None:
    """Return the last change a store was seen with, None where nobody noted it."""
    seen = read_note(note_of(database))
    return seen.revision if seen else None


def _folder_for(database: Path, today: date) -> Path:
    keep_to_the_owner()
    first = database.with_name(f"{database.name}.damaged-{today}")
    others = (first.with_name(f"{first.name}-{number}") for number in count(2))
    folder = next(place for place in chain((first,), others) if not place.exists())
    folder.mkdir(parents=True)
    return folder
