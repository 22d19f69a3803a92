"""A damaged, missing or unreachable store: how to describe it, and the ways to recover."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path

from strategy.domain.errors import (
    Problem,
    StoreDamagedError,
    StoreLostError,
    StoreOutOfReachError,
    StrangeFileError,
    StrategyError,
)
from strategy.i18n import Words
from strategy.services.administration.upkeep import list_backups
from strategy.store.database import Database, open_database
from strategy.store.files import aside
from strategy.store.files.failures import problem_of
from strategy.store.files.foreign import Held, look_into
from strategy.store.files.opening import flaws_found
from strategy.store.files.working_folder import BACKUP, RESTORE, working_folder

Trouble = StoreDamagedError | StoreLostError | StoreOutOfReachError | StrangeFileError
_SHOWN = 8
_DUCKDB = "duckdb:///"


@dataclass(frozen=True)
class GoodBackup:
    """A backup that has been checked and is intact, and what it holds."""

    path: Path
    held: Held


@dataclass(frozen=True)
class WentOn:
    """The result of `go_on`: the folder with the original files, and the last known revision."""

    folder: Path | None
    known_revision: int | None


def newest_good_backup(folder: Path, *, until: date = date.max) -> GoodBackup | None:
    """Return the newest intact backup taken no later than `until`; None if there is none."""
    for backup in list_backups(folder):
        if backup.on > until:
            continue
        path = folder / backup.name
        try:
            return GoodBackup(path, look_into(path))
        except StrategyError:
            # Damaged, or written by a newer version: an older backup may be good.
            continue
    return None


def backup_ahead(database: Database, folder: Path, *, until: date) -> GoodBackup | None:
    """Return the newest good backup if it holds more than the store; None if all is well.

    Then the store has lost changes, or is not the one the backups were taken of.
    """
    good = newest_good_backup(folder, until=until)
    return good if good is not None and is_ahead(good, database) else None


def is_ahead(backup: GoodBackup, database: Database) -> bool:
    """Return whether a backup holds later changes than the store, on either engine.

    A store that was restored, or cleared for a new plan, has a history of its own: backups of the
    one before are not compared with it.
    """
    epoch, revision = database.version_key()
    if database.is_empty():
        return True
    return backup.held.epoch == epoch and backup.held.revision > revision


def wrong_on_disk(file: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the store file on disk, even while it is open elsewhere."""
    if not file.is_file():
        return ()
    return tuple(problem_of(flaw, str(file)) for flaw in flaws_found(file))


def look_into_copy(content: bytes, *, named: str) -> Held:
    """Return what a backup kept elsewhere holds; raises if it is damaged or not a backup."""
    with working_folder(RESTORE) as folder:
        path = folder / "backup.duckdb"
        path.write_bytes(content)
        return look_into(path, named=named)


def begin_again(file: Path, content: bytes, *, named: str, today: date) -> tuple[Path | None, int]:
    """Set a store that cannot be opened aside and start again from a backup.

    Returns the folder the damaged store was moved to, and the revision started from. Nothing is
    moved before the new store is complete.
    """
    with working_folder(BACKUP, within=file.parent) as folder:
        kept, fresh = folder / "backup.duckdb", folder / file.name
        kept.write_bytes(content)
        with closing(open_database(f"{_DUCKDB}{fresh}")) as database:
            database.restore(kept, named=named)
            revision = database.revision()
        put_away = aside.put_aside(file, today=today)
        for part in aside.parts_of(fresh):
            part.replace(file.with_name(part.name))
    return put_away, revision


def go_on(file: Path, *, today: date) -> WentOn:
    """Make a store usable again by giving up the part of it that is lost.

    Raises StoreDamagedError where only a backup helps.
    """
    known = aside.last_known_revision(file)
    folder, _ = aside.go_on_without(file, today=today)
    return WentOn(folder, known)


# --- in words -----------------------------------------------------------------------------------


def trouble_words(error: Trouble, w: Words) -> str:
    """Return what is wrong, in a sentence or two."""
    match error:
        case StoreDamagedError():
            problems = _listed(error.problems, w, " ")
            return w("error.store_damaged", path=error.path, problems=problems)
        case StrangeFileError():
            problems = _listed(error.problems, w, ", ")
            return w("error.strange_file", path=error.path, problems=f"{problems}.")
        case StoreLostError():
            return w("error.store_lost", path=error.path, problem=_said(error.problem, w))
        case _:
            return w("error.store_out_of_reach", path=error.path, problem=_said(error.problem, w))


def may_go_on(error: StoreDamagedError | StoreLostError) -> bool:
    """Return whether a store can be opened again by giving up the part that is lost."""
    if isinstance(error, StoreLostError):
        return True
    return all(problem.rule in aside.CAN_GO_ON for problem in error.problems)


def newest_words(backups: Path, w: Words) -> str:
    """Return what can be restored: the newest good backup, its day and its revision."""
    good = newest_good_backup(backups)
    if good is None:
        return w("recovery.none", folder=backups)
    return w("recovery.newest", path=good.path, **_facts(good.held, w))


def holds_words(path: str, held: Held, w: Words) -> str:
    """Return which organisation a backup belongs to, and how recent its content is."""
    return w("recovery.holds", path=path, **_facts(held, w))


def question_words(named: str, held: Held, database: Database, w: Words) -> str:
    """Return what restoring a backup would change, and the question whether to do it."""
    told = [holds_words(named, held, w)]
    if database.is_empty():
        told.append(w("recovery.store_is_empty"))
    else:
        now = _held_now(database)
        told.append(w("recovery.store_holds", **_facts(now, w)))
        if now.organisation != held.organisation:
            told.append(w("recovery.other_organisation"))
        elif now.revision > held.revision:
            told.append(w("recovery.fewer_changes"))
    return "\n".join((*told, w("recovery.replace")))


def _held_now(database: Database) -> Held:
    epoch, revision = database.version_key()
    organisation = database.plan().organisation
    return Held(epoch, revision, organisation.name, organisation.demo, database.last_changed())


def _facts(held: Held, w: Words) -> dict[str, object]:
    # In the machine's time zone: the reader sits at this machine.
    changed_at = held.changed_at and held.changed_at.replace(tzinfo=UTC).astimezone()
    when = w.formats.moment(changed_at) if changed_at else "–"
    return {
        "organisation": held.organisation or w("recovery.unnamed"),
        "revision": str(held.revision),
        "when": when,
    }


def loses_nothing(error: StoreDamagedError) -> bool:
    """Return whether everything stored can still be read despite the damage."""
    return all(problem.rule in aside.LOSES_NOTHING for problem in error.problems)


def _listed(problems: Sequence[Problem], w: Words, between: str) -> str:
    shown = between.join(_said(problem, w) for problem in problems[:_SHOWN])
    more = len(problems) - _SHOWN
    return w("error.and_more", shown=shown, count=more) if more > 0 else shown


def _said(problem: Problem, w: Words) -> str:
    return w(f"problem.{problem.rule}", **problem.details)
