"""Administrators, and what watches the machine, are told how the store fares."""

import resource
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.domain.errors import NotAllowedError
from strategy.services.administration.store_state import (
    Concern,
    look_at_store,
    store_state,
    vouch_for_clock,
)
from strategy.services.administration.upkeep import backup_now
from strategy.services.opening import close_databases, the_database
from strategy.services.posting import stored
from strategy.store.outbox import MailKey, MailKind
from strategy.web.routes import ROUTES
from tests.builders import ADA, CAST, OLA, stock

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture
def town(duck):
    stock(duck)
    duck.upkeep.believe(stored(NOW))
    return duck


def concerns(town, folder, now=NOW):
    care = {Concern.LITTLE_ROOM}
    return {*look_at_store(town, folder, now=now).concerns} - care


def test_the_newest_backup_is_opened_and_says_what_it_holds(town, tmp_path):
    assert concerns(town, tmp_path / "none") == {Concern.NO_BACKUP}
    backup_now(town, tmp_path, by=ADA, today=NOW.date())
    seen = look_at_store(town, tmp_path, now=NOW)
    assert (seen.backup_on, seen.backup_revision) == (NOW.date(), town.revision())
    assert (seen.writable, seen.free_bytes > 0, concerns(town, tmp_path)) == (True, True, set())


def test_a_backup_that_cannot_be_read_or_is_of_a_day_to_come_is_none(town, tmp_path):
    backup_now(town, tmp_path, by=ADA, today=NOW.date() - 3 * A_DAY)
    (tmp_path / f"strategy-{NOW.date()}.duckdb").write_bytes(b"half a backup")
    backup_now(town, tmp_path, by=ADA, today=NOW.date() + 900 * A_DAY)
    seen = look_at_store(town, tmp_path, now=NOW)
    assert seen.backup_on == NOW.date() - 3 * A_DAY
    assert concerns(town, tmp_path) == {Concern.NO_BACKUP}


def test_a_mail_that_waits_longer_than_a_day_is_told(town, tmp_path):
    backup_now(town, tmp_path, by=ADA, today=NOW.date())
    key = MailKey(OLA.id, NOW.date() - 2 * A_DAY, MailKind.ROWS)
    town.outbox.ask([key], now=stored(NOW - 2 * A_DAY), asked_by=ADA.id)
    seen = look_at_store(town, tmp_path, now=NOW)
    assert (seen.mails_waiting, seen.oldest_waiting) == (1, key.day)
    assert concerns(town, tmp_path) == {Concern.MAILS_WAIT}


@contextmanager
def a_full_disk():
    """While it lasts, no file of this process grows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_store_that_takes_nothing_any_more_is_told(town, tmp_path):
    with a_full_disk():
        found = concerns(town, tmp_path / "none")
    assert found == {Concern.NO_BACKUP, Concern.NOT_WRITABLE}


def test_a_clock_that_leapt_is_told_until_an_administrator_vouches_for_it(town, tmp_path):
    later = NOW + 400 * A_DAY
    town.upkeep.look(stored(later))
    assert Concern.CLOCK in concerns(town, tmp_path, later)
    for person in CAST:
        if person is not ADA:
            with pytest.raises(NotAllowedError):
                vouch_for_clock(town, by=person, now=later)
            with pytest.raises(NotAllowedError):
                store_state(town, tmp_path, by=person, now=later)
    vouch_for_clock(town, by=ADA, now=later)
    assert Concern.CLOCK not in {*store_state(town, tmp_path, by=ADA, now=later).concerns}


def test_a_watch_is_told_without_a_word_of_what_is_in_the_store(duck_url, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", duck_url)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    stock(the_database())
    with TestClient(Starlette(routes=list(ROUTES))) as watch:
        told = watch.get("/healthz").json()
        backup_now(the_database(), tmp_path / "backups", by=None, today=NOW.date())
        # However often a watch asks, the backups are opened once in half a minute.
        assert watch.get("/healthz").json() == told
    close_databases()
    assert told["status"] == "ok"
    assert "no_backup" in told["problems"]
    assert (told["writable"], told["last_backup"], told["mails_waiting"]) == (True, None, 0)
    assert "Fjordvik" not in str(told)
