"""A chart becomes a file in the reader's own browser: by mouse, by keyboard, in their language."""

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.hands import tab_to
from tests.served import at_rest

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"

CHARTS = {
    "strategy-map": "mål er i rute",
    "responsibility": "",
    "health": "",
    "periods": "",
}
"""Pages with a chart, and something its words say."""


def taken(page, name: str) -> tuple[str, bytes]:
    """Press the button with this name, and return the file that comes: its name and content."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=name).first.click()
    download = coming.value
    with open(download.path(), "rb") as file:  # noqa: PTH123 - the path is the browser's own
        return download.suggested_filename, file.read()


def opened_table(page, label: str = "Tabell og bilde"):
    page.get_by_text(label, exact=True).first.click()
    at_rest(page)


def test_the_svg_says_what_it_shows_and_whose_it_is(demo, visitor):
    page = visitor(viewport={"width": 1366, "height": 900}).opens(f"{demo.address}/strategy-map")
    opened_table(page)

    name, content = taken(page, "Last ned som SVG")

    assert name.endswith(".svg")
    assert "mål-er-i-rute" in name
    root = ET.fromstring(content)  # noqa: S314 - our own drawing
    assert "mål er i rute" in root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text.startswith("5 pilarer")
    assert root.get("lang") == "nb"
    said = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    for expected in ("Å våge", "Å samhandle", "Nyfjord kommune · Arbeidsgiverstrategi", "per "):
        assert expected in said
    assert b"@font-face" in content
    assert b"<script" not in content
    assert b"http://127.0.0.1" not in content


@pytest.mark.parametrize(("theme", "paper"), [("light", (255, 255, 255)), ("dark", (23, 24, 26))])
def test_the_png_is_sharp_on_paper_of_its_own(demo, visitor, theme: str, paper: tuple):
    somebody = visitor(viewport={"width": 1366, "height": 900}, color_scheme=theme)
    page = somebody.opens(f"{demo.address}/strategy-map")
    opened_table(page)

    name, content = taken(page, "Last ned som PNG")

    picture = Image.open(io.BytesIO(content))
    assert name.endswith(".png")
    assert picture.format == "PNG"
    assert 2000 < picture.width < 2 * 1366
    assert picture.height > 1000
    assert picture.convert("RGB").getpixel((4, 4)) == paper
    # It is drawn on: many colours, and not only the paper's.
    assert len(picture.convert("RGB").getcolors(1 << 24)) > 50


def test_it_is_reached_and_pressed_by_keyboard_alone(demo, visitor):
    page = visitor(viewport={"width": 1366, "height": 900}).opens(f"{demo.address}/strategy-map")
    opened_table(page)
    tab_to(page, "Last ned som PNG")
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    assert coming.value.suggested_filename.endswith(".png")
    expect(page.get_by_role("button", name="Last ned som PNG")).to_be_focused()


def test_a_table_is_not_given_away_raw(demo, visitor):
    # What somebody typed would run as a formula where it is opened.
    page = visitor(viewport={"width": 1366, "height": 900}).opens(f"{demo.address}/strategy-map")
    opened_table(page)
    table = page.get_by_test_id("stDataFrame").first
    table.hover()
    expect(table.get_by_role("button").first).to_be_visible()
    expect(page.get_by_role("button", name="CSV")).to_have_count(0)


def test_it_speaks_the_readers_language(demo, visitor):
    page = visitor().opens(f"{demo.address}/strategy-map?lang=en")
    opened_table(page, "Table and picture")

    name, content = taken(page, "Download as SVG")

    assert "goals-are-on-track" in name
    root = ET.fromstring(content)  # noqa: S314 - our own drawing
    assert root.get("lang") == "en"
    assert "goals are on track" in root.find(f"{SVG}title").text


def test_on_a_phone_it_is_as_wide_as_the_chart_there(demo, visitor, phone):
    page = visitor(**phone).opens(f"{demo.address}/strategy-map")
    opened_table(page)

    _, content = taken(page, "Last ned som SVG")

    root = ET.fromstring(content)  # noqa: S314 - our own drawing
    assert 300 < float(root.get("width")) < 450


@pytest.mark.parametrize("address", CHARTS)
def test_every_page_with_a_chart_gives_it_away(demo, visitor, address: str):
    page = visitor(viewport={"width": 1366, "height": 900}).opens(f"{demo.address}/{address}")
    opened_table(page)

    _, content = taken(page, "Last ned som SVG")

    said = " ".join(ET.fromstring(content).itertext())  # noqa: S314 - our own drawing
    assert CHARTS[address] in said
    assert "Nyfjord kommune" in said
