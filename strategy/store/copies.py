"""Backup and restore: a whole store into one DuckDB file and back, whichever engine runs it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from strategy.domain.errors import InvalidInputError, NotADatabaseError, Problem
from strategy.store import plans
from strategy.store.duck import MEMORY, DuckEngine
from strategy.store.engine import Connection, Engine, Row
from strategy.store.files import foreign
from strategy.store.files.working_folder import BACKUP, working_folder
from strategy.store.migrations import migrate, migrations
from strategy.store.outbox import MailState
from strategy.store.reflections import Reflections
from strategy.store.shapes import quoted
from strategy.store.statements import statement

_Named = dict[str, Any]

_NOT_COPIED = {"schema_version"}
# Secrets that give access now: a backup holds none of them, and after a restore everybody signs in
# again.
_LEFT_BEHIND = {"sign_in_session", "invitation", "first_code", "calendar_feed"} | {
    "reflection_code",
    "reflection_guest",
}


@dataclass(frozen=True)
class _Stays:
    """A table whose rows survive a restore: what identifies a row, and which of two counts."""

    known_by: tuple[str, ...]
    overrules: Callable[[_Named, _Named], bool]

    def key(self, row: _Named) -> tuple[object, ...]:
        """Return what identifies a row."""
        return tuple(row[column] for column in self.known_by)


def _went_further(theirs: _Named, ours: _Named) -> bool:
    """Tell whether a backup knows more about a mail: that it was sent, or a later try."""
    if MailState.SENT in {theirs["state"], ours["state"]}:
        return bool(ours["state"] != MailState.SENT)
    return bool(theirs["tried_at"] > ours["tried_at"])


def _never(_theirs: _Named, _ours: _Named) -> bool:
    return False


# Mails sent and times the clock has shown remain facts whichever state of the plan is restored: to
# these tables a backup adds what is not known here, and removes nothing.
_STAYS = {
    "outbox": _Stays(("person_id", "day", "kind", "about", "turn"), _went_further),
    "upkeep": _Stays(("name",), _never),
}


def backup(engine: Engine, path: Path) -> None:
    """Write everything into a new DuckDB file, which appears only when it is complete."""
    _refuse_itself(engine, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with working_folder(BACKUP, within=path.parent) as folder:
        unfinished = folder / path.name
        target = DuckEngine(str(unfinished))
        try:
            migrate(target)
            with engine.reading() as source, target.writing() as copy:
                _replace_all(source, copy)
        finally:
            # Closing writes everything into the one file.
            target.close()
        unfinished.replace(path)


def restore(engine: Engine, path: Path, *, named: str = "") -> None:
    """Replace everything with what a backup holds, in one transaction.

    Refuses a damaged file, and one that holds anything a store of ours does not. `named` is the
    file's name for its user.
    """
    _refuse_itself(engine, path)
    with (
        _as_of_now(path, named or str(path)) as source,
        source.reading() as kept,
        engine.writing() as target,
    ):
        _replace_all(kept, target)
        target.run(statement("new_epoch"), {"epoch": uuid.uuid4().hex})


@contextmanager
def _as_of_now(path: Path, name: str) -> Iterator[Engine]:
    """Yield a file's content in tables of our own making, brought up to date.

    The backup itself is not changed, and nothing in it except its rows is taken over.
    """
    with foreign.opened(path, named=name) as found:
        engine = DuckEngine(MEMORY)
        try:
            migrate(engine, tuple(s for s in migrations() if s.number <= found.number))
            with engine.writing() as copy:
                _take_in(found, copy)
            migrate(engine)
            _demand_readable(engine, name)
            yield engine
        finally:
            engine.close()


def _demand_readable(engine: Engine, name: str) -> None:
    """Refuse rows that do not form a plan: once restored, they would break every page."""
    try:
        with engine.reading() as connection:
            ((_, revision),) = connection.rows(statement("version_key"))
            plans.current_plan(connection, revision)
            plans.plan_at(connection, revision)
        Reflections(engine).rounds()
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise NotADatabaseError(name, "rows no plan can be read from") from error


def _take_in(found: foreign.ForeignFile, copy: Connection) -> None:
    for (table,) in copy.rows(statement("tables")):
        if table not in _NOT_COPIED:
            columns = _columns(copy, table)
            _empty(copy, table)
            copy.insert_many(table, columns, chain.from_iterable(found.batches(table, columns)))


def clear(engine: Engine) -> None:
    """Remove everything, history included, in one transaction; a new history begins."""
    with engine.writing() as target:
        for (table,) in target.rows(statement("tables")):
            if table not in _NOT_COPIED:
                _empty(target, table)
        target.run(statement("begin_store"), {"epoch": uuid.uuid4().hex})


def _refuse_itself(engine: Engine, path: Path) -> None:
    if engine.place == str(path.resolve()):
        raise InvalidInputError((Problem("path", "backup.is_the_store"),))


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
    """Add the rows a target table lacks; `stays` decides between rows that both have."""
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
