"""`send-rows` at the terminal: who would get what, a real one, and what keeps it from going."""

import json
from contextlib import closing

import pytest

from strategy.store.database import open_database
from tests.builders import a_position, an_action
from tests.mail_server import a_free_port, mail_server

SENT = {
    "person": "ola",
    "name": "Ola Owren",
    "positions": ["Kommunalsjef oppvekst"],
    "actions": 1,
    "state": "sent",
    "problem": "",
}


@pytest.fixture
def plan(stocked, monkeypatch):
    """One of everything, where Ola has an open action and a vacant position has another."""
    for name in ("SMTP_URL", "SMTP_HOST", "SMTP_SECURITY", "MAIL_FROM", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with closing(open_database(stocked)) as database, database.change(by=None) as change:
        change.add(a_position(id="vacant", title="Fagsjef", holder_id=None))
        change.add(an_action(id="loose", code="T-6", owner_id="vacant"))
    return stocked


def through(monkeypatch, port):
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("MAIL_FROM", "strategi@example.org")


def told(result):
    return json.loads(result.stdout)["mails"]


@pytest.mark.usefixtures("plan")
def test_a_trial_run_tells_who_would_get_what_and_who_cannot(terminal):
    result = terminal("send-rows", "--dry-run", "--json")
    assert result.exit_code == 0
    assert [(m["name"], m["actions"], m["state"]) for m in told(result)] == [
        ("Ola Owren", 1, "ready"),
        ("Fagsjef", 1, "vacant"),
    ]
    assert "@" not in result.stdout
    assert "Owners to mail: 1. Out of reach: 1." in terminal("send-rows", "--dry-run").stdout


@pytest.mark.usefixtures("plan")
def test_run_twice_it_sends_once(terminal, monkeypatch):
    with mail_server() as mailbox:
        through(monkeypatch, mailbox.port)
        first = terminal("send-rows", "--json")
        assert (first.exit_code, told(first)[0]) == (0, SENT)
        assert terminal("send-rows").exit_code == 0
    assert mailbox.to == ["ola@example.org"]
    # Nobody in the plan asked: answers go to where the mail is from.
    assert mailbox.received[0]["Reply-To"] is None


@pytest.mark.usefixtures("plan")
def test_it_ends_with_one_where_the_mail_server_is_away(terminal, monkeypatch):
    through(monkeypatch, a_free_port())
    result = terminal("send-rows")
    assert result.exit_code == 1
    assert "Ola Owren: 1 actions [waiting] ([Errno 111] Connection refused)" in result.stdout


@pytest.mark.usefixtures("plan")
def test_without_a_mail_server_it_says_what_to_set(terminal):
    result = terminal("send-rows")
    assert result.exit_code == 3
    assert "set SMTP_URL and MAIL_FROM" in result.stderr


def test_a_demo_mails_nobody(terminal, plan, monkeypatch):
    through(monkeypatch, 1)
    with closing(open_database(plan)) as database, database.change(by=None) as change:
        change.update(database.plan().organisation.model_copy(update={"demo": True}))
    result = terminal("send-rows")
    assert result.exit_code == 3
    assert "A demo municipality mails nobody" in result.stderr


def test_where_nobody_has_open_actions_there_is_nothing_to_do(terminal, monkeypatch):
    through(monkeypatch, 1)
    assert terminal("init", "--name", "Fjordvik", "--language", "nb", answers="\n").exit_code == 0
    result = terminal("send-rows", "--json")
    assert (result.exit_code, told(result)) == (0, [])
