"""Text from bytes, whichever program wrote it: Windows, an old Mac, DOS, or one of this century."""

from __future__ import annotations

import codecs
import re

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ONE_BYTE = ("cp1252", "mac_roman", "cp865", "cp850", "latin-1")
"""The one-byte encodings Nordic files come in, the likeliest first."""

_LETTERS = frozenset("æøåÆØÅäöÄÖéÉüÜ")
_MARKS = frozenset("«»„“”‘’–—…§°½·€ \N{NO-BREAK SPACE}")
_UNTYPED = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LOOKED_AT = 4_000


def text_of(content: bytes) -> str | None:
    """Return the text of a file, or None where its bytes are no text in any known encoding."""
    marked = _by_mark(content)
    if marked:
        return _decoded(content, marked[0])
    for encoding in (*_wide(content), "utf-8"):
        text = _decoded(content, encoding)
        if text is not None:
            return text
    found = [text for encoding in _ONE_BYTE if (text := _decoded(content, encoding)) is not None]
    return max(found, key=_nordic, default=None)


def _by_mark(content: bytes) -> tuple[str, ...]:
    return tuple(encoding for mark, encoding in _MARKED if content.startswith(mark))


def _wide(content: bytes) -> tuple[str, ...]:
    """Return UTF-16 without a mark, where every other byte of the beginning is empty."""
    head = content[:_LOOKED_AT]
    most = len(head) // 4
    if most and head[1::2].count(0) > most:
        return ("utf-16-le",)
    return ("utf-16-be",) if most and head[::2].count(0) > most else ()


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeError:
        return None
    return None if _UNTYPED.search(text) else text


def _nordic(text: str) -> int:
    """Return how much a text looks like one of ours: letters people use less signs they do not."""
    strange = [letter for letter in text if not letter.isascii() and letter not in _MARKS]
    letters = sum(letter in _LETTERS for letter in strange)
    return 2 * letters - (len(strange) - letters) * 2
