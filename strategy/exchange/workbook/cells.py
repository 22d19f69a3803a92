"""How a field is written in a cell, and how a cell is read into a field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from strategy.domain.dates import parse_date
from strategy.domain.items import ActionState, Direction, Item, Precision
from strategy.domain.numbers import is_plain_number, parse_number, reads_two_ways
from strategy.domain.targets import parse_target
from strategy.exchange.status_words import status_said
from strategy.exchange.workbook.columns import Column, Holds
from strategy.exchange.workbook.names import SEPARATOR, Names
from strategy.exchange.workbook.sheets import Cell, Flaw, Month, Written, cleaned
from strategy.exchange.workbook.vocabulary import (
    choice_word,
    choices_by_word,
    coded,
    folded,
    no_words,
    with_plain_hyphens,
    yes_words,
)
from strategy.i18n import LANGUAGES, Words, words

Values = dict[str, Any]

_NUMBERS_WITHIN_FLOAT = 2**53


class UnreadableError(Exception):
    """A cell holds nothing the field could take: which rule, with which details."""

    def __init__(self, rule: str, **details: str) -> None:
        """Remember the rule and the details."""
        super().__init__(rule)
        self.rule = rule
        self.details = details


@dataclass(frozen=True)
class Reader:
    """What is needed to read a cell: what items are called, an indicator's direction."""

    names: Names
    direction: Direction = Direction.UP


# --- from a field to a cell ----------------------------------------------------------------------


def render(item: Item, column: Column, names: Names, w: Words) -> Written:
    """Return what to write for a field of an item."""
    value = getattr(item, column.field)
    match column.holds:
        case Holds.OWNER:
            return names.label(value) if value else cleaned(getattr(item, column.text_field))
        case Holds.DATED:
            return written_date(value, getattr(item, column.precision_field), w)
        case Holds.CHOICE:
            return _word(value, column, w)
        case _:
            return _RENDER.get(column.holds, _as_it_is)(value, names, w)


def _as_it_is(value: Written, _: Names, __: Words) -> Written:
    return cleaned(value) if isinstance(value, str) else value


def _number(value: float | None, _: Names, __: Words) -> Written:
    if value is None or not value.is_integer() or abs(value) > _NUMBERS_WITHIN_FLOAT:
        return value
    return int(value)


def _yes(value: int, _: Names, w: Words) -> Written:
    return w("exchange.yes") if value else None


def _word(value: StrEnum | str | None, column: Column, w: Words) -> Written:
    if value is None or column.choices is None:
        return None
    return choice_word(column.choices(value), w)


def written_date(value: date | None, precision: Precision, w: Words) -> Written:
    """Return a date as precisely as it was said: "2027", "1. halvår 2027"."""
    if value is None or precision is Precision.DAY:
        return value
    written = w.formats.due(value, precision)
    read = parse_date(written)
    # A date that is not the last day of its named period can only be written as a day.
    return written if read and (read.date, read.precision) == (value, precision) else value


_RENDER: dict[Holds, Callable[[Any, Names, Words], Written]] = {
    Holds.TEXTS: lambda value, _, __: f"{SEPARATOR} ".join(value),
    Holds.NUMBER: _number,
    Holds.MEASURED: _number,
    Holds.YES_NO: _yes,
    Holds.WHOLES: lambda value, _, __: f"{SEPARATOR} ".join(map(str, value)),
    Holds.ITEM: lambda value, names, _: names.label(value) if value else None,
    Holds.ITEMS: lambda value, names, _: f"{SEPARATOR} ".join(
        filter(None, map(names.label, value))
    ),
    Holds.CHOICES: lambda value, _, w: f"{SEPARATOR} ".join(choice_word(each, w) for each in value),
}


_DAY_NOUGHT = date(1899, 12, 30)
"""The day a spreadsheet counts from; 20000 to 79999 are days from 1954 to January 2119."""


def plain(cell: Cell) -> str:
    """Return a cell's text in the form in which cells are compared."""
    if cell is None or isinstance(cell, Flaw):
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Month):
        return f"{cell.first:%m.%Y}"
    if isinstance(cell, float):
        return f"{cell:.12g}"
    return cleaned(str(cell)).strip()


def norwegian(cell: Cell, w: Words) -> str:
    """Return a cell as a Norwegian spreadsheet shows it."""
    if isinstance(cell, date):
        return w.formats.short_day(cell)
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    return plain(cell)


