"""The guard: what a tab says, asks for or sends counts only while its person may still be here.

Everything that runs for a person comes as a message of their tab, or as a request for one of its
files. Before any of it runs, the store is asked who that is now and what they may. A tab that was
drawn for other rights than those is drawn again, and nothing else that it asks for is done.
"""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strategy.domain.errors import StoreAwayError
from strategy.i18n import words
from strategy.services import tabs
from strategy.services.failures import failures
from strategy.services.tabs import Tab, Wish
from strategy.services.tabs import tabs as all_tabs
from strategy.settings import Settings, read_settings
from strategy.web import wire
from strategy.web.public import PUBLIC
from strategy.web.visitors import Visitor
from strategy.web.vote_pages import is_voting
from strategy.web.wire import Said, Told

_OF_COMPONENTS = ("/component/", "/_stcore/bidi-components/")
_SUBPROTOCOLS = "sec-websocket-protocol"
_NOT_UNDERSTOOD = 1002


class Guard:
    """Checks everything that goes to Streamlit's server."""

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        """Wrap this application, with the current settings unless given."""
        self._app = app
        self._settings = settings or read_settings()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what is allowed; nothing else runs."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        visitor = Visitor(scope, self._settings)
        path = str(scope["path"])
        if scope["type"] == "websocket":
            await self._listen(visitor, scope, receive, send)
        elif path.startswith(tabs.FILES):
            await (await _file(visitor, path))(scope, receive, send)
        elif path.startswith(wire.UPLOADS):
            await self._take_in(visitor, scope, receive, send)
        elif path.startswith(_OF_COMPONENTS) and not await visitor.is_let_in():
            await _nothing()(scope, receive, send)
        elif is_voting(path) or path.startswith(PUBLIC):
            # Guests and readers of what is published are not told apart by anything.
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, visitor.remembered(send))

    async def _listen(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
        listening = _Listening(visitor, receive, send)
        taken_up = await listening.take_up(scope)
        try:
            await self._app(taken_up, listening.receive, listening.send)
        finally:
            listening.leave()

    async def _take_in(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on an upload for a tab, at the address by which Streamlit knows the tab."""
        upload_name, _, file_id = str(scope["path"]).removeprefix(wire.UPLOADS).partition("/")
        tab = all_tabs.receiving(upload_name, visitor.browser)
        if tab is None or not await _counts(visitor, tab):
            await _nothing()(scope, receive, send)
            return
        path = f"{wire.UPLOADS}{tab.session}/{file_id}"
        raw = quote(path).encode()
        await self._app({**scope, "path": path, "raw_path": raw}, receive, send)


class _Listening:
    """One connection: what its tab says on the way in, what it is told on the way out."""

    def __init__(self, visitor: Visitor, receive: Receive, send: Send) -> None:
        self._visitor = visitor
        self._receive = receive
        self._send = send
        self._tab: Tab | None = None
        self._wishes: dict[str, Wish] = {}
        self._was_somebody_elses = False
        self._is_over = False

    # --- coming and going --------------------------------------------------------------------

    async def take_up(self, scope: Scope) -> Scope:
        """Return the connection's scope, joined to the tab it names if this browser owns it."""
        headers = MutableHeaders(raw=list(scope["headers"]))
        named = (headers.get(_SUBPROTOCOLS) or "").split(",")
        name = named[2].strip() if len(named) > 2 else ""  # noqa: PLR2004 - Streamlit's place for it
        tab = None
        if name and await _surely(self._visitor.is_let_in()):
            visitor = self._visitor
            tab = all_tabs.take_up(name, visitor.browser, is_known=visitor.is_known)
        if tab is not None:
            self._sit_down_at(tab)
        self._was_somebody_elses = tab is None and all_tabs.knows(name)
        if name:
            kept = [*named[:2], *([tab.session] if tab else [])]
            headers[_SUBPROTOCOLS] = ",".join(kept)
        return {**scope, "headers": headers.raw}

    def leave(self) -> None:
        """Leave the tab."""
        if self._tab is not None:
            all_tabs.gets_up(self._tab)
            self._tab = None

    def _sit_down_at(self, tab: Tab) -> None:
        if self._tab is not tab:
            self.leave()
            all_tabs.sits_down(tab)
            self._tab = tab

    # --- on the way in -----------------------------------------------------------------------

    async def receive(self) -> Message:
        """Return the tab's next message that is allowed."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            tabs.is_wished(None)
            told = wire.said(message.get("bytes") or b"")
            if told is None:
                return await self._hang_up()
            counting = await self._counting(told)
            if counting is not None:
                return {"type": "websocket.receive", "bytes": counting}

    async def _counting(self, told: Said) -> bytes | None:
        """Return the part of a message to pass on to Streamlit, None for nothing."""
        match told.WhichOneof("type"):
            case "rerun_script":
                return await self._seen(told)
            case "stop_script" | "app_heartbeat":
                return wire.written(told)
            case "file_urls_request":
                return await self._upload(told)
            case "backend_operation_request":
                return await self._wished_for(told)
            case _:
                # No page of ours asks for anything else: to empty everybody's caches, to write
                # files, to look into the program's repository.
                return None

    async def _is_counted(self) -> bool:
        return await _surely(_counts(self._visitor, self._tab))

    async def _seen(self, told: Said) -> bytes:
        brings_others, self._was_somebody_elses = self._was_somebody_elses, False
        if brings_others or not await self._is_counted():
            return wire.without_acts(told)
        return wire.written(told)

    async def _upload(self, told: Said) -> bytes | None:
        if self._tab is not None and await self._is_counted():
            return wire.written(told)
        await self._tell(wire.refused_upload(told, self._word("guard.not_here")))
        return None

    async def _wished_for(self, told: Said) -> bytes | None:
        asked, tab = told.backend_operation_request, self._tab
        is_granted = (
            tab is not None
            and asked.session_id == tab.name
            and asked.WhichOneof("payload") in wire.GRANTED
            and await self._is_counted()
        )
        if tab is None or not is_granted:
            await self._tell(wire.refused_file(told, self._word("guard.not_here")))
            return None
        asked.session_id = tab.session
        wish = Wish(tab)
        self._wishes[asked.request_id] = wish
        tabs.is_wished(wish)
        return wire.written(told)

    async def _hang_up(self) -> Message:
        self._is_over = True
        await self._send({"type": "websocket.close", "code": _NOT_UNDERSTOOD})
        return {"type": "websocket.disconnect", "code": _NOT_UNDERSTOOD}

    # --- on the way out ----------------------------------------------------------------------

    async def send(self, message: Message) -> None:
        """Send a message to the tab, with our own names for tabs, uploads and files."""
        if self._is_over:
            return
        told = wire.answered(message.get("bytes") or b"")
        if told is None:
            await self._send(message)
            return
        self._rename(told)
        await self._tell(wire.written(told))

    def _rename(self, told: Told) -> None:
        if told.WhichOneof("type") == "new_session":
            begun = told.new_session
            tab = all_tabs.open(begun.initialize.session_id, self._visitor.browser)
            self._sit_down_at(tab)
            begun.initialize.session_id = tab.name
        elif told.WhichOneof("type") == "file_urls_response":
            wire.rename_uploads(told, self._tab.upload_name if self._tab else "")
        else:
            self._hand_over(told)

    def _hand_over(self, told: Told) -> None:
        answer = told.backend_operation_response
        wish = self._wishes.pop(answer.request_id, None)
        if wish is None or answer.WhichOneof("payload") == "dataframe_chunk":
            return
        if wish.file is not None:
            answer.error_msg = ""
            answer.deferred_file.url = all_tabs.hand_over(wish.tab, wish.file)
        else:
            answer.ClearField("deferred_file")
            answer.error_msg = wish.refusal or self._word("guard.not_made")

    async def _tell(self, message: bytes) -> None:
        await self._send({"type": "websocket.send", "bytes": message})

    def _word(self, key: str) -> str:
        language = self._tab.language if self._tab else None
        w = words(language) if language else self._visitor.words
        return w(key)


async def _surely(asked: Awaitable[bool]) -> bool:
    """Return what is answered about somebody, False where nobody can be known now.

    Raised, it would end the connection, and nobody would be told. The page is drawn instead: it
    meets the same failure, says so in the reader's words, and comes back by itself.
    """
    with failures.survived("a look at who is here"), suppress(StoreAwayError):
        return await asked
    return False


async def _counts(visitor: Visitor, tab: Tab | None) -> bool:
    """Tell whether actions in a tab count: the person it was drawn for still has those rights."""
    if tab is None or tab.drawn_for is None:
        return await visitor.is_let_in()
    return await visitor.is_still(tab.drawn_for)


async def _file(visitor: Visitor, path: str) -> Response:
    file = all_tabs.handed_over(path, visitor.browser)
    if file is None or not await visitor.may_have(file):
        return _nothing()
    called = quote(file.name, safe="")
    headers = {
        "content-disposition": f"attachment; filename*=utf-8''{called}",
        "cache-control": "no-store",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


def _nothing() -> Response:
    return PlainTextResponse("", 404)
