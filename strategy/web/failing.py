"""Unforeseen failures outside the app's pages: a calm error page, and a page that keeps its state.

A failure within a page of the app is shown by that page itself (ui/failing.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from google.protobuf.message import DecodeError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.RootContainer_pb2 import RootContainer

from strategy.services.failures import contact_words, failures
from strategy.templates import Markup
from strategy.web import calm_page

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_AGAIN_SECONDS = 5
# Larger messages are neither the end of a rerun nor a notice of ours.
_LARGEST_READ = 8 * 1024
_FINISHED = frozenset(
    {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
)


class CalmFailures:
    """Replaces a bare 500 with a calm page and a number that is also in the log."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or say that it could not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_on(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:
            if has_begun:
                # The server then cuts it off: half an answer must not pass for a whole one.
                raise
            await failure_page(Request(scope), error)(scope, receive, send)


def failure_page(
    request: Request, error: Exception, *, told: str = "", again: Iterable[Markup] = ()
) -> Response:
    """Say calmly that something failed, with its number; a page that was read reloads by itself.

    `told` says what became of what somebody sent, if that is known; `again` is the form to send it
    again.
    """
    number = failures.number_of(error, during=f"{request.method} {_section(request)}")
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if not again and "text/html" not in request.headers.get("accept", ""):
        message = f"Something went wrong: {number}\n"
        return PlainTextResponse(message, status, {"cache-control": "no-store"})
    w = calm_page.words_for(request, "nb")
    is_reading = request.method in _READING
    known = told or w("failure.saved_nothing" if is_reading else "failure.unsure")
    to_do = "failure.by_itself" if is_reading else "failure.try_again"
    advice = w(to_do, contact=contact_words(w), number=number)
    parts = (calm_page.text(known), *again, calm_page.text(advice))
    seconds = _AGAIN_SECONDS if is_reading else None
    return calm_page.page(w, w("failure.title"), parts, status=status, again=seconds)


def _section(request: Request) -> str:
    """Return the first part of an address; the rest may be somebody's secret."""
    return f"/{request.url.path.split('/')[1]}"


class KeepsThePage:
    """Leaves a page on which something failed as it was, with what somebody is writing.

    When a rerun ends, Streamlit's page removes whatever the rerun has not drawn. If a rerun failed,
    the page is told that it never ran, which leaves everything in place.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, except how a failed rerun ended."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        broke_off = False

        async def send_on(message: Message) -> None:
            nonlocal broke_off
            told = _read(message)
            kind = told.WhichOneof("type") if told is not None else None
            if told is not None and kind == "delta":
                broke_off = broke_off or _is_notice(told)
            elif told is not None and kind == "script_finished":
                if broke_off and told.script_finished in _FINISHED:
                    told.script_finished = ForwardMsg.FINISHED_WITH_COMPILE_ERROR
                    message = {**message, "bytes": told.SerializeToString()}
                broke_off = False
            await send(message)

        await self._app(scope, receive, send_on)


def _read(message: Message) -> ForwardMsg | None:
    content = message.get("bytes") or b""
    if not 0 < len(content) < _LARGEST_READ:
        return None
    try:
        told: ForwardMsg = ForwardMsg.FromString(content)
    except DecodeError:
        return None
    return told


def _is_notice(told: ForwardMsg) -> bool:
    """Tell whether this is a page's failure notice: nothing else is placed below the pages."""
    is_below = list(told.metadata.delta_path)[:1] == [RootContainer.BOTTOM]
    return is_below and told.delta.new_element.WhichOneof("type") == "alert"
