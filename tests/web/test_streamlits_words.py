"""Streamlit's own English words, in the reader's language, in a real browser."""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from strategy.store.database import open_database
from tests.builders import an_organisation, stock

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where a page with Streamlit's words is served."""
    # Away from our own settings: their fonts lie beside app.py.
    folder = tmp_path_factory.mktemp("words")
    url = f"duckdb:///{folder / 'plan.duckdb'}"
    with closing(open_database(url)) as database:
        stock(database, an_organisation(language="nb"))
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", ROOT / "tests/web/wordy_page.py"),
            *("--server.port", str(port), "--server.address", "127.0.0.1"),
            *("--server.headless", "true", "--browser.gatherUsageStats", "false"),
        ],
        cwd=folder,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "PYTHONPATH": str(ROOT),
            "STRATEGY_MODE": "local",
        },
    )
    until_it_listens(port)
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait()


def until_it_listens(port):
    for _ in range(100):
        with closing(socket.socket()) as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(port)


@pytest.fixture
def page(address, chromium):
    """The page, read in bokmål at first; ends with nothing in the browser's console."""
    opened = chromium.new_page(viewport={"width": 1200, "height": 1800})
    complaints = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.goto(address)
    expect(opened.get_by_text("Who is here")).to_be_visible()
    yield opened
    opened.close()
    assert complaints == []


def choose(page, language):
    page.get_by_text(language, exact=True).click()
    expect(page.locator(f".st-key-language-{language}")).to_be_visible()


def hint_while_writing(page):
    page.get_by_label("Title of the goal").fill("Å lære")
    return page.get_by_test_id("InputInstructions").filter(has_text=re.compile("Enter"))


def test_labels_and_notes_are_in_bokmaal(page):
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    expect(page.get_by_placeholder("Velg", exact=True)).to_be_visible()
    expect(page.get_by_label("Åpne").first).to_be_visible()
    expect(page.get_by_label("Fjern Helse")).to_be_visible()
    expect(page.get_by_label("Period fra", exact=True)).to_be_visible()
    expect(page.get_by_label("år, Due")).to_be_visible()
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text("Last opp")
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text("MB per fil")
    expect(hint_while_writing(page)).to_have_text("Trykk Enter for å lagre")


def test_a_list_says_in_bokmaal_that_nothing_was_found(page):
    page.get_by_label("Owner").first.click()
    page.get_by_label("Owner").first.fill("zzz")
    expect(page.get_by_text("Ingen treff")).to_be_visible()


def test_what_people_wrote_is_never_translated(page):
    expect(page.get_by_text("Open", exact=True)).to_be_visible()


def test_the_words_follow_a_change_of_language(page):
    choose(page, "nn")
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page.get_by_label("Opne").first).to_be_visible()
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text("Høgst")
    choose(page, "en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Open").first).to_be_visible()
    expect(page.get_by_placeholder("Choose an option")).to_be_visible()
    expect(hint_while_writing(page)).to_have_text("Press Enter to submit form")
    choose(page, "nb")
    expect(page.get_by_label("Åpne").first).to_be_visible()
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text("MB per fil")


def test_the_rest_of_the_page_keeps_working(page):
    page.get_by_label("Title of the goal").fill("Å lære")
    page.get_by_role("button", name="Save").click()
    page.get_by_test_id("stSelectbox").get_by_label("Åpne").click()
    page.get_by_role("option", name="Upload").click()
    expect(page.get_by_label("Owner").first).to_have_value("Upload")
    page.get_by_label("Fjern Helse").click()
    expect(page.get_by_label("Fjern Helse")).to_have_count(0)
