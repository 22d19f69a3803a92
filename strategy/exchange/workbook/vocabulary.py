"""The words of a workbook in all three languages, and which sheet, column or choice they mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from strategy.domain.items import (
    ActionState,
    Comparison,
    Direction,
    Outcome,
    Party,
    Role,
    Signal,
    StrategyStatus,
)
from strategy.exchange.status_words import SaidStatus, standings_by_word
from strategy.exchange.workbook.columns import SHEET_KINDS, Column, ItemKind, Language, SheetKind
from strategy.i18n import LANGUAGES, Words, words

_READ_AS = Path(__file__).parent / "read_as.toml"

CHOICE_WORDS: Mapping[type[StrEnum], str] = {
    ActionState: "state",
    Comparison: "comparison",
    Direction: "direction",
    ItemKind: "kind",
    Language: "language",
    Outcome: "outcome",
    Party: "party",
    Role: "role",
    Signal: "signal",
    StrategyStatus: "strategy_status",
}
"""The catalogue key of each closed set's words: files use the same words as the pages."""


def sheet_name(sheet: SheetKind, w: Words) -> str:
    """Return what a sheet is called."""
    return w(f"exchange.sheet.{sheet.kind}")


def heading(sheet: SheetKind, column: Column, w: Words) -> str:
    """Return a column's heading: the word the pages have for its field."""
    return w.field(column.field, of=column.of or sheet.kind)


def choice_word(value: StrEnum, w: Words) -> str:
    """Return the word for one value of a closed set."""
    return w(f"{CHOICE_WORDS[type(value)]}.{value.value}")


def folded(text: str) -> str:
    """Return a text as it is compared: without case, extra blanks and marks at its end."""
    return re.sub(r"\s+", " ", text).strip(" *:").casefold()


def coded(text: str) -> str:
    """Return a code as it is compared: t-1, and T-1 with a hyphen that does not break, are T-1."""
    return folded(with_plain_hyphens(text))


def with_plain_hyphens(code: str) -> str:
    """Return a code with the hyphen of the keyboard for the others that word processors put in."""
    return re.sub("[\u2010-\u2015\u2212\u00ad]", "-", code)


def says_clear(text: str) -> bool:
    """Tell whether a cell says that its field is to be emptied, in any language."""
    return text.casefold() in {sign.casefold() for sign in _in_all("exchange.clear")}


@cache
def sheets_by_word() -> dict[str, SheetKind]:
    """Return every name a sheet may have, those of other plans included."""
    found: dict[str, SheetKind] = {}
    for sheet in SHEET_KINDS:
        names = [sheet.kind, sheet.kind + "s", *_in_all(f"exchange.sheet.{sheet.kind}")]
        for name in (*names, *_read_as(f"sheet.{sheet.kind}")):
            found.setdefault(folded(name), sheet)
    return found


@cache
def readme_names() -> frozenset[str]:
    """Return what the sheet with instructions is called in each language."""
    return frozenset(folded(name) for name in _in_all("exchange.readme.sheet"))


@cache
def columns_by_word(kind: str) -> dict[str, Column]:
    """Return every heading a column of a sheet may have, those of other plans included."""
    sheet = next(sheet for sheet in SHEET_KINDS if sheet.kind == kind)
    found = dict(own_headings(kind))
    for column in sheet.columns:
        for name in (f"{kind}.{column.field}", column.field):
            for other in (column.field, *_read_as(f"column.{name}")):
                found.setdefault(folded(other), column)
    return found


@cache
def own_headings(kind: str) -> dict[str, Column]:
    """Return the headings we write ourselves above the columns of a sheet, in any language."""
    sheet = next(sheet for sheet in SHEET_KINDS if sheet.kind == kind)
    return {
        folded(heading(sheet, column, words(language))): column
        for column in sheet.columns
        for language in LANGUAGES
    }


@cache
def choices_by_word(choices: type[StrEnum] | None) -> dict[str, StrEnum]:
    """Return every word for the values of a closed set, those of other plans included."""
    found: dict[str, StrEnum] = {}
    for value in choices or ():
        known = (value.value, *(choice_word(value, words(language)) for language in LANGUAGES))
        for word in (*known, *_read_as(f"choice.{type(value).__name__}.{value.value}")):
            found.setdefault(folded(word), value)
    for word, standing in standings_by_word().items():
        said = SaidStatus(standing, word)
        if choices is ActionState:
            found.setdefault(word, said.state)
        elif choices is Signal and said.judgement:
            found.setdefault(word, said.judgement)
    return found


@cache
def yes_words() -> frozenset[str]:
    """Return the words for yes."""
    return frozenset(folded(word) for word in (*_in_all("exchange.yes"), "x", "1", "true", "y"))


@cache
def no_words() -> frozenset[str]:
    """Return the words for no."""
    return frozenset(folded(word) for word in (*_in_all("exchange.no"), "0", "false", "n", "-"))


def _in_all(key: str) -> tuple[str, ...]:
    return tuple(words(language)(key) for language in LANGUAGES)


def _read_as(key: str) -> tuple[str, ...]:
    return _other_words().get(key, ())


@cache
def _other_words() -> Mapping[str, tuple[str, ...]]:
    with _READ_AS.open("rb") as file:
        return {key: tuple(others) for key, others in tomllib.load(file).items()}
