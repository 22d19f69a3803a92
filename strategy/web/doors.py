"""Who is answered at all: this machine only, or, where there is sign-in, the signed in."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from strategy.services.opening import the_database
from strategy.services.sign_in import person_of
from strategy.settings import Mode, Settings, is_local, read_settings
from strategy.web import calm_page
from strategy.web.public import PUBLIC
from strategy.web.sign_in import FIRST_ADMINISTRATOR, INVITATION, SIGN_IN, SIGN_OUT
from strategy.web.vote_pages import VOTE

log = logging.getLogger(__name__)

_FORWARDED = ("forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip")
_FORWARDED_PREFIX = "x-forwarded-"
_POLICY_VIOLATION = 1008

# A calendar program cannot sign in; whoever has a calendar's address may read it.
_CALENDARS = "/calendar"
_OPEN_PAGES = (
    *(SIGN_IN, SIGN_OUT, INVITATION, FIRST_ADMINISTRATOR),
    # Guests of a round have its code and no account.
    *(PUBLIC, VOTE, _CALENDARS, "/healthz"),
)
# What people are shown lies here under names nobody can guess; even so.
_CLOSED = ("/media/", "/_stcore/upload_file/", "/_stcore/metrics")


class OnlyHere:
    """Answers only this machine, and no proxy, where everybody who is answered is let in."""

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        """Stand before this application, with the settings of the moment unless given."""
        self._app = app
        self._stands_open = (settings or read_settings()).mode is not Mode.PRODUCTION

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse."""
        if scope["type"] == "lifespan" or not self._stands_open or comes_from_here(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(_POLICY_VIOLATION)(scope, receive, send)
        else:
            await self._refusal(Request(scope))(scope, receive, send)

    def _refusal(self, request: Request) -> Response:
        w = calm_page.words_for(request, "nb")
        told = calm_page.text(w("local.refused"))
        return calm_page.page(w, w("local.refused_title"), (told,), status=403)


def comes_from_here(scope: Scope) -> bool:
    """Tell whether a request was made on this machine, to this machine, without a proxy between."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not is_local(_name_of(hosts[0])):
        return False
    if any(name in _FORWARDED or name.startswith(_FORWARDED_PREFIX) for name in headers):
        return False
    return all(_is_loopback(scope.get(end)) for end in ("client", "server"))


def _name_of(host: str) -> str:
    """Return a host without its port: `[::1]:8501` is `[::1]`."""
    name, bracket, _ = host.partition("]")
    return name + bracket if bracket else host.partition(":")[0]


def _is_loopback(address: tuple[str, int | None] | None) -> bool:
    # A server may not know an end of its connection: a socket of this machine's file system.
    return address is None or is_local(address[0])


class OwnOrigin:
    """Answers no script of another site's, before Streamlit looks for its own names elsewhere.

    To know whether a strange origin is its own, Streamlit would ask a service on the internet.
    """

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        """Stand before this application, with the settings of the moment unless given."""
        self._app = app
        self._base_url = (settings or read_settings()).base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse."""
        if scope["type"] == "lifespan" or self._is_own(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(_POLICY_VIOLATION)(scope, receive, send)
        else:
            await PlainTextResponse("", 403)(scope, receive, send)

    def _is_own(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        # Without BASE_URL we are called what the browser calls us; OnlyHere has checked the name.
        return origin is None or origin == (self._base_url or f"http://{headers.get('host', '')}")


class SignedInOnly:
    """Sends whoever is not signed in to the sign-in page, and shows them no file of anybody's."""

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        """Stand before this application, with the settings of the moment unless given."""
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
        now = datetime.now(UTC).replace(tzinfo=None)
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
