"""What both databases offer the rest of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = tuple[Any, ...]


class Connection(Protocol):
    """One transaction with the database. Values are given by name, `$name` in the statement."""

    def rows(self, sql: str, values: Mapping[str, object] | None = None) -> list[Row]:
        """Return every row a statement finds."""
        ...

    def batches(self, sql: str) -> Iterator[list[Row]]:
        """Return the rows a statement finds, some thousands at a time."""
        ...

    def run(self, sql: str, values: Mapping[str, object] | None = None) -> int:
        """Run a statement and return how many rows it touched."""
        ...

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add many rows at the speed the database has for that."""
        ...


class Engine(Protocol):
    """A database that is open: readers never wait, writers come one at a time."""

    place: str
    """The name of the database in messages: a path, or an address without secrets."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a transaction that sees one state of the database throughout."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """Open the one writing transaction: kept when the block ends well, undone when not."""
        ...

    def alone(self) -> AbstractContextManager[bool]:
        """Yield whether we hold the lock for exclusive work, across all processes."""
        ...

    def holds(self, epoch: str, revision: int) -> None:
        """Note how far the store has come, in case it is lost."""
        ...

    def merge_log(self) -> None:
        """Merge a log of our own into the database; readers go on reading."""
        ...

    def close(self) -> None:
        """Close the database."""
        ...
