"""While the database is away: one calm page that comes back by itself, whatever was asked for."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from strategy.domain.errors import StoreAwayError
from strategy.settings import read_settings
from strategy.web import calm_page

_TRY_AGAIN_SECONDS = 3
_TRY_AGAIN_LATER = 1013

log = logging.getLogger(__name__)


class CalmWhileAway:
    """Answers with a calm page whatever cannot be answered because the database is away."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or say that it is away."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except StoreAwayError as error:
            log.warning("The database does not answer: %s", error.place)
            if begun:
                raise
            if scope["type"] == "websocket":
                await WebSocketClose(_TRY_AGAIN_LATER)(scope, receive, send)
            else:
                await away_page(Request(scope))(scope, receive, send)


def away_page(request: Request) -> Response:
    """Return the page that says so, in the reader's language, and asks again by itself."""
    w = calm_page.words_for(request, "nb")
    contact = read_settings().contact or w("store_away.nobody")
    told = (w("store_away.text"), w("store_away.contact", contact=contact))
    page = calm_page.page(
        w, w("store_away.title"), [calm_page.text(line) for line in told], status=503
    )
    page.headers["retry-after"] = str(_TRY_AGAIN_SECONDS)
    if request.method == "GET":
        page.headers["refresh"] = str(_TRY_AGAIN_SECONDS)
    return page
