"""PostgreSQL: a server, for those who have one or need more than one process."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout

from strategy.domain.errors import NotADatabaseError, StoreAwayError
from strategy.store import kept
from strategy.store.engine import Row
from strategy.store.statements import statement

_BATCH = 10_000
_LOOK_SECONDS = 0.1
_CONNECTIONS = 10
_PATIENCE_SECONDS = 2
_STATEMENT_SECONDS = 30
_ASK_AGAIN_SECONDS = 1.0
_PLACE = re.compile(r"\$([a-z_]+)")


class PgConnection(psycopg.Connection[Row]):
    """A connection that does not wait for ever for a server that has stopped answering."""

    patience: float = _STATEMENT_SECONDS

    def wait(
        self, gen: PQGen[RV], interval: float = _LOOK_SECONDS, timeout: float | None = None
    ) -> RV:
        """Wait for an answer, and close a connection on which none comes."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                # What arrives on this connection next is unknown.
                self.pgconn.finish()
            raise error from None


class _Reach:
    """Whether the server answers. While it does not, it is tried now and then and nobody waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ask_again_at = 0.0

    def is_lost(self) -> bool:
        """Tell whether there is no point in trying now."""
        with self._lock:
            if not self._ask_again_at:
                return False
            if time.monotonic() < self._ask_again_at:
                return True
            # This caller tries on behalf of all; the others get its result.
            self._ask_again_at = time.monotonic() + _PATIENCE_SECONDS + _ASK_AGAIN_SECONDS
            return False

    def lose(self) -> None:
        """Remember that it does not answer."""
        with self._lock:
            self._ask_again_at = time.monotonic() + _ASK_AGAIN_SECONDS

    def find(self) -> None:
        """Remember that it answers."""
        with self._lock:
            self._ask_again_at = 0.0


@cache
def _for_psycopg(sql: str) -> bytes:
    """Return a statement with its placeholders in the driver's form."""
    return _PLACE.sub(r"%(\1)s", sql.replace("%", "%%")).encode()


class PostgresConnection:
    """One transaction on a connection of the pool."""

    def __init__(self, connection: PgConnection) -> None:
        """Work on this connection."""
        self._connection = connection

    def rows(self, sql: str, values: Mapping[str, object] | None = None) -> list[Row]:
        """Return every row a statement finds."""
        return self._connection.execute(_for_psycopg(sql), values or {}).fetchall()

    def batches(self, sql: str) -> Iterator[list[Row]]:
        """Return the rows a statement finds, some thousands at a time."""
        # A cursor on the server: the answer may be larger than the memory.
        with self._connection.cursor(name="batches") as cursor:
            cursor.execute(_for_psycopg(sql), {})
            while batch := cursor.fetchmany(_BATCH):
                yield batch

    def run(self, sql: str, values: Mapping[str, object] | None = None) -> int:
        """Run a statement and return how many rows it touched."""
        return self._connection.execute(_for_psycopg(sql), values or {}).rowcount

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add many rows at the speed the database has for that."""
        names = ", ".join(f'"{column}"' for column in columns)
        copy_in = f'copy "{table}" ({names}) from stdin'.encode()
        with self._connection.cursor() as cursor, cursor.copy(copy_in) as incoming:
            for row in rows:
                incoming.write_row(row)


class PostgresEngine:
    """A PostgreSQL database and the connections this process keeps to it."""

    def __init__(self, url: str) -> None:
        """Connect, or refuse with what the server says."""
        self.place = _without_password(url)
        self._pool = self._connected(url)
        # Writers of one process wait here, so that they do not use up the connections.
        self._one_writer = threading.Lock()
        self._reach = _Reach()

    def _connected(self, url: str) -> ConnectionPool[PgConnection]:
        try:
            psycopg.connect(url, connect_timeout=_PATIENCE_SECONDS).close()
        except psycopg.Error as error:
            raise NotADatabaseError(self.place, str(error).strip()) from error
        return ConnectionPool(
            url,
            connection_class=PgConnection,
            kwargs={"connect_timeout": _PATIENCE_SECONDS},
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_PATIENCE_SECONDS,
            # With a longer timeout tries grow rarer and miss that the server is back.
            reconnect_timeout=_ASK_AGAIN_SECONDS,
            open=True,
            check=_check,
        )

    @contextmanager
    def _connection(self) -> Iterator[PgConnection]:
        """Hand out a connection, or refuse soon with StoreAwayError while the server is away."""
        if self._reach.is_lost():
            raise StoreAwayError(self.place)
        try:
            with self._pool.connection() as pooled:
                self._reach.find()
                try:
                    yield pooled
                except psycopg.Error as error:
                    if not pooled.broken and not pooled.closed:
                        raise
                    self._reach.lose()
                    raise StoreAwayError(self.place) from error
        except PoolTimeout as error:
            self._reach.lose()
            raise StoreAwayError(self.place) from error

    @contextmanager
    def reading(self) -> Iterator[PostgresConnection]:
        """Open a transaction that sees one state of the database throughout."""
        with self._connection() as pooled, pooled.transaction():
            connection = PostgresConnection(pooled)
            connection.run(statement("see_one_state"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[PostgresConnection]:
        """Open the one writing transaction: kept when the block ends well, undone when not."""
        with self._one_writer, self._connection() as pooled, pooled.transaction():
            connection = PostgresConnection(pooled)
            # Writers of all processes take turns: revisions have no gaps and are in order.
            connection.rows(statement("take_turn"))
            yield connection
        kept.note()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Yield whether we hold the lock for exclusive work, across all processes."""
        with self._connection() as pooled, pooled.transaction():
            # The server releases it when the transaction ends, however the process ended.
            ((taken,),) = PostgresConnection(pooled).rows(statement("be_alone"))
            yield bool(taken)

    def holds(self, epoch: str, revision: int) -> None:
        """Do nothing: the server keeps its own record of what it has."""

    def merge_log(self) -> None:
        """Leave the log to the server, which merges it by itself."""

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


def _check(connection: PgConnection) -> None:
    """Refuse a connection on which the server does not answer soon."""
    connection.patience = _PATIENCE_SECONDS
    try:
        ConnectionPool.check_connection(connection)
    finally:
        connection.patience = _STATEMENT_SECONDS


def _without_password(url: str) -> str:
    try:
        known: dict[str, Any] = conninfo_to_dict(url)
    except psycopg.Error:
        # The driver quotes what it cannot read, and the password may be anywhere in it.
        raise NotADatabaseError("postgresql://…", "not an address anybody can read") from None
    host, port, name = (known.get(part) or "" for part in ("host", "port", "dbname"))
    return f"postgresql://{host}{f':{port}' if port else ''}/{name}"
