"""A file somebody hands in as a backup is read as rows, and never as a program."""
# ruff: noqa: S608 - whoever makes such a file writes what they like into it

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from strategy.domain.errors import NotADatabaseError, StoreOutOfReachError, StrangeFileError
from strategy.domain.items import Goal
from strategy.store.database import Database
from strategy.store.files.foreign import look_into
from tests.builders import LIV, a_goal, an_action, an_organisation, stock

SECRET = "the mail server's password"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of the server's that is nobody's business."""
    file = tmp_path / "environment"
    file.write_text(SECRET)
    return file


@pytest.fixture
def stocked(database: Database) -> Database:
    stock(database, an_organisation(name="Nyfjord"), a_goal(id="goal"), an_action())
    return database


@pytest.fixture
def kept(stocked: Database, tmp_path: Path) -> Path:
    """A backup, and a store that has gone on since."""
    stocked.backup(tmp_path / "kept.duckdb")
    with stocked.change(by=LIV.id) as change:
        change.update(change.plan.by_id["goal"].model_copy(update={"title": "Videre"}))
    return tmp_path / "kept.duckdb"


def doctored(kept: Path, *statements: str) -> Path:
    with duckdb.connect(str(kept)) as file:
        for sql in statements:
            file.execute(sql)
    return kept


def a_view_for(table: str, expression: str, column: str) -> tuple[str, ...]:
    """A table's rows as a view that puts an expression in the place of a column."""
    return (
        f'create table "hidden" as select * from "{table}"',
        f'drop table "{table}"',
        f'create view "{table}" as select * replace ({expression} as "{column}") from "hidden"',
    )


def read(secret: Path) -> str:
    return f"(select content from read_text('{secret}'))"


