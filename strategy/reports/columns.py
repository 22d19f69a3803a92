"""How wide the columns of a table are: every word fits on a line wherever there is room for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_LONGEST = 34
"""A longer word, such as an address, gets no more room than this many letters."""

_BETWEEN_WORDS = re.compile(r"\s+|(?<=-)")


def longest_word(texts: Iterable[str]) -> int:
    """Return the number of letters of the longest word, up to a limit."""
    words = (word for text in texts for word in _BETWEEN_WORDS.split(text))
    return min(max(map(len, words), default=0), _LONGEST)


def column_widths(shares: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """Return widths that fill the room: by shares, but each wide enough for its longest word.

    `least` is what each column needs, in the unit of `room`. Where that is more than there is,
    each gets the same part of what it needs.
    """
    needed = sum(least)
    if needed >= room:
        return [width * room / needed for width in least]
    wanted = [room * share / sum(shares) for share in shares]
    slack = [max(want - low, 0) for want, low in zip(wanted, least, strict=True)]
    # Together the columns want all the room and need less, so somebody has slack.
    spare = (room - needed) / sum(slack)
    return [low + own * spare for low, own in zip(least, slack, strict=True)]
