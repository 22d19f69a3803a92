"""A strategy's whole life, clicked through: prepared, set, adopted, revised, read afterwards."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import become, choose, fill, go_to, press
from tests.served import at_rest, served_demo

pytestmark = pytest.mark.browser

LEADER = "Kari Nesheim"
BEGINS = datetime.now().astimezone().year + 6
TITLE = f"Folk først {BEGINS}"


@pytest.fixture
def leader(tmp_path, visitor):
    """The demo's chief executive with a browser, on a demo of her own."""
    with served_demo(tmp_path) as server:
        page = visitor().opens(f"{server.address}/goals")
        become(page, LEADER)
        yield page


def test_a_leader_takes_a_strategy_from_draft_to_adopted_to_revised_to_superseded(leader: Page):
    """She prepares the next period, sets it, adopts it, changes it, and reads the old one."""
    old_goals = how_many_goals(leader)
    on_strategy(leader)
    press(leader, "Begynn på neste periode")
    fill(leader, "Tittel *", "Neste strategi")
    fill(leader, "Gjelder fra *", f"01.01.{BEGINS}")
    fill(leader, "Gjelder til", f"31.12.{BEGINS + 3}")
    press(leader, "Lag utkastet")
    expect(said(leader, "Under arbeid: neste periode")).to_be_visible()

    she_sets_its_title_vision_and_period(leader)
    she_adds_a_pillar_of_its_own(leader)
    she_adds_a_goal_an_indicator_and_an_action(leader)
    nothing_of_it_is_in_the_strategy_that_holds(leader, old_goals)
    she_adopts_it_with_body_date_and_case(leader)
    later_changes_are_shown_against_what_was_adopted(leader)
    she_reads_the_old_one_as_it_stood(leader, old_goals)


def she_sets_its_title_vision_and_period(page):
    press(page, "Endre tittel, visjon og periode")
    fill(page, "Tittel *", TITLE)
    fill(page, "Visjon", "Alle skal ville hit")
    fill(page, "Gjelder til", f"31.12.{BEGINS - 1}")
    press(page, "Lagre")
    expect(said(page, "Datoen er før starten")).to_be_visible()
    fill(page, "Gjelder til", f"31.12.{BEGINS + 4}")
    press(page, "Lagre")
    expect(said(page, "Alle skal ville hit")).to_be_visible()
    expect(said(page, f"Du ser på «{TITLE}»")).to_be_visible()


def she_adds_a_pillar_of_its_own(page):
    page.get_by_role("radio", name="Pilarer").click()
    at_rest(page)
    press(page, "Ny pilar")
    fill(page, "Tittel *", "Å bære")
    press(page, "Legg til")
    expect(said(page, "6 Å bære")).to_be_visible()


def she_adds_a_goal_an_indicator_and_an_action(page):
    go_to(page, "Mål")
    press(page, "Nytt mål")
    fill(page, "Tittel *", "Klimafotavtrykket er halvert")
    choose(page, "Pilar *", "6 Å bære")
    press(page, "Nytt mål")
    expect(said(page, "Mål 6.1 er lagt til")).to_be_visible()
    go_to(page, "Indikatorer")
    press(page, "Ny indikator")
    fill(page, "Tittel *", "Tonn CO2 per innbygger")
    # The list below has a filter of the same name.
    shown = page.locator('[class*="st-key-form-indicator-new"]')
    field = shown.get_by_role("combobox", name="Pilar")
    field.click()
    field.press_sequentially("6 Å bære")
    page.get_by_role("option", name="6 Å bære").first.click()
    # Nothing that is written says whether more is better.
    choose(page, "Retning *", "Lavere er bedre")
    press(page, "Ny indikator")
    expect(page.get_by_role("heading", name="Tonn CO2 per innbygger")).to_be_visible()
    go_to(page, "Tiltak")
    press(page, "Nytt tiltak")
    fill(page, "Tittel *", "Elsykler til hjemmetjenesten")
    press(page, "Nytt tiltak")
    expect(page.get_by_role("heading", name="Elsykler til hjemmetjenesten")).to_be_visible()


def nothing_of_it_is_in_the_strategy_that_holds(page, old_goals):
    go_to(page, "Mål")
    press(page, "Til strategien som gjelder")
    assert how_many_goals(page) == old_goals
    go_to(page, "Tiltak")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("searchbox", name="Søk").fill("Elsykler")
    page.keyboard.press("Enter")
    expect(said(page, "Ingen tiltak passer med filtrene")).to_be_visible()
    go_to(page, "Oversikt")
    expect(page.get_by_text("Å bære")).to_have_count(0)


def she_adopts_it_with_body_date_and_case(page):
    on_strategy(page)
    press(page, "Før opp vedtaket")
    fill(page, "Saksnummer", "KS 101/30")
    fill(page, "I kraft fra *", f"{datetime.now().astimezone():%d.%m.%Y}")
    press(page, "Vedta den nye strategien")
    expect(said(page, "Vedtatt, gjelder nå")).to_be_visible()
    expect(said(page, "Tidligere strategier")).to_be_visible()
    go_to(page, "Oversikt")
    expect(page.get_by_text("Å bære").first).to_be_visible()


def later_changes_are_shown_against_what_was_adopted(page):
    go_to(page, "Mål")
    page.get_by_role("link", name=re.compile("Klimafotavtrykket er halvert")).first.click()
    at_rest(page)
    press(page, "Endre")
    fill(page, "Tittel *", "Klimafotavtrykket er en tredel")
    press(page, "Lagre")
    on_strategy(page)
    expect(said(page, "Før: Klimafotavtrykket er halvert")).to_be_visible()


def she_reads_the_old_one_as_it_stood(page, old_goals):
    press(page, "Les den slik den sto")
    expect(said(page, "slik den sto da den ble avløst")).to_be_visible()
    assert how_many_goals(page) == old_goals
    expect(page.get_by_text("Å bære")).to_have_count(0)
    expect(page.get_by_role("button", name="Nytt mål")).to_have_count(0)


def on_strategy(page):
    page.get_by_role("banner").get_by_role("button", name=re.compile("Administrasjon")).click()
    page.get_by_text("Strategien", exact=True).click()
    at_rest(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def said(page, words):
    return page.get_by_text(words).first


def how_many_goals(page):
    """The last figure of the finding: so many of so many goals are on track."""
    heading = page.get_by_role("heading", level=1).inner_text()
    return re.findall(r"\d+", heading)[-1]
