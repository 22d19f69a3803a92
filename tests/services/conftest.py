"""A municipality that is settled before the test begins."""

import pytest

from strategy.store.database import Database
from tests.services.fjordvik import settle


@pytest.fixture
def town(database: Database) -> Database:
    """Fjordvik, once on each engine."""
    return settle(database)


@pytest.fixture
def small_town(duck: Database) -> Database:
    """Fjordvik on DuckDB in memory, for what does not depend on the engine."""
    return settle(duck)
