"""Read a database file from outside, and let it do nothing else.

It is opened where it can reach no other file, no address and no extension of the engine, and where
no setting can be changed any more. Before a row is read, everything in it is compared with what
this program itself creates: plain tables with their columns, no more and no less.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb

from strategy.domain.errors import (
    NewerStoreError,
    NotADatabaseError,
    Problem,
    StrangeFileError,
)
from strategy.store.duck import MEMORY, SHUT_IN, DuckConnection, DuckEngine
from strategy.store.engine import Row
from strategy.store.files.failures import damaged, out_of_reach, refusal_of, refusal_to_open
from strategy.store.files.log_file import log_of
from strategy.store.files.opening import flaws_of
from strategy.store.files.soundness import Flaw, FlawKind
from strategy.store.migrations import migrate, migrations
from strategy.store.shapes import quoted
from strategy.store.statements import statement

_OUTSIDE = "from_outside"
_NAMES_IT = ("store", "organisation", "revision", "schema_version")
_MEMORY_LIMIT = "1GB"

Thing = tuple[str, str, str]
"""An object in a database: its kind, its name and its exact definition."""


@dataclass(frozen=True)
class Held:
    """What a backup holds: which history, how far it has come and when, and whose it is."""

    epoch: str
    revision: int
    organisation: str | None
    demo: bool
    changed_at: datetime | None


class ForeignFile:
    """A file from outside, found to be a store of ours, open for reading."""

    def __init__(self, connection: DuckConnection, number: int) -> None:
        """Read on this connection; `opened` hands these out."""
        self._connection = connection
        self.number = number

    def batches(self, table: str, columns: list[str]) -> Iterator[list[Row]]:
        """Return the rows of a table, some thousands at a time."""
        place = f'"{_OUTSIDE}"."main"."{table}"'
        return self._connection.batches(" ".join(("select", quoted(columns), "from", place)))


@contextmanager
def opened(path: Path, *, named: str = "") -> Iterator[ForeignFile]:
    """Open a file to read all of it; refuse one that is damaged or holds what is not ours.

    `named` is the file's name for its user.
    """
    name = named or str(path)
    with _attached(path, name) as connection:
        things = _things(connection, _OUTSIDE)
        number = _number(connection, things, name)
        _refuse_strange(name, things, _expected(number))
        yield ForeignFile(connection, number)


def look_into(path: Path, *, named: str = "") -> Held:
    """Return whose a backup is and how far it has come, without reading all of it."""
    name = named or str(path)
    with _attached(path, name) as connection:
        _number(connection, _things(connection, _OUTSIDE), name)
        found = connection.rows(statement("whose_and_how_far"))
        if len(found) != 1:
            raise NotADatabaseError(name, "not one store")
        ((epoch, revision, organisation, demo, changed_at),) = found
        return Held(epoch, revision, organisation, bool(demo), changed_at)


@contextmanager
def _attached(path: Path, name: str) -> Iterator[DuckConnection]:
    _refuse_damaged(path, name)
    try:
        connection = _shut_in_with(path)
    except (duckdb.Error, OSError) as error:
        raise refusal_to_open(error, name) from error
    try:
        yield DuckConnection(connection)
    except duckdb.Error as error:
        # Whatever the engine fails on, this is not a file to restore.
        raise refusal_of(error, name) or NotADatabaseError(name, str(error)) from error
    finally:
        connection.close()


def _refuse_damaged(path: Path, name: str) -> None:
    if path.is_dir():
        raise out_of_reach(name, "folder")
    try:
        with path.open("rb") as file:
            flaws = tuple(flaws_of(path, file.fileno()))
    except FileNotFoundError as error:
        raise NotADatabaseError(name, "there is no such file") from error
    except OSError as error:
        raise refusal_to_open(error, name) from error
    if flaws and flaws != (Flaw(FlawKind.NOT_OURS),):
        raise damaged(name, flaws)


def _shut_in_with(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to an empty database that can read this one file beside it."""
    limits = {**SHUT_IN, "threads": 1, "memory_limit": _MEMORY_LIMIT}
    limits.pop("enable_external_access")
    connection = duckdb.connect(MEMORY, config=limits)
    try:
        # The file must be allowed before access is shut off, and is attached after that.
        connection.execute(statement("allow_path"), {"path": str(path), "log": str(log_of(path))})
        connection.execute(statement("shut_in"))
        connection.execute(statement("lock_settings"))
        connection.execute(statement("attach_foreign"), {"path": str(path)})
    except BaseException:
        connection.close()
        raise
    return connection


def _things(connection: DuckConnection, database: str) -> frozenset[Thing]:
    return frozenset(connection.rows(statement("what_there_is"), {"database": database}))


def _number(connection: DuckConnection, things: frozenset[Thing], name: str) -> int:
    """Return how many steps the tables of a file have taken; refuse what has none, or too many."""
    names = {name for kind, name, _ in things if kind == "table"}
    if not things:
        raise NotADatabaseError(name, "an empty database")
    if not names.issuperset(_NAMES_IT):
        raise NotADatabaseError(name, "tables of another program")
    steps = [number for (number,) in connection.rows(statement("steps_from_outside"))]
    known = migrations()[-1].number
    if not steps:
        raise NotADatabaseError(name, "an empty database")
    if steps[-1] > known:
        raise NewerStoreError(found=int(steps[-1]), known=known)
    if steps != [step.number for step in migrations()[: len(steps)]]:
        raise NotADatabaseError(name, "steps this program does not take")
    return int(steps[-1])


@cache
def _expected(number: int) -> frozenset[Thing]:
    """Return everything that is in a database after so many migration steps."""
    engine = DuckEngine(MEMORY)
    migrate(engine, tuple(step for step in migrations() if step.number <= number))
    try:
        with engine.reading() as connection:
            return _things(connection, "memory")
    finally:
        engine.close()


def _refuse_strange(name: str, found: frozenset[Thing], expected: frozenset[Thing]) -> None:
    strange = [_problem("strange", thing) for thing in sorted(found - expected)]
    known = {thing[:2] for thing in found}
    missing = [
        _problem("missing", thing) for thing in sorted(expected - found) if thing[:2] not in known
    ]
    if strange or missing:
        raise StrangeFileError(name, (*strange, *missing))


def _problem(rule: str, thing: Thing) -> Problem:
    kind, name, _ = thing
    return Problem(kind, f"{rule}.{kind}", {"name": name})
