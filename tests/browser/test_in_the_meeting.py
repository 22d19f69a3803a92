"""A meeting on the wall and in the hand: two facilitators, a phone, a reload, a power cut."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from strategy.domain.items import Action
from strategy.services.meetings import running as meetings
from strategy.store.database import open_database
from tests.browser.hands import choose, fill, press
from tests.served import at_rest, served_demo

pytestmark = pytest.mark.browser

MEETING = "meeting?meeting=demo-meeting-next"
HANNE, KARI, BERIT, AMINA, TONE = (
    f"&as=demo-person-{name}" for name in ("hanne", "kari", "berit", "amina", "tone")
)
# How soon everybody follows is measured by the bench; here it only has to happen.
SOON = 20_000
PERSON = "demo-person-hanne"


@pytest.fixture
def room(tmp_path):
    """The demo municipality with its next meeting, served for one test."""
    with served_demo(tmp_path) as server:
        yield server


def sees(page, title):
    """Wait until an item fills this screen."""
    expect(page.get_by_role("heading", level=2, name=title, exact=True)).to_be_visible(timeout=SOON)


def notes_of(page):
    return page.get_by_role("textbox", name="Notater til saken")


def begins(page):
    # The demo's next meeting is planned for another day than today.
    page.get_by_text("men holdes i dag").click()
    at_rest(page)
    press(page, "Start møtet")
    sees(page, "Hva ble det av det vi bestemte sist?")


def test_a_phone_follows_what_is_on_the_wall_and_cannot_steer(room, visitor, phone):
    wall = visitor(viewport={"width": 1920, "height": 1080}).opens(
        f"{room.address}/{MEETING}{HANNE}"
    )
    hand = visitor(**phone).opens(f"{room.address}/{MEETING}{BERIT}")
    expect(hand.get_by_text("Møtet har ikke startet.")).to_be_visible()

    begins(wall)
    sees(hand, "Hva ble det av det vi bestemte sist?")
    press(wall, "Neste")
    sees(wall, "Det som glipper")
    sees(hand, "Det som glipper")
    expect(hand.get_by_text("T-008 Digitalt tilsyn på natt").first).to_be_visible()
    expect(hand.get_by_text("Hanne Rognli styrer skjermen")).to_be_visible()

    for button in (
        "Neste",
        "Forrige",
        "Pause",
        "Parker saken",
        "Avslutt møtet",
        "Lagre beslutningen",
    ):
        expect(hand.get_by_role("button", name=button, exact=True)).to_have_count(0)
    expect(notes_of(hand)).to_have_count(0)
    wider = "document.documentElement.scrollWidth - window.innerWidth"
    assert hand.evaluate(wider) <= 0

    notes_of(wall).fill("Vi hjelper hverandre med T-008.")
    notes_of(wall).blur()
    expect(hand.get_by_text("Vi hjelper hverandre med T-008.")).to_be_visible(timeout=SOON)
    press(wall, "Pause")
    expect(hand.get_by_role("timer", name="Tid på saken")).to_contain_text("pause", timeout=SOON)


def test_a_politician_is_refused_and_an_owner_only_follows(room, visitor):
    politician = visitor().opens(f"{room.address}/{MEETING}{TONE}")
    expect(politician.get_by_role("heading", level=1)).to_have_text(
        "Denne siden er ikke for din rolle"
    )
    owner = visitor().opens(f"{room.address}/{MEETING}{AMINA}")
    expect(owner.get_by_role("button", name="Start møtet")).to_have_count(0)
    preparing = visitor().opens(f"{room.address}/meetings?prepare=demo-meeting-next{AMINA}")
    expect(preparing.get_by_role("button", name="Ny sak")).to_have_count(0)


def test_two_facilitators_see_each_other_and_lose_nothing(room, visitor):
    first = visitor().opens(f"{room.address}/{MEETING}{HANNE}")
    begins(first)
    second = visitor().opens(f"{room.address}/{MEETING}{KARI}")
    sees(second, "Hva ble det av det vi bestemte sist?")

    notes_of(first).fill("Hanne: to er ferdige")
    notes_of(first).blur()
    expect(notes_of(second)).to_have_value("Hanne: to er ferdige", timeout=SOON)

    # Both write from the same text at the same time.
    notes_of(first).fill("Hanne: to er ferdige\nEn venter")
    notes_of(second).fill("Kari er fornøyd\nHanne: to er ferdige")
    notes_of(second).blur()
    notes_of(first).blur()
    both = "Kari er fornøyd\nHanne: to er ferdige\nEn venter"
    expect(notes_of(first)).to_have_value(both, timeout=SOON)
    expect(notes_of(second)).to_have_value(both, timeout=SOON)

    press(second, "Neste")
    sees(first, "Det som glipper")
    expect(first.get_by_text("Kari Nesheim styrer skjermen")).to_be_visible(timeout=SOON)


def test_a_reload_in_mid_sentence_keeps_the_half_sentence(room, visitor):
    page = visitor().opens(f"{room.address}/{MEETING}{HANNE}")
    begins(page)
    notes_of(page).press_sequentially("Anders mener at")
    page.reload()
    at_rest(page)
    expect(notes_of(page)).to_have_value("Anders mener at", timeout=SOON)

    other = visitor().opens(f"{room.address}/{MEETING}{KARI}")
    expect(notes_of(other)).to_have_value("Anders mener at", timeout=SOON)


def test_what_is_written_stays_while_others_move_things_around(room, visitor):
    page = visitor().opens(f"{room.address}/{MEETING}{HANNE}")
    begins(page)
    notes_of(page).press_sequentially("Midt i en tanke")
    other = visitor().opens(f"{room.address}/{MEETING}{KARI}")
    press(other, "Neste")
    sees(page, "Det som glipper")
    press(page, "Forrige")
    sees(page, "Hva ble det av det vi bestemte sist?")
    expect(notes_of(page)).to_have_value("Midt i en tanke", timeout=SOON)


def test_a_power_cut_in_mid_meeting_loses_nothing_that_was_saved(room, chromium):
    page = chromium.new_page()
    page.goto(f"{room.address}/{MEETING}{HANNE}")
    at_rest(page)
    begins(page)
    press(page, "Neste")
    sees(page, "Det som glipper")
    notes_of(page).fill("Skrevet rett før strømmen gikk")
    notes_of(page).blur()
    expect(page.get_by_text("✓ Lagret")).to_be_visible(timeout=SOON)
    room.kill()
    page.close()

    room.start()
    page = chromium.new_page()
    page.goto(f"{room.address}/{MEETING}{KARI}")
    at_rest(page)
    sees(page, "Det som glipper")
    expect(notes_of(page)).to_have_value("Skrevet rett før strømmen gikk")
    page.close()


def test_time_turns_in_words_and_symbol_when_it_is_over(room, visitor):
    room.stop()
    with closing(open_database(room.url)) as database:
        person = next(p for p in database.plan().people if p.id == PERSON)
        meeting = next(m for m in database.plan().meetings if m.id == "demo-meeting-next")
        long_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=17)
        meetings.start(database, meeting, by=person, now=long_ago, on_another_day=True)
    room.start()
    page = visitor().opens(f"{room.address}/{MEETING}{HANNE}")

    timer = page.get_by_role("timer", name="Tid på saken")
    expect(timer).to_contain_text("▲ over tiden")
    expect(timer).to_contain_text(re.compile(r"\+2:\d\d"))
    before = timer.inner_text()
    expect(timer).not_to_have_text(before, timeout=SOON)


def test_a_decision_by_keyboard_becomes_an_action_on_every_screen(room, visitor, phone):
    wall = visitor().opens(f"{room.address}/{MEETING}{HANNE}")
    hand = visitor(**phone).opens(f"{room.address}/{MEETING}{BERIT}")
    begins(wall)

    fill(wall, "Tittel *", "Kurs i turnusplanlegging")
    choose(wall, "Ansvarlig", "HR-sjef")
    due = wall.get_by_role("textbox", name="Frist *", exact=True)
    due.fill("30. april 2027")
    due.press("Enter")
    at_rest(wall)
    told = re.compile(r"Nettopp besluttet \d+/2026: Kurs i turnusplanlegging")
    expect(wall.get_by_text(told)).to_be_visible(timeout=SOON)
    expect(hand.get_by_text(told)).to_be_visible(timeout=SOON)

    with closing(hand.context.new_page()) as page:
        page.goto(f"{room.address}/action?code=T-057{BERIT}")
        at_rest(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("T-057 Kurs i turnusplanlegging")


def test_a_decision_that_lacks_something_says_so_and_keeps_what_was_written(room, visitor):
    page = visitor().opens(f"{room.address}/{MEETING}{HANNE}")
    begins(page)
    fill(page, "Tittel *", "Kurs uten eier")
    press(page, "Lagre beslutningen")
    expect(page.get_by_text("Fyll ut").first.or_(page.get_by_text("må").first)).to_be_visible()
    expect(page.get_by_role("textbox", name="Tittel *", exact=True)).to_have_value("Kurs uten eier")


def test_a_confidential_item_is_not_on_the_wall_before_one_asks_for_it(room, visitor, phone):
    room.stop()
    with closing(open_database(room.url)) as database:
        person = next(p for p in database.plan().people if p.id == PERSON)
        action = database.plan().coded(Action, "T-056")
        meetings.add_item(
            database,
            "demo-meeting-next",
            {
                "title": "Slå sammen teknisk drift",
                "action_ids": (action.id,),
                "confidential_to": (PERSON,),
            },
            by=person,
        )
    room.start()
    wall = visitor().opens(f"{room.address}/{MEETING}{HANNE}")
    hand = visitor(**phone).opens(f"{room.address}/{MEETING}{BERIT}")
    begins(wall)
    expect(wall.get_by_text("Slå sammen")).to_have_count(0)
    wall.get_by_role("button", name=re.compile("Fortrolig sak")).click()
    sees(wall, "Møtet behandler en fortrolig sak")
    sees(hand, "Møtet behandler en fortrolig sak")
    press(wall, "Vis den fortrolige saken her")
    sees(wall, "Slå sammen teknisk drift")
    expect(hand.get_by_text("Slå sammen")).to_have_count(0)
    expect(hand.get_by_text("T-056")).to_have_count(0)


def test_a_meeting_ends_in_minutes_that_a_leader_locks(room, visitor):
    page = visitor().opens(f"{room.address}/{MEETING}{KARI}")
    begins(page)
    notes_of(page).fill("Alt går etter planen.")
    notes_of(page).blur()
    expect(page.get_by_text("✓ Lagret")).to_be_visible(timeout=SOON)
    page.get_by_test_id("stPopover").get_by_role("button", name="Avslutt møtet").click()
    press(page, "Avslutt møtet")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Referat: Ledergruppen og tillitsvalgte: tertialgjennomgang")
    expect(page.get_by_text("Alt går etter planen.").first).to_be_visible()

    # Nobody is ticked as present, so approving asks.
    page.get_by_text("Det stemmer likevel").click()
    press(page, "Godkjenn referatet")
    expect(page.get_by_text(re.compile(r"Godkjent .* av Kari Nesheim"))).to_be_visible(timeout=SOON)
    expect(page.get_by_role("button", name="Godkjenn referatet")).to_have_count(0)
    expect(page.get_by_text("Rett notatene")).to_have_count(0)
