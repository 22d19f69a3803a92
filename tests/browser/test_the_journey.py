"""From an idea to a figure on Oversikt: a goal, how we know, what we do, and how it goes."""

import re
from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.browser.hands import choose, figures, fill, go_to, press, read_in, tab_to
from tests.served import at_rest

pytestmark = pytest.mark.browser

A_YEAR_ON = datetime.now().astimezone().year + 1
_OWN_PAGE = re.compile(r"/(?:goal|action|indicator)\?(?:.*&)?code=([\w.-]+)")
OWNER = "HMS-rådgiver (Jonas Tveiten)"
ACTION_OWNER = "HR-sjef (Hanne Rognli)"


@dataclass(frozen=True)
class Said:
    """The words of the journey in one language."""

    language: str
    overview: str
    due_day: str
    goals: str
    new_goal: str
    goal_added: str
    new_indicator: str
    indicator_added: str
    new_action: str
    action_added: str
    title: str
    pillar: str
    owner: str
    due: str
    baseline: str
    target: str
    percent: str
    comment: str
    save_status: str
    status_saved: str
    on_track: str
    not_measured: str


BOKMAL = Said(
    language="Bokmål",
    overview="Oversikt",
    due_day=f"31.12.{A_YEAR_ON}",
    goals="Mål",
    new_goal="Nytt mål",
    goal_added="Mål {} er lagt til",
    new_indicator="Ny indikator",
    indicator_added="Indikator {} er lagt til",
    new_action="Nytt tiltak",
    action_added="Tiltak {} er lagt til",
    title="Tittel *",
    pillar="Pilar *",
    owner="Ansvarlig",
    due="Frist",
    baseline="Utgangsverdi",
    target="Måltall",
    percent="Framdrift (%)",
    comment="Kommentar",
    save_status="Lagre status",
    status_saved="Status er lagret",
    on_track="I rute",
    not_measured="ikke målt",
)
NYNORSK = Said(
    language="Nynorsk",
    overview="Oversikt",
    due_day=f"31.12.{A_YEAR_ON}",
    goals="Mål",
    new_goal="Nytt mål",
    goal_added="Mål {} er lagt til",
    new_indicator="Ny indikator",
    indicator_added="Indikator {} er lagd til",
    new_action="Nytt tiltak",
    action_added="Tiltak {} er lagt til",
    title="Tittel *",
    pillar="Pilar *",
    owner="Ansvarleg",
    due="Frist",
    baseline="Utgangsverdi",
    target="Måltal",
    percent="Framdrift (%)",
    comment="Kommentar",
    save_status="Lagre status",
    status_saved="Status er lagra",
    on_track="I rute",
    not_measured="ikkje målt",
)
ENGLISH = Said(
    language="English",
    overview="Overview",
    due_day=f"31/12/{A_YEAR_ON}",
    goals="Goals",
    new_goal="New goal",
    goal_added="Goal {} has been added",
    new_indicator="New indicator",
    indicator_added="Indicator {} has been added",
    new_action="New action",
    action_added="Action {} has been added",
    title="Title *",
    pillar="Pillar *",
    owner="Owner",
    due="Due date",
    baseline="Baseline",
    target="Target",
    percent="Progress (%)",
    comment="Comment",
    save_status="Save the status",
    status_saved="The status has been saved",
    on_track="On track",
    not_measured="not measured",
)


@pytest.mark.parametrize("said", [BOKMAL, NYNORSK, ENGLISH], ids=lambda said: said.language)
def test_a_goal_is_followed_from_idea_to_figure_by_mouse(demo, visitor, said):
    page = visitor().opens(demo.address)
    read_in(page, said.language)
    # Each language its own: the same goal twice within a minute is asked about.
    idea = f"Alle ledere har en lærende samtale i uka, på {said.language.lower()}"
    goals_before, pillar_before = goals_on_track(page), pillar_on_track(page)

    go_to(page, said.goals)
    page.get_by_role("radio", name="Å lære").click()
    page.wait_for_url("**pillar=3")
    at_rest(page)
    press(page, said.new_goal)
    fill(page, said.title, idea)
    expect(page.get_by_role("combobox", name=said.pillar)).to_have_value("3 Å lære")
    choose(page, said.owner, OWNER)
    fill(page, said.due, said.due_day)
    press(page, said.new_goal)
    goal = code_here(page)
    expect_told(page, said.goal_added.format(goal))
    expect(title(page)).to_have_text(f"{goal} {idea}")
    expect(page.get_by_text(said.not_measured, exact=True)).to_be_visible()

    press(page, said.new_indicator)
    fill(page, said.title, "Lærende samtaler i uka")
    fill(page, said.baseline, "4")
    fill(page, said.target, "12")
    press(page, said.new_indicator)
    expect_told(page, said.indicator_added.format(code_here(page)))
    expect(title(page)).to_have_text("Lærende samtaler i uka")
    page.get_by_role("link", name=goal).first.click()
    at_rest(page)

    press(page, said.new_action)
    fill(page, said.title, "Lederne øver to og to")
    choose(page, said.owner, ACTION_OWNER)
    fill(page, said.due, said.due_day)
    press(page, said.new_action)
    expect_told(page, said.action_added.format(code_here(page)))
    expect(page.get_by_text(ACTION_OWNER).first).to_be_visible()

    field = page.get_by_label(said.percent)
    field.fill("40")
    field.blur()
    fill(page, said.comment, "Fire par er i gang.")
    press(page, said.save_status)
    expect_told(page, said.status_saved)
    expect(page.get_by_text("Fire par er i gang.").first).to_be_visible()

    page.get_by_role("link", name=goal).first.click()
    at_rest(page)
    expect(page.get_by_text(f"● {said.on_track}").first).to_be_visible()
    expect(
        page.get_by_text("40 %" if said is not ENGLISH else "40%", exact=True).first
    ).to_be_visible()

    go_to(page, said.overview)
    assert goals_on_track(page) == (goals_before[0] + 1, goals_before[1] + 1)
    assert pillar_on_track(page) == (pillar_before[0] + 1, pillar_before[1] + 1)


