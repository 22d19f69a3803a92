"""What is set from outside, and what holds where nothing is set."""

from pathlib import Path

import pytest

from strategy.settings import ROOT, read_settings, store_file


def test_where_nothing_is_set_everything_lies_beside_the_program():
    settings = read_settings({})
    assert store_file(settings.database_url) == ROOT / "data" / "strategy.duckdb"
    assert settings.backup_folder == ROOT / "data" / "backups"
    assert settings.port == 8501


def test_backups_lie_beside_the_store_they_are_of():
    settings = read_settings({"DATABASE_URL": "duckdb:////srv/plan/ours.duckdb"})
    assert settings.backup_folder == Path("/srv/plan/backups")


def test_a_servers_backups_lie_beside_the_program():
    settings = read_settings({"DATABASE_URL": "postgresql://db.example.org/plan"})
    assert settings.backup_folder == ROOT / "data" / "backups"


def test_what_is_set_holds():
    given = {"DATABASE_URL": "duckdb:///:memory:", "BACKUP_DIR": "/safe", "PORT": "8600"}
    settings = read_settings(given)
    assert settings.database_url == "duckdb:///:memory:"
    assert settings.backup_folder == Path("/safe")
    assert settings.port == 8600


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("duckdb:////srv/plan.duckdb", Path("/srv/plan.duckdb")),
        ("duckdb:///plan.duckdb", Path("plan.duckdb").resolve()),
        ("duckdb:///:memory:", None),
        ("postgresql://db.example.org/plan", None),
    ],
)
def test_an_address_leads_to_a_file_or_to_none(url, file):
    assert store_file(url) == file
