"""The catalogues: one TOML table a key, the three languages beside each other."""

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
    """A key nobody has written words for."""


@dataclass(frozen=True)
class Words:
    """The words and formats of one language.

    `w("goal.add")` gives a text; `w("goal.count", count=3)` fills in and picks the plural form.
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
        return entry.format_map({name: self._shown(value) for name, value in details.items()})

    def has(self, key: str) -> bool:
        """Tell whether there are words under a key."""
        return key in self.entries

    def _plural(self, forms: Mapping[str, str], count: object) -> str:
        number = count if isinstance(count, int) else 0
        if number == 0 and "zero" in forms:
            return forms["zero"]
        form = str(Locale.parse(LOCALES[self.language]).plural_form(number))
        return forms.get(form, forms["other"])

    def _shown(self, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return self.formats.number(value)
        if isinstance(value, float):
            return self.formats.number(value, decimals=2)
        return str(value)


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
    """Read the catalogues of a folder; a key stands in one file only."""
    found: dict[str, Mapping[str, Entry]] = {}
    for path in sorted(folder.rglob("*.toml")):
        with path.open("rb") as file:
            entries = tomllib.load(file)
        twice = found.keys() & entries.keys()
        if twice:
            raise ValueError(f"{path.name} repeats {sorted(twice)}")
        found.update(entries)
    return MappingProxyType(found)
