"""A leadership group thinks together in a meeting: a laptop, a phone of one's own, a guest's."""

import re
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from strategy.domain.items import Person
from strategy.domain.meeting_items import AgendaItem
from strategy.services.meetings import rounds as meeting_rounds
from strategy.services.meetings import running as meetings
from strategy.services.reflection import guests as reflection_guests
from strategy.store.database import open_database
from tests.browser.hands import press
from tests.browser.test_every_page import AXE
from tests.builders import today_here
from tests.served import at_rest, served_demo_with

pytestmark = pytest.mark.browser

NEXT, ITEM = "demo-meeting-next", "demo-meeting-next-item-refleksjon"
HANNE, KARI, BERIT = (f"&as=demo-person-{name}" for name in ("hanne", "kari", "berit"))
FIRST = "Hva har vi prøvd de siste månedene uten å vite om det ville gå bra?"
SECOND = "Når sluttet vi sist med noe som ikke virket, og hva skulle til for at vi torde?"
THOUGHT = "Vi venter på at noen andre skal prøve først."
SENTENCE = "Vi prøver én ting i året vi ikke vet om går bra."
# How soon everybody follows is measured by the bench; here it only has to happen.
SOON = 20_000


class Prepared:
    """The demo's next meeting with its reflection up, and a round in it where one is wanted."""

    def __init__(self, *, prompts=(), seats=0, answered=0):
        self.prompts, self.seats, self.answered = prompts, seats, answered

    def __call__(self, database):
        hanne = database.plan().find(Person, "demo-person-hanne")
        today, now = today_here(), datetime.now(UTC).replace(tzinfo=None)
        meetings.start(
            database, database.plan().by_id[NEXT], by=hanne, now=now, on_another_day=True
        )
        meetings.show_item(database, meetings.clock(database, NEXT), ITEM, by=hanne, now=now)
        if not self.prompts:
            return
        given = {"prompts": self.prompts, "anonymous": True, "seats": self.seats}
        asked = meeting_rounds.begin(database, ITEM, given, by=hanne, today=today)
        with database.reflections.looking_at(asked.id) as one:
            code = one.code()
        for level in (2, 2, 3, 4)[: self.answered]:
            token = reflection_guests.join(database, code, today=today)
            reflection_guests.answer_as_guest(
                database, token, "dare-1", text="", level=level, today=today
            )


def sees(page, question):
    """Wait until a question fills this screen."""
    expect(page.get_by_role("heading", level=2, name=question)).to_be_visible(timeout=SOON)


def words_of(page):
    return page.get_by_role("textbox", name="Hva tenker du? Gjerne et eksempel.")


def shut_out(page) -> list:
    """What in the middle of this page shuts somebody out, as far as a machine can tell."""
    page.evaluate(AXE)
    middle = "document.querySelector('[data-testid=\"stMain\"]')"
    found = page.evaluate(f"axe.run({middle}, {{resultTypes: ['violations']}})")
    grave = (v for v in found["violations"] if v["impact"] in {"serious", "critical"})
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in grave]


def reveals(page):
    page.get_by_test_id("stPopover").get_by_role("button", name="Vis svarene").click()
    press(page, "Ja, vis dem nå")


def test_a_group_answers_alone_sees_it_together_and_agrees(tmp_path, visitor, phone):
    with served_demo_with(tmp_path, Prepared(prompts=("dare-1",), seats=9, answered=3)) as room:
        address = f"{room.address}/meeting?meeting={NEXT}"
        wall = visitor(viewport={"width": 1366, "height": 768}).opens(f"{address}{HANNE}")
        hand = visitor(**phone).opens(f"{address}{BERIT}")
        sees(wall, FIRST)
        sees(hand, FIRST)
        code = wall.locator(".code").inner_text().replace(" ", "")
        expect(
            wall.get_by_role("img", name=re.compile(f"QR-kode som fører til .*{code}"))
        ).to_be_visible()
        expect(hand.locator(".code")).to_have_count(0)

        guest = visitor(**phone, locale="nb-NO").page
        guest.goto(f"{room.address}/vote/{code}")
        guest.get_by_role("button", name="Bli med").tap()
        guest.get_by_text("4 – Godt på vei").tap()
        guest.get_by_role("button", name="Send svaret").tap()
        expect(wall.get_by_text("4 har svart · 7 er invitert, 4 er med på telefon")).to_be_visible(
            timeout=SOON
        )
        expect(hand.get_by_text("4 har svart · 7 er invitert, 4 er med på telefon")).to_be_visible(
            timeout=SOON
        )

        hand.get_by_text("Et stykke igjen").tap()
        words_of(hand).fill(THOUGHT)
        hand.get_by_role("button", name=re.compile("^Send")).tap()
        expect(hand.get_by_text("Svaret ditt er sendt.")).to_be_visible(timeout=SOON)
        expect(wall.get_by_text("5 har svart · 7 er invitert, 4 er med på telefon")).to_be_visible(
            timeout=SOON
        )
        for page in (wall, hand, guest):
            assert THOUGHT not in page.content()
            expect(page.get_by_text(THOUGHT)).to_have_count(0)

        reveals(wall)
        for page in (wall, hand):
            told = "5 har svart · 7 er invitert, 4 er med på telefon · snitt 2,6"
            expect(page.get_by_text(told)).to_be_visible(timeout=SOON)
            expect(page.locator(".heaps").get_by_text(THOUGHT)).to_be_visible(timeout=SOON)
        expect(guest.get_by_role("table", name="Slik svarte vi: 5 svar")).to_be_visible()
        expect(guest.get_by_text(THOUGHT)).to_have_count(0)

        wall.get_by_role("textbox", name="Felles setning *").fill(SENTENCE)
        press(wall, "Dette er vi enige om")
        for page in (wall, hand):
            expect(page.locator(".sentence")).to_have_text(SENTENCE, timeout=SOON)
        expect(guest.get_by_text(SENTENCE)).to_be_visible(timeout=SOON)
        press(wall, "Gjør setningen til en beslutning")
        decided = re.compile(rf"Nettopp besluttet \d+/\d+: {SENTENCE}")
        expect(hand.get_by_text(decided)).to_be_visible(timeout=SOON)
        guest.goto("about:blank")

        room.stop()
        with closing(open_database(room.url)) as database:
            plan = database.plan()
            key = plan.find(AgendaItem, ITEM).round_key
            (agreed,) = [a for a in plan.agreements if a.round_key == key]
            (decision,) = [d for d in plan.decisions if agreed.id in d.agreement_ids]
        assert (agreed.sentence, agreed.meeting_id) == (SENTENCE, NEXT)
        assert (decision.title, decision.agenda_item_id) == (SENTENCE, ITEM)
        room.start()


