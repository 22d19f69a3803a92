"""The application's own parts around a page, with a store of their own."""

import pytest

from strategy.services.opening import close_databases, the_database


@pytest.fixture
def served(duck_url, monkeypatch, tmp_path):
    """The store this process serves: a DuckDB file that is empty at first."""
    monkeypatch.setenv("STRATEGY_MODE", "local")
    monkeypatch.setenv("DATABASE_URL", duck_url)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    yield the_database()
    close_databases()
