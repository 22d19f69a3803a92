"""What guests of a round see on their phones: a few kilobytes of plain HTML.

It works without script; with it the page follows what happens in the room.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

from strategy.domain.reflection import ANSWER_LENGTH, LEVELS, Phase
from strategy.i18n import LANGUAGES, Words, words
from strategy.services.reflection.guests import (
    CODE_LENGTH,
    GUESTS,
    Door,
    Given,
    GuestPrompt,
    GuestView,
)

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
    """A round as one guest has it before them, and what they gave that could not be taken.

    `address` is the page's own with its language, `form` what a form of ours is known by.
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
    w, view = shown.words, shown.view
    is_asked = any(_is_open(view, one) for one in _up(view))
    told = f'<p class="wrong" role="alert">{escape(shown.complaint)}</p>' if shown.complaint else ""
    body = (
        f'<p id="status" role="status">{escape(_status(view, w))}</p>{told}'
        f'<div id="unsent">{"".join(_late_answers(shown))}</div>'
        f'<form id="round" method="post" action="{escape(shown.address)}">'
        f'<input type="hidden" name="form" value="{escape(shown.form)}">'
        f'<div id="questions">{"".join(_section(shown, one) for one in _up(view))}</div>'
        f'<p id="send"{"" if is_asked else " hidden"}>{_button(w("vote.send"))}</p></form>'
        f'<div id="earlier">{_earlier(shown)}</div>'
    )
    attributes = {
        "data-state": shown.waiting,
        "data-seen": seen(shown),
        "data-unsent": w("vote.unsent"),
        "data-lost": w("vote.lost"),
    }
    # Nobody's page is drawn anew under their hands.
    refresh = "" if is_asked else _AGAIN
    return _page(
        w, view.organisation, view.title, body, here=shown.address, head=refresh, data=attributes
    )


def seen(shown: Round) -> str:
    """Return a mark that changes whenever what the page of a round shows does."""
    untouched = Round(shown.view, shown.words, shown.address, shown.waiting, shown.form)
    up = (_section(untouched, one) for one in _up(shown.view))
    return _mark("".join((_status(shown.view, shown.words), *up, _earlier(untouched))))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


_AGAIN = f'<noscript><meta http-equiv="refresh" content="{_AGAIN_SECONDS}"></noscript>'


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
    """Return the question everybody's screen shows, None where it is all of them."""
    if not view.live or view.phase is not Phase.OPEN:
        return None
    return next((one for one in view.prompts if one.prompt.key == view.current), None)


def _up(view: GuestView) -> tuple[GuestPrompt, ...]:
    """Return the questions to see now: the one that is up, and those left open before it."""
    current = _current(view)
    if current is None:
        return view.prompts
    before = view.prompts[: view.prompts.index(current)]
    return (current, *(one for one in before if _is_open(view, one)))


def _earlier(shown: Round) -> str:
    """Return what was shown before the question that is up, folded away."""
    up = _up(shown.view)
    earlier = [one for one in shown.view.prompts if one.revealed and one not in up]
    if not earlier:
        return ""
    inside = "".join(_section(shown, one, earlier=True) for one in earlier)
    summary = f"<summary>{escape(shown.words('vote.earlier'))}</summary>"
    return f'<details id="shown" data-v="{_mark(inside)}">{summary}{inside}</details>'


def _section(shown: Round, one: GuestPrompt, *, earlier: bool = False) -> str:
    place = shown.view.prompts.index(one) + 1
    name = f"{'e' if earlier else 'q'}{place}"
    heading = f'<h2 id="{name}h" tabindex="-1">{escape(one.prompt.text(shown.words.language))}</h2>'
    clean = heading + _content(shown, one, name, Given())
    typed = shown.typed.get(one.prompt.key, Given())
    content = clean if typed == Given() else heading + _content(shown, one, name, typed)
    return (
        f'<section id="{name}" data-v="{_mark(clean)}" aria-labelledby="{name}h">{content}'
        "</section>"
    )


