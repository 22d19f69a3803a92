"""Opening: what is whose, what is refused, and what a crash leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest

from strategy.domain.errors import NotADatabaseError, StoreBusyError, StoreOutOfReachError
from strategy.domain.items import Action
from strategy.store.database import Database, open_database
from tests.builders import LIV, a_goal, an_action, stock

ROOT = Path(__file__).parents[2]

HOLDER = """
import sys
from strategy.store.database import open_database
database = open_database(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""

WRITER = """
import sys
from strategy.store.database import open_database
database = open_database(sys.argv[1])
while True:
    with database.change(by="liv") as change:
        for item_id in ("first", "second"):
            action = change.plan.by_id[item_id]
            change.update(action.model_copy(update={"budget_nok": action.budget_nok + 1}))
            if item_id == "first" and action.budget_nok >= 20:
                print("halfway", flush=True)
                sys.stdin.read()
    print(database.revision(), flush=True)
"""


def start(program: str, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture
def another_process(duck_url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has the DuckDB file open."""
    with start(HOLDER, duck_url) as process:
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_second_process_is_told_who_has_the_file(
    another_process: subprocess.Popen[str], duck_url: str, tmp_path: Path
):
    with pytest.raises(StoreBusyError) as refused:
        open_database(duck_url)

    assert refused.value.process_id == another_process.pid
    assert refused.value.path == str(tmp_path / "plan.duckdb")


def test_one_process_can_open_a_file_twice(duck_url: str):
    first, second = open_database(duck_url), open_database(duck_url)
    stock(first, a_goal(id="goal"))
    first.close()
    first.close()

    # Closing one of them, even twice, leaves the other its file.
    assert [goal.id for goal in second.plan().goals] == ["goal"]
    second.close()


@pytest.mark.parametrize(
    "engine", ["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_a_process_that_dies_in_mid_change_loses_nothing_and_leaves_no_half(
    engine: str, request: pytest.FixtureRequest
):
    url = request.getfixturevalue("duck_url" if engine == "duckdb" else "postgres_url")
    database = open_database(url)
    stock(
        database,
        an_action(id="first", budget_nok=0),
        an_action(id="second", code="T-2", budget_nok=0),
    )
    database.close()

    with start(WRITER, url) as process:
        acknowledged = [int(line) for line in iter(process.stdout.readline, "halfway\n")]
        process.send_signal(signal.SIGKILL)

    database = open_database(url)
    plan = database.plan()
    assert acknowledged == list(range(2, 22))
    assert database.revision() == 21
    assert [action.budget_nok for action in plan.actions] == [20, 20]
    assert database.plan(revision=21) == plan
    # And the next one to write is not kept waiting by the dead.
    stock(database, a_goal())
    database.close()


def test_a_relative_address_leads_from_where_the_program_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    database = open_database("duckdb:///data/plan.duckdb")
    database.close()

    assert (tmp_path / "data" / "plan.duckdb").is_file()
    assert database.url == "duckdb:///data/plan.duckdb"


def test_an_absolute_address_has_a_fourth_slash(tmp_path: Path):
    database = open_database(f"duckdb:///{tmp_path}/plan.duckdb")
    database.close()

    assert (tmp_path / "plan.duckdb").is_file()


def test_databases_in_memory_know_nothing_of_each_other():
    one, other = open_database("duckdb:///:memory:"), open_database("duckdb:///:memory:")
    stock(one, a_goal())

    assert other.is_empty()
    assert other.plan().goals == ()
    one.close()
    other.close()


@pytest.mark.parametrize("url", ["sqlite:///plan.db", "plan.duckdb", ""])
def test_other_addresses_are_refused(url: str):
    with pytest.raises(NotADatabaseError):
        open_database(url)


def test_a_file_that_is_no_database_is_refused_and_stays_as_it_is(tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Kjære ordfører" * 1000)

    with pytest.raises(NotADatabaseError) as refused:
        open_database(f"duckdb:///{letter}")

    assert refused.value.path == str(letter)
    assert letter.read_text() == "Kjære ordfører" * 1000


def test_a_place_nobody_can_write_in_is_refused(tmp_path: Path):
    (tmp_path / "file").touch()

    with pytest.raises(StoreOutOfReachError) as refused:
        open_database(f"duckdb:///{tmp_path}/file/plan.duckdb")

    assert refused.value.problem.rule == "out_of_reach.no_folder"


def test_a_database_file_of_another_program_is_refused_and_let_go(tmp_path: Path):
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("create table invoice (number integer)")

    with pytest.raises(NotADatabaseError):
        open_database(f"duckdb:///{path}")

    # Nothing of ours holds the file: another configuration would be refused.
    with duckdb.connect(str(path), config={"threads": 1}) as other:
        assert other.execute("select * from invoice").fetchall() == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ola:hemmelig@127.0.0.1:1/plan",
        "postgresql://ola:hemmelig@[nowhere/plan",
    ],
)
def test_a_server_that_cannot_be_reached_is_named_without_its_password(url: str):
    with pytest.raises(NotADatabaseError) as refused:
        open_database(url)

    assert "hemmelig" not in str(refused.value)
    assert refused.value.path.startswith("postgresql://")


@pytest.mark.postgres
def test_a_connection_the_server_dropped_is_replaced(postgres_url: str):
    database = open_database(postgres_url)
    stock(database, a_goal())
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and datname = current_database()"
        )

    assert database.revision() == 1
    database.close()


def test_a_name_with_letters_of_ours_is_found_however_it_is_written(database: Database):
    with database.change(by=LIV.id) as change:
        change.add(an_action(title="ØKT GRUNNBEMANNING"))

    assert database.journal_count(search="økt grunn") == 1
    assert database.plan().find(Action, database.plan().actions[0].id).title == "ØKT GRUNNBEMANNING"


def test_a_merged_log_leaves_everything_in_the_one_file(database: Database, tmp_path: Path):
    goal = a_goal()
    stock(database, goal)
    database.merge_log()

    assert [kept.id for kept in database.plan().goals] == [goal.id]
    assert [log.name for log in tmp_path.glob("*.wal") if log.stat().st_size] == []