def says_the_same(cell: Cell, item: Item, column: Column, names: Names) -> bool:
    """Tell whether a cell says what the item already holds, in any of the languages."""
    said = plain(cell)
    if column.holds in _NAMED and isinstance(cell, float | date | Month):
        # A spreadsheet may have changed it: it is looked at, even where it looks the same.
        return False
    if column.holds is Holds.CODE and isinstance(cell, str | int):
        return coded(said) == coded(plain(render(item, column, names, words(LANGUAGES[0]))))
    for language in LANGUAGES:
        written = render(item, column, names, words(language))
        if said == plain(written) or said == norwegian(written, words(language)):
            return not isinstance(cell, Flaw)
    return False


# --- from a cell to a field ----------------------------------------------------------------------


def parse(cell: Cell, column: Column, reader: Reader) -> Values:
    """Return what a cell says about the fields of its column; raises UnreadableError."""
    if isinstance(cell, Flaw):
        raise UnreadableError(cell.rule, text=cell.text)
    _demand_as_typed(cell, column)
    return _PARSE[column.holds](cell, column, reader)


_NAMED = frozenset({Holds.CODE, Holds.ITEM, Holds.ITEMS, Holds.OWNER})
_FIGURES = frozenset({Holds.NUMBER, Holds.WHOLE, Holds.MEASURED})
_MADE_A_DATE = re.compile(
    r"\d{1,2}\.(jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[sc])\.?"
    r"|(jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[sc])\.\d\d|\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)
"""What a spreadsheet writes for 1.2 and 1.27 once it has taken them for dates."""


_A_DAY = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4}")
"""A day written out: where it cannot be one, it is a misprint and not a text to keep."""


def _demand_as_typed(cell: Cell, column: Column) -> None:
    """Raise where a spreadsheet has made something else of what was typed: 1.10, 1.2, 1.5."""
    is_date = isinstance(cell, date | Month)
    if column.holds in _NAMED:
        if is_date or (isinstance(cell, str) and _MADE_A_DATE.fullmatch(cell.strip())):
            raise UnreadableError("code_as_date", text=plain(cell))
        if isinstance(cell, float) and not cell.is_integer():
            raise UnreadableError("code_as_number", text=f"{cell:.12g}")
    if is_date and column.holds in _FIGURES:
        raise UnreadableError("number_as_date", text=plain(cell))


def _text(cell: Cell, column: Column, _: Reader) -> Values:
    return {column.field: plain(cell)}


def _code(cell: Cell, column: Column, _: Reader) -> Values:
    return {column.field: with_plain_hyphens(plain(cell))}


def _texts(cell: Cell, column: Column, _: Reader) -> Values:
    return {column.field: _split(cell)}


def _split(cell: Cell) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;\n]", plain(cell)) if part.strip())


def _read_number(cell: Cell, column: Column, _: Reader) -> Values:
    if isinstance(cell, (int, float)):
        return {column.field: float(cell)}
    said = plain(cell)
    _demand_one_reading(said)
    number = parse_number(said) if said else None
    if said and number is None:
        raise UnreadableError("not_a_number", text=said)
    return {column.field: number}


def _demand_one_reading(said: str) -> None:
    """Raise where one may mean thousands and another decimals: "1.200"."""
    if reads_two_ways(said):
        raise UnreadableError("reads_two_ways", text=said, whole=said.replace(".", ""))


def _whole(cell: Cell, column: Column, reader: Reader) -> Values:
    number = _read_number(cell, column, reader)[column.field]
    if number is not None and number != int(number):
        raise UnreadableError("not_whole", text=plain(cell))
    return {column.field: None if number is None else int(number)}


def _wholes(cell: Cell, column: Column, _: Reader) -> Values:
    parts = [part for part in re.split(r"[;,\s]+", plain(cell)) if part]
    if not all(part.isdecimal() for part in parts):
        raise UnreadableError("not_whole", text=plain(cell))
    return {column.field: tuple(int(part) for part in parts)}


def _measured(cell: Cell, column: Column, _: Reader) -> Values:
    if isinstance(cell, (int, float)):
        return {column.field: float(cell), column.text_field: ""}
    said = plain(cell)
    _demand_one_reading(said)
    # The text is kept whenever it says more than its figure: a unit, a footnote, "> 70 %".
    text = "" if is_plain_number(said) else said
    return {column.field: parse_number(said), column.text_field: text}