def _content(shown: Round, one: GuestPrompt, name: str, typed: Given) -> str:
    w = shown.words
    if one.revealed:
        return "".join(_result(w, one))
    if one.answered:
        return _text(w("vote.sent"), kind="sent") + _text(w("vote.sent_stands"))
    if not shown.view.takes_answers:
        return _text(w("vote.not_answered"))
    return _fields(w, one.prompt.key, name, typed)


def _fields(w: Words, key: str, name: str, typed: Given) -> str:
    levels = "".join(
        _level(f"level.{key}", str(level), told, chosen=typed.level == level)
        for level, told in _levels(w)
    )
    nothing = _level(f"level.{key}", "", w("vote.no_level"), chosen=False)
    return (
        f'<fieldset aria-describedby="{name}h"><legend>{escape(w("vote.where"))}</legend>'
        f"{levels}{nothing}</fieldset>"
        f'<label class="name" for="{name}t">{escape(w("vote.own_words"))}</label>'
        f'<textarea id="{name}t" name="text.{escape(key)}" rows="4" maxlength="{ANSWER_LENGTH}"'
        f' aria-describedby="{name}h {name}d">{_LINE}{escape(typed.text)}</textarea>'
        f'<p class="hint" id="{name}d">{escape(w("vote.own_words_hint"))}</p>'
    )


# A browser drops the first line break in a field: this one, and none of the reader's.
_LINE = "\n"


def _levels(w: Words) -> Iterator[tuple[int, str]]:
    for level in LEVELS:
        yield level, f"{level} – {w(f'vote.level.{level}')}"


def _level(name: str, value: str, told: str, *, chosen: bool) -> str:
    mark = " checked" if chosen else ""
    return (
        f'<label class="level"><input type="radio" name="{escape(name)}" value="{value}"{mark}>'
        f"<span>{escape(told)}</span></label>"
    )


def _result(w: Words, one: GuestPrompt) -> Iterator[str]:
    if one.agreed is not None:
        level = one.agreed.level
        told = f"<p>{escape(w('vote.agreed_level', level=level))}</p>" if level else ""
        yield (
            f'<div class="agreed"><h3>{escape(w("vote.agreed"))}</h3>'
            f"<p>{_lines(one.agreed.sentence)}</p>{told}</div>"
        )
    spread = one.shown.spread
    if spread:
        yield _spread(w, spread)
    elif one.shown.too_few:
        yield _text(w("vote.too_few"))
    else:
        yield _text(w("vote.no_levels"))


def _spread(w: Words, spread: tuple[int, ...]) -> str:
    most = max(spread)
    rows = "".join(
        f'<tr><th scope="row">{escape(told)}</th><td class="bar">{_bar(count / most)}</td>'
        f'<td class="count">{w.formats.number(count)}</td></tr>'
        for (_, told), count in zip(_levels(w), spread, strict=True)
    )
    caption = w("vote.spread", count=sum(spread))
    return f"<table><caption>{escape(caption)}</caption><tbody>{rows}</tbody></table>"


def _bar(share: float) -> str:
    return (
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{share * 100:.0f}" height="10"/></svg>'
    )


def _late_answers(shown: Round) -> Iterator[str]:
    """Show what somebody wrote to a question that takes no answer any more: it is theirs."""
    closed = (one for one in shown.view.prompts if not _is_open(shown.view, one))
    texts = [t.text for one in closed if (t := shown.typed.get(one.prompt.key)) and t.text]
    for text in texts:
        label = escape(shown.words("vote.unsent"))
        yield f'<div class="unsent"><h2>{label}</h2><p>{_lines(text)}</p></div>'


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())


# --- at the door --------------------------------------------------------------------------------


