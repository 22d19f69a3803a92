"""What a press does: for whoever presses, looked up anew, and for nobody who may not any more.

Streamlit carries a press out before the page has looked at who is here.
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
    """Return what a press does: `act`, given who is here when it is pressed."""
    return partial(_press, here.again(), lambda now: act(now, *told, **more))


def then(here: V, act: Callable[P, object], *told: P.args, **more: P.kwargs) -> Callable[[], None]:
    """Return what a press does that needs nobody: it chooses, opens or closes something."""
    return partial(_press, here.again(), lambda _now: act(*told, **more))


def _press(again: Callable[[], V], act: Callable[[V], object]) -> None:
    try:
        now = again()
    except StrategyError:
        # The page, drawn anew right after this, says why.
        return
    act(now)


def told_only() -> None:
    """Let a component tell of what happened; the page acts on it itself."""
