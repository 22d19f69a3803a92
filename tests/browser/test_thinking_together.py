"""One runs a round on a laptop, another answers on a phone: each follows the other by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import press
from tests.served import at_rest

pytestmark = pytest.mark.browser

AS_KARI, AS_HANNE = "as=demo-person-kari", "as=demo-person-hanne"
THOUGHT = "Vi venter på at noen andre skal prøve først."


def made_and_opened(page) -> str:
    """Make the usual round and open it; return its address in the app."""
    press(page, "Lagre runden")
    page.get_by_role("button", name="Åpne runden").click()
    expect(page.get_by_role("button", name="Vis svarene")).to_be_visible()
    at_rest(page)
    return page.url.partition("round=")[2].partition("&")[0]


def card(page, number):
    return page.locator("[class*='st-key-prompt-']").nth(number)


def test_everybody_follows_and_nothing_typed_or_sent_is_lost(demo, visitor, phone):
    hanne = visitor().opens(f"{demo.address}/reflection?do=add&{AS_HANNE}")
    round_id = made_and_opened(hanne)
    kari = visitor(**phone).opens(f"{demo.address}/reflection?round={round_id}&{AS_KARI}")

    # Not sent yet, while the page is drawn anew by what others do.
    card(kari, 1).get_by_role("textbox").fill("Ikke ferdig tenkt")
    card(kari, 0).get_by_role("textbox").fill(THOUGHT)
    card(kari, 0).get_by_role("button", name="Send").click()
    expect(card(kari, 0).get_by_text("Svaret ditt er sendt.")).to_be_visible()
    expect(card(hanne, 0).get_by_text("1 av 8 har svart")).to_be_visible()
    expect(card(kari, 1).get_by_role("textbox")).to_have_value("Ikke ferdig tenkt")
    assert THOUGHT not in hanne.content()

    # A phone that lost its connection and comes back.
    kari.reload()
    at_rest(kari)
    expect(card(kari, 0).get_by_text("Svaret ditt er sendt.")).to_be_visible()

    hanne.get_by_role("button", name="Vis svarene").click()
    hanne.get_by_role("button", name="Ja, vis dem nå").click()
    expect(kari.get_by_text("For få svar til å vise noe.").first).to_be_visible()
    assert THOUGHT not in kari.content()
    assert THOUGHT not in hanne.content()
