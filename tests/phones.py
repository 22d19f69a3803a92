"""Phones in a meeting: the guests' pages over real HTTP, and a round to answer."""

import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from strategy.services.reflection import guests as reflection_guests
from strategy.web.middleware import middleware
from strategy.web.routes import ROUTES
from strategy.web.sign_in import ROUTES as SIGN_IN_ROUTES
from tests.builders import LIV
from tests.served import ROOT, a_free_port
from tests.services.rounds import DAY, a_round, gather

HERE = {"accept": "text/html"}


_open_browsers: list[httpx.Client] = []


def a_browser(address: str, **given) -> httpx.Client:
    """Somebody's browser at a site; it is closed when the site is."""
    browser = httpx.Client(base_url=address, timeout=30, **given)
    _open_browsers.append(browser)
    return browser


@dataclass
class Meeting:
    """A round with a code on the wall, in the store this process serves."""

    database: object
    round: object
    code: str

    def joined(self) -> str:
        """Let a guest in, and return the token."""
        return reflection_guests.join(self.database, self.code, today=DAY)

    def says(self, token, text="", level=None, key="dare-1"):
        """A guest answers."""
        reflection_guests.answer_as_guest(
            self.database, token, key, text=text, level=level, today=DAY
        )


def a_meeting(database, *, settled=False, **given) -> Meeting:
    """A municipality in a meeting, its round open to guests."""
    if not settled:
        gather(database)
    asked = a_round(database, **{"seats": 40, "live": True, **given})
    code = reflection_guests.invite_guests(database, asked.id, by=LIV)
    return Meeting(database, asked, code)


class Phone:
    """A phone with a browser that keeps cookies, speaks Norwegian and runs no script."""

    def __init__(self, address: str, *, language="nb-NO,nb;q=0.9,en;q=0.5"):
        headers = {**HERE, "accept-language": language}
        self.browser = a_browser(address, headers=headers, follow_redirects=True)

    def opens(self, path: str):
        return self.browser.get(path)

    def joins(self, code: str):
        """Scan the code and press the button."""
        return self.browser.post(f"/vote/{code}/join")

    def sends(self, code: str, *, form=None, headers=None, query="", **fields):
        """Send the form of the page, with what it is known by unless something else is given."""
        mark = mark_of(self.opens(f"/vote/{code}").text) if form is None else form
        given = {name.replace("__", "."): value for name, value in fields.items()}
        given = {name.replace("_", "-"): value for name, value in given.items()}
        return self.browser.post(
            f"/vote/{code}{query}", data={"form": mark, **given}, headers=headers
        )

    def waits(self, code: str, seen: str):
        """Ask for what is new."""
        return self.browser.get(f"/vote/{code}/state", params={"seen": seen})

    @property
    def token(self) -> str:
        return next((cookie.value for cookie in self.browser.cookies.jar), "")


def mark_of(page: str) -> str:
    """Return what the form of a page is known by."""
    found = re.search(r'name="form" value="(\w+)"', page)
    return found[1] if found else ""


def seen_of(page: str) -> str:
    """Return what the page says it shows."""
    return re.search(r'data-seen="(\w+)"', page)[1]


def text_of(page: str) -> str:
    """Return what a reader sees, in one line."""
    body = page.partition("<body")[2].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


@contextmanager
def on_the_net(*, routes=(*ROUTES, *SIGN_IN_ROUTES)):
    """Serve pages over real HTTP from this process; gives the address."""
    port = a_free_port()
    # Streamlit serves these; here there is none.
    static = Mount("/app/static", StaticFiles(directory=ROOT / "static"))
    application = Starlette(routes=[*routes, static], middleware=middleware())
    config = uvicorn.Config(application, "127.0.0.1", port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        while _open_browsers:
            _open_browsers.pop().close()
        server.should_exit = True
        thread.join(20)
