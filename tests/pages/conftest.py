"""The store the app itself opens, and the demo municipality in one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from strategy.services.opening import close_databases, the_database
from strategy.services.starting import load_demo
from strategy.store.database import Database
from tests.builders import today_here


@pytest.fixture(autouse=True)
def _everybody_can_be_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody signs in here; tests/sign_in and tests/hostile do."""
    monkeypatch.setenv("STRATEGY_MODE", "demo")


@pytest.fixture(scope="session")
def demo_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo municipality as it stands today."""
    from strategy.store.database import open_database  # noqa: PLC0415 - once, and not the app's

    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    made = open_database("duckdb:///:memory:")
    load_demo(made, today=today_here())
    made.backup(path)
    made.close()
    return path


@pytest.fixture
def nyfjord(demo_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The demo municipality, in the store the app opens."""
    file = tmp_path / "plan.duckdb"
    file.write_bytes(demo_copy.read_bytes())
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{file}")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    close_databases()
    yield the_database()
    close_databases()
