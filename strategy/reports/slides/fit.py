"""How much fits on a slide: text keeps one size, and long texts continue on the next slide.

The real width of a text is not known until it is shown, so it is estimated, and rather too wide
than too narrow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from strategy.reports.columns import column_widths, longest_word

_POINTS = 72
_WIDTH_OF_A_LETTER = 0.56
"""The mean width of a letter in Inter, relative to the text size; substitutes are narrower."""
_LINE = 1.22
_BETWEEN = 0.45
_INDENT = 0.3
BODY = 18
"""The size of every text on a slide, in points."""

SMALL = 14
"""The size of every table and of the words below a chart."""

TITLE_SIZES = (30, 26, 22, 18)


@dataclass(frozen=True)
class Said:
    """A paragraph: a heading, a line of a list, or plain text; `ink` colours it."""

    text: str
    heading: bool = False
    bullet: bool = False
    ink: str = ""


@dataclass(frozen=True)
class Fitted:
    """The paragraphs of one slide and their text size."""

    said: tuple[Said, ...]
    size: int


@dataclass(frozen=True)
class Room:
    """A box to fill, in inches."""

    width: float
    height: float


def title_size(title: str, room: Room) -> int:
    """Return the largest size at which a title fits, or else the smallest size."""
    for size in TITLE_SIZES:
        if lines_of(title, size, room.width) * size * _LINE / _POINTS <= room.height:
            return size
    return TITLE_SIZES[-1]


def fitted(said: Sequence[Said], room: Room, size: int = BODY) -> tuple[Fitted, ...]:
    """Return the paragraphs on as few slides as possible, in one text size."""
    fewest = len(list(_pages(said, room, size)))
    # Spread evenly, to avoid a last slide with a single line.
    tried = (Room(room.width, room.height * tenth / 10) for tenth in range(10, 4, -1))
    laid = (list(_pages(said, each, size)) for each in tried)
    pages = list(takewhile(lambda those: len(those) <= fewest, laid))[-1]
    return tuple(Fitted(page, size) for page in pages)


def _pages(said: Iterable[Said], room: Room, size: int) -> Iterator[tuple[Said, ...]]:
    page: list[Said] = []
    left = room.height
    for each in _no_longer_than(said, room, size):
        needed = height(each, size, room.width)
        if needed > left and page:
            # Move a heading left alone at the bottom of a slide to the next one.
            carried = [page.pop()] if page[-1].heading and len(page) > 1 else []
            yield tuple(page)
            page = carried
            left = room.height - sum(height(c, size, room.width) for c in carried)
        page.append(each)
        left -= needed
    yield tuple(page)


def _no_longer_than(said: Iterable[Said], room: Room, size: int) -> Iterator[Said]:
    """Yield the paragraphs, splitting those too long for one slide between words."""
    across = _letters(size, room.width)
    most = max(int(room.height * _POINTS / (size * _LINE)) - 2, 1) * across
    for each in said:
        rest = each.text
        while len(rest) > most:
            cut = rest.rfind(" ", most // 2, most)
            cut = cut if cut > 0 else most
            yield replace(each, text=rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        yield replace(each, text=rest)


def height(said: Said, size: int, width: float) -> float:
    """Return the height of a paragraph in inches."""
    across = width - _INDENT if said.bullet else width
    return (lines_of(said.text, size, across) * _LINE + _BETWEEN) * size / _POINTS


def lines_of(text: str, size: int, width: float) -> int:
    """Return how many lines a text takes: words that do not fit go to the next one."""
    across, lines, used = _letters(size, width), 1, 0
    for word in re.split(r"\s+", text):
        length = len(word)
        if used and used + 1 + length > across:
            lines, used = lines + 1, 0
        lines += math.ceil(length / across) - 1 if length > across else 0
        used += length + (1 if used else 0)
    return lines


def row_height(cells: Sequence[str], widths: Sequence[float], size: int) -> float:
    """Return the height of a table row, including its margins."""
    most = max(lines_of(c, size, w - 0.2) for c, w in zip(cells, widths, strict=True))
    return most * size * _LINE / _POINTS + 0.12


def widths_for(
    rows: Iterable[Sequence[str]], head: Sequence[str], shares: Sequence[float]
) -> tuple[float, ...]:
    """Return the widths of a table's columns: by shares, but wide enough for every word."""
    columns = zip(head, *rows, strict=True)
    letter = SMALL * _WIDTH_OF_A_LETTER / _POINTS
    least = [longest_word(column) * letter + 0.25 for column in columns]
    return tuple(column_widths(shares, least, sum(shares)))


def cells_fitted(cells: Sequence[str], widths: Sequence[float], room: float) -> tuple[str, ...]:
    """Return the cells of a row, shortening those too long for one slide."""
    lines = int((room - 1) * _POINTS / (SMALL * _LINE))
    return tuple(
        shortened(cell, lines * _letters(SMALL, width - 0.2) * 9 // 10)
        for cell, width in zip(cells, widths, strict=True)
    )


def rows_fitted(
    rows: Sequence[Sequence[str]], head: Sequence[str], widths: Sequence[float], room: float
) -> tuple[tuple[int, int], ...]:
    """Return which rows of a table are on each slide, from and up to."""
    return tuple(_spread(rows, widths, room - row_height(head, widths, SMALL)))


def _spread(
    rows: Sequence[Sequence[str]], widths: Sequence[float], room: float
) -> Iterator[tuple[int, int]]:
    first, left = 0, room
    for place, row in enumerate(rows):
        needed = row_height(row, widths, SMALL)
        if needed > left and place > first:
            yield first, place
            first, left = place, room
        left -= needed
    yield first, len(rows)


def _letters(size: int, width: float) -> int:
    return max(int(width * _POINTS / (size * _WIDTH_OF_A_LETTER)), 1)


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters, with a mark if something was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
