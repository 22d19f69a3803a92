"""What people type shows as they typed it, everywhere, and does nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import choose, fill, press
from tests.served import at_rest

pytestmark = pytest.mark.browser

# An override that turns text around is taken out; a mark that belongs to Arabic or Hebrew stays.
TURNED, MARK = "\u202e", "\u200f"
TYPED = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> **fet** [lenke](http://example.com) "
    "![x](http://example.com/x.png) :red[x] :material/home: $x^2$ javascript:alert(2) "
    f":heart: a -> b, >= 2, www.example.com &lt;b&gt; `kode` {TURNED}snudd {MARK}slutt"
)
# Streamlit would make icons, arrows and links of some of it; what keeps it from that is not seen.
JOINER = "\u2060"
SHOWN = TYPED.replace(TURNED, "")
# What even the narrowest place shows of it.
BRIEF = "alert(1)</s"

_MADE_OF_IT = r"""() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const made = [...main.querySelectorAll('img, a, script')];
  return made.map((element) => element.src || element.href || element.outerHTML)
    .filter((address) => /example\.com|javascript:|alert|\/x$/.test(address));
}"""


def title_of(page):
    return page.get_by_role("heading", level=1).inner_text().replace(JOINER, "")


def seen_on(page):
    return page.get_by_test_id("stMain").inner_text().replace(JOINER, "")


def expect_nothing_made_of_it(page):
    assert page.evaluate(_MADE_OF_IT) == []
    expect(page.locator("[data-testid=stMain] strong", has_text=re.compile("^fet$"))).to_have_count(
        0
    )
    expect(page.locator("[data-testid=stMain] .katex")).to_have_count(0)
    expect(page.locator("[data-testid=stMain] code", has_text=re.compile("^kode$"))).to_have_count(
        0
    )


def test_a_title_full_of_traps_shows_as_it_was_typed_everywhere(own_plan, visitor):
    page = visitor().opens(f"{own_plan.address}/goals?do=add")
    fill(page, "Tittel *", TYPED)
    fill(page, "Beskrivelse", TYPED)
    choose(page, "Pilar *", "3 Å lære")
    press(page, "Nytt mål")
    page.wait_for_url("**/goal?code=3.1")
    at_rest(page)
    assert title_of(page) == f"3.1 {SHOWN}"
    assert seen_on(page).count(SHOWN) >= 2, "as title and as description"
    expect_nothing_made_of_it(page)

    page.goto(f"{own_plan.address}/goal?code=3.1&do=action")
    at_rest(page)
    fill(page, "Tittel *", TYPED)
    press(page, "Nytt tiltak")
    page.wait_for_url("**/action?code=*")
    at_rest(page)
    assert title_of(page).endswith(SHOWN)
    field = page.get_by_role("textbox", name="Kommentar", exact=True)
    field.fill(TYPED)
    field.blur()
    press(page, "Lagre status")
    expect(page.get_by_test_id("stToast").filter(has_text="Status er lagret")).to_be_visible()
    at_rest(page)
    assert seen_on(page).count(SHOWN) >= 2, "as title and as comment"
    expect_nothing_made_of_it(page)

    for place in ("", "goals", "strategy-map", "actions", "responsibility", "health", "history"):
        page.goto(f"{own_plan.address}/{place}")
        at_rest(page)
        expect_nothing_made_of_it(page)
        if place != "actions":
            # The table of Tiltak is a drawing: its words are asked for below.
            assert BRIEF in seen_on(page), place

    page.goto(f"{own_plan.address}/actions?search=onerror")
    at_rest(page)
    # What a screen reader is told of a drawn table stands inside the drawing.
    told = page.locator("canvas [role=gridcell]").filter(has_text=BRIEF)
    expect(told.first).to_be_attached()
