"""The steps that make the tables what this program expects, each in one transaction."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources

from strategy.domain.errors import NewerStoreError, NotADatabaseError
from strategy.store.engine import Connection, Engine
from strategy.store.statements import statement

_NAME = re.compile(r"(\d{3})_(\w+)\.sql")


@dataclass(frozen=True)
class Migration:
    """One numbered step."""

    number: int
    name: str
    sql: str


@cache
def migrations() -> tuple[Migration, ...]:
    """Return every step this program knows, in order."""
    folder = resources.files("strategy.store.migrations")
    found = ((_NAME.fullmatch(file.name), file) for file in folder.iterdir())
    steps = (
        Migration(int(match[1]), match[2], file.read_text(encoding="utf-8"))
        for match, file in found
        if match
    )
    return tuple(sorted(steps, key=lambda step: step.number))


def migrate(engine: Engine, steps: tuple[Migration, ...] | None = None) -> None:
    """Bring a database to the schema this program knows; refuse a newer or a foreign one."""
    steps = migrations() if steps is None else steps
    known = steps[-1].number
    while (found := _found(engine)) < known:
        with engine.writing() as connection:
            # Another process may have taken the step while this one waited for its turn.
            number = schema_number(connection, engine.place)
            for step in [step for step in steps if step.number > number][:1]:
                _take(connection, step)
    if found > known:
        raise NewerStoreError(found=found, known=known)


def is_empty(engine: Engine) -> bool:
    """Tell whether a database has no tables yet."""
    return _found(engine) == 0


def schema_number(connection: Connection, place: str) -> int:
    """Return how many steps a database has taken, 0 for an empty one."""
    tables = {name for (name,) in connection.rows(statement("tables"))}
    if not tables:
        return 0
    if not {"schema_version", "store", "journal"} <= tables:
        raise NotADatabaseError(place, "tables of another program")
    ((number,),) = connection.rows(statement("schema_number"))
    return int(number)


def _found(engine: Engine) -> int:
    with engine.reading() as connection:
        return schema_number(connection, engine.place)


def _take(connection: Connection, step: Migration) -> None:
    if step.number == 1:
        connection.run(statement("create_schema_version"))
    for sql in step.sql.split(";\n"):
        if sql.strip():
            connection.run(sql)
    if step.number == 1:
        connection.run(statement("begin_store"), {"epoch": uuid.uuid4().hex})
    connection.run(
        statement("migrated"),
        {
            "number": step.number,
            "name": step.name,
            "applied_at": datetime.now(UTC).replace(tzinfo=None),
        },
    )
