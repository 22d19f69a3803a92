"""Notes two people write at the same time: merged line by line, nobody's words lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class _Edit:
    """Lines `first` to `last` of the common text, replaced."""

    first: int
    last: int
    lines: tuple[str, ...]


def merged(base: str, theirs: str, mine: str) -> str:
    """Return the merge of two edits of a text; if both changed the same lines, both are kept."""
    if theirs in {base, mine}:
        return mine
    if mine == base:
        return theirs
    common = base.splitlines()
    told = _together(common, _edits(common, theirs), _edits(common, mine))
    return "\n".join(told)


def _edits(common: Sequence[str], text: str) -> list[_Edit]:
    lines = text.splitlines()
    matcher = SequenceMatcher(None, common, lines, autojunk=False)
    return [
        _Edit(first, last, tuple(lines[start:end]))
        for kind, first, last, start, end in matcher.get_opcodes()
        if kind != "equal"
    ]


def _together(common: Sequence[str], theirs: list[_Edit], mine: list[_Edit]) -> list[str]:
    told: list[str] = []
    place = 0
    while theirs or mine:
        first = min(edit.first for edit in (*theirs[:1], *mine[:1]))
        told += common[place:first]
        place, their_part, my_part = _clash(first, theirs, mine)
        lines = _applied(common, first, place, their_part)
        told += lines
        own = _applied(common, first, place, my_part)
        told += [line for line in own if not their_part or line not in lines]
    return [*told, *common[place:]]


def _clash(
    first: int, theirs: list[_Edit], mine: list[_Edit]
) -> tuple[int, list[_Edit], list[_Edit]]:
    """Take the edits from `first` on that overlap each other; return where they end."""
    end, found = first, True
    their_part: list[_Edit] = []
    my_part: list[_Edit] = []
    while found:
        found = False
        for waiting, part in ((theirs, their_part), (mine, my_part)):
            if waiting and (waiting[0].first == first or waiting[0].first < end):
                part.append(waiting.pop(0))
                end, found = max(end, part[-1].last), True
    return end, their_part, my_part


def _applied(common: Sequence[str], first: int, last: int, edits: list[_Edit]) -> list[str]:
    lines: list[str] = []
    place = first
    for edit in edits:
        lines += [*common[place : edit.first], *edit.lines]
        place = edit.last
    return [*lines, *common[place:last]] if edits else []
