"""The words of a workbook in all three languages, and which sheet, column or choice they mean."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from strategy.exchange.workbook.columns import SHEET_KINDS, Column, SheetKind
from strategy.i18n import LANGUAGES, Words, words


def sheet_name(sheet: SheetKind, w: Words) -> str:
    """Return what a sheet is called."""
    return w(f"exchange.sheet.{sheet.kind}")


def heading(sheet: SheetKind, column: Column, w: Words) -> str:
    """Return what stands above a column; a sheet may have a word of its own."""
    own = f"exchange.column.{sheet.kind}.{column.field}"
    return w(own) if w.has(own) else w(f"exchange.column.{column.field}")


def choice_word(value: StrEnum, w: Words) -> str:
    """Return the word for one value of a closed set."""
    return w(f"exchange.choice.{type(value).__name__}.{value.value}")


def folded(text: str) -> str:
    """Return a text as it is compared: without case, extra blanks and marks at its end."""
    return re.sub(r"\s+", " ", text).strip(" *:").casefold()


@cache
def sheets_by_word() -> dict[str, SheetKind]:
    """Return every name a sheet may have, aliases included."""
    found: dict[str, SheetKind] = {}
    for sheet in SHEET_KINDS:
        names = [sheet.kind, sheet.kind + "s", *_in_all(f"exchange.sheet.{sheet.kind}")]
        for name in (*names, *_aliases(f"exchange.alias.sheet.{sheet.kind}")):
            found.setdefault(folded(name), sheet)
    return found


@cache
def readme_names() -> frozenset[str]:
    """Return what the sheet with instructions is called in each language."""
    return frozenset(folded(name) for name in _in_all("exchange.readme.sheet"))


@cache
def columns_by_word(kind: str) -> dict[str, Column]:
    """Return every heading a column of a sheet may have, aliases included."""
    sheet = next(sheet for sheet in SHEET_KINDS if sheet.kind == kind)
    found: dict[str, Column] = {}
    for column in sheet.columns:
        for language in LANGUAGES:
            found[folded(heading(sheet, column, words(language)))] = column
    for column in sheet.columns:
        for key in (f"{kind}.{column.field}", column.field):
            for alias in (column.field, *_aliases(f"exchange.alias.{key}")):
                found.setdefault(folded(alias), column)
    return found


@cache
def choices_by_word(choices: type[StrEnum] | None) -> dict[str, StrEnum]:
    """Return every word for the values of a closed set, aliases included."""
    found: dict[str, StrEnum] = {}
    for value in choices or ():
        key = f"{type(value).__name__}.{value.value}"
        known = (value.value, *_in_all(f"exchange.choice.{key}"))
        for word in (*known, *_aliases(f"exchange.alias.choice.{key}")):
            found.setdefault(folded(word), value)
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


def _aliases(key: str) -> tuple[str, ...]:
    if not words(LANGUAGES[0]).has(key):
        return ()
    return tuple(
        alias for listed in _in_all(key) for alias in (part.strip() for part in listed.split(";"))
    )
