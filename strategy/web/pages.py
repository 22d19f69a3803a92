"""Which addresses are ours: others are answered with 404, and not with Streamlit's page."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from strategy.web import calm_page
from strategy.web.headers import streamlit_folder

# Streamlit answers here even if unused: its own sign-in, and its interface for programs.
_UNUSED = ("/auth/", "/oauth2callback", "/_stcore/agent/")


class OnlyKnownAddresses:
    """Answers 404 where neither we nor Streamlit have anything.

    Streamlit's own answer to any address it does not know is its page, with status 200.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str] = ()) -> None:
        """Wrap this application, whose pages have these addresses."""
        self._app = app
        self._shown = {"/", *_addresses(pages), *_files()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or with 404."""
        if scope["type"] != "http" or self._is_known(scope):
            await self._app(scope, receive, send)
        else:
            await no_such_page(Request(scope))(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        path = str(scope["path"])
        if path.startswith(_UNUSED):
            return False
        routes: Iterable[BaseRoute] = scope["app"].routes
        return path in self._shown or any(_leads_to(route, scope) for route in routes)


def _addresses(pages: Collection[str]) -> Iterable[str]:
    # With a trailing slash Streamlit redirects to the page.
    return (address for page in pages for address in (f"/{page}", f"/{page}/"))


def _files() -> Iterable[str]:
    """Return the addresses of the files Streamlit's page is made of."""
    folder = streamlit_folder()
    return (f"/{p.relative_to(folder).as_posix()}" for p in folder.rglob("*") if p.is_file())


def _leads_to(route: BaseRoute, scope: Scope) -> bool:
    # What is mounted at the root takes whatever is left.
    if isinstance(route, Mount) and not route.path:
        return False
    return route.matches(scope)[0] is not Match.NONE


def no_such_page(request: Request, _error: Exception | None = None) -> Response:
    """Say calmly that there is no such page; to a program, in a word."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Not found\n", 404, {"cache-control": "no-store"})
    w = calm_page.words_for(request, "nb")
    parts = (calm_page.text(w("door.no_such_page")), calm_page.act("/", w("door.to_the_start")))
    return calm_page.page(w, w("door.no_such_page_title"), parts, status=404)
