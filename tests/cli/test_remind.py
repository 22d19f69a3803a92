"""`remind` at the terminal: a trial run, a real one, and what keeps it from going."""

import json
from contextlib import closing
from datetime import timedelta

import pytest

from strategy.domain.follow_up.quiet_days import is_quiet
from strategy.domain.items import Outcome
from strategy.services import reading
from strategy.services.reflection import rounds as reflection_rounds
from strategy.store.database import open_database
from tests.builders import LIV, a_check_in
from tests.mail_server import a_free_port, mail_server


@pytest.fixture
def somebody_is_late(stocked, monkeypatch):
    """Ola's action was due yesterday. Returns who is told today: nobody on a quiet day."""
    for name in ("SMTP_URL", "SMTP_HOST", "SMTP_SECURITY", "MAIL_FROM", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with closing(open_database(stocked)) as database:
        today = reading.today_in(database)
        action = database.plan().by_id["action"]
        proposal = database.plan().by_id["postponement"]
        with database.change(by=None) as change:
            # A date nobody has decided on would wait for those who decide, not for the owner.
            change.update(proposal.model_copy(update={"outcome": Outcome.DECLINED}))
            change.update(
                action.model_copy(update={"start": None, "due": today - timedelta(days=1)})
            )
            change.add(a_check_in(action, on=today - timedelta(days=1)))
        return [] if is_quiet(today) else ["ola"]


def told(result):
    return json.loads(result.stdout)["mails"]


def test_a_trial_run_tells_who_would_be_reminded_of_what(terminal, somebody_is_late):
    result = terminal("remind", "--dry-run", "--json")
    assert result.exit_code == 0
    mails = [mail for mail in told(result) if mail["person"] == "ola"]
    assert [mail["person"] for mail in mails] == somebody_is_late
    for mail in mails:
        kinds = {notice["kind"] for notice in mail["notices"] if notice["item"] == "action"}
        assert "overdue" in kinds
        assert (mail["state"], mail["language"]) == (None, "nb")
    if somebody_is_late:
        assert "Ola Owren" in terminal("remind", "--dry-run").stdout
    assert "example.org" not in result.stdout


@pytest.mark.usefixtures("somebody_is_late")
def test_without_a_mail_server_it_says_what_to_set(terminal):
    result = terminal("remind")
    assert result.exit_code == 3
    assert "set SMTP_URL and MAIL_FROM" in result.stderr


@pytest.mark.usefixtures("somebody_is_late")
def test_a_demo_reminds_nobody(terminal, stocked, monkeypatch):
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
    with closing(open_database(stocked)) as database, database.change(by=None) as change:
        change.update(database.plan().organisation.model_copy(update={"demo": True}))
    result = terminal("remind")
    assert result.exit_code == 3
    assert "A demo municipality reminds nobody" in result.stderr


def test_run_twice_it_sends_once(terminal, somebody_is_late, monkeypatch):
    with mail_server() as mailbox:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
        monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
        assert terminal("remind").exit_code == 0
        assert told(terminal("remind", "--json")) == []
    assert [to for to in mailbox.to if to.startswith("ola@")] == [
        f"{person}@example.org" for person in somebody_is_late
    ]


def test_whoever_sends_them_does_not_learn_who_has_not_answered_a_round(
    terminal, stocked, somebody_is_late, monkeypatch
):
    with closing(open_database(stocked)) as database:
        given = {"title": "Torde vi?", "prompts": ("dare-1",), "participant_ids": ("per",)}
        today = reading.today_in(database)
        asked = reflection_rounds.prepare(database, given, by=LIV, today=today)
        reflection_rounds.open_round(database, asked.id, by=LIV, today=today)
    with mail_server() as mailbox:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
        monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
        result = terminal("remind", "--json")
    assert [mail["person"] for mail in told(result)] == somebody_is_late
    assert ("per@example.org" in mailbox.to) == bool(somebody_is_late)


def test_it_ends_with_one_where_the_mail_server_is_away(terminal, somebody_is_late, monkeypatch):
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{a_free_port()}")
    monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
    result = terminal("remind")
    assert result.exit_code == (1 if somebody_is_late else 0)
    assert ("[waiting]" in result.stdout) == bool(somebody_is_late)
