"""A phone in the meeting: it follows the room, and nothing anybody is writing is lost."""

import base64
import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from strategy.domain.items import Role
from strategy.exchange.qr_code import qr_code
from strategy.services.opening import close_databases, the_database
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    guests as reflection_guests,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from tests.browser.test_what_is_published import WIDTH, violations
from tests.builders import LIV, today_here
from tests.phones import a_meeting, on_the_net
from tests.served import at_rest, served_demo_with
from tests.services.rounds import DAY

pytestmark = pytest.mark.browser

FIRST = "Hva har vi prøvd de siste månedene uten å vite om det ville gå bra?"
SECOND = "Når sluttet vi sist med noe som ikke virket, og hva skulle til for at vi torde?"
THANKS = "Takk! Svaret ditt er sendt."


@pytest.fixture
def meeting(duck_url, monkeypatch, tmp_path):
    """Fjordvik in a meeting, in the store this process serves."""
    monkeypatch.setenv("STRATEGY_MODE", "local")
    monkeypatch.setenv("DATABASE_URL", duck_url)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    yield a_meeting(the_database())
    close_databases()


@pytest.fixture
def net(meeting):
    del meeting
    with on_the_net() as address:
        yield address


@pytest.fixture
def guest(meeting, net, visitor, phone):
    """Somebody with a phone who has scanned the code and joined."""

    def comes(**device):
        somebody = visitor(**{**phone, "locale": "nb-NO", **device})
        somebody.page.goto(f"{net}/vote/{meeting.code}")
        somebody.page.get_by_role("button", name="Bli med").tap()
        expect(somebody.page.get_by_role("heading", name=FIRST)).to_be_visible()
        return somebody

    return comes


def reveal(meeting, key="dare-1"):
    reflection.reveal(meeting.database, meeting.round.id, by=LIV, today=DAY, prompt_key=key)


def put_up(meeting, key="dare-2"):
    reflection.put_up(meeting.database, meeting.round.id, key, by=LIV)


def words_for(page):
    return page.get_by_label("Med egne ord (valgfritt)")


def status(page):
    return page.locator("#status")


def test_a_phone_answers_and_follows_the_room_from_reveal_to_the_sentence(meeting, guest):
    for level in (1, 3, 4, 4):
        meeting.says(meeting.joined(), "", level)
    page = guest().page
    page.get_by_text("4 – Godt på vei").tap()
    words_for(page).fill("Ny turnus på sykehjemmet")
    page.get_by_role("button", name="Send svaret").tap()
    expect(page.get_by_text(THANKS)).to_be_visible()
    expect(page.get_by_role("button", name="Send svaret")).to_be_hidden()

    reveal(meeting)
    expect(page.get_by_role("table", name="Slik svarte vi: 5 svar")).to_be_visible()
    expect(page.get_by_role("row", name="4 – Godt på vei 3")).to_be_visible()
    expect(status(page)).to_have_text("Svarene er vist")
    reflection.agree(
        meeting.database, meeting.round.id, "dare-1",
        sentence="Vi prøver én ting", level=3, by=LIV, today=DAY,
    )  # fmt: skip
    expect(page.get_by_text("Vi prøver én ting")).to_be_visible()

    put_up(meeting)
    expect(page.get_by_role("heading", name=SECOND)).to_be_visible()
    expect(status(page)).to_have_text("Spørsmål 2 av 2")
    expect(page.get_by_text("Tidligere spørsmål")).to_be_visible()


def test_who_is_writing_goes_on_writing_when_the_next_question_comes_up(meeting, guest):
    page = guest().page
    words_for(page).tap()
    page.keyboard.type("Halvveis i en ")
    put_up(meeting)
    expect(page.get_by_role("heading", name=SECOND)).to_be_visible()
    page.keyboard.type("setning")
    expect(page.get_by_label("Med egne ord (valgfritt)").last).to_have_value(
        "Halvveis i en setning"
    )


def test_what_one_was_writing_when_the_answers_were_shown_stays_to_be_read_out(meeting, guest):
    page = guest().page
    words_for(page).fill("Dette rakk jeg ikke <b>")
    reveal(meeting)
    unsent = page.locator(".unsent")
    expect(unsent).to_contain_text("Dette rakk du ikke å sende")
    expect(unsent).to_contain_text("Dette rakk jeg ikke <b>")
    expect(words_for(page)).to_have_count(0)


def test_a_reload_and_another_language_lose_nothing_one_wrote(guest):
    page = guest().page
    words_for(page).fill("Ikke sendt ennå")
    page.get_by_text("2 – Et stykke igjen").tap()
    page.reload()
    expect(words_for(page)).to_have_value("Ikke sendt ennå")
    expect(page.get_by_label("2 – Et stykke igjen")).to_be_checked()
    page.get_by_role("link", name="English").tap()
    expect(page.get_by_label("In your own words (optional)")).to_have_value("Ikke sendt ennå")
    page.get_by_role("button", name="Send the answer").tap()
    expect(page.get_by_text("Thank you! Your answer has been sent.")).to_be_visible()
    page.reload()
    expect(page.locator(".unsent")).to_have_count(0)


def test_the_back_button_shows_how_it_stands_now(meeting, guest):
    page = guest().page
    page.get_by_text("2 – Et stykke igjen").tap()
    page.get_by_role("button", name="Send svaret").tap()
    expect(page.get_by_text(THANKS)).to_be_visible()
    page.go_back()
    page.go_forward()
    expect(page.get_by_text(THANKS)).to_be_visible()
    with meeting.database.reflections.looking_at(meeting.round.id) as one:
        assert (one.guests(), len(one.answers())) == (1, 1)


