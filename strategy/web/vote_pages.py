"""What guests of a round see on their phones: a few kilobytes of plain HTML.

It works without script; with it the page follows what happens in the room.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from strategy.domain.reflection import ANSWER_LENGTH, LEVELS, Phase
from strategy.i18n import Words
from strategy.services.reflection.guests import (
    CODE_LENGTH,
    GUESTS,
    Door,
    Given,
    GuestPrompt,
    GuestView,
)
from strategy.templates import Markup, macros, render

VOTE = GUESTS
WAITING = "/state"
STYLE = "/vote.css"
SCRIPT = "/vote.js"

_LONGEST_CODE_TYPED = 20
_AGAIN_SECONDS = 5


def is_voting(path: str) -> bool:
    """Tell whether an address is one of the guests' pages."""
    return path == VOTE or path.startswith(f"{VOTE}/")


@dataclass(frozen=True)
class Round:
    """A round as one guest sees it, and what they answered that could not be accepted.

    `address` is the page's own with its language, `form` the mark of our own forms.
    """

    view: GuestView
    words: Words
    address: str
    waiting: str
    form: str
    typed: Mapping[str, Given] = field(default_factory=dict)
    complaint: str = ""


# --- a round ------------------------------------------------------------------------------------


def round_page(shown: Round) -> str:
    """Return the page of a round somebody is in."""
    view, up = shown.view, _up(shown.view)
    is_asked = any(_is_open(view, one) for one in up)
    earlier = _earlier(shown)
    return _page(
        "round",
        shown.words,
        view.organisation,
        view.title,
        here=shown.address,
        # A page somebody is writing on is never reloaded.
        again_seconds=0 if is_asked else _AGAIN_SECONDS,
        data={
            "data-state": shown.waiting,
            "data-seen": seen(shown),
            "data-unsent": shown.words("vote.unsent"),
            "data-lost": shown.words("vote.lost"),
        },
        status=_status(view, shown.words),
        complaint=shown.complaint,
        unsent=tuple(_late_answers(shown)),
        form=shown.form,
        questions=[_section(shown, one) for one in up],
        is_asked=is_asked,
        earlier=earlier,
        earlier_mark=_mark("".join(earlier)),
    )


def seen(shown: Round) -> str:
    """Return a mark that changes whenever the content of a round's page does."""
    untouched = Round(shown.view, shown.words, shown.address, shown.waiting, shown.form)
    up = (_section(untouched, one) for one in _up(shown.view))
    return _mark("".join((_status(shown.view, shown.words), *up, *_earlier(untouched))))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _is_open(view: GuestView, one: GuestPrompt) -> bool:
    return view.takes_answers and not one.revealed and not one.answered


def _status(view: GuestView, w: Words) -> str:
    if view.phase is Phase.CLOSED:
        return w("vote.closed")
    current = _current(view)
    if current is not None and _is_open(view, current):
        number = view.prompts.index(current) + 1
        return w("vote.question_of", number=number, of=len(view.prompts))
    waiting = sum(_is_open(view, one) for one in _up(view))
    if current is None and waiting:
        return w("vote.to_answer", count=waiting)
    if all(one.revealed for one in ((current,) if current else view.prompts)):
        return w("vote.revealed")
    return w("vote.wait") if view.takes_answers else w("vote.not_now")


def _current(view: GuestView) -> GuestPrompt | None:
    """Return the question shown on everybody's screen, None where all are shown."""
    if not view.live or view.phase is not Phase.OPEN:
        return None
    return next((one for one in view.prompts if one.prompt.key == view.current), None)


def _up(view: GuestView) -> tuple[GuestPrompt, ...]:
    """Return the questions to show now: the current one, and earlier ones still open."""
    current = _current(view)
    if current is None:
        return view.prompts
    before = view.prompts[: view.prompts.index(current)]
    return (current, *(one for one in before if _is_open(view, one)))


def _earlier(shown: Round) -> list[Markup]:
    """Return what was shown before the current question."""
    up = _up(shown.view)
    earlier = (one for one in shown.view.prompts if one.revealed and one not in up)
    return [_section(shown, one, earlier=True) for one in earlier]