def test_what_one_is_writing_stays_while_every_screen_follows(tmp_path, visitor, phone):
    with served_demo_with(tmp_path, Prepared(prompts=("dare-1", "dare-2"))) as room:
        address = f"{room.address}/meeting?meeting={NEXT}"
        somebody = visitor(**phone)
        hand = somebody.opens(f"{address}{BERIT}")
        words_of(hand).tap()
        hand.keyboard.type("Halvveis i en ")
        other = visitor().opens(f"{address}{KARI}")
        words_of(other).fill("Karis svar")
        other.get_by_role("button", name=re.compile("^Send")).click()
        # The page was drawn anew, and who writes goes on writing where they were.
        expect(hand.get_by_text("1 av 7 har svart")).to_be_visible(timeout=SOON)
        hand.keyboard.type("setning")
        expect(words_of(hand)).to_have_value("Halvveis i en setning")

        hand.reload()
        at_rest(hand)
        expect(words_of(hand)).to_have_value("Halvveis i en setning", timeout=SOON)

        # Another question, and back: two facilitators, and a thought that waits.
        press(other, "Neste spørsmål")
        sees(hand, SECOND)
        expect(words_of(hand)).to_have_value("", timeout=SOON)
        press(other, "Forrige spørsmål")
        sees(hand, FIRST)
        expect(words_of(hand)).to_have_value("Halvveis i en setning", timeout=SOON)

        # Shown too soon: it is not sent, and stands there to be read out.
        reveals(other)
        expect(hand.get_by_text("Dette rakk du ikke å sende")).to_be_visible(timeout=SOON)
        expect(hand.get_by_text("Halvveis i en setning")).to_be_visible()
        expect(other.get_by_text("Halvveis i en setning")).to_have_count(0)

        # So does the sentence one of them is writing, while the other takes notes.
        sentence = other.get_by_role("textbox", name="Felles setning *")
        sentence.press_sequentially("Vi prøver ")
        wall = visitor().opens(f"{address}{HANNE}")
        notes = wall.get_by_role("textbox", name="Notater til saken")
        notes.fill("Hanne noterer")
        notes.blur()
        expect(other.get_by_role("textbox", name="Notater til saken")).to_have_value(
            "Hanne noterer", timeout=SOON
        )
        other.keyboard.type("én ting")
        expect(sentence).to_have_value("Vi prøver én ting")


def test_an_answer_sent_without_contact_arrives_when_it_is_back(tmp_path, visitor, phone):
    with served_demo_with(tmp_path, Prepared(prompts=("dare-1",))) as room:
        somebody = visitor(**phone)
        hand = somebody.opens(f"{room.address}/meeting?meeting={NEXT}{BERIT}")
        words_of(hand).fill("Skrevet i tunnelen")
        room.kill()
        hand.get_by_role("button", name=re.compile("^Send")).tap()
        expect(words_of(hand)).to_have_value("Skrevet i tunnelen")
        room.start()
        expect(hand.get_by_text("Svaret ditt er sendt.")).to_be_visible(timeout=60_000)
        # The browser tells its console that the server was away.
        somebody.complaints[:] = []
    with closing(open_database(room.url)) as database:
        key = database.plan().find(AgendaItem, ITEM).round_key
        with database.reflections.looking_at(key) as one:
            assert [a.text for a in one.answers()] == ["Skrevet i tunnelen"]


