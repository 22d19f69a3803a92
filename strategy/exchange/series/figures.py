"""A cell of a table as a figure, or as the mark that stands instead of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from strategy.domain.numbers import parse_number
from strategy.domain.series.marks import is_known
from strategy.domain.series.series import Period, Point

_FOOTNOTE = re.compile(r"\s*([*†‡]+|[¹²³⁴⁵⁶⁷⁸⁹]|(?<=\s)\d\))$")
_PER_CENT = re.compile(r"%|prosent|procent|per cent", re.IGNORECASE)
_BELOW = re.compile(r"[<≤] ?\d+")
_PRELIMINARY = re.compile(r"foreløpig|førebels|preliminær|provisional|preliminary", re.IGNORECASE)
_BREAK = re.compile(
    r"ikke (?:direkte )?sammenlign|ikkje (?:direkte )?samanlikn|brudd|not (?:directly )?comparable"
    r"|brot i|ej jämförbar|ny definisjon|endret definisjon|break in",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """What a cell holds; `unread` where it may be a figure that nobody can be sure of."""

    value: float | None
    mark: str = ""
    per_cent: bool = False
    decimals: int = 0
    unread: bool = False


def figure_in(text: str) -> Figure:
    """Return what a cell holds. A blank, a mark or a word is a missing figure, never nought."""
    said = text.strip()
    found = _FOOTNOTE.search(said)
    mark = found[1] if found else ""
    bare = said[: found.start()] if found else said
    number = parse_number(bare)
    if number is not None:
        decimals = re.search(r"[.,](\d+)\s*\D*$", bare)
        places = len(decimals[1]) if decimals else 0
        return Figure(number, mark, bool(_PER_CENT.search(bare)), places)
    unsure = re.search(r"\d", said) is not None and _BELOW.fullmatch(said) is None
    return Figure(None, said, unread=unsure and not is_known(said))


def point_of(
    period: Period, figure: Figure, footnotes: Mapping[str, str], *, where: str, note: str = ""
) -> Point:
    """Return a cell as a point, with what the table's footnotes say about its mark."""
    told = footnotes.get(figure.mark, "") if figure.mark else ""
    has_figure = figure.value is not None
    notes = "\n".join(text for text in (told if has_figure else "", note) if text)
    plain_star = figure.mark == "*" and not told
    return Point(
        period,
        figure.value,
        mark=figure.mark,
        reason="" if has_figure else told,
        note=notes,
        preliminary=has_figure and (plain_star or bool(_PRELIMINARY.search(told))),
        series_break=has_figure and bool(_BREAK.search(told)),
        where=where,
    )
