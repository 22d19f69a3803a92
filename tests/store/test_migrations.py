"""Whatever version a store comes from, it ends up the same and nothing in it is lost."""

import re
from collections.abc import Iterator
from datetime import date
from importlib import resources
from threading import Barrier, Thread

import pytest

from strategy.domain.errors import NewerStoreError, NotADatabaseError
from strategy.domain.items import Item
from strategy.domain.kinds import PLAN_KINDS, kind_of
from strategy.store import journal
from strategy.store.database import Database, open_database, open_engine
from strategy.store.engine import Engine
from strategy.store.migrations import Migration, migrate, migrations
from strategy.store.outbox import MailKey, MailKind, MailState
from strategy.store.shapes import shape_of
from strategy.store.statements import statement
from tests.builders import a_goal, an_action
from tests.claims import every

LATEST = migrations()[-1].number
BROKEN = Migration(LATEST + 1, "broken", "create table a (b varchar);\nselect nonsense;\n")
TO_COME = Migration(LATEST + 1, "to_come", "create table a (b varchar);\n")

JUNE = date(2026, 6, 24)

OLDER_DAY = """insert into "meeting_day" ("id", "version", "retired", "title", "on", "revision")
values ('day', 1, false, 'Ledermøte', '2026-05-04', 1)"""
OLDER_ENTRY = """insert into "journal"
("revision", "place", "kind", "item_id", "version", "event", "after")
values (1, 1, 'meeting_day', 'day', 1, 'added',
'{"title": "Ledermøte", "on": "2026-05-04", "retired": false}')"""


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_url)
    yield opened
    opened.close()


def schema(engine: Engine) -> dict[str, list[tuple[str, ...]]]:
    with engine.reading() as connection:
        tables = [name for (name,) in connection.rows(statement("tables"))]
        return {name: connection.rows(statement("columns"), {"table": name}) for name in tables}


def taken(engine: Engine) -> int:
    with engine.reading() as connection:
        ((number,),) = connection.rows(statement("schema_number"))
    return number


def write_as_then(engine: Engine, *items: Item) -> None:
    """What the program of that time wrote: a column that came later it did not know."""
    known = {table: {name for name, _ in columns} for table, columns in schema(engine).items()}
    with engine.writing() as connection:
        for place, item in enumerate(items, start=1):
            kind = kind_of(item)
            values = {**shape_of(kind).values(item), "revision": 1}
            row = {column: value for column, value in values.items() if column in known[kind]}
            connection.insert_many(kind, tuple(row), [tuple(row.values())])
            entry = journal.entry_row(1, place, before=None, after=item)
            connection.insert_many("journal", journal.COLUMNS, [entry])
        connection.run("insert into revision values (1, '2026-01-01 12:00:00', null, 'long ago')")
        connection.run("update store set revision = 1")


@pytest.mark.parametrize("version", range(1, LATEST))
def test_a_store_of_every_earlier_version_gets_the_schema_of_a_fresh_one(
    engine: Engine, duck: Database, empty_url: str, version: int
):
    migrate(engine, migrations()[:version])
    goal, action = a_goal(id="goal", version=1), an_action(id="action", version=1)
    write_as_then(engine, goal, action)

    updated = open_database(empty_url)
    try:
        assert taken(engine) == LATEST
        assert updated.plan().goals == (goal,)
        assert updated.plan(revision=1).actions == (action,)
        assert updated.journal_count() == 2
        updated_schema = schema(engine)
    finally:
        updated.close()
    if empty_url.startswith("duckdb"):
        assert updated_schema == schema(duck._engine)  # noqa: SLF001 - the schema is no business of the product's


def test_the_days_of_an_older_meeting_calendar_are_meetings_with_their_history(
    engine: Engine, empty_url: str
):
    migrate(engine, migrations()[:5])
    with engine.writing() as connection:
        connection.run(OLDER_DAY)
        connection.run(OLDER_ENTRY)
        connection.run("insert into revision values (1, '2026-01-01 12:00:00', null, '')")
        connection.run("update store set revision = 1")

    updated = open_database(empty_url)
    try:
        (meeting,) = updated.plan().meetings
        assert (meeting.title, meeting.on, meeting.begins) == ("Ledermøte", date(2026, 5, 4), "")
        assert updated.plan(revision=1).meetings == (meeting,)
        assert [entry.kind for entry in updated.journal()] == ["meeting"]
    finally:
        updated.close()


