"""A cell of a table as a figure, or as the mark that stands instead of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from strategy.domain.numbers import parse_number, reads_two_ways
from strategy.domain.series.marks import is_known, says_break, says_preliminary, stands_instead
from strategy.domain.series.series import Period, Point
from strategy.exchange.series.grids import LOST

_FOOTNOTE = re.compile(r"\s*([*†‡]+|[¹²³⁴⁵⁶⁷⁸⁹]|(?<=\s)\d\)|(?<=\d\s)[a-z])$")
_USUAL = frozenset({"a", "ok", "normal"})
"""What a column of marks says of a figure about which nothing is to be said."""
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
    """What a cell holds; `wrong` names the rule where nobody can be sure of its figure."""

    value: float | None
    mark: str = ""
    per_cent: bool = False
    decimals: int = 0
    wrong: str = ""


def figure_in(text: str) -> Figure:
    """Return what a cell holds. A blank, a mark or a word is a missing figure, never nought."""
    if text == LOST:
        return Figure(None, wrong="formula_without_value")
    said = text.strip()
    found = _FOOTNOTE.search(said)
    mark = found[1] if found else ""
    bare = said[: found.start()] if found else said
    number = parse_number(bare)
    if number is not None and reads_two_ways(bare):
        return Figure(None, said, wrong="reads_two_ways")
    if number is not None:
        decimals = re.search(r"[.,](\d+)\s*\D*$", bare)
        places = len(decimals[1]) if decimals else 0
        return Figure(number, mark, bool(_PER_CENT.search(bare)), places)
    unsure = re.search(r"\d", said) is not None and _BELOW.fullmatch(said) is None
    return Figure(None, said, wrong="not_a_figure" if unsure and not is_known(said) else "")


def with_status(figure: Figure, status: str) -> Figure:
    """Return a figure with the mark that a column of its own gives it."""
    if not status or status.casefold() in _USUAL or figure.mark:
        return figure
    value = None if figure.value == 0 and stands_instead(status) else figure.value
    return replace(figure, value=value, mark=status)


def point_of(
    period: Period, figure: Figure, footnotes: Mapping[str, str], *, where: str, note: str = ""
) -> Point:
    """Return a cell as a point, with what the table's footnotes say about its mark."""
    told = footnotes.get(figure.mark, "") if figure.mark else ""
    has_figure = figure.value is not None
    notes = "\n".join(text for text in (told if has_figure else "", note) if text)
    plainly = not told and has_figure
    return Point(
        period,
        figure.value,
        mark=figure.mark,
        reason="" if has_figure else told,
        note=notes,
        preliminary=(plainly and says_preliminary(figure.mark))
        or (has_figure and bool(_PRELIMINARY.search(told))),
        series_break=(plainly and says_break(figure.mark))
        or (has_figure and bool(_BREAK.search(told))),
        where=where,
    )


def sized(point: Point, text: str) -> Point:
    """Return a point with how many people it is about, where the text says that."""
    size = parse_number(text)
    if size is None or size < 0 or size % 1:
        return point
    return replace(point, group_size=int(size))
