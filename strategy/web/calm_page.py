"""Small pages of our own beside the app: sign-in, refusals. Plain HTML, no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from strategy.i18n import LANGUAGES, Language, Words, words

STYLE = "/calm.css"

# Colours: those of .streamlit/config.toml.
STYLE_SHEET = """
:root { color-scheme: light dark; --ink: #14171b; --paper: #fff; --line: #d9dadb; --act: #0062ba;
  --on-act: #fff; --soft: #f3f3f4; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #17181a; --line: #414346;
  --act: #2377c0; --on-act: #fff; --soft: #26282b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 Inter, system-ui,
  sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 12vh 1.5rem 4rem; }
.name { margin: 0 0 1rem; font-weight: 600; }
h1 { margin: 0 0 1rem; font-size: 2rem; line-height: 1.2; }
p { margin: 0 0 1rem; }
a { color: inherit; }
.act { display: block; width: 100%; margin: 0 0 .75rem; padding: .75rem 1rem; border: 2px solid
  var(--act); border-radius: .5rem; background: var(--act); color: var(--on-act); font: inherit;
  font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
.act:hover { text-decoration: underline; }
.act:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid
  var(--ink); outline-offset: 2px; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input, select { width: 100%; margin: 0 0 1rem; padding: .625rem .75rem; border-radius: .5rem;
  border: 1px solid var(--ink); background: var(--paper); color: var(--ink); font: inherit; }
.wrong { padding: .75rem 1rem; border-left: 4px solid #c01b1b; background: var(--soft); }
nav { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
nav a { margin-right: 1rem; }
"""


def words_for(request: Request, organisation: str) -> Words:
    """Return the words to speak: asked for, what the browser prefers, the organisation's."""
    wishes = [request.query_params.get("lang", "")]
    for wish in request.headers.get("accept-language", "").split(","):
        code = wish.partition(";")[0].strip().lower().partition("-")[0]
        wishes.append("nb" if code == "no" else code)
    known: dict[str, Language] = {language: language for language in LANGUAGES}
    return words(next(known[wish] for wish in (*wishes, organisation, "nb") if wish in known))


def page(
    w: Words, title: str, parts: Iterable[str], *, status: int = 200, languages: str = ""
) -> HTMLResponse:
    """Return a page; `parts` come from the functions below, which let nothing through as HTML."""
    # The mark after the language keeps it apart from the pages of Streamlit's.
    content = (
        f'<!DOCTYPE html><html lang="{w.language}" dir="ltr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)} – {escape(w('app.name'))}</title>"
        '<link rel="icon" href="/app/static/icon.svg">'
        f'<link rel="stylesheet" href="{STYLE}"></head><body><main>'
        f'<p class="name">{escape(w("app.name"))}</p><h1>{escape(title)}</h1>'
        f"{''.join(parts)}{languages}</main></body></html>"
    )
    return HTMLResponse(content, status_code=status, headers={"cache-control": "no-store"})


def text(sentence: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(sentence)}</p>"


def wrong(sentence: str) -> str:
    """Return a sentence about what has to be mended; it is read out at once."""
    return f'<p class="wrong" role="alert">{escape(sentence)}</p>'


def act(address: str, label: str) -> str:
    """Return a link that looks like the button it is."""
    return f'<a class="act" href="{escape(address)}">{escape(label)}</a>'


def form(address: str, fields: Iterable[str], label: str) -> str:
    """Return a form."""
    button = f'<button class="act">{escape(label)}</button>'
    return f'<form method="post" action="{escape(address)}">{"".join(fields)}{button}</form>'


def field(name: str, label: str, value: str = "") -> str:
    """Return a field that must be filled in."""
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}" required maxlength="300"'
        ' autocomplete="off">'
    )


def choice(name: str, label: str, options: Mapping[str, str], chosen: str) -> str:
    """Return a choice of one."""
    shown = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(told)}</option>"
        for value, told in options.items()
    )
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<select id="{name}" name="{name}">{shown}</select>'
    )


def languages(w: Words, path: str) -> str:
    """Return links to the same page in the other languages."""
    links = "".join(
        f'<a href="{escape(path)}?lang={other}" lang="{other}" hreflang="{other}">'
        f"{escape(words(other)('language.own_name'))}</a>"
        for other in LANGUAGES
        if other != w.language
    )
    return f'<nav aria-label="{escape(w("language.choose"))}">{links}</nav>'
