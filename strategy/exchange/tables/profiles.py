"""What kind of values stand in a column: dates, figures, statuses, marks, colours, words."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass

from strategy.domain.dates import parse_date
from strategy.domain.numbers import parse_number
from strategy.exchange.status_words import status_said
from strategy.exchange.tables.cells import Cell, Kind
from strategy.exchange.tables.vocabulary import is_role

MARKS = frozenset({"x", "✓", "✔", "☑", "☒", "✅", "v", "ja", "yes", "true", "1", "●", "•"})
"""What people put into a cell to say yes."""

YES = frozenset({"ja", "yes", "true", "sann", "sant"})
NO = frozenset({"nei", "no", "nej", "false", "usann", "usant", "✗", "✘", "❌"})
_BOOLS = frozenset({"true", "false"})

_FIGURE = re.compile(r"^(?:[<>≤≥=~±]|ca\.?|minst|under|over|maks)?\s*[-+]?\d[\d .,]*\s*\S{0,12}$")
_TITLED = re.compile(r"(?:[A-Z]?\d+(?:\.\d+)*[.):]|\d+(?:\.\d+)*(?= [A-ZÆØÅÄÖ]))\s+[^\W\d_]")
_PERSON = re.compile(r"[A-ZÆØÅÄÖ][\w-]+(?: [A-ZÆØÅÄÖ][\w.-]*){1,3}")
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]0+)?")
_ROLE = 40
_COLOURS = ((20, "rød"), (70, "gul"), (170, "grønn"), (330, ""), (360, "rød"))


@dataclass(frozen=True)
class Profile:
    """The share of a column's values that are of a kind, 0 to 1."""

    count: int = 0
    dated: float = 0
    figures: float = 0
    percents: float = 0
    statuses: float = 0
    marks: float = 0
    lights: float = 0
    length: float = 0
    ticks: float = 0
    people: float = 0


def profile_of(cells: Sequence[Cell]) -> Profile:
    """Return what the values of a column are like; blank cells count only by their colour."""
    said = [cell for cell in cells if cell.text]
    lights = sum(bool(light_of(cell)) for cell in cells)
    if not said:
        return Profile(lights=lights / len(cells) if lights else 0)
    count = len(said)
    return Profile(
        count=count,
        dated=sum(_is_dated(cell) for cell in said) / count,
        figures=sum(_is_figure(cell) for cell in said) / count,
        percents=sum(cell.kind is Kind.PERCENT or cell.text.endswith("%") for cell in said) / count,
        statuses=sum(status_said(cell.text) is not None for cell in said) / count,
        marks=sum(is_mark(cell) for cell in said) / count,
        lights=lights / len(cells),
        length=sum(len(cell.text) for cell in said) / count,
        ticks=sum(is_mark(cell) and cell.text.casefold() not in _BOOLS for cell in said) / count,
        people=sum(_is_person(cell.text) for cell in said) / count,
    )


def is_mark(cell: Cell) -> bool:
    """Tell whether a cell only says yes."""
    return cell.text.casefold() in MARKS


def is_serial(text: str) -> bool:
    """Tell whether a number can be a day as spreadsheets count them."""
    return _SERIAL.fullmatch(text) is not None


def light_of(cell: Cell) -> str:
    """Return the word for the traffic light a cell is coloured as; empty for any other colour."""
    if len(cell.colour) != len("RRGGBB"):
        return ""
    try:
        red, green, blue = (int(cell.colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return ""
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.3 or value < 0.4:  # noqa: PLR2004 - paler or darker is no traffic light
        return ""
    return next(word for most, word in _COLOURS if hue * 360 <= most)


def _is_dated(cell: Cell) -> bool:
    return cell.kind is Kind.DATE or parse_date(cell.text) is not None or is_serial(cell.text)


def _is_person(text: str) -> bool:
    return _PERSON.fullmatch(text) is not None or (len(text) <= _ROLE and is_role(text))


def _is_figure(cell: Cell) -> bool:
    if _TITLED.match(cell.text):
        # "1. Rekruttering" is a title with its number.
        return False
    if cell.kind in (Kind.NUMBER, Kind.PERCENT):
        return True
    return parse_number(cell.text) is not None or _FIGURE.match(cell.text.casefold()) is not None
