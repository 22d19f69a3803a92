"""A plan in which every word is a trap is shown on every page, and no trap goes off."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from strategy.domain.items import Organisation
from strategy.services.publishing import publications as publishing
from strategy.ui.links import PLACES
from tests.browser.test_what_people_type import expect_nothing_made_of_it
from tests.builders import ADA, LIV, PER, a_strategy
from tests.served import served_with
from tests.traps import ALL, a_trapped_plan

pytestmark = pytest.mark.browser

ITEMS = {kind: f"<b>{kind[:3]}&*[x]</b>" for kind in ("goal", "action", "indicator", "decision")}
READ_BY_ALL = ("published", "privacy")
REGISTERS = {
    "strategy": ("pillar", "challenge", "value", "plan_link", "adoption", "meeting"),
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

# As at_rest, but a chart in a tab that is not in front is never drawn: that is no reason to wait.
_DRAWN = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('h1, h2')
    && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
    && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
      .every((chart) => chart.offsetParent === null || chart.querySelector('svg.main-svg'));
}"""
_PATIENCE = 60_000


def opened(reader, address):
    """Go to an address, and come back when all that can be seen is drawn."""
    reader.page.goto(address)
    drawn(reader.page)
    return reader.page


def drawn(page):
    page.wait_for_timeout(300)
    page.wait_for_function(_DRAWN, timeout=_PATIENCE)


def open_what_is_closed(page):
    """Open whatever can be opened on the page, and what is closed in that, and every tab."""
    for _ in range(2):
        page.evaluate(_OPEN_ALL)
        drawn(page)


def look_at(page):
    expect_no_trap_went_off(page)
    open_what_is_closed(page)
    expect_no_trap_went_off(page)


def test_no_trap_goes_off_on_any_page(trapped, visitor):
    reader = visitor()
    for place in PLACES:
        page = opened(reader, address_of(trapped, place.path, ADA))
        if place.path in {"goal", "action"}:
            # They are there, as they were typed.
            title = page.get_by_role("heading", level=1).inner_text()
            assert "<script>alert(1)</script> <a href='" in title.replace("\u2060", "")
        look_at(page)


def test_no_trap_goes_off_for_a_politician(trapped, visitor):
    reader = visitor()
    for path in READ_BY_ALL:
        look_at(opened(reader, address_of(trapped, path, PER)))


def test_no_trap_goes_off_in_any_register(trapped, visitor):
    reader = visitor()
    for path, sections in REGISTERS.items():
        for section in sections:
            address = f"{trapped.address}/{path}?as={ADA.id}&lang=nb&section={section}"
            look_at(opened(reader, address))