def code_page(w: Words, organisation: str, *, complaint: str = "", typed: str = "") -> str:
    """Return the page that asks for the code."""
    wrong = f'<p class="wrong" role="alert">{escape(complaint)}</p>' if complaint else ""
    described = f' aria-describedby="help"{_INVALID if complaint else ""}'
    body = (
        f'{wrong}<form method="get" action="{VOTE}">'
        f'<input type="hidden" name="lang" value="{w.language}">'
        f'<label class="name" for="code">{escape(w("vote.code"))}</label>'
        f'<input id="code" name="code" value="{escape(typed[:_LONGEST_CODE_TYPED])}" required'
        f' maxlength="{_LONGEST_CODE_TYPED}" autocomplete="off" autocapitalize="characters"'
        f' spellcheck="false"{described}>'
        f'<p class="hint" id="help">{escape(w("vote.code_help", count=CODE_LENGTH))}</p>'
        f"{_button(w('vote.go_on'))}</form>"
    )
    return _page(w, organisation, w("vote.title"), body, here=f"{VOTE}?lang={w.language}")


_INVALID = ' aria-invalid="true"'


def door_page(w: Words, door: Door, address: str, join: str) -> str:
    """Return the page somebody with a code comes to first; a press of the button lets them in."""
    if not door.takes_answers:
        key = "vote.not_open" if door.phase is Phase.PREPARED else "vote.over"
        data = {"data-again": str(_AGAIN_SECONDS)} if door.phase is Phase.PREPARED else {}
        head = _AGAIN if data else ""
        body = f'<p id="status" role="status">{escape(w(key))}</p>'
        return _page(w, door.organisation, door.title, body, here=address, head=head, data=data)
    if not door.has_seat:
        body = _text(w("vote.full")) + _link(address, w("vote.again"))
        return _page(w, door.organisation, door.title, body, here=address)
    body = (
        f"{_text(w('vote.promise'))}"
        f'<form method="post" action="{escape(join)}">{_button(w("vote.join"))}</form>'
        f'<p class="hint">{escape(w("vote.cookie"))}</p>'
    )
    return _page(w, door.organisation, door.title, body, here=address)


def notice_page(w: Words, organisation: str, title: str, text: str) -> str:
    """Return a page that says one thing and shows the way to type a code."""
    body = _text(text) + _link(f"{VOTE}?lang={w.language}", w("vote.type_code"))
    return _page(w, organisation, title, body, here=f"{VOTE}?lang={w.language}")


# --- what all of them are -----------------------------------------------------------------------


def _page(
    w: Words,
    organisation: str,
    title: str,
    body: str,
    *,
    here: str,
    head: str = "",
    data: Mapping[str, str] | None = None,
) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in (data or {}).items())
    return (
        f'<!DOCTYPE html><html lang="{w.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)} – {escape(organisation)}</title>"
        '<link rel="icon" href="/app/static/icon.svg">'
        f'<link rel="stylesheet" href="{style_address()}">{head}'
        f'<script defer src="{script_address()}"></script></head><body{attributes}><main>'
        f'<p class="name">{escape(organisation)}</p><h1>{escape(title)}</h1>{body}</main>'
        f"<footer>{_footer(w, here)}</footer></body></html>"
    )


def _footer(w: Words, here: str) -> str:
    path = here.partition("?")[0]
    links = "".join(
        f'<a href="{escape(path)}?lang={other}" lang="{other}" hreflang="{other}">'
        f"{escape(words(other)('language.own_name'))}</a>"
        for other in LANGUAGES
        if other != w.language
    )
    again = f'<a href="{escape(here)}">{escape(w("vote.refresh"))}</a>'
    return f'<nav aria-label="{escape(w("language.choose"))}">{links}</nav>{again}'


def _text(sentence: str, *, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f"<p{attribute}>{escape(sentence)}</p>"


def _button(label: str) -> str:
    return f'<button class="act">{escape(label)}</button>'


def _link(address: str, label: str) -> str:
    return f'<a class="act" href="{escape(address)}">{escape(label)}</a>'


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
    """Return the style's address, another one for every other content."""
    return f"{STYLE}?v={_mark(style_sheet())}"


@cache
def script_address() -> str:
    """Return the script's address, another one for every other content."""
    return f"{SCRIPT}?v={_mark(script())}"


def _own_file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
