"""Adding many at a time: a list typed or pasted, seen as it was read, then saved all or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from strategy.domain.errors import InvalidInputError, RowsRefusedError
from strategy.services.plan.many import COLUMN_WORDS, COLUMNS, Line, Many, add_many, read_lines
from strategy.ui import session
from strategy.ui.messages import refusal_words, show_refusal
from strategy.ui.session import Here
from strategy.ui.text import plain


def offer(here: Here) -> None:
    """Offer to add many."""
    label = here.words("many.offer")
    if st.button(label, key="many.offer", icon=":material/playlist_add:", width="stretch"):
        session.ask({"do": "many"})
        st.rerun()


def show(here: Here, kind: Many, start: Mapping[str, Any]) -> None:
    """Show where to write the list, how it is read, and save it; `start` is for every line."""
    w = here.words
    st.header(w(f"many.{kind}"), anchor=False)
    columns = {name: w(COLUMN_WORDS[name]) for name in COLUMNS[kind]}
    st.caption(w("many.explained", columns=", ".join(columns.values())))
    text = st.text_area(w("many.text"), key=f"many.text.{kind}", height=180)
    try:
        lines = read_lines(kind, text)
    except InvalidInputError as error:
        show_refusal(error, w)
        lines = ()
    if lines:
        rows = [[line.cells.get(name, "") for name in columns] for line in lines]
        st.dataframe(
            pd.DataFrame(rows, columns=list(columns.values())),
            hide_index=True,
            alt=w("many.read", count=len(lines)),
        )
    with st.container(horizontal=True):
        label = w("many.add", count=len(lines))
        pressed = st.button(label, key="many.add", type="primary", disabled=not lines)
        leaving = st.button(w("cancel"), key="many.cancel", type="tertiary")
    if pressed:
        _save(here, kind, lines, start)
    if leaving:
        _leave()


def _save(here: Here, kind: Many, lines: tuple[Line, ...], start: Mapping[str, Any]) -> None:
    w = here.words
    try:
        saved = add_many(here.database, kind, lines, start=start, by=here.person)
    except RowsRefusedError as error:
        st.error(w("many.refused"), icon=":material/error:")
        for refusal in error.refusals:
            said = plain(refusal_words(refusal.error, w))
            st.markdown(f"**{w('many.line', number=refusal.row_id)}** {said}")
        return
    session.tell_next(w("many.added", count=len(saved)))
    session.forget(f"many.text.{kind}")
    _leave()


def _leave() -> None:
    session.ask({"do": None})
    st.rerun()
