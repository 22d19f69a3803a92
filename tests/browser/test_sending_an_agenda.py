"""The agenda of a meeting is sent by keyboard alone, through a real mail server."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.hands import tab_to
from tests.builders import CAST, a_meeting, a_strategy, an_agenda_item, an_attendance
from tests.builders import an_organisation as the_municipality
from tests.mail_server import mail_server
from tests.served import at_rest, served_with

pytestmark = pytest.mark.browser


@pytest.fixture
def mailbox(monkeypatch):
    """A mail server the app is told of before it starts."""
    with mail_server() as opened:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{opened.port}")
        monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
        yield opened


@pytest.fixture
def a_meeting_to_come(mailbox, tmp_path):
    """A meeting next week that Liv and Ola are asked to."""
    assert mailbox.port
    day = datetime.now().astimezone().date() + timedelta(days=7)
    meeting = a_meeting(id="meeting", on=day, begins="09:00", place="Rådhuset")
    asked = [an_attendance(meeting, id=f"{who}-asked", person_id=who) for who in ("liv", "ola")]
    items = (the_municipality(), a_strategy(), *CAST, meeting, an_agenda_item(meeting, id="first"))
    with served_with(tmp_path, *items, *asked) as server:
        yield server


def test_by_keyboard_the_agenda_is_read_through_sent_and_sent_again(
    a_meeting_to_come, mailbox, visitor
):
    page = visitor().opens(f"{a_meeting_to_come.address}/meetings?prepare=meeting")
    expect(page.get_by_text("Innkallingen er ikke sendt ennå.")).to_be_visible()
    tab_to(page, "Se e-posten slik du ville fått den")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1. Hva glipper? – 09:00")).to_be_visible()
    tab_to(page, "Send innkallingen til 2 personer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 e-poster er sendt.")).to_be_visible()
    at_rest(page)
    assert sorted(mailbox.to) == ["liv@example.org", "ola@example.org"]

    tab_to(page, "Send til alle 2 på nytt")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 e-poster er sendt.")).to_be_visible()
    at_rest(page)
    page.wait_for_timeout(1000)
    assert len(mailbox.to) == 4
