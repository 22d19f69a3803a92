"""A councillor with a phone and two minutes, and a resident without an account."""

from itertools import pairwise
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from tests.browser.hands import become
from tests.browser.test_every_page import ADMINISTRATOR
from tests.claims import every
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


CONTRAST = """() => {
  const shade = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll(".state, .state i, .muted, figcaption, .share small, p")]
    .map((element) => {
      const [one, other] = [getComputedStyle(element).color, behind(element)].map(shade);
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return [Math.round(ratio * 100) / 100, element.className, element.textContent.slice(0, 30)];
    });
}"""
"""How every word that tells a state stands out from what is behind it."""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_every_state_stands_out_on_the_screen_and_on_paper(opened, visitor, theme, media):
    reader = visitor(color_scheme=theme, viewport={"width": 1366, "height": 800})
    page = reader.page
    page.goto(f"{opened.address}/public/2/nb.html")
    page.emulate_media(media=media, color_scheme=theme)

    found = page.evaluate(CONTRAST)
    assert len([one for one in found if one[1].startswith("state")]) > 50
    assert [one for one in found if one[0] < 4.5] == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (theme == "light" or media == "print")


@pytest.mark.parametrize("address", ["index.html", "2/nb.html", "2/nn.html", "2/en.html"])
def test_at_twice_the_size_nothing_is_lost_and_nothing_scrolls_sideways(opened, visitor, address):
    # A laptop at 200 %: half as wide, every point twice as large.
    reader = visitor(viewport={"width": 683, "height": 400}, device_scale_factor=2)
    page = reader.page
    page.goto(f"{opened.address}/public/{address}")

    assert violations(page) == []
    assert page.evaluate(WIDTH) == 683


def test_it_is_read_by_keyboard_alone_in_the_order_it_is_shown(opened, visitor):
    page = visitor(viewport={"width": 1366, "height": 800}).page
    page.goto(f"{opened.address}/public/2/nb.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")

    heights = []
    for _ in range(25):
        page.keyboard.press("Tab")
        place = "document.activeElement.getBoundingClientRect().top + window.scrollY"
        heights.append(page.evaluate(place))
    assert heights == sorted(heights)

    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details").first).to_have_attribute("open", "")
    expect(page.get_by_role("table").nth(1)).to_be_visible()


def test_headings_go_down_one_step_at_a_time(opened, visitor):
    page = visitor().page
    page.goto(f"{opened.address}/public/2/en.html")

    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert every(after - before <= 1 for before, after in pairwise(levels))


def test_a_politician_comes_by_the_link_in_a_mail_to_the_answer(demo, visitor, phone):
    page = visitor(**phone).opens(f"{demo.address}/published?number=2&pillar=2&as=demo-person-tone")

    expect(page.get_by_role("heading", level=1, name="Å lede")).to_be_visible()
    expect(page.get_by_text("HMS-rådgiver svarte")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_politician_asks_on_a_phone_and_takes_it_back(closed, visitor, phone):
    page = visitor(**phone).opens(f"{closed.address}/published?as=demo-person-tone")
    page.get_by_text("Still et spørsmål").click()
    page.get_by_role("textbox", name="Spørsmålet ditt").fill("Hva koster det?")
    page.get_by_role("button", name="Send spørsmålet").click()
    at_rest(page)

    expect(page.get_by_text("Hva koster det?")).to_be_visible()
    assert page.evaluate(WIDTH) == 390
    page.get_by_role("button", name="Trekk tilbake").first.click()
    at_rest(page)
    expect(page.get_by_text("Trukket tilbake.").first).to_be_visible()
