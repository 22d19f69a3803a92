"""Lists of people do not become plans: a payroll list, or names where titles belong, is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from strategy.exchange.workbook.cells import plain
from strategy.exchange.workbook.sheets import Row, Sheet
from strategy.exchange.workbook.vocabulary import folded

if TYPE_CHECKING:
    from strategy.exchange.workbook.tables import Table

_WITHIN = 15
_MOST_LOOKED_AT = 500
_HEADINGS = frozenset(
    {
        "ansattnr", "ansattnummer", "ansatt nr", "ansatt-nr", "ansatt-id", "ansattid", "tilsettnr",
        "tilsettnummer", "ressursnr", "ressursnummer", "lønnsnr", "lønnsnummer", "lønsnummer",
        "fødselsnr", "fødselsnummer", "fødselsdato", "personnr", "personnummer", "fornavn",
        "førenamn", "fornamn", "etternavn", "etternamn", "mellomnavn", "employee id",
        "employee no", "employee number", "first name", "last name", "surname", "date of birth",
        "social security number", "anställningsnummer", "förnamn", "efternamn", "medarbejdernr",
        "medarbejdernummer", "efternavn", "stillingsprosent", "stillingsbrøk", "lønnstrinn",
        "lønstrinn", "årslønn", "årsløn", "sysselsettingsgrad", "cpr", "cpr-nr", "cpr-nummer",
    }
)  # fmt: skip
"""Headings that only a list of people has."""

_NAME_HEADINGS = frozenset({"navn", "namn", "name", "ansatt", "tilsett", "employee", "medarbeider"})
_PLACES = frozenset({"unit"})
"""Kinds whose titles are names of places, with a capital in every word."""

_NAME = re.compile(
    r"[^\W\d_][\w.'\u2019-]*,? (?:[^\W\d_][\w.'\u2019-]* ){0,3}[^\W\d_][\w.'\u2019-]+"
)
_NUMBER = re.compile(r"(?<!\d)(\d{6}) ?(\d{5})(?!\d)")
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def looks_like_people(sheet: Sheet, table: Table | None) -> bool:
    """Tell whether a sheet is a list of people and stands anywhere else than under Personer."""
    if table is not None and table.sheet.personal:
        return False
    first = (folded(plain(cell)) for row in sheet.rows[:_WITHIN] for cell in row.cells)
    if not _HEADINGS.isdisjoint(first) or any(map(_has_a_birth_number, _looked_at(sheet.rows))):
        return True
    return table is not None and _names_for_titles(table)


def _names_for_titles(table: Table) -> bool:
    place = table.places.get("title") if table.sheet.kind not in _PLACES else None
    if place is None or folded(plain(table.headings.cell(place))) not in _NAME_HEADINGS:
        return False
    said = [plain(row.cell(place)) for row in _looked_at(table.rows)]
    titles = [text for text in said if text]
    return bool(titles) and sum(map(_is_a_name, titles)) * 2 > len(titles)


def _looked_at(rows: tuple[Row, ...]) -> Iterator[Row]:
    return iter(rows[:_MOST_LOOKED_AT])


def _is_a_name(text: str) -> bool:
    words = text.replace(",", " ").split()
    return _NAME.fullmatch(text) is not None and all(word[0].isupper() for word in words)


def _has_a_birth_number(row: Row) -> bool:
    return any(
        _adds_up(found[1] + found[2])
        for cell in row.cells
        for found in _NUMBER.finditer(plain(cell))
    )


def _adds_up(digits: str) -> bool:
    """Tell whether eleven digits are a Norwegian national identity number, by its two checks."""
    figures = [int(digit) for digit in digits]
    is_a_day = 1 <= int(digits[:2]) % 40 <= 31  # noqa: PLR2004 - days of a month, D-numbers add 40
    return is_a_day and all(
        sum(weight * figure for weight, figure in zip(weights, figures, strict=False)) % 11 == 0
        for weights in (_FIRST, _SECOND)
    )
