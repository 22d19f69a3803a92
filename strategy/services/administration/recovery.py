"""When a store is damaged, gone or out of reach: what is said of it, and the ways to go on."""

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
    """A backup that has been looked into and is whole, and what it holds."""

    path: Path
    held: Held


@dataclass(frozen=True)
class WentOn:
    """What came of going on: where everything lies as it was, and how far the store was known."""

    folder: Path | None
    known_revision: int | None


def newest_good_backup(folder: Path, *, until: date = date.max) -> GoodBackup | None:
    """Return the newest backup that is whole, until a day; None where there is none."""
    for backup in list_backups(folder):
        if backup.on > until:
            continue
        path = folder / backup.name
        try:
            return GoodBackup(path, look_into(path))
        except StrategyError:
            # A damaged one, or one of a newer program: the one before it may be good.
            continue
    return None


def wrong_on_disk(file: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a store as it lies on the disk, whoever has it open."""
    if not file.is_file():
        return ()
    return tuple(problem_of(flaw, str(file)) for flaw in flaws_found(file))


def look_into_copy(content: bytes, *, named: str) -> Held:
    """Return what a backup kept elsewhere holds; refuses what is none, or is damaged."""
    with working_folder(RESTORE) as folder:
        path = folder / "backup.duckdb"
        path.write_bytes(content)
        return look_into(path, named=named)


def begin_again(file: Path, content: bytes, *, named: str, today: date) -> tuple[Path | None, int]:
    """Put a store that cannot be opened aside and begin again with a backup.

    Returns the folder the damaged one lies in, and the revision begun again with. Nothing is moved
    before the new store is whole.
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
    """Let a store be opened again without what of it is lost.

    Refuses with StoreDamagedError where only a backup helps.
    """
    known = aside.last_known_revision(file)
    folder, _ = aside.go_on_without(file, today=today)
    return WentOn(folder, known)


# --- in words -----------------------------------------------------------------------------------


def trouble_words(error: Trouble, w: Words) -> str:
    """Return what is wrong as a sentence or two."""
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
    """Tell whether a store can be opened again without what is lost of it."""
    if isinstance(error, StoreLostError):
        return True
    return all(problem.rule in aside.CAN_GO_ON for problem in error.problems)


def newest_words(backups: Path, w: Words) -> str:
    """Return where one can go back to: the newest good backup, its day and how far it had come."""
    good = newest_good_backup(backups)
    if good is None:
        return w("recovery.none", folder=backups)
    return w("recovery.newest", path=good.path, **_facts(good.held, w))


def holds_words(path: str, held: Held, w: Words) -> str:
    """Return whose a backup is and how far it had come."""
    return w("recovery.holds", path=path, **_facts(held, w))


def question_words(named: str, held: Held, database: Database, w: Words) -> str:
    """Return what going back to a backup would change, and the question whether to."""
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
    # By the clock of the machine, which is the one whoever reads this sits at.
    changed_at = held.changed_at and held.changed_at.replace(tzinfo=UTC).astimezone()
    when = w.formats.moment(changed_at) if changed_at else "–"
    return {
        "organisation": held.organisation or w("recovery.unnamed"),
        "revision": str(held.revision),
        "when": when,
    }


def loses_nothing(error: StoreDamagedError) -> bool:
    """Tell whether all that is stored can be read in spite of what is wrong."""
    return all(problem.rule in aside.LOSES_NOTHING for problem in error.problems)


def _listed(problems: Sequence[Problem], w: Words, between: str) -> str:
    shown = between.join(_said(problem, w) for problem in problems[:_SHOWN])
    more = len(problems) - _SHOWN
    return w("error.and_more", shown=shown, count=more) if more > 0 else shown


def _said(problem: Problem, w: Words) -> str:
    return w(f"problem.{problem.rule}", **problem.details)
