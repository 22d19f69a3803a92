"""A councillor with a phone and two minutes, and a resident without an account."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from tests.browser.hands import become
from tests.browser.test_every_page import ADMINISTRATOR
from tests.served import at_rest, served_demo

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """The demo municipality once more, for whoever changes who may read."""
    with served_demo(tmp_path_factory.mktemp("published")) as server:
        yield server


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The demo municipality where everybody may read what is published."""
    with served_demo(tmp_path_factory.mktemp("opened"), public=True) as server:
        yield server


def violations(page) -> list:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]]


def test_a_councillor_on_a_phone_sees_how_it_goes_what_is_new_and_why(demo, visitor, phone):
    councillor = visitor(**phone)
    page = councillor.opens(demo.address)
    become(page, "Tone Dalsbø")

    finding = page.get_by_role("heading", level=1)
    expect(finding).to_contain_text("mål er i rute")
    assert finding.bounding_box()["y"] < 450
    for heading in ("Pilar for pilar", "Siden sist", "Hva ble det av det vi vedtok?"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert page.evaluate(WIDTH) == 390

    page.get_by_role("link", name="Se målene").first.click()
    at_rest(page)
    expect(page.get_by_role("heading", level=1, name="Å våge")).to_be_visible()
    expect(page.get_by_role("heading", name="1.1")).to_be_visible()
    page.get_by_role("link", name="Tilbake til hele strategien").click()
    at_rest(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("mål er i rute")


def test_a_resident_reads_it_without_an_account_once_it_is_opened(closed, visitor, phone):
    resident = visitor(java_script_enabled=False, **phone)
    refused = resident.page.goto(f"{closed.address}/public/2/nb.html")
    assert refused.status == 404
    # The browser notes by itself that a page is missing, a moment later.
    resident.page.wait_for_timeout(300)
    resident.complaints.clear()

    administrator = visitor()
    page = administrator.opens(f"{closed.address}/publish")
    become(page, ADMINISTRATOR)
    page.get_by_text("Åpne sider for alle").click()
    page.get_by_role("button", name="Lagre").last.click()
    expect(page.get_by_text("kan leses av alle uten innlogging")).to_be_visible()

    reading = resident.page
    reading.goto(f"{closed.address}/public")
    reading.get_by_role("link", name="2.").click()
    expect(reading.get_by_role("heading", level=1)).to_contain_text("mål er i rute")
    assert reading.url.endswith("/public/2/nb.html")
    reading.get_by_role("link", name="English").click()
    expect(reading.get_by_role("heading", level=1)).to_contain_text("goals are on track")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1366])
def test_the_open_page_shuts_nobody_out(opened, visitor, theme, width):
    reader = visitor(color_scheme=theme, viewport={"width": width, "height": 800})
    page = reader.page
    page.goto(f"{opened.address}/public/2/nb.html")

    for details in page.locator("details").all():
        details.evaluate("it => it.open = true")
    assert violations(page) == []
    assert page.evaluate(WIDTH) == width

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Gå til innholdet")).to_be_focused()
