"""Whoever prepares a meeting sends its agenda from the page, and its minutes afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from strategy.services.opening import close_databases, the_database
from strategy.store.database import Database
from tests.builders import an_attendance
from tests.mail_server import Mailbox, mail_server
from tests.pages.opened import failures, press, said, shown
from tests.services.mails import MEETING, approved, changed, gather


@pytest.fixture
def database(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty store the app opens, and no mail server."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    monkeypatch.delenv("SMTP_URL", raising=False)
    close_databases()
    yield the_database()
    close_databases()


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server the app has been told of."""
    with mail_server() as opened:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{opened.port}")
        monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
        yield opened


def gathered(database: Database, *more) -> None:
    """A meeting with those asked to it, in a place that has been in use until now."""
    gather(database, *more)
    database.upkeep.believe(datetime.now(UTC).replace(tzinfo=None))


def prepare() -> AppTest:
    return shown("meetings/meetings", "hege", prepare="meeting")


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_hr_sends_the_agenda_and_after_a_change_to_those_who_lack_it(database, mailbox):
    liv = an_attendance(MEETING, id="liv-asked", person_id="liv")
    gathered(database, MEETING, liv)
    changed(database, "liv", email="")
    app = prepare()
    assert "Innkallingen er ikke sendt ennå." in said(app)
    assert "* **Ikke sendt:** Odd Olsen, Ola Owren" in said(app)
    assert "Mangler gyldig e\\-postadresse\\: Liv Lie" in said(app)
    assert "Innkalling\\: Tertialmøte, 8" in said(app)
    press(app, "Send innkallingen til 2 personer")
    assert failures(app) == []
    assert [one.value for one in app.success] == ["2 e-poster er sendt."]
    assert "til 2 personer" in said(app)
    assert "Alle som kan få den på e-post, har innkallingen slik den er nå." in said(app)
    assert sorted(mailbox.to) == ["odd@example.org", "ola@example.org"]

    changed(database, "liv", email="liv@example.org")
    app = press(prepare(), "Send innkallingen til 1 person")
    assert mailbox.to[2:] == ["liv@example.org"]
    press(app, "Send til alle 3 på nytt")
    assert len(mailbox.to) == 6


def test_what_the_server_refuses_shows_beside_whom_it_was_for(database, mailbox):
    gathered(database)
    mailbox.answers = {"ola@example.org": "550 No such user"}
    app = press(prepare(), "Send innkallingen til 2 personer")
    assert "**Avvist av e\\-postserveren:** Ola Owren \\(550 No such user\\)" in said(app)
    assert "Send innkallingen til 1 person" in labels(app)


def test_one_who_was_quicker_leaves_nobody_to_send_to(database, mailbox):
    gathered(database)
    app = prepare()
    press(prepare(), "Send innkallingen til 2 personer")
    press(app, "Send innkallingen til 2 personer")
    assert failures(app) == []
    assert len(mailbox.to) == 2


def test_without_a_mail_server_and_in_a_demo_it_says_why_nothing_is_sent(database):
    gathered(database)
    assert "E-post er ikke satt opp ennå. Last ned filen" in said(prepare())
    changed(database, "organisation", demo=True)
    assert "Dette er en demokommune: ingenting sendes." in said(prepare())
    assert not [label for label in labels(prepare()) if label.startswith("Send innkallingen")]


def test_a_meeting_nobody_is_asked_to_has_nobody_to_send_to(database):
    gathered(database)
    for who in ("odd", "ola"):
        changed(database, f"{who}-asked", retired=True)
    assert "Her er det ingen å sende til." in said(prepare())


def test_approved_minutes_are_sent_from_their_page_by_who_runs_meetings(database, mailbox):
    gathered(database, approved())
    assert "Send referatet" not in said(shown("meetings/meeting", "ola", meeting="meeting"))
    app = shown("meetings/meeting", "hege", meeting="meeting")
    press(app, "Send referatet til 2 personer")
    assert failures(app) == []
    assert sorted(mailbox.to) == ["odd@example.org", "ola@example.org"]
    assert "Alle som kan få det på e-post, har referatet." in said(app)