def _yes_no(cell: Cell, column: Column, _: Reader) -> Values:
    said = folded(plain(cell))
    if said in yes_words():
        return {column.field: True}
    if said and said not in no_words():
        raise UnreadableError("not_yes_or_no", text=plain(cell))
    return {column.field: False}


def _day_of(cell: Cell) -> Cell:
    """Return the day where a cell holds it as the number spreadsheets count days by.

    Such a number appears where somebody cleared a cell's format or pasted values only.
    """
    counted = re.fullmatch(r"([2-7][0-9]{4})(\.0+)?", plain(cell))
    return _DAY_NOUGHT + timedelta(days=int(counted[1])) if counted else cell


def _date(cell: Cell, column: Column, _: Reader) -> Values:
    cell = _day_of(cell)
    said = plain(cell)
    if isinstance(cell, date) or not said:
        return {column.field: cell}
    dated = parse_date(said)
    if dated is None:
        raise UnreadableError("not_a_date", text=said)
    return {column.field: dated.first if column.first_day else dated.date}


def _read_dated(cell: Cell, column: Column, _: Reader) -> Values:
    text = {column.text_field: ""} if column.text_field else {}
    cell = _day_of(cell)
    if isinstance(cell, date):
        return {column.field: cell, column.precision_field: Precision.DAY, **text}
    said = plain(cell)
    dated = parse_date(said)
    if dated is None:
        if said and (not column.text_field or _A_DAY.fullmatch(said)):
            raise UnreadableError("not_a_date", text=said)
        kept = {column.text_field: said} if column.text_field else {}
        return {column.field: None, column.precision_field: Precision.DAY, **kept}
    return {column.field: dated.date, column.precision_field: dated.precision, **text}


def _read_choice(cell: Cell, column: Column, _: Reader) -> Values:
    said = plain(cell)
    return {column.field: _chosen(said, column) if said else None}


def _choices(cell: Cell, column: Column, _: Reader) -> Values:
    return {column.field: tuple(_chosen(part, column) for part in _split(cell))}


def _chosen(said: str, column: Column) -> StrEnum:
    known = choices_by_word(column.choices)
    if folded(said) in known:
        return known[folded(said)]
    status = status_said(said) if column.choices is ActionState else None
    if status is None:
        raise UnreadableError("unknown_choice", text=said)
    return status.state


def _item(cell: Cell, column: Column, reader: Reader) -> Values:
    said = plain(cell)
    return {column.field: _referred(said, column, reader) if said else None}


def _items(cell: Cell, column: Column, reader: Reader) -> Values:
    said = plain(cell)
    # A single title may contain a semicolon; several names are separated by semicolons.
    whole = reader.names.find(column.refers_to, said)
    if len(whole) == 1:
        return {column.field: whole}
    found = (_referred(part, column, reader) for part in _split(cell))
    return {column.field: tuple(dict.fromkeys(found))}


def _referred(said: str, column: Column, reader: Reader) -> str:
    found = reader.names.find(column.refers_to, said)
    if not found:
        raise UnreadableError("reference_unknown", text=said)
    if len(found) > 1:
        raise UnreadableError("reference_ambiguous", text=said)
    return found[0]


def _owner(cell: Cell, column: Column, reader: Reader) -> Values:
    said = plain(cell)
    found = reader.names.find(column.refers_to, said) if said else ()
    if len(found) == 1:
        return {column.field: found[0], column.text_field: ""}
    return {column.field: None, column.text_field: said}


def _target(cell: Cell, column: Column, reader: Reader) -> Values:
    said = plain(cell)
    read = parse_target(said, reader.direction)
    dated = {"due": read.due, "due_precision": read.due_precision} if read.due else {}
    limits = {"comparison": read.comparison, "low": read.low, "high": read.high}
    return {column.field: said, **(limits if said else {}), **dated}


_PARSE: dict[Holds, Callable[[Cell, Column, Reader], Values]] = {
    Holds.TEXT: _text,
    Holds.CODE: _code,
    Holds.ID: _text,
    Holds.TEXTS: _texts,
    Holds.NUMBER: _read_number,
    Holds.WHOLE: _whole,
    Holds.WHOLES: _wholes,
    Holds.MEASURED: _measured,
    Holds.YES_NO: _yes_no,
    Holds.DATE: _date,
    Holds.DATED: _read_dated,
    Holds.CHOICE: _read_choice,
    Holds.CHOICES: _choices,
    Holds.ITEM: _item,
    Holds.ITEMS: _items,
    Holds.OWNER: _owner,
    Holds.TARGET: _target,
}
