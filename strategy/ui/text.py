"""What people wrote, shown as they wrote it: never as Markdown, links, icons or HTML."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:@&])")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]")

# Streamlit makes icons, arrows and links of these even where they are escaped, unless an invisible
# joiner separates them. It is put before an address, so that the address can still be copied.
_ENLIVENED = re.compile(
    r"(?<=:)(?=[a-z+_][\w/+-]*:)"
    r"|(?<!\S)(?=(?:<->|->|<-|--|>=|<=|~=)(?!\S))"
    r"|(?=https?://|www\.)",
    re.IGNORECASE,
)
_JOINER = "\u2060"


def plain(text: str) -> str:
    """Return text for a Markdown place so that every character shows as itself, on one line."""
    return _SPECIAL.sub(r"\\\1", _ENLIVENED.sub(_JOINER, one_line(text)))


def one_line(text: str) -> str:
    """Return text for a place without Markdown, such as the options of a list."""
    return _UNSEEN.sub("", " ".join(text.split()))


def paragraphs(text: str) -> str:
    """Return text of several lines for a Markdown place, its line breaks kept."""
    return "  \n".join(plain(line) for line in text.splitlines())


def shortened(text: str, width: int = 60) -> str:
    """Return text cut at a word to at most `width` characters."""
    if len(text) <= width:
        return text
    return text[: width - 1].rsplit(" ", 1)[0].rstrip(",.;:–-") + "…"
