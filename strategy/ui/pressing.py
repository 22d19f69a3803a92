"""Callbacks for buttons: run for the person who presses, if they still may see the page.

Streamlit runs a callback before the page has checked who is here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from strategy.domain.errors import StrategyError
from strategy.ui.session import Here, Invited, Reader, Somebody

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


def told_only() -> None:
    """Do nothing when a component reports something; the page reads the result itself."""
