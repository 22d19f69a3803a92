"""A backup is the whole store at one moment, and restoring gives all of it back."""

from pathlib import Path
from threading import Event, Thread

import duckdb
import pytest

from strategy.domain.errors import InvalidInputError, NewerStoreError, NotADatabaseError
from strategy.domain.items import Action
from strategy.store.database import Database, open_database
from strategy.store.duck import DuckEngine
from strategy.store.log_notes import LogNotes
from strategy.store.migrations import Migration, migrate, migrations
from strategy.store.shapes import quoted
from strategy.store.statements import statement
from tests.builders import LIV, a_check_in, a_goal, a_unit, an_action, one_of_everything, stock

LATEST = migrations()[-1].number


def rows(database: Database) -> dict[str, list[tuple]]:
    """Every row of every table, but for what a restored store has of its own."""
    with database._engine.reading() as connection:  # noqa: SLF001 - looks below the interface on purpose
        found = {}
        for (table,) in connection.rows(statement("tables")):
            if table not in {"schema_version", "store"}:
                columns = [n for n, _ in connection.rows(statement("columns"), {"table": table})]
                found[table] = connection.rows(
                    f"select {quoted(columns)} from {quoted([table])} order by {quoted(columns)}"  # noqa: S608 - names of our own tables
                )
        return found


@pytest.fixture
def stocked(database: Database) -> Database:
    stock(database, *one_of_everything())
    with database.change(by=LIV.id, reason="Endret") as change:
        action = change.update(change.plan.actions[0].model_copy(update={"title": "Ny tittel"}))
        change.add_many(a_check_in(action, percent=n % 100) for n in range(300))
    return database


def test_what_is_restored_equals_what_was_backed_up_row_by_row(stocked: Database, tmp_path: Path):
    before, plan = rows(stocked), stocked.plan()
    stocked.backup(tmp_path / "backup.duckdb")
    with stocked.change(by=LIV.id) as change:
        change.update(plan.actions[0].model_copy(update={"title": "En feil"}))
        change.add(a_goal(code="7.7"))
    assert rows(stocked) != before

    stocked.restore(tmp_path / "backup.duckdb")

    assert rows(stocked) == before
    assert stocked.plan() == plan
    assert stocked.revision() == 2


def test_a_restored_store_begins_a_history_of_its_own(stocked: Database, tmp_path: Path):
    stocked.backup(tmp_path / "backup.duckdb")
    epoch, revision = stocked.version_key()
    stock(stocked, a_goal(id="lost", code="8.8"))
    lost = stocked.plan(revision=3)

    stocked.restore(tmp_path / "backup.duckdb")
    stock(stocked, a_goal(id="instead", code="8.9"))

    # Both histories have a third revision; nobody may take one for the other.
    assert stocked.version_key() == (stocked.version_key()[0], revision + 1)
    assert stocked.version_key()[0] != epoch
    assert stocked.plan().find(type(lost.goals[0]), "lost") is None
    assert stocked.plan(revision=3) == stocked.plan()


def test_a_cleared_store_is_empty_and_begins_again(stocked: Database):
    epoch, _ = stocked.version_key()
    stocked.plan()

    stocked.clear()

    assert stocked.is_empty()
    assert stocked.version_key()[1] == 0
    assert stocked.version_key()[0] != epoch
    assert stocked.plan().goals == ()
    assert stocked.journal() == ()
    stock(stocked, *one_of_everything())
    assert stocked.revision() == 1


@pytest.mark.postgres
def test_a_backup_from_duckdb_can_be_restored_into_postgresql_and_back(
    duck: Database, postgres_url: str, tmp_path: Path
):
    stock(duck, *one_of_everything())
    duck.backup(tmp_path / "from_duckdb.duckdb")
    server = open_database(postgres_url)
    server.restore(tmp_path / "from_duckdb.duckdb")
    assert server.plan() == duck.plan()
    assert rows(server) == rows(duck)

    stock(server, a_goal(code="5.5"))
    server.backup(tmp_path / "from_postgresql.duckdb")
    duck.restore(tmp_path / "from_postgresql.duckdb")
    assert duck.plan() == server.plan()
    server.close()


def test_a_backup_is_an_ordinary_store(stocked: Database, tmp_path: Path):
    stocked.backup(tmp_path / "new folder" / "backup.duckdb")
    # Nothing unfinished is left beside it.
    assert [file.name for file in (tmp_path / "new folder").iterdir()] == ["backup.duckdb"]

    copy = open_database(f"duckdb:///{tmp_path}/new folder/backup.duckdb")
    assert copy.version_key() == stocked.version_key()
    assert copy.plan() == stocked.plan()
    copy.close()


