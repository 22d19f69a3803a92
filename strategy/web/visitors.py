"""The person at the other end of a connection: their browser, and who they are right now."""

from __future__ import annotations

import secrets

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Message, Scope, Send

from strategy.domain.items import Person
from strategy.i18n import Words
from strategy.services import clock, reading
from strategy.services.opening import the_database
from strategy.services.sign_in import fingerprint_of, person_of
from strategy.services.tabs import NOBODY, MadeFile, Standing, standing_of
from strategy.settings import Mode, Settings
from strategy.web import calm_page

_BROWSER = "browser"
_SECRET_BYTES = 24


class Visitor:
    """Somebody at the other end of a connection, looked up in the store each time it matters."""

    def __init__(self, scope: Scope, settings: Settings) -> None:
        """Read what their browser sends to identify itself."""
        self._connection = HTTPConnection(scope)
        self._settings = settings
        self._signs_in = settings.mode is Mode.PRODUCTION
        # Browsers are told apart even where nobody signs in.
        self._cookie = settings.session_cookie if self._signs_in else settings.cookie(_BROWSER)
        self._secret = self._connection.cookies.get(self._cookie, "")

    @property
    def is_known(self) -> bool:
        """Whether the browser has a secret of its own."""
        return bool(self._secret)

    @property
    def browser(self) -> str:
        """The fingerprint that distinguishes this browser from others."""
        return fingerprint_of(self._secret)

    @property
    def words(self) -> Words:
        """The words their browser prefers."""
        return calm_page.words_for(self._connection, "nb")

    async def is_let_in(self) -> bool:
        """Tell whether this is anybody at all."""
        return not self._signs_in or await self._standing(NOBODY) != NOBODY

    async def is_still(self, somebody: Standing) -> bool:
        """Tell whether it is this person who is here, with the very rights they had."""
        return await self.is_let_in() and await self._standing(somebody) == somebody

    async def may_have(self, file: MadeFile) -> bool:
        """Tell whether a file's person is here, with those rights, and may still see all of it."""
        return await self.is_still(file.made_for) and await run_in_threadpool(_holds_nothing, file)

    async def _standing(self, somebody: Standing) -> Standing:
        return await run_in_threadpool(self._look_up, somebody.person_id)

    def _look_up(self, person_id: str) -> Standing:
        database = the_database()
        if not self._signs_in:
            return standing_of(database.plan().find(Person, person_id))
        now = clock.now()
        return standing_of(person_of(database, self._secret, self._settings, now=now))

    def remembered(self, send: Send) -> Send:
        """Return a `send` that gives a browser its own cookie where nobody signs in."""
        if self._signs_in or self._secret:
            return send

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", self._new_cookie())
            await send(message)

        return send_with_cookie

    def _new_cookie(self) -> str:
        secure = "; Secure" if self._settings.behind_tls else ""
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        return f"{self._cookie}={secret}; HttpOnly; SameSite=Lax; Path=/{secure}"


def _holds_nothing(file: MadeFile) -> bool:
    """Tell whether a file holds nothing that has been made confidential since."""
    return reading.kept_from(the_database(), file.made_for.person_id) <= file.without
