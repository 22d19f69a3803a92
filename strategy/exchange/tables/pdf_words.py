"""Tables of a PDF page without lines around their cells: told by where the words stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page

from strategy.exchange.tables.cells import BLANK, Cell, Line, line_of, text_cell
from strategy.exchange.tables.headings import is_heading

_APART = 0.6
"""Words further apart than this share of their height stand in cells of their own."""

_ROW_APART = 1.12
_LINE_APART = 1.5
_FEW = 8
_PAGE_NUMBER = re.compile(r"(?:side|page|sida)?\s*\d+(?:\s*(?:av|of|/)\s*\d+)?", re.IGNORECASE)
_SLACK = 3.0
_HALF = 2


@dataclass
class _Piece:
    """Words that stand close together: their left edge and what they say."""

    left: float
    right: float
    text: str


@dataclass
class _Row:
    """What stands at one height."""

    top: float
    bottom: float
    pieces: list[_Piece] = field(default_factory=list)

    def line(self, number: int) -> Line | None:
        return line_of(number, [text_cell(piece.text) for piece in self.pieces])


def lines_of_page(page: Page, starts: Sequence[float]) -> tuple[list[Line], tuple[float, ...]]:
    """Return the table a page shows, and where its columns begin.

    `starts` is where they begin on the page before, for a table that goes on without headings.
    """
    rows = list(_rows(page.extract_words(keep_blank_chars=False, extra_attrs=["size"])))
    at = next((n for n, row in enumerate(rows) if _is_heading(row)), None)
    if at is None and not starts:
        return [], ()
    above = rows[: at or 0]
    columns = tuple(piece.left for piece in rows[at].pieces) if at is not None else tuple(starts)
    found = [row.line(number) for number, row in enumerate(above, start=1)]
    while rows and _is_page_number(rows[-1]):
        rows.pop()
    body = _joined(rows[at or 0 :], columns)
    found += [line_of(len(above) + n, cells) for n, cells in enumerate(body, start=1)]
    return [line for line in found if line is not None], columns


def _is_heading(row: _Row) -> bool:
    line = row.line(1)
    return line is not None and is_heading(line)


def _is_page_number(row: _Row) -> bool:
    return len(row.pieces) == 1 and _PAGE_NUMBER.fullmatch(row.pieces[0].text) is not None


def _rows(words: Iterable[dict[str, Any]]) -> Iterator[_Row]:
    row: _Row | None = None
    for word in sorted(words, key=lambda each: (round(each["bottom"]), each["x0"])):
        if row is None or word["bottom"] - row.bottom > word["size"] / _HALF:
            if row is not None:
                yield row
            row = _Row(word["top"], word["bottom"])
        _put(row, word)
    if row is not None:
        yield row


def _put(row: _Row, word: dict[str, Any]) -> None:
    last = row.pieces[-1] if row.pieces else None
    if last is not None and word["x0"] - last.right < word["size"] * _APART:
        last.text, last.right = f"{last.text} {word['text']}", word["x1"]
    else:
        row.pieces.append(_Piece(word["x0"], word["x1"], word["text"]))


def _joined(rows: list[_Row], columns: tuple[float, ...]) -> list[list[Cell]]:
    """Return the cells of each row of the table, those that go over several lines put together."""
    gaps = [below.top - above.top for above, below in pairwise(rows)]
    least = min(gaps, default=0)
    wide = sum(gap > least * _ROW_APART for gap in gaps)
    # Rows set as closely as the lines within them are told apart by what they say.
    tight = least < _LINE_APART * min((row.bottom - row.top for row in rows), default=0)
    wraps = tight and wide * _FEW >= len(gaps)
    found: list[list[str]] = []
    for place, row in enumerate(rows):
        texts = _texts(row, columns)
        closely = wraps and place > 0 and gaps[place - 1] <= least * _ROW_APART
        goes_on = not wraps and not texts[0] and sum(map(bool, texts)) * _HALF < len(columns)
        if found and (closely or goes_on):
            found[-1] = [f"{a} {b}".strip() for a, b in zip(found[-1], texts, strict=True)]
        else:
            found.append(texts)
    return [[text_cell(text) if text else BLANK for text in texts] for texts in found]


def _texts(row: _Row, columns: tuple[float, ...]) -> list[str]:
    texts = [""] * len(columns)
    for piece in row.pieces:
        place = max((n for n, left in enumerate(columns) if left <= piece.left + _SLACK), default=0)
        texts[place] = f"{texts[place]} {piece.text}".strip()
    return texts
