"""A plan in which every word is a trap is shown on every page, and no trap goes off."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from strategy.domain.items import Organisation
from strategy.services import publishing
from strategy.ui.frame import PLACES
from tests.browser.test_what_people_type import expect_nothing_made_of_it
from tests.builders import ADA, LIV, PER, a_strategy
from tests.served import at_rest, served_with
from tests.traps import ALL, a_trapped_plan

pytestmark = pytest.mark.browser

ITEMS = {"goal": "<b>goa&*[x]</b>", "action": "<b>act&*[x]</b>", "indicator": "<b>ind&*[x]</b>"}
READ_BY_ALL = ("published", "privacy")
REGISTERS = {
    "strategy": ("pillar", "challenge", "value", "plan_link", "adoption", "meeting_day"),
    "people": ("unit", "position", "person"),
}


def publish(database):
    now = datetime.now(UTC).replace(tzinfo=None)
    today = now.date()
    draft = publishing.prepare(database, title=ALL, day=today, by=LIV, today=today, now=now)
    texts = {
        "summary": ALL,
        "needed": (ALL,),
        "pillars": ({"pillar_id": "pillar", "number": ALL, "analysis": ALL, "ahead": ALL},),
        "explanations": ({"action_id": "action", "text": ALL},),
        "decisions": ({"adoption_id": "adoption", "status": ALL},),
    }
    draft = publishing.save(database, draft, texts, by=LIV)
    publishing.publish(database, draft, by=LIV, now=now)
    # One more is being prepared, with the same traps.
    draft = publishing.prepare(database, title=ALL, day=today, by=LIV, today=today, now=now)
    publishing.save(database, draft, texts, by=LIV)


@pytest.fixture(scope="module")
def trapped(tmp_path_factory):
    """A municipality of traps, where one can be anybody."""
    items = [
        item.model_copy(update={"demo": True}) if isinstance(item, Organisation) else item
        for item in a_trapped_plan()
    ]
    assert a_strategy().title not in {getattr(item, "title", "") for item in items}
    with served_with(tmp_path_factory.mktemp("traps"), *items, then=publish) as server:
        yield server


def address_of(server, path, person):
    code = f"&code={quote(ITEMS[path])}" if path in ITEMS else ""
    return f"{server.address}/{path}?as={person.id}&lang=nb{code}"


def expect_no_trap_went_off(page):
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("Noe gikk galt")).to_have_count(0)
    expect_nothing_made_of_it(page)


_OPEN_ALL = """() => document.querySelectorAll(
  '[data-testid="stMain"] details:not([open]) > summary, [data-testid="stMain"] [role="tab"]'
).forEach((closed) => closed.click())"""

_HAS_RUN = """() => document.querySelector('[data-testid="stApp"]')
  ?.getAttribute('data-test-script-state') === 'notRunning'"""


def open_what_is_closed(page):
    """Open whatever can be opened on the page, and what is closed in that, and every tab."""
    for _ in range(2):
        page.evaluate(_OPEN_ALL)
        # A chart in a tab that is not in front is never drawn: that is no reason to wait.
        page.wait_for_timeout(500)
        page.wait_for_function(_HAS_RUN)


def look_at(page):
    expect_no_trap_went_off(page)
    open_what_is_closed(page)
    expect_no_trap_went_off(page)


def test_no_trap_goes_off_on_any_page(trapped, visitor):
    reader = visitor()
    for place in PLACES:
        look_at(reader.opens(address_of(trapped, place.path, ADA)))


def test_no_trap_goes_off_for_a_politician(trapped, visitor):
    reader = visitor()
    for path in READ_BY_ALL:
        look_at(reader.opens(address_of(trapped, path, PER)))


def test_no_trap_goes_off_in_any_register(trapped, visitor):
    reader = visitor()
    for path, sections in REGISTERS.items():
        for section in sections:
            address = f"{trapped.address}/{path}?as={ADA.id}&lang=nb&section={section}"
            look_at(reader.opens(address))


def test_the_traps_are_there_as_they_were_typed(trapped, visitor):
    reader = visitor()
    for path in ("goal", "action"):
        page = reader.opens(address_of(trapped, path, ADA))
        title = page.get_by_role("heading", level=1).inner_text().replace("\u2060", "")
        assert "<script>alert(1)</script> <img src=x onerror=alert(1)> **fet** [lenke](" in title
