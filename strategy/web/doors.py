"""Who is answered at all: this machine only, or, where there is sign-in, the signed in."""

from __future__ import annotations

import logging
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from strategy.services import clock
from strategy.services.opening import the_database
from strategy.services.sign_in import person_of
from strategy.settings import Mode, Settings, read_settings
from strategy.web import calm_page
from strategy.web.addresses import is_called_by_its_name, why_not_from_here
from strategy.web.errands import SIGN_IN
from strategy.web.public import PUBLIC
from strategy.web.sign_in import FIRST_ADMINISTRATOR, INVITATION, SIGN_OUT
from strategy.web.vote_pages import VOTE
from strategy.web.well_known import ICON, ROBOTS, SECURITY

log = logging.getLogger(__name__)

_POLICY_VIOLATION = 1008

# Requests with ever new headers must not fill the log.
_MOST_LOGGED = 50

HEALTH = "/healthz"

# A calendar program cannot sign in; anyone who has a calendar's address may read it.
_CALENDARS = "/calendar"
_OPEN_PAGES = (
    *(SIGN_IN, SIGN_OUT, INVITATION, FIRST_ADMINISTRATOR),
    # Guests of a round have its code and no account.
    *(PUBLIC, VOTE, _CALENDARS, HEALTH, ROBOTS, SECURITY, ICON),
)
# Files shown to people are here; their names cannot be guessed, but are closed all the same.
_CLOSED = ("/media/", "/_stcore/upload_file/", "/_stcore/metrics")


class OnlyHere:
    """Answers only requests to our own address; without sign-in, only those from this machine.

    In production the address is BASE_URL; health checks may use any name.
    """

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        """Wrap this application, with the current settings unless given."""
        self._app = app
        self._settings = settings or read_settings()
        self._stands_open = self._settings.mode is not Mode.PRODUCTION
        self._logged: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse."""
        if scope["type"] == "lifespan" or self._is_ours(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(_POLICY_VIOLATION)(scope, receive, send)
        else:
            await self._refusal(Request(scope))(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        if self._stands_open:
            trace = why_not_from_here(scope, self._settings)
            self._log_once(trace)
            return not trace
        return scope["path"] == HEALTH or is_called_by_its_name(scope, self._settings)

    def _log_once(self, trace: str) -> None:
        if trace and trace not in self._logged and len(self._logged) < _MOST_LOGGED:
            self._logged.add(trace)
            log.warning("Only this machine is answered. Refused because of: %s", trace)

    def _refusal(self, request: Request) -> Response:
        w = calm_page.words_for(request, "nb")
        if self._stands_open:
            told = calm_page.text(w("local.refused"))
            return calm_page.page(w, w("local.refused_title"), (told,), status=403)
        told = calm_page.text(w("door.another_name"))
        act = calm_page.act(self._settings.base_url, w("door.to_the_right_one"))
        return calm_page.page(w, w("door.another_name_title"), (told, act), status=421)


class OwnOrigin:
    """Refuses scripts of other sites, before Streamlit checks their origin itself.

    To know whether an unknown origin is its own, Streamlit would ask a service on the internet.
    """

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        """Wrap this application, with the current settings unless given."""
        self._app = app
        settings = settings or read_settings()
        # Without sign-in our name is the one the browser used; OnlyHere has checked it.
        self._base_url = settings.base_url if settings.mode is Mode.PRODUCTION else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse."""
        if scope["type"] == "lifespan" or self._is_own(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(_POLICY_VIOLATION)(scope, receive, send)
        else:
            await PlainTextResponse("", 403)(scope, receive, send)

    def _is_own(self, headers: Headers) -> bool:
        own = self._base_url or f"http://{headers.get('host', '')}"
        return headers.getlist("origin") in ([], [own])


class SignedInOnly:
    """Sends anyone not signed in to the sign-in page, and shows them nobody's files."""

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        """Wrap this application, with the current settings unless given."""
        self._app = app
        self._settings = settings or read_settings()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or show the way in."""
        is_http = scope["type"] == "http" and self._settings.mode is Mode.PRODUCTION
        if not is_http or not self._is_closed(scope) or await self._is_signed_in(scope):
            await self._app(scope, receive, send)
        else:
            await _shown_the_way(scope)(scope, receive, send)

    def _is_closed(self, scope: Scope) -> bool:
        path = str(scope["path"])
        if path.startswith(_CLOSED):
            return True
        is_page = "text/html" in Headers(scope=scope).get("accept", "")
        return is_page and not any(path == p or path.startswith(f"{p}/") for p in _OPEN_PAGES)

    async def _is_signed_in(self, scope: Scope) -> bool:
        token = HTTPConnection(scope).cookies.get(self._settings.session_cookie, "")
        now = clock.now()
        person = await run_in_threadpool(
            lambda: person_of(the_database(), token, self._settings, now=now)
        )
        return person is not None


def _shown_the_way(scope: Scope) -> Response:
    path = str(scope["path"])
    if path.startswith(_CLOSED) or scope["method"] not in {"GET", "HEAD"}:
        return PlainTextResponse("", 403)
    query = scope["query_string"].decode("latin-1")
    wish = quote(f"{path}?{query}" if query else path, safe="")
    return RedirectResponse(f"{SIGN_IN}?next={wish}", 303, headers={"cache-control": "no-store"})
