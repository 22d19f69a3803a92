"""What begins and ends with the application, and what keeps it from starting."""

import asyncio
import gc
import logging
import socket
import threading
import time
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from strategy.commands.channel import hand_over
from strategy.commands.outcome import Exit, Request
from strategy.services.administration.upkeep import list_backups
from strategy.services.opening import the_database
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from strategy.store.database import open_database
from strategy.web import serving
from strategy.web.lifespan import (
    back_up,
    commands_taken,
    enter_into_force,
    keep_house,
    lifespan,
    repeated,
    working_ahead,
)
from tests.apart import run_apart
from tests.builders import LIV, OLA, an_organisation, stock
from tests.claims import until
from tests.services.fjordvik import settle
from tests.services.plan.drafting import adopt_ahead, begin

LONG_AGO = date(2020, 1, 2)
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)


def silence(*_told):
    """Hear nothing."""


@pytest.fixture
def port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- while it runs ------------------------------------------------------------------------------


def test_while_it_runs_it_takes_commands_and_a_backup(served, tmp_path):
    stock(served)

    async def live():
        async with lifespan(None):
            status = Request("status")
            told = await asyncio.to_thread(
                hand_over, tmp_path / "plan.duckdb", status, progress=silence
            )
            assert told.document["strategy"]["organisation"] == "Fjordvik kommune"
            assert gc.get_freeze_count() > 1000
            assert await asyncio.to_thread(until, lambda: list_backups(tmp_path / "backups"))

    run_apart(live())
    assert gc.get_freeze_count() == 0
    assert not (tmp_path / "plan.duckdb.channel").exists()
    assert the_database() is not served


def test_a_server_needs_no_channel(duck):
    before = threading.active_count()
    with commands_taken(duck, None):
        assert threading.active_count() == before


def test_work_is_repeated_until_the_end():
    done = []
    with repeated(lambda: done.append(1), every=0.01):
        assert until(lambda: len(done) >= 3)
    ended_with = len(done)
    time.sleep(0.05)
    assert len(done) == ended_with


def test_a_backup_that_fails_is_logged_and_tried_again(duck, tmp_path, caplog):
    stock(duck, an_organisation())
    (tmp_path / "taken").write_text("a file, no folder")
    back_up(duck, tmp_path / "taken", now=NOW)
    assert "during the daily backup" in caplog.text
    with caplog.at_level(logging.INFO):
        back_up(duck, tmp_path / "free", now=NOW)
        back_up(duck, tmp_path / "free", now=NOW)
    assert caplog.text.count("Backup taken: ") == 1


def test_each_night_the_old_history_is_forgotten_after_the_backup(duck, tmp_path, caplog):
    stock(duck)
    with duck.change(by=None, reason="Ryddet") as change:
        change.update(change.plan.organisation.model_copy(update={"history_years": 1}))
    with caplog.at_level(logging.INFO):
        keep_house(duck, tmp_path, now=NOW)
    assert "The history begins" not in caplog.text
    assert duck.journal_count(search="ryddet") == 1

    clear_and_stock_long_ago(duck)
    with caplog.at_level(logging.INFO):
        keep_house(duck, tmp_path / "other", now=NOW)
        keep_house(duck, tmp_path / "other", now=NOW)
    assert caplog.text.count("The history begins on ") == 1
    assert duck.begins() is not None
    # The backup was taken first: what is forgotten by mistake can still be fetched from it.
    (backup,) = list_backups(tmp_path / "other")
    duck.restore(tmp_path / "other" / backup.name)
    assert duck.begins() is None