def test_a_backup_replaces_the_one_of_the_same_name(stocked: Database, tmp_path: Path):
    stocked.backup(tmp_path / "backup.duckdb")
    stock(stocked, a_goal(code="2.2"))
    stocked.backup(tmp_path / "backup.duckdb")

    stocked.restore(tmp_path / "backup.duckdb")
    assert stocked.revision() == 3


def test_a_backup_made_while_people_write_is_one_moment(database: Database, tmp_path: Path):
    stock(
        database,
        an_action(id="first", budget_nok=0),
        an_action(id="second", code="T-2", budget_nok=0),
    )
    enough = Event()

    def keep_writing() -> None:
        while not enough.is_set():
            with database.change(by=LIV.id) as change:
                for action in change.plan.actions:
                    change.update(action.model_copy(update={"budget_nok": action.budget_nok + 1}))

    writer = Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(3):
            database.backup(tmp_path / f"{number}.duckdb")
    finally:
        enough.set()
        writer.join()

    for number in range(3):
        copy = open_database(f"duckdb:///{tmp_path}/{number}.duckdb")
        first, second = (copy.plan().find(Action, name) for name in ("first", "second"))
        assert first.budget_nok == second.budget_nok == copy.revision() - 1
        assert copy.plan(revision=copy.revision()) == copy.plan()
        copy.close()


@pytest.mark.parametrize("version", range(1, LATEST))
def test_a_backup_of_an_older_program_is_brought_up_to_date_and_stays_as_it_is(
    stocked: Database, tmp_path: Path, version: int
):
    old = tmp_path / "old.duckdb"
    engine = DuckEngine(str(old))
    migrate(engine, migrations()[:version])
    long_ago = Database("", engine, LogNotes("", None))
    with long_ago.change(by=None) as change:
        # A kind that has had the same columns from the beginning.
        change.add(a_unit(id="ancient"))
    long_ago.close()
    before = old.read_bytes()

    stocked.restore(old)

    assert [unit.id for unit in stocked.plan().units] == ["ancient"]
    assert (stocked.revision(), stocked.plan().meetings) == (1, ())
    assert old.read_bytes() == before


def test_a_backup_of_a_newer_program_is_refused(stocked: Database, tmp_path: Path):
    engine = DuckEngine(str(tmp_path / "newer.duckdb"))
    migrate(engine, (*migrations(), Migration(LATEST + 1, "to_come", "select 1;\n")))
    engine.close()
    before = rows(stocked)

    with pytest.raises(NewerStoreError):
        stocked.restore(tmp_path / "newer.duckdb")

    assert rows(stocked) == before


def empty_database(path: Path) -> None:
    duckdb.connect(str(path)).close()


def foreign_database(path: Path) -> None:
    with duckdb.connect(str(path)) as other:
        other.execute("create table invoice (number integer)")


@pytest.mark.parametrize(
    "make",
    [
        lambda _path: None,
        lambda path: path.write_text("Kjære ordfører" * 1000),
        empty_database,
        foreign_database,
    ],
    ids=["no file", "a letter", "an empty database", "another program's"],
)
def test_what_is_no_backup_is_refused_and_nothing_is_lost(stocked: Database, tmp_path: Path, make):
    path = tmp_path / "strange.duckdb"
    make(path)
    before = rows(stocked)

    with pytest.raises(NotADatabaseError) as refused:
        stocked.restore(path)

    assert refused.value.path == str(path)
    assert rows(stocked) == before


def test_the_store_is_not_its_own_backup(duck_url: str, tmp_path: Path):
    database = open_database(duck_url)
    stock(database, a_goal())

    with pytest.raises(InvalidInputError) as refused:
        database.backup(tmp_path / "plan.duckdb")
    with pytest.raises(InvalidInputError):
        database.restore(tmp_path / "plan.duckdb")

    assert [p.rule for p in refused.value.problems] == ["backup.is_the_store"]
    assert len(database.plan().goals) == 1
    database.close()


def test_a_backup_that_fails_leaves_no_trace(stocked: Database, tmp_path: Path):
    (tmp_path / "backup.duckdb").mkdir()

    with pytest.raises(OSError, match=r"backup\.duckdb"):
        stocked.backup(tmp_path / "backup.duckdb")

    assert not list((tmp_path / "backup.duckdb").iterdir())
    assert not list(tmp_path.glob(".backup-*"))