TRAPS: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "a view that reads a file": lambda s: a_view_for("goal", read(s), "title"),
    "a view over the settings": lambda _: a_view_for("goal", "current_setting('threads')", "title"),
    "a view over the journal": lambda s: a_view_for("journal", read(s), "after"),
    "a view where the store's number is": lambda s: a_view_for("store", read(s), "epoch"),
    "a view where the steps are": lambda s: a_view_for("schema_version", read(s), "name"),
    "a view that counts without an end": lambda _: (
        'drop table "challenge"',
        'create view "challenge" as select * from range(1000000000000)',
    ),
    "a view beside the tables": lambda s: (f"create view more as select * from read_text('{s}')",),
    "a table in another schema": lambda _: (
        "create schema other",
        "create table other.goal (a int)",
    ),
    "an empty schema": lambda _: ("create schema other",),
    "a table nobody knows": lambda _: ("create table extra (a int)",),
    "a function of its own": lambda _: ("create macro lower(a) as 'x'",),
    "a function that gives a table": lambda s: (
        f"create macro rows() as table select * from read_text('{s}')",
    ),
    "a trigger": lambda _: (
        "create trigger t after insert on goal for each statement"
        " insert into revision values (99, now()::timestamp, null, '')",
    ),
    "a column that is worked out": lambda _: (
        'drop table "meeting_clock"',
        'create table "meeting_clock" ("id" varchar primary key, "version" integer not null,'
        " \"content\" varchar generated always as (repeat('x', 1000)))",
    ),
    "a column nobody knows": lambda _: ('alter table "goal" add column "extra" varchar',),
    "a default that counts": lambda _: (
        "create sequence s",
        """alter table "goal" alter column "title" set default nextval('s')::varchar""",
    ),
    "a column of another type": lambda _: ('alter table "goal" alter "version" type bigint',),
    "a column of a type of its own": lambda _: (
        "create type mood as enum ('planned')",
        'alter table "meeting_clock" alter "content" type mood',
    ),
    "a rule that is checked": lambda _: (
        'drop table "meeting_clock"',
        'create table "meeting_clock" ("id" varchar primary key, "version" integer not null,'
        ' "content" varchar not null, check (length("content") < 9))',
    ),
    "an index": lambda _: ('create index i on "goal" ("title")',),
    "a sequence": lambda _: ("create sequence s",),
    "a type": lambda _: ("create type mood as enum ('a')",),
    "a table that is missing": lambda _: ('drop table "goal"',),
    "a column that is missing": lambda _: ('alter table "goal" drop column "title"',),
    "no store": lambda _: ('delete from "store"',),
    "two stores": lambda _: ('insert into "store" select * from "store"',),
    "no steps": lambda _: ('delete from "schema_version"',),
    "steps below nothing": lambda _: ('update "schema_version" set "number" = -"number"',),
    "steps of which some are missing": lambda _: (
        'delete from "schema_version" where "number" between 3 and 5',
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_what_is_more_than_rows_is_refused_and_nothing_is_changed(
    stocked: Database, kept: Path, secret: Path, trap: str
):
    doctored(kept, *TRAPS[trap](secret))
    before = stocked.version_key()

    with pytest.raises(NotADatabaseError) as refused:
        stocked.restore(kept)

    assert stocked.version_key() == before
    assert stocked.plan().find(Goal, "goal").title == "Videre"
    assert SECRET not in str(refused.value)
    assert refused.value.path == str(kept)


def test_what_does_not_belong_is_named(stocked: Database, kept: Path, secret: Path):
    doctored(kept, *TRAPS["a view beside the tables"](secret), "create macro f() as 1")
    with pytest.raises(StrangeFileError) as refused:
        stocked.restore(kept)
    assert [(p.rule, p.details) for p in refused.value.problems] == [
        ("strange.column", {"name": "more.content"}),
        ("strange.column", {"name": "more.filename"}),
        ("strange.column", {"name": "more.last_modified"}),
        ("strange.column", {"name": "more.size"}),
        ("strange.macro", {"name": "f"}),
        ("strange.view", {"name": "more"}),
    ]


@pytest.mark.parametrize("trap", TRAPS)
def test_looking_whose_a_file_is_runs_nothing_of_it(kept: Path, secret: Path, trap: str):
    doctored(kept, *TRAPS[trap](secret))
    told = []
    try:
        told.append(str(look_into(kept)))
    except NotADatabaseError as refused:
        told.append(str(refused))
    assert len(told) == 1
    assert SECRET not in told[0]


def test_a_file_that_wants_an_extension_gets_none(stocked: Database, kept: Path):
    doctored(
        kept,
        "alter table goal rename to hidden",
        "create view goal as select * from (values (1)) where 'a' in (select 'https://example.org/x')",
    )
    with pytest.raises(NotADatabaseError):
        stocked.restore(kept)
    with stocked._engine.reading() as connection:  # noqa: SLF001 - looks below on purpose
        if "duckdb" in stocked.url:
            with pytest.raises(duckdb.PermissionException):
                connection.rows("load httpfs")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('{secret}')",
        "copy (select 1) to '{secret}'",
        "attach '{secret}.duckdb' as other",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_the_store_itself_reaches_no_file_and_keeps_its_settings(
    duck: Database, secret: Path, statement: str
):
    refused = (duckdb.PermissionException, duckdb.InvalidInputException, StoreOutOfReachError)
    with pytest.raises(refused), duck._engine.reading() as connection:  # noqa: SLF001 - looks below
        connection.rows(statement.format(secret=secret))
    assert secret.read_text() == SECRET


def test_rows_that_are_no_plan_are_refused(stocked: Database, kept: Path):
    doctored(kept, """update "action" set "state" = 'frozen over'""")
    with pytest.raises(NotADatabaseError):
        stocked.restore(kept)
    assert stocked.plan().find(Goal, "goal").title == "Videre"


def test_a_backup_says_whose_it_is_and_how_far_it_had_come(stocked: Database, kept: Path):
    held = look_into(kept)
    assert (held.epoch, held.revision) == (stocked.version_key()[0], 1)
    assert held.organisation == "Nyfjord"
    assert held.changed_at == stocked.revisions()[-1].made_at
