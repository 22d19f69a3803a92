"""What stands in a table instead of a number, or beside it, and what it means."""

from __future__ import annotations

from enum import StrEnum


class Missing(StrEnum):
    """Why there is no figure. A missing figure is never nought."""

    IMPOSSIBLE = "impossible"
    NO_DATA = "no_data"
    NOT_YET = "not_yet"
    CONFIDENTIAL = "confidential"
    NIL = "nil"
    BLANK = "blank"
    OTHER = "other"


_BY_MARK = {
    "": Missing.BLANK,
    ".": Missing.IMPOSSIBLE,
    "..": Missing.NO_DATA,
    "...": Missing.NOT_YET,
    "…": Missing.NOT_YET,
    "*": Missing.NOT_YET,
    ":": Missing.CONFIDENTIAL,
    "c": Missing.CONFIDENTIAL,
    "x": Missing.CONFIDENTIAL,
    "-": Missing.NIL,
    "–": Missing.NIL,
    "—": Missing.NIL,
    "−": Missing.NIL,
    "na": Missing.NO_DATA,
    "n/a": Missing.NO_DATA,
    "n.a.": Missing.NO_DATA,
    "i.a.": Missing.NO_DATA,
    "m": Missing.NO_DATA,
    "missing": Missing.NO_DATA,
    "private": Missing.CONFIDENTIAL,
    "z": Missing.IMPOSSIBLE,
}
_INSTEAD = frozenset({".", "..", "...", "…", ":", "-", "–", "—", "−"})
_PRELIMINARY = frozenset({"*", "p", "f", "foreløpig", "førebels", "preliminary", "provisional"})
_BREAK = frozenset({"b", "|", "brudd", "brot", "break"})


def missing_by(mark: str) -> Missing:
    """Return why there is no figure where this stands instead of one."""
    if mark.startswith(("<", "≤")):
        # "< 5": how few there are is kept back.
        return Missing.CONFIDENTIAL
    return _BY_MARK.get(mark.strip().casefold(), Missing.OTHER)


def stands_instead(mark: str) -> bool:
    """Return whether the mark says that there is no figure, whatever number is sent along."""
    return mark.strip() in _INSTEAD


def is_known(mark: str) -> bool:
    """Return whether the mark is one of those that tables use for a missing figure."""
    return mark.strip().casefold() in _BY_MARK


def says_preliminary(mark: str) -> bool:
    """Return whether a mark beside a figure says that it may still change."""
    return mark.strip().casefold() in _PRELIMINARY


def says_break(mark: str) -> bool:
    """Return whether a mark beside a figure says that the series is broken there."""
    return mark.strip().casefold() in _BREAK
