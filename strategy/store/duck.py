"""DuckDB: one file, owned by one process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from strategy.store import kept
from strategy.store.engine import Row
from strategy.store.files.failures import refusal_of, refusal_to_open
from strategy.store.files.log_file import log_of, size_of_log
from strategy.store.files.opening import examine
from strategy.store.files.owner_only import close_to_others, keep_to_the_owner
from strategy.store.files.witness import Witness
from strategy.store.shapes import quoted
from strategy.store.statements import statement

log = logging.getLogger(__name__)

MEMORY = ":memory:"
_BATCH = 10_000
_BULK_FROM = 100
_ARROW_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "int32",
    "BIGINT": "int64",
    "DOUBLE": "float64",
    "BOOLEAN": "bool",
    "DATE": "date32",
    "TIMESTAMP": "timestamp[us]",
}
# Whatever a file holds, it can reach no other file, no address and no extension of the engine; nor
# does the engine create files of its own beside the store.
SHUT_IN: dict[str, Any] = {
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "temp_directory": "",
}
_THREADS = 2


class DuckConnection:
    """One transaction on a cursor of its own; a shared one would mix up threads' answers."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Work on this cursor."""
        self._cursor = cursor

    def rows(self, sql: str, values: Mapping[str, object] | None = None) -> list[Row]:
        """Return every row a statement finds."""
        return self._cursor.execute(sql, values).fetchall()

    def batches(self, sql: str) -> Iterator[list[Row]]:
        """Return the rows a statement finds, some thousands at a time."""
        self._cursor.execute(sql)
        while batch := self._cursor.fetchmany(_BATCH):
            yield batch

    def run(self, sql: str, values: Mapping[str, object] | None = None) -> int:
        """Run a statement and return how many rows it touched."""
        return self._cursor.execute(sql, values).rowcount

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows: a few one by one, many as a whole column at a time."""
        places = ", ".join("?" for _ in columns)
        one = " ".join(("insert into", quoted([table]), f"({quoted(columns)}) values ({places})"))
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            if len(batch) < _BULK_FROM:
                self._cursor.executemany(one, batch)
            else:
                self._insert_columns(table, columns, batch)

    def _insert_columns(self, table: str, columns: Sequence[str], batch: list[Row]) -> None:
        names = quoted(columns)
        self._cursor.register("incoming", self._columnar(table, columns, batch))
        into = ("insert into", quoted([table]), f"({names})")
        self._cursor.execute(" ".join((*into, "select", names, "from incoming")))
        self._cursor.unregister("incoming")

    def _columnar(self, table: str, columns: Sequence[str], batch: list[Row]) -> object:
        # Few processes ever write that much at once, and loading it takes its time.
        import pyarrow  # type: ignore[import-untyped]  # noqa: PLC0415 - it has no stubs

        types: dict[str, str] = dict(self.rows(statement("columns"), {"table": table}))
        arrays = [
            pyarrow.array(values, type=pyarrow.type_for_alias(_ARROW_TYPES[types[column]]))
            for column, values in zip(columns, zip(*batch, strict=True), strict=True)
        ]
        return pyarrow.table(arrays, names=list(columns))


class _File:
    """A database file this process has open, shared by everybody who opens it here."""

    def __init__(self, path: str) -> None:
        self.connection = _connect(path)
        self.witness = None if path == MEMORY else Witness(Path(path))
        self.writing = threading.Lock()
        self.alone = threading.Lock()
        self.users = 0
        if path != MEMORY and size_of_log(log_of(Path(path))):
            self._merge_what_was_left(path)
        self.note()

    def _merge_what_was_left(self, path: str) -> None:
        """Merge the log left by a process that was killed; if that fails, the log is kept."""
        try:
            self.connection.execute(statement("merge_log"))
        except duckdb.Error as error:
            log.warning("The log of %s could not be merged: %s", path, error)

    def note(self) -> None:
        if self.witness is not None:
            self.witness.note()

    def close(self) -> None:
        self.connection.close()
        if self.witness is not None:
            self.witness.close()


_files: dict[str, _File] = {}
_files_lock = threading.Lock()


class DuckEngine:
    """A DuckDB file, or a database in memory that ends with this object."""

    def __init__(self, path: str) -> None:
        """Open the file, or the handle this process already has on it."""
        self.place = path if path == MEMORY else str(Path(path).resolve())
        self._file = self._shared()
        self._open = True

    def _shared(self) -> _File:
        if self.place == MEMORY:
            return _File(self.place)
        with _files_lock:
            file = _files.get(self.place) or _File(self.place)
            _files[self.place] = file
            file.users += 1
            return file

    @contextmanager
    def reading(self) -> Iterator[DuckConnection]:
        """Open a transaction that sees one state of the database throughout."""
        with self._in_words():
            cursor = self._file.connection.cursor()
            try:
                cursor.begin()
                yield DuckConnection(cursor)
            finally:
                # Closing ends the transaction; there is nothing to keep.
                cursor.close()

    @contextmanager
    def writing(self) -> Iterator[DuckConnection]:
        """Open the one writing transaction: kept when the block ends well, undone when not."""
        with self._in_words(), self._file.writing:
            cursor = self._file.connection.cursor()
            try:
                cursor.begin()
                try:
                    yield DuckConnection(cursor)
                except BaseException:
                    # COMMIT after a failed statement would succeed and keep nothing.
                    cursor.rollback()
                    raise
                cursor.commit()
                kept.note()
            finally:
                cursor.close()
            self._file.note()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Turn an error of the engine or the machine into a refusal, where it is one."""
        try:
            yield
        except (duckdb.Error, OSError) as error:
            refusal = refusal_of(error, self.place)
            if refusal is None:
                raise
            raise refusal from error

    def merge_log(self) -> None:
        """Merge the log into the database file; readers go on reading."""
        with self._in_words(), self._file.writing:
            cursor = self._file.connection.cursor()
            try:
                cursor.execute(statement("merge_log"))
            finally:
                cursor.close()
            self._file.note()

    def holds(self, epoch: str, revision: int) -> None:
        """Note how far the store has come, in case it is lost."""
        if self._file.witness is not None:
            with self._file.writing:
                self._file.witness.holds(epoch, revision)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Yield whether we hold the lock for exclusive work; only one process has the file."""
        taken = self._file.alone.acquire(blocking=False)
        try:
            yield taken
        finally:
            if taken:
                self._file.alone.release()

    def close(self) -> None:
        """Release the file; its last user in this process closes it."""
        if not self._open:
            return
        self._open = False
        with _files_lock:
            self._file.users -= 1
            if self._file.users > 0:
                return
            _files.pop(self.place, None)
            self._file.close()


def _connect(path: str) -> duckdb.DuckDBPyConnection:
    try:
        if path != MEMORY:
            _make_ready(Path(path))
        connection = duckdb.connect(path, config={"threads": _THREADS, **SHUT_IN})
        connection.execute(statement("lock_settings"))
    except (duckdb.Error, OSError) as error:
        raise refusal_to_open(error, path) from error
    else:
        return connection


def _make_ready(path: Path) -> None:
    keep_to_the_owner()
    path.parent.mkdir(parents=True, exist_ok=True)
    examine(path)
    close_to_others(path, log_of(path))
