"""Shared by every page that mails: whether it can, sending, and showing the outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.services.posting import Delivery
from strategy.settings import read_settings
from strategy.store.outbox import MailState
from strategy.ui import session
from strategy.ui.messages import show_refusal
from strategy.ui.session import Here

_WELL = {MailState.SENT, MailState.CLAIMED}


def delivery_or_why_not(here: Here, *, no_server: str) -> Delivery | None:
    """Return what is needed to send, or None after saying why; `no_server` is a key of words."""
    w, settings = here.words, read_settings()
    if here.plan.organisation.demo:
        st.info(w("problem.demo_sends_nothing"), icon=":material/info:")
        return None
    if settings.mail is None:
        st.warning(w(no_server), icon=":material/mail_off:")
        return None
    return Delivery(settings.mail, settings.address, datetime.now(UTC))


def send(here: Here, place: str, act: Callable[[], Iterable[MailState]]) -> bool:
    """Send, and keep the outcome of each mail for `show_what_came_of_it` with the same place."""
    try:
        with st.spinner(here.words("mail_became.sending")):
            became = Counter(act())
    except StrategyError as error:
        show_refusal(error, here.words)
        return False
    session.remember(f"{place}.became", became)
    return True


def show_what_came_of_it(here: Here, place: str) -> None:
    """Show once the outcome of the mails just sent, the successful apart from the rest."""
    became: Counter[MailState] = session.recall(f"{place}.became", Counter())
    if not became:
        return
    session.remember(f"{place}.became", Counter())
    for state in MailState:
        if became[state]:
            show = st.success if state in _WELL else st.warning
            icon = ":material/check_circle:" if state in _WELL else ":material/error:"
            show(here.words(f"mail_became.{state}", count=became[state]), icon=icon)
