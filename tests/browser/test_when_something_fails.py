"""What nobody has foreseen: our own words, a number that stands in the log, nothing written lost.

The database breaks under the running program, and the program itself is killed.
"""

import re
from contextlib import closing, contextmanager

import psycopg
import pytest
from playwright.sync_api import expect

from strategy.store.database import open_database
from tests.browser.hands import press
from tests.builders import ADA, CAST, an_organisation, stock
from tests.hostile.conftest import signs_in
from tests.served import Server, a_free_port, at_rest
from tests.the_demo import copy_of_the_demo

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]

NUMBER = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
MEETING = "meeting?meeting=demo-meeting-next&as=demo-person-hanne"
SOON = 20_000
STREAMLITS_WORDS = re.compile(
    "encountered an error|Streamlit|Traceback|Connection error|psycopg|relation"
)
IN_THE_LANGUAGES = [
    ("nb", "Noe gikk galt", "Ingenting nytt ble lagret.", "si fra til Ada Aune, 33 33 33 33"),
    ("nn", "Noko gjekk gale", "Ingenting nytt vart lagra.", "sei frå til Ada Aune, 33 33 33 33"),
    ("en", "Something went wrong", "Nothing new was saved.", "tell Ada Aune, 33 33 33 33"),
]


@pytest.fixture
def town(postgres_url, tmp_path):
    """The demo municipality on a database server, which can break under it."""
    copy_of_the_demo(tmp_path / "demo.duckdb")
    with closing(open_database(postgres_url)) as database:
        database.restore(tmp_path / "demo.duckdb")
    environment = {"STRATEGY_MODE": "demo", "CONTACT": "Ada Aune, 33 33 33 33"}
    server = Server(postgres_url, tmp_path, a_free_port(), environment)
    server.start()
    yield server
    server.stop()


@contextmanager
def broken(server, table):
    """A table is gone for a while, as after a disk that fails or a restore that goes wrong."""
    _rename(server, table, "gone")
    yield
    _rename(server, "gone", table)


def _rename(server, old, new):
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f'alter table "{old}" rename to "{new}"')


def somebody(browser, **device):
    """A window that may complain: here something is broken on purpose."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, **device)
    return closing(context), context.new_page()


@pytest.fixture
def page(chromium):
    holder, opened = somebody(chromium)
    with holder:
        yield opened


def notice(page):
    return page.get_by_test_id("stBottom").get_by_role("alert")


def is_logged_once(server, told):
    """Tell whether the number somebody reads stands in the log, with what failed, once."""
    number = NUMBER.search(told)[0]
    log = server.log.read_text(encoding="utf-8")
    return log.count(number) == 1 and log.count("Traceback") == log.count("Failure ")


# --- a page -------------------------------------------------------------------------------------


@pytest.mark.parametrize("expected", IN_THE_LANGUAGES, ids=lambda expected: expected[0])
def test_what_one_has_written_stands_and_is_saved_once_it_can_be(town, page, expected):
    language, title, saved, contact = expected
    page.goto(f"{town.address}/goals?do=add&lang={language}")
    at_rest(page)
    field = page.get_by_role("textbox").first
    field.fill("Flere i hele stillinger")
    with broken(town, "journal"):
        page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
        expect(notice(page)).to_contain_text(title, timeout=SOON)
        told = notice(page).inner_text()
        assert saved in told
        assert contact in told
        assert is_logged_once(town, told)
        assert field.input_value() == "Flere i hele stillinger"
        assert not STREAMLITS_WORDS.search(page.inner_text("body"))
    page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Flere i hele stillinger", timeout=SOON
    )
    expect(notice(page)).to_have_count(0)


def test_what_one_has_written_stands_also_while_nobody_can_be_known(town, page):
    """The guard is the first that asks the database, and cannot."""
    page.goto(f"{town.address}/goals?do=add")
    at_rest(page)
    field = page.get_by_role("textbox").first
    field.fill("Flere i hele stillinger")
    with broken(town, "store"):
        page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
        expect(notice(page)).to_contain_text("Ingenting nytt ble lagret.", timeout=SOON)
        assert is_logged_once(town, notice(page).inner_text())
        assert field.input_value() == "Flere i hele stillinger"
    page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Flere i hele stillinger", timeout=SOON
    )
    expect(notice(page)).to_have_count(0)


def test_a_press_that_fails_before_the_page_is_drawn_takes_nothing_away(
    postgres_url, tmp_path, chromium
):
    """A callback runs before the page; Streamlit would leave nothing but the failure."""
    with closing(open_database(postgres_url)) as database:
        stock(database, an_organisation(), *CAST)
        token = signs_in(database, ADA)
    with (
        in_production(postgres_url, tmp_path) as server,
        signed_in(chromium, server, token) as page,
    ):
        page.goto(f"{server.address}/people")
        at_rest(page)
        before = page.inner_text("h1")
        with broken(server, "invitation"):
            page.get_by_role("button", name="Inviter").first.click()
            expect(notice(page)).to_contain_text("Ingenting nytt ble lagret.", timeout=SOON)
            assert is_logged_once(server, notice(page).inner_text())
            assert page.inner_text("h1") == before
        page.get_by_role("button", name="Inviter").first.click()
        expect(page.get_by_text("/invitation/")).to_be_visible(timeout=SOON)
        expect(notice(page)).to_have_count(0)


@contextmanager
def in_production(url, folder):
    port = a_free_port()
    environment = {
        "STRATEGY_MODE": "production",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SIGN_IN_ISSUER": "https://login.example.org",
        "SIGN_IN_CLIENT_ID": "kompass",
        "SIGN_IN_CLIENT_SECRET": "s3cret",
    }
    server = Server(url, folder, port, environment)
    server.start()
    yield server
    server.stop()


@contextmanager
def signed_in(browser, server, token):
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    context.add_cookies([{"name": "kompass-session", "value": token, "url": server.address}])
    yield context.new_page()
    context.close()


def test_a_page_one_turns_to_meanwhile_comes_by_itself(town, page):
    page.goto(f"{town.address}/goals")
    at_rest(page)
    with broken(town, "store"):
        page.get_by_role("link", name="Tiltak", exact=True).click()
        expect(notice(page)).to_contain_text("Siden prøver igjen av seg selv.", timeout=SOON)
        number = NUMBER.search(notice(page).inner_text())[0]
        page.wait_for_timeout(6000)
        # The same failure has the same number, and is not told the log again and again.
        assert NUMBER.search(notice(page).inner_text())[0] == number
        assert is_logged_once(town, number)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SOON)
    expect(notice(page)).to_have_count(0)


def test_an_address_one_opens_meanwhile_is_a_calm_page_that_comes_by_itself(town, page):
    with broken(town, "store"):
        answer = page.goto(f"{town.address}/goals")
        assert answer.status == 500
        told = page.inner_text("main")
        assert "Something went wrong" in told or "Noe gikk galt" in told
        assert is_logged_once(town, told)
        assert not STREAMLITS_WORDS.search(told)
    expect(page.get_by_test_id("stHeading").first).to_be_visible(timeout=SOON)


# --- the wall -----------------------------------------------------------------------------------


def begin_today(page):
    """Start the demo's next meeting, which is planned for another day."""
    page.get_by_text("men holdes i dag").click()
    at_rest(page)
    press(page, "Start møtet")


