"""The middleware around the application: who is answered, how much, with which headers and page."""

from __future__ import annotations

from collections.abc import Collection

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strategy.i18n import words
from strategy.services.opening import the_database
from strategy.web.away import CalmWhileAway
from strategy.web.doors import OnlyHere, OwnOrigin, SignedInOnly
from strategy.web.failing import CalmFailures, KeepsThePage
from strategy.web.guard import Guard
from strategy.web.headers import SecurityHeaders
from strategy.web.limits import Limits
from strategy.web.pages import OnlyKnownAddresses
from strategy.web.public import PUBLIC
from strategy.web.routes import boot_address, contact_address, style_address, translation_address

# The page is built again each time, so headers about an earlier copy of it do not apply.
_NOT_FOR_PAGES = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}


class OwnPage:
    """Gives Streamlit's page the organisation's language, our name, and the translation script."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with Streamlit's page adapted."""
        if scope["type"] != "http" or not _may_be_streamlits(scope):
            await self._app(scope, receive, send)
            return
        kept = [(name, value) for name, value in scope["headers"] if name not in _NOT_FOR_PAGES]
        page = _Page(send)
        await self._app({**scope, "headers": kept}, receive, page.send)


def _may_be_streamlits(scope: Scope) -> bool:
    # Published pages are our own, and proxies may cache them.
    is_published = str(scope["path"]).startswith(f"{PUBLIC}/")
    return not is_published and "text/html" in Headers(scope=scope).get("accept", "")


class _Page:
    """One answer, held back while it may be Streamlit's page."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            is_page = headers.get("content-type", "").startswith("text/html")
            # Streamlit's page may be stored; with no-store it is one of our own.
            is_ours = "no-store" in headers.get("cache-control", "")
            if is_page and not is_ours and message["status"] == 200:  # noqa: PLR2004 - found
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = await run_in_threadpool(own_page, self._body)
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["cache-control"] = "no-cache"
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        # The answer to HEAD has no body, but has the length of one.
        if self._body:
            headers["content-length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def own_page(page: bytes) -> bytes:
    """Return Streamlit's page in the organisation's language, with our scripts and style."""
    if b'<html lang="en">' not in page:
        return page
    language = the_database().plan().organisation.language
    title = words(language)("app.name")
    # Streamlit's own script is deferred, and so are those after it; what must be known before it
    # runs is not.
    head = f'<title>{title}</title><script src="{boot_address()}"></script>'
    tail = (
        f'<link rel="stylesheet" href="{style_address()}">'
        f'<script defer src="{translation_address()}"></script>'
        f'<script defer src="{contact_address()}"></script></head>'
    )
    page = page.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    page = page.replace(b"<title>Streamlit</title>", head.encode(), 1)
    return page.replace(b"</head>", tail.encode(), 1)


def middleware(pages: Collection[str] = ()) -> tuple[Middleware, ...]:
    """Return the middleware for an application whose pages have these addresses."""
    # From the outermost to the innermost.
    return (
        Middleware(SecurityHeaders),
        Middleware(CalmFailures),
        Middleware(CalmWhileAway),
        Middleware(OnlyHere),
        Middleware(OwnOrigin),
        Middleware(Limits),
        Middleware(OnlyKnownAddresses, pages=pages),
        Middleware(SignedInOnly),
        Middleware(OwnPage),
        Middleware(KeepsThePage),
        Middleware(Guard),
    )
