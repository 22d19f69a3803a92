"""Small pages of our own beside the app: sign-in, refusals. Plain HTML, no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from strategy.i18n import LANGUAGES, Language, Words, words
from strategy.templates import Markup, macros, render

STYLE = "/calm.css"


def words_for(request: HTTPConnection, organisation: str) -> Words:
    """Return the words to speak: asked for, what the browser prefers, the organisation's."""
    wishes = [request.query_params.get("lang", "")]
    for wish in request.headers.get("accept-language", "").split(","):
        code = wish.partition(";")[0].strip().lower().partition("-")[0]
        wishes.append("nb" if code == "no" else code)
    known: dict[str, Language] = {language: language for language in LANGUAGES}
    return words(next(known[wish] for wish in (*wishes, organisation, "nb") if wish in known))


def page(
    w: Words,
    title: str,
    parts: Iterable[Markup],
    *,
    status: int = 200,
    languages: str = "",
    again: int | None = None,
) -> HTMLResponse:
    """Return a page; `parts` come from the functions below.

    `again` makes the browser reload after so many seconds.
    """
    shown = [*parts, languages] if languages else [*parts]
    content = render("web/calm.html", w=w, title=title, style=STYLE, parts=shown, again=again)
    return HTMLResponse(content, status_code=status, headers={"cache-control": "no-store"})


def text(sentence: str) -> Markup:
    """Return a paragraph."""
    return _part("text", sentence)


def wrong(sentence: str) -> Markup:
    """Return a sentence about what has to be corrected; it is read out at once."""
    return _part("wrong", sentence)


def act(address: str, label: str) -> Markup:
    """Return a link that looks like the button it is."""
    return _part("act", address, label)


def form(address: str, fields: Iterable[Markup], label: str) -> Markup:
    """Return a form."""
    return _part("form", address, list(fields), label)


def field(name: str, label: str, value: str = "") -> Markup:
    """Return a field that must be filled in."""
    return _part("field", name, label, value)


def kept(name: str, value: str) -> Markup:
    """Return a hidden field of a form."""
    return _part("kept", name, value)


def written(name: str, label: str, value: str) -> Markup:
    """Return a field with what somebody has written in it."""
    return _part("written", name, label, value)


def choice(name: str, label: str, options: Mapping[str, str], chosen: str) -> Markup:
    """Return a choice of one."""
    return _part("choice", name, label, options, chosen)


def languages(w: Words, path: str, asked: Mapping[str, str] | None = None) -> Markup:
    """Return links to the same page in the other languages; `asked` goes along in them."""
    more = f"&{urlencode(asked)}" if asked else ""
    return _part("other_languages", w, path, more)


def _part(name: str, *values: object) -> Markup:
    return Markup(getattr(macros("web/calm_parts.html"), name)(*values))


@cache
def style_sheet() -> str:
    """Return how the calm pages look."""
    return Path(__file__).with_name("calm.css").read_text(encoding="utf-8")