def test_the_wall_says_so_over_all_that_fills_it_and_follows_again(town, page):
    page.goto(f"{town.address}/{MEETING}")
    at_rest(page)
    begin_today(page)
    title = page.get_by_role("heading", level=2, name="Hva ble det av det vi bestemte sist?")
    expect(title).to_be_visible(timeout=SOON)
    press(page, "Fyll skjermen")
    bar = page.locator(".kompass-contact")
    with broken(town, "store"):
        expect(bar).to_contain_text("Noe gikk galt", timeout=SOON)
        told = bar.inner_text()
        assert "Siden prøver igjen av seg selv." in told
        assert is_logged_once(town, told)
        expect(title).to_be_visible()
    expect(bar).to_have_count(0, timeout=SOON)
    number = NUMBER.search(told)[0]
    expect(page.get_by_text(f"Siden er hel igjen. Nummeret var {number}.")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=2, name="Det som glipper")).to_be_visible(timeout=SOON)


def test_a_wall_that_is_drawn_anew_in_the_middle_of_it_follows_again(town, page, chromium):
    page.goto(f"{town.address}/{MEETING}")
    at_rest(page)
    begin_today(page)
    expect(page.get_by_role("heading", level=2).first).to_be_visible(timeout=SOON)
    holder, other = somebody(chromium)
    with holder:
        other.goto(f"{town.address}/{MEETING.replace('hanne', 'kari')}")
        at_rest(other)
        with broken(town, "goal"):
            # The plan is read anew for whoever steps on, and cannot be.
            press(page, "Pause")
            page.wait_for_timeout(2000)
        press(other, "Neste")
        expect(page.get_by_role("heading", level=2, name="Det som glipper")).to_be_visible(
            timeout=SOON
        )


# --- no contact ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nb", "Ingen kontakt med serveren. Det du har skrevet, står fortsatt her."),
        ("nn", "Ingen kontakt med serveren. Det du har skrive, står framleis her."),
        ("en", "No contact with the server. What you have written is still here."),
    ],
)
def test_a_server_that_is_killed_takes_no_text_along(town, page, language, told):
    page.goto(f"{town.address}/goals?do=add&lang={language}")
    at_rest(page)
    field = page.get_by_role("textbox").first
    field.fill("Flere i hele stillinger")
    town.kill()
    bar = page.locator(".kompass-contact")
    expect(bar).to_contain_text(told, timeout=SOON)
    assert "Ada Aune, 33 33 33 33" in bar.inner_text()
    page.wait_for_timeout(8000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert not STREAMLITS_WORDS.search(page.inner_text("body"))
    town.start()
    expect(bar).to_have_count(0, timeout=60_000)
    assert field.input_value() == "Flere i hele stillinger"
    page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Flere i hele stillinger", timeout=SOON
    )


def test_the_wall_says_that_contact_is_lost(town, page):
    page.goto(f"{town.address}/{MEETING}")
    at_rest(page)
    begin_today(page)
    expect(page.get_by_role("heading", level=2).first).to_be_visible(timeout=SOON)
    press(page, "Fyll skjermen")
    town.kill()
    bar = page.locator(".kompass-contact")
    expect(bar).to_contain_text("Ingen kontakt med serveren.", timeout=SOON)
    town.start()
    expect(bar).to_have_count(0, timeout=60_000)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=2, name="Det som glipper")).to_be_visible(timeout=SOON)
