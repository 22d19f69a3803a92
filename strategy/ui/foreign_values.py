"""Values that none of our pages sends: dropped before Streamlit or a page reads them.

Anyone can send anything over the connection. What is dropped counts as not sent: the page is drawn
as it was, and one line of the log says so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value
from streamlit.runtime.state.session_state import Serialized, WStates

log = logging.getLogger(__name__)

_READING = "__getitem__"
_JSON = {"json_value", "json_trigger_value"}
_EDITS = {"edited_rows", "added_rows", "deleted_rows"}


def refuse_foreign_values() -> None:
    """Make Streamlit treat a value that its widget cannot have sent as not sent.

    Called once, before the first page runs.
    """
    read = WStates.__getitem__
    if getattr(read, "refuses", False):
        return

    def read_if_known(states: WStates, key: str) -> Any:  # noqa: ANN401 - whatever a widget holds
        sent, widget = states.states.get(key), states.widget_metadata.get(key)
        if isinstance(sent, Serialized) and widget is not None and not can_be(sent.value, widget):
            log.warning("A tab sent a value that its page does not send; it was dropped")
            # Not deleted: Streamlit may be going through them.
            states.states[key] = Serialized(WidgetState(id=key))
            dropped = read(states, key)
            states.set_widget_metadata(widget)
            return dropped
        return read(states, key)

    vars(read_if_known)["refuses"] = True
    setattr(WStates, _READING, read_if_known)


def can_be(sent: WidgetState, widget: WidgetMetadata[Any]) -> bool:
    """Tell whether a widget can have sent a value: of its kind, readable, and nothing but text."""
    kind = sent.WhichOneof("value")
    if kind is None:
        return True
    if widget.value_type is not None and kind != widget.value_type:
        return False
    try:
        if kind in _JSON and not _is_plain(getattr(sent, kind)):
            return False
        widget.deserializer(unpack_widget_state_value(sent))
    except Exception:  # noqa: BLE001 - whatever a value does to the one who reads it, it is not ours
        return False
    return True


def _is_plain(text: str) -> bool:
    """Tell whether JSON holds what a browser writes: real numbers, and text that can be stored."""
    told = json.loads(text, parse_constant=_refuse)
    if isinstance(told, str):
        # Streamlit would take it for JSON once more.
        return False
    # Raises for half a sign, which JSON can spell and no file or database can hold.
    json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    return not (isinstance(told, Mapping) and _EDITS & told.keys()) or _are_edits(told)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _are_edits(told: Mapping[str, Any]) -> bool:
    """Tell whether these are changes to a table: cells by row number, new rows, row numbers."""
    edited, added, deleted = (
        told.get(name) for name in ("edited_rows", "added_rows", "deleted_rows")
    )
    return (
        isinstance(edited or {}, Mapping)
        and all(
            row.isdecimal() and isinstance(cells, Mapping) for row, cells in (edited or {}).items()
        )
        and isinstance(added or [], list)
        and all(isinstance(row, Mapping) for row in added or [])
        and isinstance(deleted or [], list)
        and all(type(row) is int for row in deleted or [])
    )
