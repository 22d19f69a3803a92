"""Administrators, and what watches the machine, are told how the store fares."""

import resource
import shutil
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.commands.outcome import Exit, Request
from strategy.commands.running import run
from strategy.domain.errors import NotADatabaseError, NotAllowedError
from strategy.services.administration.store_state import (
    Concern,
    look_at_store,
    store_state,
    vouch_for_clock,
)
from strategy.services.administration.upkeep import backup_now, daily_backup
from strategy.services.clock import stored
from strategy.services.opening import close_databases, the_database
from strategy.store.database import open_database
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


def set_back(town, folder, again):
    """The store as a backup held it, put in its place by other means than `restore`."""
    backup_now(town, folder, by=None, today=NOW.date() - A_DAY)
    with town.change(by=None) as change:
        change.update(change.plan.organisation.model_copy(update={"number": "1234"}))
    backup_now(town, folder, by=None, today=NOW.date())
    (earlier,) = folder.glob(f"strategy-{NOW.date() - A_DAY}*.duckdb")
    shutil.copy(earlier, again)
    return open_database(f"duckdb:///{again}")


def test_a_store_that_has_gone_back_behind_its_backup_is_told(town, tmp_path, monkeypatch):
    folder = tmp_path / "backups"
    monkeypatch.setenv("BACKUP_DIR", str(folder))
    with closing(set_back(town, folder, tmp_path / "again.duckdb")) as lost:
        assert Concern.BEHIND_BACKUP in concerns(lost, folder)
        told = check(lost)
    assert told.exit_code is Exit.STORE
    assert "holds revision 2, the store is at 1" in told.text
    assert concerns(town, folder) == set()
    assert check(town).exit_code is Exit.OK


def test_an_empty_store_beside_full_backups_is_told(town, tmp_path):
    folder = tmp_path / "backups"
    backup_now(town, folder, by=None, today=NOW.date())
    with closing(open_database(f"duckdb:///{tmp_path / 'new.duckdb'}")) as empty:
        assert Concern.BEHIND_BACKUP in concerns(empty, folder)


def test_what_was_restored_is_compared_with_its_own_backups_only(town, tmp_path):
    first = backup_now(town, tmp_path, by=None, today=NOW.date())
    with town.change(by=None) as change:
        change.update(change.plan.organisation.model_copy(update={"number": "1234"}))
    backup_now(town, tmp_path, by=None, today=NOW.date())
    town.restore(tmp_path / first.name)
    assert concerns(town, tmp_path) == set()


def check(town):
    return run(Request("check", {"language": "nb"}), town, progress=lambda *_: None)


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


def test_a_backup_is_opened_and_read_right_after_it_is_made(town, tmp_path):
    taken = backup_now(town, tmp_path, by=ADA, today=NOW.date())
    assert taken.revision == town.revision() > 0


def test_a_backup_that_cannot_be_read_is_not_left_as_todays(town, tmp_path):
    with town._engine.writing() as connection:  # noqa: SLF001 - a store no backup can be made of
        connection.run("insert into store select * from store")
    with pytest.raises(NotADatabaseError):
        daily_backup(town, tmp_path, today=NOW.date())
    assert list(tmp_path.glob("strategy-*")) == []
    assert town.upkeep.backup_failed_on() == NOW.date()


def test_a_backup_that_fails_is_told_until_the_next_one_is_taken(town, tmp_path):
    (tmp_path / "taken").write_text("a file, no folder")
    for _ in range(2):
        with pytest.raises(OSError, match="taken"):
            daily_backup(town, tmp_path / "taken", today=NOW.date())
    assert town.upkeep.backup_failed_on() == NOW.date()
    assert Concern.BACKUP_FAILED in concerns(town, tmp_path)
    daily_backup(town, tmp_path / "free", today=NOW.date())
    assert town.upkeep.backup_failed_on() is None
    assert concerns(town, tmp_path / "free") == set()