def test_who_steers_begins_a_round_and_reveals_from_the_full_screen(tmp_path, visitor):
    with served_demo_with(tmp_path, Prepared()) as room:
        address = f"{room.address}/meeting?meeting={NEXT}"
        wall = visitor(viewport={"width": 1366, "height": 768}).opens(f"{address}{HANNE}")
        press(wall, "Start runden")
        expect(wall.get_by_text("0 av 7 har svart")).to_be_visible(timeout=SOON)
        other = visitor().opens(f"{address}{KARI}")
        expect(other.get_by_role("button", name="Start runden")).to_have_count(0)

        wall.get_by_role("button", name="Fyll skjermen").click()
        full = wall.locator(".controls")
        full.get_by_role("button", name="Vis svarene").click()
        # It cannot be undone, so it is asked for twice.
        expect(other.get_by_text("Ingen svarte på dette.")).to_have_count(0)
        full.get_by_role("button", name="Ja, vis dem nå").click()
        for page in (wall, other):
            expect(page.get_by_text("Ingen svarte på dette.")).to_be_visible(timeout=SOON)
        full.get_by_role("button", name="Ut av fullskjerm").click()
        expect(wall.get_by_role("button", name="Fyll skjermen")).to_be_visible()


def test_with_the_keyboard_alone_one_answers_by_name_and_changes_it(tmp_path, visitor):
    def by_name(database):
        Prepared()(database)
        hanne = database.plan().find(Person, "demo-person-hanne")
        given = {"prompts": ("dare-1",), "anonymous": False, "seats": 0}
        meeting_rounds.begin(database, ITEM, given, by=hanne, today=today_here())

    with served_demo_with(tmp_path, by_name) as room:
        page = visitor().opens(f"{room.address}/meeting?meeting={NEXT}{BERIT}")
        page.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.type("Med tastatur")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        saved = page.get_by_text("Svaret er lagret. Du kan endre det fram til svarene vises.")
        expect(saved).to_be_visible(timeout=SOON)
        words_of(page).fill("")
        expect(saved).to_have_count(0)
        page.get_by_text("Der vi vil være").click()
        page.get_by_role("button", name="Lagre svaret").click()
        expect(saved).to_be_visible(timeout=SOON)
        page.reload()
        at_rest(page)
        expect(page.get_by_role("radio").nth(4)).to_be_checked()
        expect(words_of(page)).to_have_value("")
        key_of_none = page.get_by_role("alert").filter(has_text="Skriv noe")
        expect(key_of_none).to_have_count(0)


def test_an_empty_answer_is_refused_in_words_beside_it(tmp_path, visitor):
    with served_demo_with(tmp_path, Prepared(prompts=("dare-1",))) as room:
        page = visitor().opens(f"{room.address}/meeting?meeting={NEXT}{BERIT}")
        page.get_by_role("button", name=re.compile("^Send")).click()
        expect(page.get_by_role("alert").filter(has_text="Skriv noe, eller velg")).to_be_visible()
        page.get_by_text("Godt på vei").click()
        page.get_by_role("button", name=re.compile("^Send")).click()
        expect(page.get_by_text("Svaret ditt er sendt.")).to_be_visible(timeout=SOON)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_round_shuts_nobody_out(tmp_path, visitor, phone, theme):
    prepared = Prepared(prompts=("dare-1",), seats=9, answered=4)
    with served_demo_with(tmp_path, prepared) as room:
        address = f"{room.address}/meeting?meeting={NEXT}"
        wall = visitor(color_scheme=theme).opens(f"{address}{HANNE}")
        hand = visitor(**phone, color_scheme=theme).opens(f"{address}{BERIT}")
        words_of(hand).fill(THOUGHT)
        for page in (wall, hand):
            sees(page, FIRST)
            assert shut_out(page) == []
        wider = "document.documentElement.scrollWidth - window.innerWidth"
        assert hand.evaluate(wider) <= 0
        hand.get_by_role("button", name=re.compile("^Send")).tap()
        expect(wall.get_by_text("5 har svart · 7 er invitert, 4 er med på telefon")).to_be_visible(
            timeout=SOON
        )
        reveals(wall)
        for page in (wall, hand):
            expect(page.locator(".heaps").get_by_text(THOUGHT)).to_be_visible(timeout=SOON)
            at_rest(page)
            assert shut_out(page) == []
        assert hand.evaluate(wider) <= 0


def test_an_item_before_the_round_is_as_it_was(tmp_path, visitor):
    with served_demo_with(tmp_path, Prepared(prompts=("dare-1",))) as room:
        page = visitor().opens(f"{room.address}/meeting?meeting={NEXT}{HANNE}")
        sees(page, FIRST)
        press(page, "Neste")
        sees(page, "Sykefraværet: hva gjør vi annerledes neste tertial?")
        expect(words_of(page)).to_have_count(0)
