"""What people are typing, on every page: kept in their tab until it is saved or given up.

The browser keeps each long field, and each text of a form, as it is written. When one comes back
to the page, or loads it again, it is there. The server says what has been saved or given up.
"""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from strategy.ui import session
from strategy.ui.screen import screen_file

_SETTLED = "typed.settled"
_MOST = 40

_typing = st.components.v2.component(
    "strategy_typing",
    html="<span hidden></span>",
    css=screen_file("page.css"),
    js=screen_file("drafts.js", "typing.js"),
    # In the page itself: what the style is for lies outside the component.
    isolate_styles=False,
)


def keep_what_is_typed(person_id: str) -> None:
    """Let the browser keep what this person types on the page, and select numbers to type over."""
    settled: tuple[tuple[str, str], ...] = session.recall(_SETTLED, ())
    told = [{"prefix": prefix, "id": mark} for prefix, mark in settled]
    _typing(data={"person": person_id, "settled": told}, key="typing", height=1)


def settle(prefix: str) -> None:
    """Clear the fields under this prefix: they are saved, or given up, and have no draft left."""
    settled: tuple[tuple[str, str], ...] = session.recall(_SETTLED, ())
    session.remember(_SETTLED, (*settled, (prefix, uuid4().hex))[-_MOST:])
    session.forget(prefix)
