"""Somebody who speaks Streamlit's websocket protocol by hand and sends whatever they like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLsRequest, FileURLsResponse
from streamlit.proto.DownloadButton_pb2 import DownloadButton
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

_PATIENCE = 30
_A_MOMENT = 0.02
_ENOUGH = 1 << 28
_TEXT = ("text_input", "text_area", "selectbox", "time_input", "color_picker")
_TEXTS = ("multiselect", "date_input", "button_group")
_PRESSED = ("button", "form_submit_button", "download_button")


@dataclass(frozen=True)
class Widget:
    """One widget somebody was shown."""

    kind: str
    id: str
    label: str
    form: str = ""

    def holding(self, text: str) -> WidgetState:
        """Return a value of the kind this widget sends: pressed, ticked, written."""
        state = WidgetState(id=self.id)
        if self.kind in _PRESSED:
            state.trigger_value = True
        elif self.kind == "checkbox":
            state.bool_value = True
        elif self.kind in _TEXTS:
            state.string_array_value.data.append(text)
        elif self.kind in {"number_input", "slider"}:
            state.double_value = 1.0
        else:
            state.string_value = text
        return state


@dataclass
class Shown:
    """What one rerun sent."""

    messages: list[ForwardMsg] = field(default_factory=list)

    @property
    def everything(self) -> str:
        """All of it, in whatever part of whatever message."""
        raw = b"".join(message.SerializeToString() for message in self.messages)
        return raw.decode("utf-8", errors="replace")

    @property
    def widgets(self) -> tuple[Widget, ...]:
        """Every widget in it."""
        return tuple(_widgets(self.messages))

    @property
    def pages(self) -> dict[str, str]:
        """The pages of the menu: address and hash."""
        found = [m.navigation for m in self.messages if m.WhichOneof("type") == "navigation"]
        return (
            {page.url_pathname: page.page_script_hash for page in found[-1].app_pages}
            if found
            else {}
        )

    @property
    def files(self) -> dict[str, str]:
        """The files that are made when asked for: what the button says, and what to ask for."""
        return {
            button.label: button.deferred_file_id
            for button in _buttons(self.messages)
            if button.deferred_file_id
        }

    @property
    def timers(self) -> list[str]:
        """The parts of the page that run by themselves."""
        told = [m.auto_rerun for m in self.messages if m.WhichOneof("type") == "auto_rerun"]
        return [timer.fragment_id for timer in told if timer.fragment_id]

    @property
    def errors(self) -> list[str]:
        """What was thrown."""
        elements = (m.delta.new_element for m in self.messages if m.WhichOneof("type") == "delta")
        return [e.exception.message for e in elements if e.WhichOneof("type") == "exception"]


class Client:
    """One connection."""

    def __init__(self, port: int, *, token: str = "", session: str = "", cookie: str = "") -> None:
        """Connect, with the secret of a session, or claiming to be an earlier connection."""
        shown = f"kompass-session={token}" if token else cookie
        self._connection = connect(
            f"ws://localhost:{port}/_stcore/stream",
            # Streamlit's page hands its earlier session over as the third of these.
            subprotocols=["streamlit", *(["none", session] if session else [])],
            additional_headers={"Cookie": shown} if shown else {},
            max_size=_ENOUGH,
            compression=None,
            origin=f"http://localhost:{port}",
        )
        self.hash = ""
        self.session = ""
        self.query = ""

    @classmethod
    def over(cls, connection: ClientConnection) -> Client:
        """Speak over a connection somebody else has opened."""
        client = cls.__new__(cls)
        client._socket = connection  # noqa: SLF001 - its own
        client.hash = client.session = client.query = ""
        return client

    def __enter__(self) -> Client:
        self._socket = self._connection.__enter__()
        return self

    def __exit__(self, *left: object) -> None:
        self._connection.__exit__(*left)

    def visit(
        self,
        page: str = "",
        *,
        query: str = "",
        page_hash: str = "",
        values: Iterable[WidgetState] = (),
    ) -> Shown:
        """Ask for a page, by its address or by its hash, with values for widgets."""
        state = ClientState(query_string=query, page_script_hash=page_hash, page_name=page)
        state.widget_states.widgets.extend(values)
        self.query = query
        self._socket.send(BackMsg(rerun_script=state).SerializeToString())
        return self.hears()

    def runs_by_itself(self, fragment: str, *, patience: float = _PATIENCE) -> Shown:
        """Ask for a part of the page as its timer does."""
        state = ClientState(page_script_hash=self.hash, fragment_id=fragment, is_auto_rerun=True)
        # As a browser does: a timer that has the whole page drawn again has it drawn of this.
        state.query_string = self.query
        self._socket.send(BackMsg(rerun_script=state).SerializeToString())
        return self.hears(patience=patience)

    def says(self, **told: Any) -> None:
        """Send one message of whatever kind."""
        self._socket.send(BackMsg(**told).SerializeToString())

    def asks_for(self, file_id: str, *, session: str = "") -> BackendOperationResponse:
        """Ask for a file that is made when somebody asks for it."""
        number = uuid4().hex
        wish = BackendOperationRequest(request_id=number, session_id=session or self.session)
        wish.deferred_file.file_id = file_id
        self.says(backend_operation_request=wish)
        return self._answer("backend_operation_response", number, "request_id")

    def asks_where_to_upload(self, name: str) -> FileURLsResponse:
        """Ask for the address a file goes to."""
        number = uuid4().hex
        wish = FileURLsRequest(request_id=number, file_names=[name], session_id=self.session)
        self.says(file_urls_request=wish)
        return self._answer("file_urls_response", number, "response_id")

    def _answer(self, kind: str, number: str, called: str) -> Any:
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=_PATIENCE))
            answer = getattr(message, kind) if message.WhichOneof("type") == kind else None
            if answer is not None and getattr(answer, called) == number:
                return answer

    def hears_out(self) -> None:
        """Listen to what has arrived meanwhile, and forget it."""
        with suppress(TimeoutError):
            while True:
                self._socket.recv(timeout=_A_MOMENT)

    def hears(self, *, patience: float = _PATIENCE) -> Shown:
        """Listen until a run is over."""
        shown = Shown()
        with suppress(TimeoutError):
            while True:
                message = ForwardMsg.FromString(self._socket.recv(timeout=patience))
                shown.messages.append(message)
                kind = message.WhichOneof("type")
                if kind == "new_session":
                    self.session = message.new_session.initialize.session_id
                    self.hash = message.new_session.page_script_hash
                if kind == "navigation":
                    self.hash = message.navigation.page_script_hash or self.hash
                if kind == "script_finished":
                    break
        return shown


def _widgets(messages: Iterable[ForwardMsg]) -> Iterator[Widget]:
    for message in messages:
        if message.WhichOneof("type") == "delta":
            yield from _within(message.delta)


def _buttons(messages: Iterable[ForwardMsg]) -> Iterator[DownloadButton]:
    for message in messages:
        if message.WhichOneof("type") == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "download_button":
                yield element.download_button


def _within(found: Message) -> Iterator[Widget]:
    """Find whatever has an id, however deep it lies."""
    for descriptor, value in found.ListFields():
        if not isinstance(value, Message):
            continue
        names = value.DESCRIPTOR.fields_by_name
        if "id" in names and getattr(value, "id", ""):
            kind = "form_submit_button" if getattr(value, "is_form_submitter", False) else ""
            yield Widget(
                kind=kind or descriptor.name,
                id=value.id,
                label=str(getattr(value, "label", "")),
                form=str(getattr(value, "form_id", "")),
            )
        yield from _within(value)
