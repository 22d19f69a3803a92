"""One process has one handle on its database, whoever asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from strategy.services import opening
from tests.builders import stock


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A process that keeps its data in a folder of its own."""
    opening.close_databases()
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    yield tmp_path
    opening.close_databases()


def test_everybody_gets_the_same_handle(here):
    with ThreadPoolExecutor(8) as pool:
        handles = list(pool.map(lambda _: opening.the_database(), range(8)))

    assert len({id(handle) for handle in handles}) == 1
    assert (here / "plan.duckdb").exists()


def test_another_address_is_another_database(here, monkeypatch):
    first = opening.the_database()
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{here / 'other.duckdb'}")

    assert opening.the_database() is not first


def test_what_was_closed_is_opened_again_with_all_there_was(here):
    stock(opening.the_database())
    opening.close_databases()

    assert opening.the_database().plan().organisation.name == "Fjordvik kommune"
    assert (here / "plan.duckdb").exists()


def test_closing_what_is_not_open_is_nothing(here):
    opening.close_databases()
    opening.close_databases()
    assert not (here / "plan.duckdb").exists()