def test_pressed_twice_is_sent_once(meeting, guest):
    page = guest().page
    page.get_by_text("2 – Et stykke igjen").tap()
    page.get_by_role("button", name="Send svaret").dblclick()
    expect(page.get_by_text(THANKS)).to_be_visible()
    with meeting.database.reflections.looking_at(meeting.round.id) as one:
        assert len(one.answers()) == 1


def test_an_empty_form_says_what_is_missing(guest):
    somebody = guest()
    page = somebody.page
    with page.expect_response(lambda answer: answer.status == 400):
        page.get_by_role("button", name="Send svaret").tap()
    expect(page.get_by_role("alert")).to_have_text("Skriv noe, eller velg et nivå fra 1 til 5.")
    # The browser tells its console, too.
    somebody.complaints[:] = [c for c in somebody.complaints if "status of 400" not in c]


def test_without_script_one_answers_all_the_same(meeting, guest):
    page = guest(java_script_enabled=False).page
    page.get_by_text("5 – Der vi vil være").tap()
    page.get_by_role("button", name="Send svaret").tap()
    expect(page.get_by_text(THANKS)).to_be_visible()
    reveal(meeting)
    page.get_by_role("link", name="Oppdater siden").tap()
    expect(page.get_by_text("Færre enn fem har svart")).to_be_visible()


def test_with_the_keyboard_alone(guest):
    page = guest().page
    page.get_by_label("1 – Langt igjen").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("2 – Et stykke igjen")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Med tastatur")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(THANKS)).to_be_visible()


def test_a_phone_without_contact_says_so_keeps_what_one_wrote_and_catches_up(meeting, guest):
    somebody = guest()
    page = somebody.page
    words_for(page).fill("Skrevet i tunnelen")
    somebody.context.set_offline(True)
    expect(status(page)).to_have_text("Ingen kontakt akkurat nå. Prøver igjen …")
    put_up(meeting)
    somebody.context.set_offline(False)
    expect(page.get_by_role("heading", name=SECOND)).to_be_visible()
    expect(words_for(page).last).to_have_value("Skrevet i tunnelen")
    # The browser tells the console that the network was away.
    somebody.complaints[:] = [c for c in somebody.complaints if "net::ERR_" not in c]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1366])
def test_no_page_shuts_anybody_out(meeting, net, visitor, theme, width):
    for level in (1, 3, 4, 4, 5):
        meeting.says(meeting.joined(), "", level)
    size = {"width": width, "height": 800}
    page = visitor(color_scheme=theme, viewport=size, locale="nb-NO").page

    def is_open_to_all():
        assert violations(page) == []
        assert page.evaluate(WIDTH) == width

    page.goto(f"{net}/vote")
    is_open_to_all()
    page.get_by_label("Koden på skjermen").fill(meeting.code.lower())
    page.get_by_role("button", name="Gå videre").click()
    # What is looked at is the page one comes to, not the one that is being left.
    expect(page.get_by_role("button", name="Bli med")).to_be_visible()
    is_open_to_all()
    page.get_by_role("button", name="Bli med").click()
    expect(page.get_by_role("button", name="Send svaret")).to_be_visible()
    is_open_to_all()
    page.get_by_text("2 – Et stykke igjen").click()
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text(THANKS)).to_be_visible()
    is_open_to_all()
    reveal(meeting)
    expect(page.get_by_role("table")).to_be_visible()
    is_open_to_all()


# --- beside the app -----------------------------------------------------------------------------


class InTheApp:
    """A round of the demo's HR, prepared before the app starts."""

    def __call__(self, database):
        plan = database.plan()
        today = today_here()
        by = next(p for p in plan.people if Role.HR in p.roles)
        values = {
            "title": "Torde vi nok?",
            "prompts": ("dare-1", "dare-2"),
            "participant_ids": (by.id,),
            "live": True,
            "seats": 30,
        }
        asked = reflection_rounds.prepare(database, values, by=by, today=today)
        self.round = reflection_rounds.open_round(database, asked.id, by=by, today=today)
        self.code = reflection_guests.invite_guests(database, asked.id, by=by)
        for level in (2, 2, 3, 4, 4):
            token = reflection_guests.join(database, self.code, today=today)
            reflection_guests.answer_as_guest(
                database, token, "dare-1", text="", level=level, today=today
            )


def test_the_facilitator_reveals_in_the_app_and_the_phone_shows_it(tmp_path, visitor, phone):
    prepared = InTheApp()
    with served_demo_with(tmp_path, prepared) as server:
        somebody = visitor(**phone, locale="nb-NO")
        somebody.page.goto(f"{server.address}/vote/{prepared.code}")
        somebody.page.get_by_role("button", name="Bli med").tap()
        expect(somebody.page.get_by_role("heading", name=FIRST)).to_be_visible()

        facilitator = visitor().opens(f"{server.address}/reflection?round={prepared.round.id}")
        facilitator.get_by_role("button", name=re.compile("^Vis svar")).first.click()
        facilitator.get_by_test_id("stPopoverBody").get_by_role("button").click()
        at_rest(facilitator)

        expect(somebody.page.get_by_role("table", name="Slik svarte vi: 5 svar")).to_be_visible()
        somebody.page.goto("about:blank")


def test_a_camera_reads_the_address_off_the_wall(chromium):
    address = "https://strategi.nyfjord.kommune.no/vote/K7M2QF"
    for ground in ("white", "#17181a"):
        page = chromium.new_page(viewport={"width": 800, "height": 600})
        picture = base64.b64encode(qr_code(address).encode()).decode()
        page.set_content(
            f'<body style="background:{ground}">'
            f'<img width="200" src="data:image/svg+xml;base64,{picture}">'
        )
        seen = Image.open(io.BytesIO(page.screenshot()))
        page.close()
        assert zxingcpp.read_barcode(seen).text == address
