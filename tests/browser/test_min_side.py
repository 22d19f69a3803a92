"""Min side on a phone: five actions told about in less than two minutes, by keyboard alone."""

import time
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from strategy.domain.items import Signal
from strategy.store.database import open_database
from tests.browser.hands import tab_to
from tests.builders import (
    CAST,
    OLA,
    a_check_in,
    a_goal,
    a_pillar,
    a_position,
    a_strategy,
    a_unit,
    an_action,
    an_organisation,
)
from tests.served import at_rest, served_with

pytestmark = pytest.mark.browser

TWO_MINUTES = 120
CONFIRM = "Ingen endring, bekreft"
TITLES = ("Ny turnus", "Lederprogram", "Mentorer", "Digitale vakter", "Heltid")


def days(number):
    return datetime.now().astimezone().date() + timedelta(days=number)


@pytest.fixture
def five_things(tmp_path):
    """A small plan where Ola answers for five actions that are due soon, last told of in time."""
    actions = [
        an_action(
            id=f"action-{n}",
            code=f"T-00{n}",
            title=title,
            goal_ids=("goal",),
            owner_id="position",
            start=days(-100),
            due=days(5 + n),
            original_due=None,
        )
        for n, title in enumerate(TITLES, start=1)
    ]
    said = [
        a_check_in(
            action,
            id=f"said-{action.id}",
            on=days(-60),
            percent=90,
            judgement=Signal.ON_TRACK,
            override_reason="Bare slutten gjenstår",
            comment=f"Sist om {action.title.lower()}",
        )
        for action in actions
    ]
    organisation = an_organisation(demo=True)
    plan = (organisation, a_strategy(), a_unit(), a_position(), a_pillar(), a_goal(id="goal"))
    with served_with(tmp_path, *plan, *actions, *said, *CAST) as server:
        yield server


def test_ola_is_done_with_five_actions_in_two_minutes_by_keyboard_on_a_phone(
    five_things, visitor, phone
):
    page = visitor(**phone).opens(f"{five_things.address}/my-page?as={OLA.id}")
    begun = time.monotonic()
    expect(page.get_by_role("heading", name="5 ting venter på deg")).to_be_visible()
    expect(page.get_by_text("Sist om ny turnus")).to_be_visible()
    for done in range(1, 5):
        tab_to(page, CONFIRM)
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"{done} av 5 gjort")).to_be_visible()
        at_rest(page)
    tab_to(page, "Oppdater status")
    page.keyboard.press("Enter")
    tab_to(page, "Kommentar")
    page.keyboard.type("Alle har fått tilbud om heltid")
    tab_to(page, "Lagre")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Du er ferdig")).to_be_visible()
    assert time.monotonic() - begun < TWO_MINUTES
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    five_things.stop()
    with_it = open_database(five_things.url)
    latest = [with_it.plan().latest_check_in(f"action-{n}") for n in range(1, 6)]
    with_it.close()
    assert [check_in.unchanged_count for check_in in latest] == [1, 1, 1, 1, 0]
    assert latest[-1].comment == "Alle har fått tilbud om heltid"
    assert {check_in.by_id for check_in in latest} == {OLA.id}