LETTERS = """insert into "question_letter" values
('1', 'q', 'ola', 'delegated', '2026-06-23 09:00:00', '', 'sent', 1, '2026-06-23 09:01:00', ''),
('2', 'q', 'ola', 'returned', '2026-06-24 09:00:00', '<2@x>', 'waiting', 2,
'2026-06-24 09:10:00', '451 Later'),
('3', 'r', 'odd', 'delegated', '2026-06-24 10:00:00', '', 'claimed', 1, null, ''),
('4', 'gone', 'odd', 'delegated', '2026-06-24 10:00:00', '', 'waiting', 0, null, '')"""
OLDER_MAIL = """insert into "mailing" values ('ola', '2026-06-24', 'reminder', '<1@x>', 'sent', 1,
'2026-06-24 05:00:00', '', null)"""
QUESTIONS = """insert into "question" values
('q', 4, 'per', '2026-06-22 09:00:00', '{}'), ('r', 2, 'per', '2026-06-22 09:00:00', '{}')"""


def test_letters_nobody_had_sent_wait_in_the_one_outbox(engine: Engine, empty_url: str):
    migrate(engine, [step for step in migrations() if step.number < 15])
    with engine.writing() as connection:
        for sql in (OLDER_MAIL, QUESTIONS, LETTERS):
            connection.run(sql)

    updated = open_database(empty_url)
    try:
        assert {m.key: (m.state, m.message_id, m.attempts) for m in updated.outbox.mails()} == {
            MailKey("ola", JUNE): (MailState.SENT, "<1@x>", 1),
            MailKey("ola", JUNE, MailKind.QUESTION, "q", 4): (MailState.WAITING, "<2@x>", 2),
            MailKey("odd", JUNE, MailKind.QUESTION, "r", 2): (MailState.CLAIMED, "", 1),
        }
        assert "question_letter" not in schema(engine)
        assert "mailing" not in schema(engine)
    finally:
        updated.close()


def test_taking_the_steps_twice_changes_nothing(engine: Engine):
    migrate(engine)
    before = schema(engine)
    migrate(engine)

    assert schema(engine) == before
    assert taken(engine) == LATEST


def test_four_that_open_a_new_store_at_once_all_find_it_ready(empty_url: str):
    start = Barrier(4)
    revisions: list[int] = []

    def open_it() -> None:
        start.wait()
        opened = open_database(empty_url)
        revisions.append(opened.revision())
        opened.close()

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert revisions == [0, 0, 0, 0]


def test_a_step_that_fails_leaves_nothing_behind(engine: Engine):
    migrate(engine)
    before = schema(engine)

    with pytest.raises(Exception, match="nonsense"):
        migrate(engine, (*migrations(), BROKEN))

    assert schema(engine) == before
    assert taken(engine) == LATEST


def test_a_store_of_a_newer_program_is_refused(engine: Engine, empty_url: str):
    migrate(engine, (*migrations(), TO_COME))

    with pytest.raises(NewerStoreError) as refused:
        open_database(empty_url)

    assert (refused.value.found, refused.value.known) == (LATEST + 1, LATEST)


def test_the_tables_of_another_program_are_left_alone(engine: Engine, empty_url: str):
    with engine.writing() as connection:
        connection.run("create table invoice (number integer)")

    with pytest.raises(NotADatabaseError):
        open_database(empty_url)

    assert list(schema(engine)) == ["invoice"]


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_every_kind_has_a_table_with_a_column_for_each_field(duck: Database, kind: str):
    columns = {name for name, _ in schema(duck._engine)[kind]}  # noqa: SLF001 - see above

    assert columns == {*shape_of(kind).columns, "revision"}


def test_the_steps_are_numbered_without_gaps():
    files = sorted(
        file.name
        for file in resources.files("strategy.store.migrations").iterdir()
        if file.name.endswith(".sql")
    )

    assert [step.number for step in migrations()] == list(range(1, len(files) + 1))
    assert every(re.fullmatch(r"\d{3}_[a-z_]+\.sql", name) for name in files)
