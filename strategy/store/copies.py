"""Backup and restore: a whole store into one DuckDB file and back, whichever engine runs it."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from strategy.domain.errors import InvalidInputError, NotADatabaseError, Problem
from strategy.store.duck import DuckEngine
from strategy.store.engine import Connection, Engine, Row
from strategy.store.migrations import migrate, schema_number
from strategy.store.outbox import MailState
from strategy.store.shapes import quoted
from strategy.store.statements import statement

_Named = dict[str, Any]

_NOT_COPIED = {"schema_version"}
# Keys to a door that is open now: a copy of the store holds none, and with another state of the
# store everybody comes in anew.
_LEFT_BEHIND = {"sign_in_session", "invitation", "first_code", "calendar_feed"} | {
    "reflection_code",
    "reflection_guest",
}


@dataclass(frozen=True)
class _Stays:
    """A table that tells what happened: by what a row is known, and which of two rows counts."""

    known_by: tuple[str, ...]
    overrules: Callable[[_Named, _Named], bool]

    def key(self, row: _Named) -> tuple[object, ...]:
        """Return what a row is known by."""
        return tuple(row[column] for column in self.known_by)


def _went_further(theirs: _Named, ours: _Named) -> bool:
    """Tell whether a backup knows more of a mail: that it was sent, or of a later try."""
    if MailState.SENT in {theirs["state"], ours["state"]}:
        return bool(ours["state"] != MailState.SENT)
    return bool(theirs["tried_at"] > ours["tried_at"])


def _never(_theirs: _Named, _ours: _Named) -> bool:
    return False


# What was mailed was mailed, and where the clock was seen it was seen, whatever state of the plan
# one goes back to: of these a backup adds what is not known here, and takes nothing away.
_STAYS = {
    "outbox": _Stays(("person_id", "day", "kind", "about", "turn"), _went_further),
    "upkeep": _Stays(("name",), _never),
}


def backup(engine: Engine, path: Path) -> None:
    """Write all there is into a fresh DuckDB file; the file appears when it is whole."""
    _refuse_itself(engine, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        unfinished = Path(folder) / path.name
        target = DuckEngine(str(unfinished))
        try:
            migrate(target)
            with engine.reading() as source, target.writing() as copy:
                _replace_all(source, copy)
        finally:
            # Closing writes everything into the one file.
            target.close()
        unfinished.replace(path)


def restore(engine: Engine, path: Path) -> None:
    """Replace all there is by what a backup holds, in one transaction."""
    _refuse_itself(engine, path)
    if not path.is_file():
        raise NotADatabaseError(str(path), "there is no such file")
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        # A backup stays as it is: what has to be brought up to date is a copy.
        copy = Path(folder) / "backup.duckdb"
        shutil.copyfile(path, copy)
        source = _opened(copy, named=str(path))
        try:
            with source.reading() as kept, engine.writing() as target:
                _replace_all(kept, target)
                target.run(statement("new_epoch"), {"epoch": uuid.uuid4().hex})
        finally:
            source.close()


def clear(engine: Engine) -> None:
    """Remove all there is, the history too, in one transaction; a new history begins."""
    with engine.writing() as target:
        for (table,) in target.rows(statement("tables")):
            if table not in _NOT_COPIED:
                _empty(target, table)
        target.run(statement("begin_store"), {"epoch": uuid.uuid4().hex})


def _refuse_itself(engine: Engine, path: Path) -> None:
    if engine.place == str(path.resolve()):
        raise InvalidInputError((Problem("path", "backup.is_the_store"),))


def _opened(copy: Path, *, named: str) -> Engine:
    try:
        engine = DuckEngine(str(copy))
    except NotADatabaseError as error:
        raise NotADatabaseError(named, error.reason) from error
    try:
        _refuse_empty(engine, named)
        migrate(engine)
    except BaseException:
        engine.close()
        raise
    return engine


def _refuse_empty(engine: Engine, named: str) -> None:
    with engine.reading() as connection:
        if schema_number(connection, named) == 0:
            raise NotADatabaseError(named, "an empty database")


def _replace_all(source: Connection, target: Connection) -> None:
    for (table,) in target.rows(statement("tables")):
        if table in _LEFT_BEHIND:
            _empty(target, table)
        elif table in _STAYS:
            _bring_along(source, target, table, _STAYS[table])
        elif table not in _NOT_COPIED:
            _replace(source, target, table)


def _replace(source: Connection, target: Connection, table: str) -> None:
    columns = _columns(target, table)
    _empty(target, table)
    target.insert_many(table, columns, _all_rows(source, table, columns))


def _bring_along(source: Connection, target: Connection, table: str, stays: _Stays) -> None:
    """Add what a table of the target does not have; of what both have one overrules."""
    columns = _columns(target, table)
    known = {stays.key(row): row for row in _named(target, table, columns)}
    for row in _named(source, table, columns):
        key = stays.key(row)
        if key not in known or stays.overrules(row, known[key]):
            known[key] = row
    _empty(target, table)
    target.insert_many(table, columns, (tuple(row.values()) for row in known.values()))


def _named(connection: Connection, table: str, columns: list[str]) -> Iterator[_Named]:
    for row in _all_rows(connection, table, columns):
        yield dict(zip(columns, row, strict=True))


def _all_rows(connection: Connection, table: str, columns: list[str]) -> Iterator[Row]:
    select = " ".join(("select", quoted(columns), "from", quoted([table])))
    return chain.from_iterable(connection.batches(select))


def _columns(connection: Connection, table: str) -> list[str]:
    return [name for name, _ in connection.rows(statement("columns"), {"table": table})]


def _empty(target: Connection, table: str) -> None:
    target.run(" ".join(("delete from", quoted([table]))))
