"""StratML that stands within something else: a web page, an HTML form, a box to copy from."""

from __future__ import annotations

import html
import re

from strategy.exchange.encodings import text_of
from strategy.exchange.file_kinds import FileKind, kind_of_file
from strategy.exchange.stratml.markup import MAX_BYTES

_NAMES = r"(?:StrategicPlan|PerformancePlanOrReport)"
_DOCUMENT = re.compile(
    rf"<((?:[\w.-]+:)?{_NAMES})(?=[\s>])[^>]*>.*</\1\s*>",
    re.DOTALL,
)
_ELEMENT = re.compile(r"<[A-Za-z]")
_HOLDERS = (FileKind.WEB_PAGE, FileKind.MARKUP)
_PREFIX = re.compile(r"[<\s]/?([A-Za-z_][\w.-]*):[A-Za-z_]")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]+;")
_KNOWN = ("xml", "xmlns")


def embedded_stratml(content: bytes) -> bytes | None:
    """Return the StratML document within a web page or another document; None if there is none.

    It stays on the lines it stands on, so that what is wrong is told with its line in the file.
    """
    if len(content) > MAX_BYTES or kind_of_file(content) not in _HOLDERS:
        return None
    text = text_of(content) or ""
    for said in (text, html.unescape(text)):
        found = _DOCUMENT.search(said)
        if found:
            return _alone(found, said) if _ELEMENT.search(said, 0, found.start()) else None
    return None


def _alone(found: re.Match[str], text: str) -> bytes:
    """Return a part of a document as one of its own, with the namespaces declared around it."""
    part, name = found[0], found[1]
    missing = sorted(
        prefix
        for prefix in set(_PREFIX.findall(part)) - {*_KNOWN}
        if f"xmlns:{prefix}=" not in part
    )
    declared = "".join(f' xmlns:{prefix}="{_namespace(prefix, text)}"' for prefix in missing)
    whole = f"<{name}{declared}{part[len(name) + 1 :]}"
    plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), whole)
    lines = "\n" * text.count("\n", 0, found.start())
    return (f"<?xml version='1.0' encoding='utf-8'?>{lines}{plain}").encode()


def _namespace(prefix: str, text: str) -> str:
    said = re.search(rf"xmlns:{re.escape(prefix)}\s*=\s*[\"']([^\"']*)[\"']", text)
    return html.escape(said[1]) if said else f"urn:{prefix}"
