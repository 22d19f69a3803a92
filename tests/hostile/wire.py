"""Somebody who speaks Streamlit's websocket protocol by hand and sends whatever they like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

_PATIENCE = 30
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
    def errors(self) -> list[str]:
        """What was thrown."""
        elements = (m.delta.new_element for m in self.messages if m.WhichOneof("type") == "delta")
        return [e.exception.message for e in elements if e.WhichOneof("type") == "exception"]


class Client:
    """One connection."""

    def __init__(self, port: int, *, token: str = "", session: str = "") -> None:
        """Connect, with the secret of a session, or claiming to be an earlier connection."""
        cookie = {"Cookie": f"kompass-session={token}"} if token else {}
        self._connection = connect(
            f"ws://localhost:{port}/_stcore/stream",
            # Streamlit's page hands its earlier session over as the third of these.
            subprotocols=["streamlit", *(["none", session] if session else [])],
            additional_headers=cookie,
            max_size=_ENOUGH,
            compression=None,
            origin=f"http://localhost:{port}",
        )
        self.hash = ""
        self.session = ""

    @classmethod
    def over(cls, connection: ClientConnection) -> Client:
        """Speak over a connection somebody else has opened."""
        client = cls.__new__(cls)
        client._socket, client.hash, client.session = connection, "", ""  # noqa: SLF001 - its own
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
        self._socket.send(BackMsg(rerun_script=state).SerializeToString())
        return self.hears()

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
                if kind == "script_finished":
                    break
        return shown


def _widgets(messages: Iterable[ForwardMsg]) -> Iterator[Widget]:
    for message in messages:
        if message.WhichOneof("type") == "delta":
            yield from _within(message.delta)


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
