"""What fills the screen in a meeting, and the autosaved notes: components of our own.

Streamlit's font sizes are too small for a room. What people wrote is passed as data, set as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

import streamlit as st

from strategy.domain.items import Signal
from strategy.ui.pressing import told_only
from strategy.ui.reflection.scene import RoundScene
from strategy.ui.screen import screen_file
from strategy.ui.session import Here


@dataclass(frozen=True)
class Line:
    """One line on the screen: a symbol in its colour, a headline, and a note."""

    symbol: str
    colour: str
    head: str
    note: str = ""


@dataclass(frozen=True)
class Decided:
    """A decision on the screen."""

    code: str
    title: str
    facts: str = ""


@dataclass(frozen=True)
class Scene:
    """What the screen shows: one item of the agenda, its figures or its round, its time."""

    kicker: str
    title: str
    about: str = ""
    lines: tuple[Line, ...] = ()
    empty: str = ""
    more: str = ""
    decided: tuple[Decided, ...] = ()
    round: RoundScene | None = None
    timed: bool = True
    elapsed: int = 0
    allotted_minutes: int = 0
    running: bool = False
    previous: str | None = None
    next: str | None = None
    seen: int = 0


@dataclass(frozen=True)
class Step:
    """A request to show another item; `seen` is the clock's version when it was made."""

    to: str
    seen: int


@dataclass(frozen=True)
class Act:
    """A request to do something with the current round, at one of its questions."""

    do: str
    prompt: str


@dataclass(frozen=True)
class Written:
    """Notes as the user has them now, and the text they started from."""

    item_id: str
    text: str
    base: str
    id: str


_stage = st.components.v2.component(
    "strategy_stage",
    html='<section class="stage" tabindex="-1"></section>',
    css=screen_file("stage.css"),
    js=screen_file("stage.js"),
)
_notes = st.components.v2.component(
    "strategy_notes",
    html=(
        '<div class="notes"><label for="notes"></label>'
        '<textarea id="notes" maxlength="20000"></textarea>'
        '<span class="state" role="status"></span></div>'
    ),
    css=screen_file("writing.css", "notes.css"),
    js=screen_file("drafts.js", "notes.js"),
)


def show_stage(here: Here, scene: Scene, *, steers: bool, key: str) -> Step | Act | None:
    """Fill the screen; return what the user asked for there, which may be forged."""
    w = here.words
    shown = asdict(scene)
    minutes = shown.pop("allotted_minutes")
    data = {
        **shown,
        "allotted": minutes * 60,
        "steers": steers,
        "language": w.language,
        # Changes when the browser must start counting from another time.
        "drawn": f"{scene.seen}.{scene.elapsed}.{scene.title}",
        "colours": _colours(here),
        "words": {
            "of": w("stage.of", count=minutes),
            "decided": w("run.decided_now"),
            "next": w("run.next"),
            "previous": w("run.previous"),
            **{name: w(f"stage.{name}") for name in _STAGE_WORDS},
        },
    }
    result = _stage(data=data, key=key, on_step_change=told_only, on_act_change=told_only)
    return _step(result.step) or _act(result.act)


def show_notes(here: Here, item_id: str, text: str, *, got: str, key: str) -> Written | None:
    """Show the notes of an item; return what the user wrote there, which may be forged.

    `got` is the id of the last text that was saved from this browser.
    """
    w = here.words
    data = {
        "item": item_id,
        "text": text,
        "got": got,
        "language": w.language,
        "colours": {"edge": here.look.theme.border, "muted": here.look.theme.muted},
        "words": {
            "label": w("run.notes"),
            "hint": w("run.notes_hint"),
            "saved": w("run.notes_saved"),
            "saving": w("run.notes_saving"),
        },
    }
    result = _notes(data=data, key=key, on_written_change=told_only)
    return _written(result.written)


_STAGE_WORDS = ("over", "near", "paused", "full", "leave", "time", "agreed", "no_heap")


def _colours(here: Here) -> dict[str, str]:
    theme = here.look.theme
    bad, warn = theme.ink(Signal.OFF_TRACK), theme.ink(Signal.AT_RISK)
    return {
        "ground": theme.background,
        "soft": theme.surface,
        "ink": theme.text,
        "muted": theme.muted,
        "border": theme.grid,
        "edge": theme.border,
        "accent": theme.activity,
        "bad": bad.fill,
        "on-bad": bad.on_fill,
        "warn": warn.edge,
        "warn-tint": warn.tint,
        "good": theme.ink(Signal.ON_TRACK).edge,
    }


def _step(told: object) -> Step | None:
    values = _texts(told, {"to": str, "seen": int})
    return Step(**values) if values else None


def _act(told: object) -> Act | None:
    values = _texts(told, {"do": str, "prompt": str})
    return Act(**values) if values else None


def _written(told: object) -> Written | None:
    values = _texts(told, {"item": str, "text": str, "base": str, "id": str})
    if values is None:
        return None
    return Written(values["item"], values["text"], values["base"], values["id"])


def _texts(told: object, kinds: Mapping[str, type]) -> dict[str, Any] | None:
    """Return what a browser sent if it has the expected shape; anyone can send anything."""
    if not isinstance(told, Mapping):
        return None
    values = {name: told.get(name) for name in kinds}
    if all(type(values[name]) is kind for name, kind in kinds.items()):
        return cast("dict[str, Any]", values)
    return None
