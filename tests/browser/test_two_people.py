"""Two people in one plan, a reload in the middle, a power cut: nothing anybody wrote is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import fill, press
from tests.served import at_rest, served_demo

pytestmark = pytest.mark.browser

EDIT = "goal?code=4.4&do=edit"
GOAL = "goal?code=4.4"


def title(page):
    return page.get_by_role("heading", level=1)


def field(page, label):
    return page.get_by_role("textbox", name=label, exact=True)


def expect_told(page, news):
    expect(page.get_by_test_id("stToast").filter(has_text=news)).to_be_visible()


def test_the_second_to_save_sees_what_the_first_changed_and_keeps_their_own(demo, visitor):
    first = visitor().opens(f"{demo.address}/{EDIT}")
    second = visitor().opens(f"{demo.address}/{EDIT}")
    start = field(first, "Tittel *").input_value()

    fill(first, "Tittel *", "Flere står i jobb til de er 65 år")
    fill(first, "Begrunnelse", "Nye tall fra KLP")
    press(first, "Lagre")
    expect_told(first, "Lagret")
    expect(title(first)).to_have_text("4.4 Flere står i jobb til de er 65 år")

    fill(second, "Tittel *", "Flere vil stå i jobb lenger")
    fill(second, "Beskrivelse", "Seniorene sier selv hva som skal til.")
    press(second, "Lagre")
    told = second.get_by_test_id("stAlert")
    expect(told).to_contain_text("Hanne Rognli lagret en endring mens du skrev: Tittel.")
    expect(told).to_contain_text("Tittel er nå: Flere står i jobb til de er 65 år")
    expect(field(second, "Tittel *")).to_have_value("Flere vil stå i jobb lenger")
    expect(field(second, "Beskrivelse")).to_have_value("Seniorene sier selv hva som skal til.")
    # Nothing of the second has been saved yet.
    first.reload()
    at_rest(first)
    expect(title(first)).to_have_text("4.4 Flere står i jobb til de er 65 år")

    press(second, "Lagre")
    expect_told(second, "Lagret")
    expect(title(second)).to_have_text("4.4 Flere vil stå i jobb lenger")
    first.reload()
    at_rest(first)
    expect(title(first)).to_have_text("4.4 Flere vil stå i jobb lenger")
    expect(first.get_by_text("Seniorene sier selv hva som skal til.").first).to_be_visible()
    assert start not in title(first).inner_text()


def test_where_only_the_other_wrote_their_change_is_taken_over(demo, visitor):
    address = f"{demo.address}/goal?code=5.1&do=edit"
    first, second = visitor().opens(address), visitor().opens(address)

    fill(first, "Beskrivelse", "Møtene står i årshjulet.")
    press(first, "Lagre")
    expect_told(first, "Lagret")

    fill(second, "Tittel *", "Fast møte med tillitsvalgt og verneombud")
    press(second, "Lagre")
    expect(second.get_by_test_id("stAlert")).to_contain_text("Beskrivelse")
    expect(field(second, "Beskrivelse")).to_have_value("Møtene står i årshjulet.")
    press(second, "Lagre")
    expect_told(second, "Lagret")
    expect(title(second)).to_have_text("5.1 Fast møte med tillitsvalgt og verneombud")
    expect(second.get_by_text("Møtene står i årshjulet.").first).to_be_visible()


def test_what_is_written_is_there_after_a_reload_and_in_the_plan_only_once_it_is_saved(
    demo, visitor
):
    page = visitor().opens(f"{demo.address}/goal?code=3.1&do=edit")
    before = field(page, "Tittel *").input_value()
    fill(page, "Tittel *", "Halvveis")
    page.reload()
    at_rest(page)
    expect(field(page, "Tittel *")).to_have_value("Halvveis")
    other = visitor().opens(f"{demo.address}/goal?code=3.1")
    expect(title(other)).to_have_text(f"3.1 {before}")
    fill(page, "Tittel *", "Levende kompetanseplaner")
    press(page, "Lagre")
    expect(title(page)).to_have_text("3.1 Levende kompetanseplaner")


def test_what_was_saved_survives_a_power_cut(tmp_path, chromium):
    with served_demo(tmp_path) as server:
        page = chromium.new_page()
        page.goto(f"{server.address}/{EDIT}")
        at_rest(page)
        fill(page, "Tittel *", "Lagret rett før strømmen gikk")
        press(page, "Lagre")
        expect_told(page, "Lagret")
        server.kill()
        page.close()

        server.start()
        page = chromium.new_page()
        page.goto(f"{server.address}/{GOAL}")
        at_rest(page)
        expect(title(page)).to_have_text("4.4 Lagret rett før strømmen gikk")
        page.close()
