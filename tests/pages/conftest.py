"""The store the app itself opens, and the demo municipality in one."""

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from strategy.services.opening import close_databases, the_database
from strategy.store.database import Database
from tests.the_demo import copy_of_the_demo


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_are_searched_once() -> Iterator[None]:
    """Streamlit searches them for components in each app it opens: half a page test's time."""
    search = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", search)
        yield


@pytest.fixture(autouse=True)
def _everybody_can_be_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody signs in here; tests/sign_in and tests/hostile do."""
    monkeypatch.setenv("STRATEGY_MODE", "demo")


@pytest.fixture
def nyfjord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The demo municipality, in the store the app opens."""
    file = copy_of_the_demo(tmp_path / "plan.duckdb")
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{file}")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    close_databases()
    yield the_database()
    close_databases()