def _section(shown: Round, one: GuestPrompt, *, earlier: bool = False) -> Markup:
    place = shown.view.prompts.index(one) + 1
    name = f"{'e' if earlier else 'q'}{place}"
    heading = _parts().heading(name, one.prompt.text(shown.words.language))
    clean = heading + _content(shown, one, name, Given())
    typed = shown.typed.get(one.prompt.key, Given())
    content = clean if typed == Given() else heading + _content(shown, one, name, typed)
    return Markup(_parts().section(name, _mark(clean), content))


def _content(shown: Round, one: GuestPrompt, name: str, typed: Given) -> Markup:
    w = shown.words
    if one.revealed:
        told = _parts().result(w, one.agreed, one.shown, _levels(w))
    elif one.answered:
        told = _parts().sent(w)
    elif not shown.view.takes_answers:
        told = _parts().not_answered(w)
    else:
        told = _parts().fields(w, one.prompt.key, name, _levels(w), typed, ANSWER_LENGTH)
    return Markup(told)


def _levels(w: Words) -> list[tuple[int, str]]:
    return [(level, f"{level} – {w(f'vote.level.{level}')}") for level in LEVELS]


def _late_answers(shown: Round) -> Iterator[str]:
    """Return what somebody wrote to a question that is closed by now, so that it is not lost."""
    closed = (one for one in shown.view.prompts if not _is_open(shown.view, one))
    texts = (typed.text for one in closed if (typed := shown.typed.get(one.prompt.key)))
    yield from (text for text in texts if text)


def _parts() -> Any:  # noqa: ANN401 - a template module's macros are known by name only
    return macros("web/vote_parts.html")


# --- at the door --------------------------------------------------------------------------------


def code_page(w: Words, organisation: str, *, complaint: str = "", typed: str = "") -> str:
    """Return the page that asks for the code."""
    return _page(
        "code",
        w,
        organisation,
        w("vote.title"),
        here=f"{VOTE}?lang={w.language}",
        complaint=complaint,
        typed=typed[:_LONGEST_CODE_TYPED],
        longest=_LONGEST_CODE_TYPED,
        code_length=CODE_LENGTH,
    )


def door_page(w: Words, door: Door, address: str, join: str) -> str:
    """Return the first page for somebody with a code; pressing its button lets them in."""
    if not door.takes_answers:
        waits = door.phase is Phase.PREPARED
        return _page(
            "notice",
            w,
            door.organisation,
            door.title,
            here=address,
            again_seconds=_AGAIN_SECONDS if waits else 0,
            data={"data-again": str(_AGAIN_SECONDS)} if waits else {},
            sentence=w("vote.not_open" if waits else "vote.over"),
            live=True,
            way=None,
        )
    if not door.has_seat:
        way = (address, w("failure.again"))
        return _notice(w, door.organisation, door.title, w("vote.full"), here=address, way=way)
    return _page("door", w, door.organisation, door.title, here=address, join=join)


def notice_page(w: Words, organisation: str, title: str, text: str) -> str:
    """Return a page that says one thing and shows the way to type a code."""
    here = f"{VOTE}?lang={w.language}"
    return _notice(w, organisation, title, text, here=here, way=(here, w("vote.type_code")))


# --- what all of them are -----------------------------------------------------------------------


def _notice(
    w: Words, organisation: str, title: str, sentence: str, *, here: str, way: tuple[str, str]
) -> str:
    return _page(
        "notice", w, organisation, title, here=here, sentence=sentence, live=False, way=way
    )


def _page(
    name: str,
    w: Words,
    organisation: str,
    title: str,
    *,
    here: str,
    again_seconds: int = 0,
    data: Mapping[str, str] | None = None,
    **values: Any,  # noqa: ANN401 - each template takes its own
) -> str:
    return render(
        f"web/vote_{name}.html",
        w=w,
        organisation=organisation,
        title=title,
        here=here,
        path=here.partition("?")[0],
        again_seconds=again_seconds,
        data=data or {},
        style=style_address(),
        script=script_address(),
        **values,
    )


@cache
def style_sheet() -> str:
    """Return how the guests' pages look."""
    return _own_file("vote.css")


@cache
def script() -> str:
    """Return what lets a guest's page follow the room."""
    return _own_file("vote.js")


@cache
def style_address() -> str:
    """Return the style's address, which changes with its content."""
    return f"{STYLE}?v={_mark(style_sheet())}"


@cache
def script_address() -> str:
    """Return the script's address, which changes with its content."""
    return f"{SCRIPT}?v={_mark(script())}"


def _own_file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
