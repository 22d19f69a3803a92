"""Numbers as people type them into cells: comma or point, spaces, per cent, footnote marks."""

from __future__ import annotations

import re

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003\t", " "))
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2012", "-"))
_FOOTNOTES = re.compile(r"[\s*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]+$")
_PER_CENT = re.compile(r"\s*(?:%|prosent|procent|per\s?cent|pct\.?)$", re.IGNORECASE)

NUMBER = (
    r"(?:\d{1,3}(?: \d{3}){1,9}(?:[.,]\d{1,20})?"  # 9 694 and 9 694,5
    r"|\d{1,3}(?:\.\d{3}){2,9}(?:,\d{1,20})?|\d{1,3}(?:\.\d{3}){1,9},\d{1,20}"  # 1.234,5
    r"|\d{1,3}(?:,\d{3}){2,9}(?:\.\d{1,20})?|\d{1,3}(?:,\d{3}){1,9}\.\d{1,20}"  # 1,234.5
    r"|\d{1,30}(?:[.,]\d{1,20})?)"
)
"""A number without its sign. One lone comma or point is always a decimal mark."""

LONGEST = 100
"""Longer texts are not searched for a number or a date."""

_LONE_POINT = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![.,]?\d)")
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2},\d{3}(?![.,]?\d)")
_PLAIN = re.compile(r"-?" + NUMBER)
_SIGNED = re.compile(r"([-+]?) ?(" + NUMBER + r"(?:e[-+]?\d{1,3})?)", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return the text with every kind of whitespace as a plain space, and none at the ends."""
    return text.translate(_SPACES).strip()


def parse_number(text: str) -> float | None:
    """Return the number in a cell, or None if it holds something else, "> 70 %" included."""
    if len(text) > LONGEST:
        return None
    bare = _FOOTNOTES.sub("", tidy(text).translate(_MINUS))
    bare = _FOOTNOTES.sub("", _PER_CENT.sub("", bare))
    found = _SIGNED.fullmatch(bare)
    if found is None:
        return None
    number = unsigned(found[2])
    return None if number == float("inf") else (-number if found[1] == "-" else number)


def typed_number(text: str, *, point: bool = False) -> float | str | None:
    """Return the number a person typed, whole where it is whole, or None where nothing is typed.

    `point` says that the person's language writes decimals with a point, and thousands with a
    comma. What cannot be read for certain is returned as typed, to be refused where it is saved.
    """
    if point and _THOUSANDS.search(tidy(text)):
        text = text.replace(",", "")
    number = None if not point and reads_two_ways(text) else parse_number(text)
    if number is None:
        return text.strip() or None
    return int(number) if number.is_integer() else number


def measured_number(text: str, *, point: bool = False) -> float | str | None:
    """Return the figure a person typed as a measurement, or None where it is only words.

    A number that reads two ways is returned as typed, to be refused where it is saved.
    """
    typed = typed_number(text, point=point)
    is_words = isinstance(typed, str) and not reads_two_ways(typed)
    return None if is_words else typed


def reads_two_ways(text: str) -> bool:
    """Return whether a lone point may mark thousands or decimals: "1.200" is 1200 or 1.2."""
    return _LONE_POINT.search(tidy(text)) is not None


def is_plain_number(text: str) -> bool:
    """Return whether the text is a number and nothing else: no unit, no footnote mark."""
    return _PLAIN.fullmatch(tidy(text).translate(_MINUS)) is not None


def unsigned(number: str) -> float:
    """Return the value of a text that matches NUMBER."""
    digits = number.replace(" ", "")
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        thousands = "," if digits.rindex(".") > digits.rindex(",") else "."
        digits = digits.replace(thousands, "")
    elif commas > 1 or points > 1:
        digits = digits.replace(",", "").replace(".", "")
    return float(digits.replace(",", "."))
