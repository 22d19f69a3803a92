"""What `/healthz` tells whoever asks: strangers, those signed in, and what watches the machine."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.services.administration.upkeep import backup_now, daily_backup
from strategy.services.clock import stored
from strategy.services.opening import close_databases
from strategy.settings import read_settings
from strategy.store.outbox import MailKey, MailKind
from strategy.web.routes import ROUTES
from tests.builders import ADA, CAST, OLA, PER, stock, today_here
from tests.claims import none
from tests.hostile.deeds import signed_out_everywhere, signs_in

A_DAY = timedelta(days=1)
FOR_STRANGERS = {
    "status",
    "version",
    "problems",
    "writable",
    "last_backup",
    "free_bytes",
    "mails_waiting",
    "oldest_mail",
}


@pytest.fixture
def town(served, monkeypatch, tmp_path):
    """A plan in production, whose clock is believed."""
    monkeypatch.setenv("STRATEGY_MODE", "production")
    monkeypatch.setenv("BASE_URL", "https://strategi.example.no")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    stock(served)
    served.upkeep.believe(stored(now()))
    return served


def now():
    return datetime.now(UTC)


def told(token=""):
    """The status and what is told; with somebody's session."""
    cookies = {read_settings().session_cookie: token} if token else {}
    with TestClient(Starlette(routes=list(ROUTES)), cookies=cookies) as watch:
        answer = watch.get("/healthz")
    return answer.status_code, answer.json()


def problems(status_and_told):
    return {*status_and_told[1]["problems"]} - {"little_room"}


@pytest.mark.usefixtures("town")
def test_strangers_are_told_how_the_store_fares_and_nothing_of_what_is_in_it():
    status, seen = told()
    assert (status, seen["status"]) == (200, "ok")
    assert set(seen) == FOR_STRANGERS
    assert none(word in str(seen) for word in ("Fjordvik", *(p.name for p in CAST)))


def test_only_who_is_signed_in_is_told_how_often_the_plan_has_changed(town):
    for token in ("", "made up", "a" * 5000):
        assert "revision" not in told(token)[1]
    for person in (ADA, PER):
        assert told(signs_in(town, person))[1]["revision"] == town.revision()


def test_nor_once_the_session_has_ended(town):
    token = signs_in(town, ADA)
    signed_out_everywhere(town, ADA.id)
    assert set(told(token)[1]) == FOR_STRANGERS


def test_while_the_database_is_away_that_is_all_that_is_told(town, monkeypatch):
    token = signs_in(town, ADA)
    close_databases()
    monkeypatch.setenv("DATABASE_URL", "postgresql://ola:s3cret@127.0.0.1:1/plan")
    for cookie in ("", token):
        status, seen = told(cookie)
        assert status == 503
        assert set(seen) == {"status", "version"}
        assert seen["status"] == "error"


@pytest.mark.usefixtures("town")
def test_without_a_backup_all_is_not_well():
    assert problems(told()) == {"no_backup"}


def test_a_backup_of_today_is_named_by_its_day(town, tmp_path):
    backup_now(town, tmp_path / "backups", by=ADA, today=today_here())
    seen = told()
    assert problems(seen) == set()
    assert seen[1]["last_backup"] == today_here().isoformat()


def test_a_backup_that_fails_is_told_beside_the_last_good_one(town, tmp_path):
    yesterday = today_here() - A_DAY
    backup_now(town, tmp_path / "backups", by=None, today=yesterday)
    (tmp_path / "taken").write_text("a file, no folder")
    with pytest.raises(OSError, match="taken"):
        daily_backup(town, tmp_path / "taken", today=today_here())
    seen = told()
    assert problems(seen) == {"backup_failed"}
    assert seen[1]["last_backup"] == yesterday.isoformat()


@pytest.mark.usefixtures("town")
def test_a_backup_that_cannot_be_read_is_none(tmp_path):
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / f"strategy-{today_here()}.duckdb").write_bytes(b"half a backup")
    seen = told()
    assert problems(seen) == {"no_backup"}
    assert seen[1]["last_backup"] is None


def test_mails_that_wait_are_counted_and_a_problem_after_a_day(town, tmp_path):
    backup_now(town, tmp_path / "backups", by=ADA, today=today_here())
    day = today_here() - 2 * A_DAY
    town.outbox.ask(
        [MailKey(OLA.id, day, MailKind.ROWS)], now=stored(now() - 2 * A_DAY), asked_by=ADA.id
    )
    seen = told()
    assert problems(seen) == {"mails_wait"}
    assert (seen[1]["mails_waiting"], seen[1]["oldest_mail"]) == (1, day.isoformat())
    assert OLA.id not in str(seen)


def test_a_clock_that_leapt_is_told(town, tmp_path):
    backup_now(town, tmp_path / "backups", by=ADA, today=today_here())
    town.upkeep.believe(stored(now() - 400 * A_DAY))
    town.upkeep.look(stored(now()))
    assert "clock" in problems(told())


@pytest.mark.usefixtures("town")
def test_what_cannot_be_seen_is_told_as_unknown(monkeypatch, tmp_path):
    # A folder nobody can look into: its name is longer than a name can be.
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / ("x" * 300)))
    status, seen = told()
    assert (status, seen["problems"]) == (200, ["unknown"])
