"""How guests join, on the wall or on a screen: a QR code, an address and a short code."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from strategy.exchange.qr_code import qr_code
from strategy.services.reflection.answering import RoundView
from strategy.services.reflection.guests import GUESTS, guest_address, in_groups
from strategy.settings import is_local, read_settings
from strategy.ui.pictures import show_drawing
from strategy.ui.session import Present
from strategy.ui.text import plain

_WIDTH, _WIDTH_ON_THE_WALL = 200, 440


def show_vote_code(here: Present, round_: RoundView, *, big: bool = False) -> None:
    """Show how guests join to answer a round; nothing where it has no seats for them.

    `big` is for the projector: readable, also by a camera, from five metres.
    """
    if not round_.round.seats:
        return
    if round_.code is None:
        st.caption(here.words("vote.wall_nobody"))
        return
    # Nothing in the container carries meaning by its size; see style.css.
    with st.container(
        key="vote_wall" if big else "vote_code",
        horizontal=True,
        vertical_alignment="center",
        gap="large" if big else "medium",
    ):
        address = guest_address(read_settings().address, round_.code)
        show_drawing(
            qr_code(address),
            width=_WIDTH_ON_THE_WALL if big else _WIDTH,
            alt=here.words("vote.wall_alt", address=address),
        )
        with st.container(width="stretch", gap="xsmall" if not big else "small"):
            _show_code(here, round_.code)
    warn_where_phones_do_not_reach(here, round_.code)


def guests_place() -> str:
    """Return the address guests type before they enter their code."""
    return urlsplit(read_settings().address).netloc + GUESTS


def _show_code(here: Present, code: str) -> None:
    w = here.words
    where = guests_place()
    st.markdown(w("vote.wall_how"))
    with st.container(key="vote_where"):
        st.markdown(f"**{plain(where)}**")
    st.markdown(w("vote.wall_and_type"))
    with st.container(key="vote_letters"):
        st.markdown(f"**{in_groups(code)}**")


def warn_where_phones_do_not_reach(here: Present, code: str) -> None:
    """Warn where the app runs on this machine only, and let the user try as a guest here."""
    if not is_local(urlsplit(read_settings().address).hostname or ""):
        return
    w = here.words
    st.warning(w("vote.wall_only_here"), icon=":material/smartphone:")
    st.link_button(w("vote.wall_try"), f"{GUESTS}/{code}", icon=":material/open_in_new:")
