"""The messages between Streamlit's page and its server, read and put together."""

from __future__ import annotations

from typing import TypeAlias

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

Said: TypeAlias = BackMsg
"""What a page tells its server."""

Told: TypeAlias = ForwardMsg
"""What a page is told."""

UPLOADS = "/_stcore/upload_file/"
GRANTED = {"deferred_file", "dataframe_chunk"}
"""What a page of ours may request beside being drawn: files, and more rows of a long table."""

_NAMING_TABS = {"new_session", "file_urls_response", "backend_operation_response"}


def said(message: bytes) -> Said | None:
    """Return what a page says, None where it is nothing a page says."""
    told = Said()
    try:
        told.ParseFromString(message)
    except DecodeError:
        return None
    return told


def written(told: Said | Told) -> bytes:
    """Return a message as it goes over the wire."""
    return bytes(told.SerializeToString())


def answered(message: bytes) -> Told | None:
    """Return what the server says where a tab or an address is named in it, else None."""
    told = Told()
    try:
        told.ParseFromString(message)
    except DecodeError:
        return None
    return told if told.WhichOneof("type") in _NAMING_TABS else None


def without_acts(told: Said) -> bytes:
    """Return the request for a page without anything that was pressed, typed or timed."""
    seen = Said()
    seen.rerun_script.CopyFrom(told.rerun_script)
    for act in ("widget_states", "fragment_id", "is_auto_rerun"):
        seen.rerun_script.ClearField(act)
    return written(seen)


def refused_file(told: Said, why: str) -> bytes:
    """Return the answer to a refused request for a file."""
    answer = Told()
    answer.backend_operation_response.request_id = told.backend_operation_request.request_id
    answer.backend_operation_response.error_msg = why
    return written(answer)


def refused_upload(told: Said, why: str) -> bytes:
    """Return the answer to a refused request to upload a file."""
    answer = Told()
    answer.file_urls_response.response_id = told.file_urls_request.request_id
    answer.file_urls_response.error_msg = why
    return written(answer)


def rename_uploads(told: Told, upload_name: str) -> None:
    """Put our own name for a tab in its upload addresses."""
    for urls in told.file_urls_response.file_urls:
        address = f"{UPLOADS}{upload_name}/{urls.file_id}"
        urls.upload_url = urls.delete_url = address
