"""What a page shows when something fails unexpectedly, wherever on the page that is."""

from __future__ import annotations

import logging
import time
from enum import Enum, auto

import streamlit as st
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.RootContainer_pb2 import RootContainer
from streamlit.runtime.scriptrunner import (
    RerunException,
    ScriptRunContext,
    StopException,
    get_script_run_ctx,
)
from streamlit.runtime.scriptrunner_utils.script_run_context import enqueue_message

from strategy.i18n import Words, words
from strategy.services.failures import contact_words, failures, saved_words
from strategy.store import kept
from strategy.ui import session
from strategy.ui.text import plain

_AGAIN_SECONDS = 5.0


_BY_STREAMLIT = ("streamlit.error_util", "Uncaught app execution")


def log_once() -> None:
    """Keep Streamlit from logging a failure too: our own log entry has the failure's number."""
    logger, message = _BY_STREAMLIT
    logging.getLogger(logger).addFilter(lambda record: record.msg != message)


def show_failure(error: Exception) -> bool:
    """Show the failure in the reader's language, in place of Streamlit's own message.

    The database may be what failed, so nothing here reads from it.
    """
    running = get_script_run_ctx()
    number = failures.number_of(
        error, during="a page", of=running.session_id if running is not None else ""
    )
    page = _state_of(running)
    session.note_failure(number)
    try:
        if page is _Page.BARE:
            _look_again()
        enqueue_message(_notice(page, words(session.spoken()), number))
    except (RerunException, StopException):
        # The page is rerun at once, or nobody looks at it any more.
        pass
    kept.forget()
    return True


class _Page(Enum):
    """What is left of a page after a failure on it."""

    STANDS = auto()
    """Everything drawn so far, with what the user is writing."""
    LOOKS_AGAIN = auto()
    """Everything drawn so far, with a part that reruns by itself."""
    BARE = auto()
    """Nothing, or a screen that may be unattended: it has to recover by itself."""


def _state_of(running: ScriptRunContext | None) -> _Page:
    if running is None:
        return _Page.STANDS
    page = running.page_script_hash
    if running.fragment_ids_this_run:
        return _Page.LOOKS_AGAIN if session.follows(page) else _Page.STANDS
    comes_back = session.follows(page) or not session.was_drawn(page)
    return _Page.BARE if comes_back else _Page.STANDS


def _look_again() -> None:
    """Rerun the page every few seconds until that succeeds."""
    begun = time.monotonic()

    @st.fragment(run_every=_AGAIN_SECONDS)
    def again() -> None:
        if time.monotonic() - begun > 1:
            st.rerun()

    with st.bottom:
        again()


def _notice(page: _Page, w: Words, number: str) -> ForwardMsg:
    """Return the message that puts the notice below the page, apart from everything on it.

    Put where the page broke off, it would replace the field the user is writing in.
    """
    message = ForwardMsg()
    # The fragment that reruns the page is the first element there.
    message.metadata.delta_path[:] = [RootContainer.BOTTOM, int(page is _Page.BARE)]
    alert = message.delta.new_element.alert
    alert.format = Alert.ERROR
    alert.title = w("failure.title")
    typed = () if page is _Page.BARE else (w("failure.typed"),)
    to_do = "failure.try_again" if page is _Page.STANDS else "failure.by_itself"
    advice = w(to_do, contact=contact_words(w), number=number)
    alert.body = plain(" ".join((saved_words(w), *typed, advice)))
    return message
