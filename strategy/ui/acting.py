"""Carry out what the user asks for, then rerun the page with a message, or show the refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.i18n import Words
from strategy.services.repeats import is_repeat, note
from strategy.ui import session, typed
from strategy.ui.messages import show_refusal

T = TypeVar("T")


@dataclass(frozen=True)
class Once:
    """Something that makes a new thing each time: the same within a minute is asked about first."""

    here: session.Here | session.Reader
    what: str
    values: Mapping[str, Any]

    def is_to_be_asked(self) -> bool:
        """Return whether this person did just this and has not been asked about it yet."""
        if not is_repeat(self.here.database, self.what, self.values, by=self.here.person):
            return False
        asked = session.recall(self._key, default=False)
        session.remember(self._key, not asked)
        return not asked

    def note(self) -> None:
        """Note that it has been done."""
        note(self.here.database, self.what, self.values, by=self.here.person)

    @property
    def _key(self) -> str:
        return f"once.{self.what}"


def carry_out(
    act: Callable[[], T],
    w: Words,
    *,
    news: str | Callable[[T], str] = "",
    forget: tuple[str, ...] = (),
    then: Callable[[], object] | None = None,
    once: Once | None = None,
) -> None:
    """Call `act` and rerun the page, with `news` as a message; show a refusal in place.

    `news` may be made from what `act` returned. `forget` names the key prefixes of the fields to
    clear once it has succeeded; `then` is called last, to choose what is shown next. What is done
    `once` is not done again by a second press within a minute: the third one means it.
    """
    if once is not None and once.is_to_be_asked():
        st.warning(w("form.repeated"), icon=":material/content_copy:")
        return
    try:
        done = act()
    except StrategyError as error:
        show_refusal(error, w)
        return
    if once is not None:
        once.note()
    for prefix in forget:
        typed.settle(prefix)
    told = news if isinstance(news, str) else news(done)
    if told:
        session.tell_next(told)
    if then is not None:
        then()
    st.rerun()
