"""How much one client may ask for: so that nobody, by mistake or not, keeps the others waiting."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from strategy.settings import read_settings
from strategy.web import calm_page
from strategy.web.vote_pages import WAITING, is_voting

LARGEST_UPLOAD = 21 * 1024 * 1024
LARGEST_REQUEST = 64 * 1024

_UPLOADS = "/_stcore/upload_file/"
# Each costs a look-up of a secret, or a request to a provider.
_COSTLY = ("/sign-in", "/invitation", "/first-administrator", "/sign-out")
_COSTLY_WEIGHT = 20
# Phones in a meeting wait for news all the time, thirty of them behind one address: what they ask
# is counted apart from the app, and waiting, which costs us next to nothing, counts little.
_WAITING_WEIGHT = 0.25
_CLIENTS_KEPT = 10_000
_SECONDS = 60
# Nobody clicks that fast; a program that does waits for its turn.
_MESSAGES_A_SECOND = 20.0
_TRY_AGAIN_LATER = 1013

Clock = Callable[[], float]


class Bucket:
    """A token bucket: `size` at once, and `a_second` per second after that."""

    def __init__(self, size: float, a_second: float, clock: Clock) -> None:
        """Start full."""
        self._size = size
        self._a_second = a_second
        self._clock = clock
        self._level = size
        self._seen = clock()

    def take(self, amount: float = 1.0) -> float:
        """Take some out and return 0, or return how many seconds until there is enough."""
        now = self._clock()
        self._level = min(self._size, self._level + (now - self._seen) * self._a_second)
        self._seen = now
        if self._level < amount:
            return (amount - self._level) / self._a_second
        self._level -= amount
        return 0.0


class Limits:
    """Bounds what one client asks for, by the address the connection comes from.

    The server puts a proxy's word for the address there only when it trusts the proxy
    (FORWARDED_ALLOW_IPS, this machine by default).
    """

    def __init__(
        self, app: ASGIApp, requests_per_minute: int | None = None, clock: Clock = time.monotonic
    ) -> None:
        """Wrap this application, with the current settings unless given."""
        self._app = app
        self._a_minute = requests_per_minute or read_settings().requests_per_minute
        self._clock = clock
        self._clients: OrderedDict[tuple[str, bool], Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, unless it was too much."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        wait = self._bucket(scope).take(_weight(str(scope["path"])))
        if wait:
            await _refuse(scope, receive, send, wait)
        elif scope["type"] == "websocket":
            await self._app(scope, _calmed(receive, self._clock), send)
        else:
            await self._bounded(scope, receive, send)

    def _bucket(self, scope: Scope) -> Bucket:
        client = (scope.get("client") or ("",))[0], is_voting(str(scope["path"]))
        bucket = self._clients.pop(client, None)
        if bucket is None:
            bucket = Bucket(self._a_minute, self._a_minute / _SECONDS, self._clock)
        self._clients[client] = bucket
        if len(self._clients) > _CLIENTS_KEPT:
            self._clients.popitem(last=False)
        return bucket

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        largest = LARGEST_UPLOAD if scope["path"].startswith(_UPLOADS) else LARGEST_REQUEST
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > largest:
            await PlainTextResponse("", 413)(scope, receive, send)
            return
        came = 0

        async def receive_bounded() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            # More than was announced: as if the client had gone.
            return {"type": "http.disconnect"} if came > largest else message

        await self._app(scope, receive_bounded, send)


def _weight(path: str) -> float:
    if is_voting(path) and path.endswith(WAITING):
        return _WAITING_WEIGHT
    return _COSTLY_WEIGHT if path.startswith(_COSTLY) else 1.0


async def _refuse(scope: Scope, receive: Receive, send: Send, wait: float) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(_TRY_AGAIN_LATER)(scope, receive, send)
        return
    w = calm_page.words_for(Request(scope), "nb")
    answer = calm_page.page(w, w("limit.title"), (calm_page.text(w("limit.text")),), status=429)
    answer.headers["retry-after"] = str(int(wait) + 1)
    await answer(scope, receive, send)


def _calmed(receive: Receive, clock: Clock) -> Receive:
    bucket = Bucket(3 * _MESSAGES_A_SECOND, _MESSAGES_A_SECOND, clock)

    async def receive_in_turn() -> Message:
        message = await receive()
        while wait := bucket.take():
            await asyncio.sleep(wait)
        return message

    return receive_in_turn