def test_a_goal_is_followed_from_idea_to_figure_by_keyboard(demo, visitor):
    said = BOKMAL
    page = visitor().opens(demo.address)
    keys = page.keyboard
    goals_before = goals_on_track(page)

    tab_to(page, "Mål")
    keys.press("Enter")
    page.wait_for_url("**/goals")
    at_rest(page)
    tab_to(page, said.new_goal)
    keys.press("Enter")
    at_rest(page)
    write(page, said.title, "Vi lærer av feil uten å lete etter synderen")
    pick(page, said.pillar, "3 Å lære")
    pick(page, said.owner, OWNER)
    write(page, said.due, said.due_day)
    send(page, said.new_goal)
    goal = code_here(page)
    expect_told(page, f"Mål {goal} er lagt til")

    tab_to(page, said.new_indicator)
    keys.press("Enter")
    at_rest(page)
    write(page, said.title, "Meldte feil vi har lært av")
    write(page, said.baseline, "20")
    write(page, said.target, "40")
    send(page, said.new_indicator)
    expect_told(page, f"Indikator {code_here(page)} er lagt til")
    tab_to(page, re.compile(f"^{re.escape(goal)} "))
    keys.press("Enter")
    page.wait_for_url("**/goal?*")
    at_rest(page)

    tab_to(page, said.new_action)
    keys.press("Space")
    at_rest(page)
    write(page, said.title, "Fast post om feil i personalmøtet")
    pick(page, said.owner, ACTION_OWNER)
    write(page, said.due, said.due_day)
    send(page, said.new_action)
    expect_told(page, f"Tiltak {code_here(page)} er lagt til")

    write(page, said.percent, "40")
    write(page, said.comment, "To møter er holdt.")
    tab_to(page, said.save_status)
    keys.press("Enter")
    expect_told(page, said.status_saved)
    at_rest(page)
    expect(page.get_by_text("To møter er holdt.").first).to_be_visible()

    # Back to the menu the way one came.
    tab_to(page, "Oversikt", back=True)
    keys.press("Enter")
    expect(title(page)).to_contain_text("mål er i rute")
    at_rest(page)
    assert goals_on_track(page) == (goals_before[0] + 1, goals_before[1] + 1)


# --- what one sees ------------------------------------------------------------------------------


def title(page):
    return page.get_by_role("heading", level=1)


def goals_on_track(page):
    """How many goals are on track, and of how many, by the finding on top of Oversikt."""
    return figures(title(page).inner_text())[:2]


def pillar_on_track(page):
    """The same for Å lære, by its card."""
    card = page.get_by_test_id("stVerticalBlock").filter(
        has=page.get_by_role("heading", name="Å lære")
    )
    return figures(card.last.inner_text())[:2]


def code_here(page):
    """The code of the item whose page has opened by itself."""
    page.wait_for_url(_OWN_PAGE)
    at_rest(page)
    return _OWN_PAGE.search(page.url)[1]


def expect_told(page, news):
    expect(page.get_by_test_id("stToast").filter(has_text=news)).to_be_visible()


# --- by keyboard --------------------------------------------------------------------------------


def write(page, field, text):
    tab_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def pick(page, field, option):
    tab_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(option)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name=field)).to_have_value(option)


def send(page, button):
    """Press the form's button, the next of that name one comes to."""
    tab_to(page, button)
    page.keyboard.press("Enter")
