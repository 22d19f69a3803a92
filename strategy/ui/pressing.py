"""Buttons with a picture only, and callbacks that run for the person who presses.

A callback runs if that person still may see the page: Streamlit runs it
before the page has checked who is here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.ui.session import Here, Invited, Reader, Somebody
from strategy.ui.text import plain

V = TypeVar("V", Here, Invited, Reader, Somebody)
P = ParamSpec("P")


def pressed(
    here: V, act: Callable[Concatenate[V, P], object], *told: P.args, **more: P.kwargs
) -> Callable[[], None]:
    """Return a callback that calls `act` with the view of the person who presses."""
    return partial(_press, here.again(), lambda now: act(now, *told, **more))


def then(here: V, act: Callable[P, object], *told: P.args, **more: P.kwargs) -> Callable[[], None]:
    """Return a callback that needs no view: `act` chooses, opens or closes something."""
    return partial(_press, here.again(), lambda _now: act(*told, **more))


def _press(again: Callable[[], V], act: Callable[[V], object]) -> None:
    try:
        now = again()
    except StrategyError:
        # The page, rerun right after this, says why.
        return
    act(now)


def icon_button(
    icon: str,
    name: str,
    *,
    key: str,
    disabled: bool = False,
    on_click: Callable[[], None] | None = None,
) -> bool:
    """Show a button that is only a picture, and return whether it was pressed.

    Its name is there for screen readers, and for everybody who points at it; `screen/page.css`
    keeps it out of sight.
    """
    said = plain(name)
    with st.container(key=f"only_icon.{key}", width="content"):
        return st.button(
            said,
            icon=f":material/{icon}:",
            key=key,
            help=said,
            type="tertiary",
            disabled=disabled,
            on_click=on_click,
        )


def told_only() -> None:
    """Do nothing when a component reports something; the page reads the result itself."""
