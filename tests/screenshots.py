"""Take the pictures of every page: `python -m tests.screenshots [page ...]`.

They land in build/screenshots/<page>-<width>-<theme>.png; a few go on into docs/images/.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from strategy.domain.items import Role
from strategy.ui.links import PLACES
from tests.builders import today_here
from tests.served import A_PHONE, ROOT, at_rest, launch, served_demo

TAKEN = ROOT / "build" / "screenshots"
SHOWN = ROOT / "docs" / "images"

WIDTHS = (390, 1366, 1920)
THEMES = ("light", "dark")

# The demo's first decision bears the year it was taken.
DECIDED = today_here() - timedelta(days=604)
ITEMS = {"goal": "2.3", "action": "T-008", "indicator": "I-05", "decision": f"1/{DECIDED.year}"}

# What the README shows.
CHOSEN = ("overview-1366-light.png", "goal-1366-light.png", "strategy-map-1366-light.png")

_CONTENT_HEIGHT = "document.querySelector('[data-testid=\"stMain\"]').scrollHeight"
_HIGHEST = 6000


def main(wanted: list[str]) -> None:
    """Take all pictures, or those of the pages named."""
    TAKEN.mkdir(parents=True, exist_ok=True)
    SHOWN.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served_demo(Path(folder), to=Role.ADMINISTRATOR) as server,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for width in WIDTHS:
            for theme in THEMES:
                page = browser.new_page(color_scheme=theme, **_device(width))
                for name, address in _addresses(wanted).items():
                    page.goto(f"{server.address}/{address}")
                    take(page, TAKEN / f"{name}-{width}-{theme}.png", width=width)
                page.close()
        browser.close()
    for name in CHOSEN:
        if (TAKEN / name).exists():
            # With 256 colours a third of the size, and nothing one would see.
            Image.open(TAKEN / name).convert("RGB").quantize(256).save(SHOWN / name, optimize=True)
    print(f"Pictures in {TAKEN}")


def take(page: Page, file: Path, *, width: int) -> None:
    """Take one picture of a whole page, however long it is."""
    at_rest(page)
    low = page.viewport_size["height"]
    high = max(low, min(page.evaluate(_CONTENT_HEIGHT), _HIGHEST))
    page.set_viewport_size({"width": width, "height": high})
    at_rest(page)
    page.wait_for_timeout(400)
    page.screenshot(path=file)
    page.set_viewport_size({"width": width, "height": low})
    print(file.name, flush=True)


def _addresses(wanted):
    return {place.path: _address(place) for place in PLACES if not wanted or place.path in wanted}


def _address(place):
    # The first page answers at the address of the whole app, and at no other.
    if place is PLACES[0]:
        return ""
    return f"{place.path}?code={ITEMS[place.path]}" if place.path in ITEMS else place.path


def _device(width):
    if width == WIDTHS[0]:
        return A_PHONE
    return {"viewport": {"width": width, "height": 768 if width == WIDTHS[1] else 1080}}


if __name__ == "__main__":
    main(sys.argv[1:])
