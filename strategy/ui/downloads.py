"""Downloads: made when the button is pressed, for the person pressing, if they still may."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from strategy.domain.errors import StrategyError
from strategy.domain.media_types import media_type
from strategy.i18n import Words
from strategy.services import reading, tabs
from strategy.services.tabs import MadeFile, standing_of
from strategy.ui.messages import refusal_words
from strategy.ui.session import Here, Reader, Somebody

V = TypeVar("V", Here, Reader, Somebody)


def offer_file(
    here: V,
    label: str,
    make: Callable[[V], bytes],
    *,
    name: str,
    icon: str = ":material/download:",
    key: str | None = None,
    emphasis: Literal["primary", "secondary", "tertiary"] = "secondary",
) -> None:
    """Offer a file by a button.

    `make` is given the view of the person who presses the button, read again from the store at that
    moment. It must not capture anything seen when the button was drawn, except ids and words.
    """
    running = get_script_run_ctx()
    drawn_in = running.session_id if running else ""
    make_anew = partial(_for_whoever_it_is, here.again(), make, name)
    st.download_button(
        label,
        partial(_made, drawn_in, make_anew, here.words),
        file_name=name,
        mime=media_type(name),
        icon=icon,
        key=key,
        type=emphasis,
        on_click="ignore",
    )


def _for_whoever_it_is(again: Callable[[], V], make: Callable[[V], bytes], name: str) -> MadeFile:
    here = again()
    # Looked up first: what is made confidential meanwhile makes the file one nobody fetches.
    without = reading.kept_from(here.database, here.person.id)
    content = make(here)
    return MadeFile(content, name, media_type(name), standing_of(here.person), without)


def _made(drawn_in: str, make_anew: Callable[[], MadeFile], w: Words) -> bytes:
    """Make the file for the person who asks for it now, and hand it over to their tab.

    Streamlit gets nothing: anyone with the address can fetch the files it keeps.
    """
    wish = tabs.wish()
    if wish is None or wish.tab.session != drawn_in:
        # Nobody asks, or the request is from another tab than the one with the button.
        return b""
    try:
        wish.file = make_anew()
    except StrategyError as error:
        wish.refusal = refusal_words(error, w)
    return b""
