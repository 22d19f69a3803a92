"""Where a question is answered: a component of our own, so that nothing typed is ever lost.

It survives a rerun, a reload and a lost connection: what has not reached the
server waits in the browser's tab.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from strategy.domain.items import Signal
from strategy.domain.reflection import ANSWER_LENGTH, LEVELS, Answer
from strategy.ui.pressing import told_only
from strategy.ui.screen import screen_file
from strategy.ui.session import Present


class BoxState(StrEnum):
    """What the box offers: answering, nothing more, or reading a text that was not sent in time.

    Once the answer has been revealed, nothing more is said about it: it is done.
    """

    OPEN = "open"
    SENT = "sent"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True)
class Given:
    """An answer as the browser sent it; it may be forged."""

    prompt_key: str
    text: str
    level: int | None
    id: str


@dataclass(frozen=True)
class Dealt:
    """The outcome of what this browser sent last: saved, or refused and why."""

    got: str = ""
    refused: str = ""
    why: str = ""


_box = st.components.v2.component(
    "strategy_answer",
    html='<div class="answer"></div>',
    css=screen_file("writing.css", "answer.css"),
    js=screen_file("drafts.js", "answer.js"),
)


def show_answer_box(
    here: Present,
    prompt_key: str,
    *,
    state: BoxState,
    anonymous: bool,
    stored: Answer | None,
    dealt: Dealt,
    key: str,
) -> Given | None:
    """Let the user answer a question; return what they sent, if it has the expected shape."""
    w = here.words
    data = {
        # The next person in the same tab must not see what this one began to write.
        "key": f"{key}.{here.person.id}",
        "prompt": prompt_key,
        "state": state.value,
        "stored": stored is not None,
        "text": stored.text if stored else "",
        "level": stored.level if stored else None,
        "got": dealt.got,
        "refused": dealt.refused,
        "why": dealt.why,
        "longest": ANSWER_LENGTH,
        "language": w.language,
        "levels": [{"level": level, "name": w(f"vote.level.{level}")} for level in LEVELS],
        "colours": _colours(here),
        "words": {
            "where": w("vote.where"),
            "text": w("reflection.text"),
            "send": w("reflection.send_anonymous" if anonymous else "reflection.save"),
            "sending": w("reflection.sending"),
            "saved": w("reflection.saved"),
            "sent": w("reflection.sent"),
            "empty": w("problem.answer_is_empty"),
            "unsent": w("vote.unsent"),
            "late": w("vote.late"),
        },
    }
    return _given(_box(data=data, key=key, on_answered_change=told_only).answered)


def _colours(here: Present) -> dict[str, str]:
    theme = here.look.theme
    return {
        "edge": theme.border,
        "muted": theme.muted,
        "soft": theme.surface,
        "accent": theme.activity,
        "good": theme.ink(Signal.DONE).text,
        "bad": theme.ink(Signal.OFF_TRACK).text,
    }


def _given(told: object) -> Given | None:
    """Return what a browser sent if it has the expected shape; anyone can send anything."""
    if not isinstance(told, Mapping):
        return None
    prompt, text, level, sent = (told.get(name) for name in ("prompt", "text", "level", "id"))
    known = all(isinstance(one, str) for one in (prompt, text, sent))
    if not known or not (level is None or type(level) is int):
        return None
    return Given(str(prompt), str(text), level, str(sent))
