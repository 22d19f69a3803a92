"""Choices that live in the address bar, by id: the same address in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from strategy.i18n import Words
from strategy.ui import session
from strategy.ui.text import one_line, plain

Shape = Literal["list", "segments", "pills"]


def choose(
    name: str,
    label: str,
    options: Mapping[str, str],
    w: Words,
    *,
    shape: Shape = "list",
    default: str | None = None,
    width: int | None = None,
) -> str | None:
    """Let the user choose by id, kept in the address as `?name=id`; None where nothing is chosen.

    Streamlit's own binding puts the words shown into the address, which then means nothing in
    another language and cannot be written by a link.
    """
    key = f"choice.{name}"
    _take_from_address(name, key, options, default)
    if shape == "list":
        chosen = st.selectbox(
            label,
            list(options),
            index=None,
            format_func=lambda option: one_line(options[option]),
            key=key,
            placeholder=w("filter.all"),
            width=width or "stretch",
        )
    else:
        draw = st.pills if shape == "pills" else st.segmented_control
        chosen = draw(
            label,
            list(options),
            format_func=lambda option: plain(options[option]),
            key=key,
            required=default is not None,
            label_visibility="collapsed",
        )
    session.ask({name: chosen if chosen != default else None})
    session.remember(f"{key}:asked", session.asked(name))
    return chosen


def _take_from_address(
    name: str, key: str, options: Mapping[str, str], default: str | None
) -> None:
    """Take the choice from the address when the user opens the page or follows a link to it."""
    asked = session.asked(name)
    followed = asked != session.recall(f"{key}:asked", None)
    if followed or not session.is_kept(key) or session.recall(key, default) not in options:
        session.keep(key, asked if asked in options else default)
