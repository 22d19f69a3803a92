"""The catalogues: one TOML table per key, with the three languages side by side.

A key that means the same as another says so, and has no words of its own:
`"grid.column.due" = "field.due"`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from babel import Locale

from strategy.i18n.formats import LOCALES, Formats

Language = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent / "words"

Entry = str | Mapping[str, str]


class MissingWordError(KeyError):
    """A key without words in the catalogues."""


@dataclass(frozen=True)
class Words:
    """The words and formats of one language.

    `w("goal.add")` gives a text; `w("goal.count", count=3)` fills in and picks the plural form.
    In a text, `{days:day|days}` writes a number and the form of the noun that goes with it.
    """

    language: Language
    entries: Mapping[str, Entry]
    formats: Formats

    def __call__(self, key: str, /, **details: object) -> str:
        """Return the text under a key with the details filled in."""
        entry = self.entries.get(key)
        if entry is None:
            raise MissingWordError(key)
        if not isinstance(entry, str):
            entry = self._plural(entry, details.get("count"))
        if not details:
            return entry
        return entry.format_map(
            {name: _Detail(value, self.formats) for name, value in details.items()}
        )

    def field(self, name: str, *, of: str = "") -> str:
        """Return the label of a field; a kind of item (`of`) may have its own."""
        own = f"field.{of}.{name}"
        return self(own if own in self.entries else f"field.{name}")

    def has(self, key: str) -> bool:
        """Return whether there are words under a key."""
        return key in self.entries

    def _plural(self, forms: Mapping[str, str], count: object) -> str:
        number = _whole(count) or 0
        if number == 0 and "zero" in forms:
            return forms["zero"]
        return forms.get(plural_form(self.language, number), forms["other"])


@dataclass(frozen=True)
class _Detail:
    """The value of a placeholder; a number may include the noun it counts: `{days:day|days}`."""

    value: object
    formats: Formats

    def __format__(self, nouns: str) -> str:
        number = _whole(self.value) if nouns else None
        if number is None:
            return self._written()
        one, other = nouns.split("|")
        form = plural_form(self.formats.language, number)
        return f"{self.formats.number(number)} {one if form == 'one' else other}"

    def _written(self) -> str:
        if isinstance(self.value, bool):
            return str(self.value)
        if isinstance(self.value, int):
            return self.formats.number(self.value)
        if isinstance(self.value, float):
            return self.formats.number(self.value, decimals=2)
        return str(self.value)


def _whole(value: object) -> int | None:
    """Return a whole number, also from text, as the details of an error are text."""
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() else None


def plural_form(language: str, number: int) -> str:
    """Return the plural form a language uses for a number, such as `one` or `other`."""
    return str(Locale.parse(LOCALES[language]).plural_form(number))


@cache
def words(language: Language) -> Words:
    """Return the words of a language."""
    entries = {key: forms[language] for key, forms in all_entries().items()}
    return Words(language, MappingProxyType(entries), Formats(language))


@cache
def all_entries() -> Mapping[str, Mapping[str, Entry]]:
    """Return every key with its entry in every language."""
    return read_entries(FOLDER)


def read_entries(folder: Path) -> Mapping[str, Mapping[str, Entry]]:
    """Read the catalogues of a folder; each key must be in one file only."""
    found = read_catalogues(folder)
    return MappingProxyType({key: _entry_of(key, found) for key in found})


def read_catalogues(folder: Path) -> Mapping[str, Mapping[str, Entry] | str]:
    """Return every key as it is written: with its words, or with the key that has them."""
    found: dict[str, Mapping[str, Entry] | str] = {}
    for path in sorted(folder.rglob("*.toml")):
        with path.open("rb") as file:
            entries = tomllib.load(file)
        twice = found.keys() & entries.keys()
        if twice:
            raise ValueError(f"{path.name} repeats {sorted(twice)}")
        found.update(entries)
    return found


def _entry_of(key: str, found: Mapping[str, Mapping[str, Entry] | str]) -> Mapping[str, Entry]:
    entry = found[key]
    if not isinstance(entry, str):
        return entry
    words_of = found.get(entry)
    if words_of is None or isinstance(words_of, str):
        raise ValueError(f"{key} means {entry}, which has no words of its own")
    return words_of
