"""The open tabs: the browser each is in, whom it is drawn for, and the files made for it.

A browser knows its tab by a name of our own; the server's session id is never disclosed.
Everything here lives in this process, as the tabs do.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import uuid4

from strategy.domain.items import Person, Role
from strategy.i18n import Language

FILES = "/media/"
"""The path of the files made for a tab."""

# A browser that lost its connection comes back within seconds; the server forgets it after minutes.
_REMEMBERED_SECONDS = 600.0
# A browser fetches what it asked for at once, and may do so twice.
_FILES_KEPT = 4
_FILE_KEPT_SECONDS = 600.0

Clock = Callable[[], float]


@dataclass(frozen=True)
class Standing:
    """Who a person is and their roles; all their rights follow from these."""

    person_id: str = ""
    roles: frozenset[Role] = frozenset()


NOBODY = Standing()


def standing_of(person: Person | None) -> Standing:
    """Return the standing of a person at this moment; that of nobody for a person who has left."""
    if person is None or person.retired or person.erased:
        return NOBODY
    return Standing(person.id, frozenset(person.roles))


@dataclass(frozen=True)
class MadeFile:
    """A file made for the person who asked for it: its bytes, name and type.

    `without` are the ids of what was kept from that person then: it may hold anything else.
    """

    content: bytes
    name: str
    media_type: str
    made_for: Standing
    without: frozenset[str] = frozenset()


@dataclass(eq=False)
class Tab:
    """One tab of one browser, from opening the page until it is gone.

    `session` is the server's name for it and `name` the browser's; `browser` identifies the
    browser; `upload_name` is part of the addresses its files are sent to.
    """

    session: str
    browser: str | None = None
    name: str = field(default_factory=lambda: str(uuid4()))
    upload_name: str = field(default_factory=lambda: secrets.token_hex(16))
    drawn_for: Standing | None = None
    language: Language | None = None
    page: str = ""
    connections: int = 0
    left_at: float = 0.0


@dataclass(eq=False)
class Wish:
    """A file requested in a tab, and the result."""

    tab: Tab
    file: MadeFile | None = None
    refusal: str = ""


_wish: ContextVar[Wish | None] = ContextVar("wish", default=None)


def wish() -> Wish | None:
    """Return the file request being handled, and who made it."""
    return _wish.get()


def is_wished(asked: Wish | None) -> None:
    """Set the file request being handled from here on."""
    _wish.set(asked)


class Tabs:
    """All tabs of this process; thread-safe."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """Start with no tabs."""
        self._clock = clock
        self._lock = threading.Lock()
        self._tabs: dict[str, Tab] = {}
        self._files: OrderedDict[str, tuple[float, Tab, MadeFile]] = OrderedDict()

    # --- coming and going --------------------------------------------------------------------

    def open(self, session: str, browser: str) -> Tab:
        """Return the tab of a session; it is assigned to this browser unless it already has one."""
        with self._lock:
            self._forget_old()
            tab = self._tab(session)
            if tab.browser is None:
                tab.browser = browser
            return tab

    def take_up(self, name: str, browser: str, *, is_known: bool) -> Tab | None:
        """Return the tab of this name if this browser may resume it.

        A browser without a secret of its own may only resume a tab that nobody is connected to.
        """
        with self._lock:
            tab = next((tab for tab in self._tabs.values() if tab.name == name), None)
        if tab is None or tab.browser != browser:
            return None
        return tab if is_known or not tab.connections else None

    def knows(self, name: str) -> bool:
        """Return whether any tab has this name."""
        with self._lock:
            return any(tab.name == name for tab in self._tabs.values())

    def sits_down(self, tab: Tab) -> None:
        """Record a new connection to a tab."""
        with self._lock:
            tab.connections += 1

    def gets_up(self, tab: Tab) -> None:
        """Record a closed connection; the tab's files are dropped with the last one."""
        with self._lock:
            tab.connections -= 1
            tab.left_at = self._clock()
            if tab.connections <= 0:
                self._drop_files(tab)

    # --- what is drawn -----------------------------------------------------------------------

    def draw_for(self, session: str, standing: Standing, language: Language) -> None:
        """Record whom a tab is drawn for from now on, and in which language.

        Files made for somebody else, or for other rights, are dropped.
        """
        with self._lock:
            tab = self._tab(session)
            if tab.drawn_for != standing:
                self._drop_files(tab)
            tab.drawn_for, tab.language = standing, language

    def turn_to(self, session: str, page: str) -> None:
        """Record which page a tab shows; files made for the previous page are dropped."""
        with self._lock:
            tab = self._tab(session)
            if tab.page != page:
                tab.page = page
                self._drop_files(tab)

    # --- files -------------------------------------------------------------------------------

    def receiving(self, upload_name: str, browser: str) -> Tab | None:
        """Return the open tab that receives uploads at this address, if it is this browser's."""
        with self._lock:
            known = (tab for tab in self._tabs.values() if tab.upload_name == upload_name)
            tab = next(known, None)
            is_here = tab is not None and tab.connections > 0 and tab.browser == browser
            return tab if is_here else None

    def hand_over(self, tab: Tab, file: MadeFile) -> str:
        """Store a file for a tab, and return an address nobody can guess."""
        address = f"{FILES}{secrets.token_urlsafe(24)}"
        with self._lock:
            self._files[address] = (self._clock(), tab, file)
            of_tab = [known for known, (_, its, _) in self._files.items() if its is tab]
            for known in of_tab[:-_FILES_KEPT]:
                del self._files[known]
        return address

    def handed_over(self, address: str, browser: str) -> MadeFile | None:
        """Return the file at an address, while the tab it was made for is open in this browser."""
        with self._lock:
            self._drop_old_files()
            _, tab, file = self._files.get(address, (0.0, None, None))
            is_here = tab is not None and tab.connections > 0 and tab.browser == browser
            return file if is_here else None

    # --- shared helpers ----------------------------------------------------------------------

    def _tab(self, session: str) -> Tab:
        if session not in self._tabs:
            self._tabs[session] = Tab(session, left_at=self._clock())
        return self._tabs[session]

    def _forget_old(self) -> None:
        before = self._clock() - _REMEMBERED_SECONDS
        gone = [t for t in self._tabs.values() if t.connections <= 0 and t.left_at < before]
        for tab in gone:
            del self._tabs[tab.session]

    def _drop_files(self, tab: Tab) -> None:
        for address in [known for known, (_, its, _) in self._files.items() if its is tab]:
            del self._files[address]

    def _drop_old_files(self) -> None:
        before = self._clock() - _FILE_KEPT_SECONDS
        for address in [known for known, (at, _, _) in self._files.items() if at < before]:
            del self._files[address]


tabs = Tabs()