def clear_and_stock_long_ago(database):
    database.clear()
    long_ago = datetime(2020, 1, 1, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
    with database.change(by=None, reason="Begynte", made_at=long_ago) as change:
        change.add(an_organisation(history_years=1))
    run_until_now(database)


def run_until_now(database):
    """The program has run all the while: the clock is as it was."""
    database.upkeep.believe(NOW.replace(tzinfo=None))


def test_without_a_backup_nothing_is_forgotten(duck, tmp_path, caplog):
    clear_and_stock_long_ago(duck)
    (tmp_path / "full").write_text("a file, no folder")
    keep_house(duck, tmp_path / "full", now=NOW)
    assert "during the daily backup" in caplog.text
    assert duck.begins() is None

    keep_house(duck, tmp_path / "mended", now=NOW)
    assert duck.begins() is not None


def test_a_history_that_cannot_be_forgotten_keeps_nobodys_answers(duck, tmp_path, caplog):
    clear_and_stock_long_ago(duck)
    with duck.change(by=None) as change:
        change.add_many((LIV, OLA))
    given = {"title": "Torde vi?", "prompts": ("dare-1",), "participant_ids": (LIV.id, OLA.id)}
    asked = reflection_rounds.prepare(duck, given, by=LIV, today=LONG_AGO)
    reflection_rounds.open_round(duck, asked.id, by=LIV, today=LONG_AGO)
    answer = {"text": "Ja", "level": None, "by": OLA, "today": LONG_AGO}
    reflection.answer(duck, asked.id, "dare-1", **answer)
    reflection.close(duck, asked.id, by=LIV, today=LONG_AGO)
    back_up(duck, tmp_path, now=NOW)
    with duck._engine.writing() as connection:  # noqa: SLF001 - as a disk that fails would
        connection.run('drop table "journal"')

    keep_house(duck, tmp_path, now=NOW)
    assert "during forgetting the old history" in caplog.text
    with duck.reflections.looking_at(asked.id) as one:
        assert one.answers() == ()


def test_a_database_that_does_not_answer_ends_nothing(duck, tmp_path, caplog):
    clear_and_stock_long_ago(duck)
    duck.close()
    keep_house(duck, tmp_path, now=NOW)
    assert "during finding out which day it is" in caplog.text


def test_on_its_first_day_an_adopted_strategy_takes_over_while_the_program_runs(duck, caplog):
    small_town = settle(duck)
    begin(small_town)
    adopted = adopt_ahead(small_town)
    first_day = datetime(2030, 1, 1, 12, tzinfo=UTC)
    small_town.upkeep.believe(first_day.replace(tzinfo=None))
    caplog.set_level(logging.INFO, "strategy.web.lifespan")

    enter_into_force(small_town, now=first_day)
    enter_into_force(small_town, now=first_day)

    assert small_town.plan().strategy.id == adopted.id
    assert caplog.text.count("in force from 2030-01-01") == 1
    small_town.close()
    enter_into_force(small_town, now=first_day)
    assert "during putting the adopted strategy into force" in caplog.text


def test_what_cannot_be_worked_out_ahead_is_logged_and_ends_nothing(duck, caplog):
    stock(duck, an_organisation())
    look = working_ahead(duck)
    look()
    assert not caplog.text
    duck.close()
    look()
    look()
    assert caplog.text.count("during work ahead of the pages") == 1


# --- before it runs -----------------------------------------------------------------------------


def test_a_taken_port_is_told_about(port):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        outcome = serving.prepare(port, demo=True, say=silence, progress=silence)
    assert outcome.exit_code is Exit.PORT
    assert f"Port {port} is taken" in outcome.text


@pytest.mark.usefixtures("served")
def test_a_store_that_cannot_be_opened_is_told_about(port, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://here/plan")
    said = []
    outcome = serving.prepare(port, demo=True, say=said.append, progress=silence)
    assert outcome.exit_code is Exit.STORE
    assert said == ["Opening mysql …"]


@pytest.mark.slow
def test_the_demo_is_loaded_into_a_new_store_only(served, port, monkeypatch):
    monkeypatch.setenv("STRATEGY_MODE", "demo")
    heard = []

    def hear(share, _doing):
        heard.append(share)

    assert serving.prepare(port, demo=False, say=silence, progress=hear).exit_code is Exit.OK
    assert (served.is_empty(), heard) == (True, [])
    assert serving.prepare(port, demo=True, say=silence, progress=hear).exit_code is Exit.OK
    assert served.plan().organisation.name == "Nyfjord kommune"
    assert heard[-1] == 1.0
    heard.clear()
    assert serving.prepare(port, demo=True, say=silence, progress=hear).exit_code is Exit.OK
    assert heard == []


def test_the_app_and_a_handle_on_the_same_file_are_one(served, duck_url):
    with closing(open_database(duck_url)) as another:
        stock(another)
    assert served.revision() == 1
