"""What stands around a table: its title, its source, footnotes, the period it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from strategy.domain.series.series import Period
from strategy.exchange.series.grids import Grid, Line
from strategy.exchange.series.headings import Means, meaning, period_in, without_unit

_SOURCE = re.compile(r"(?:kilder?|kjelder?|source|källa)\s*:\s*(?P<said>.+)", re.IGNORECASE)
_UPDATED = re.compile(
    r"(?:sist )?(?:oppdatert|updated|sist endra|sist endret)\s*:?\s*(?P<said>[^:\s].*)",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"(?P<mark>[*†‡]+|\.{1,3}|…|:|[¹²³⁴⁵⁶⁷⁸⁹]|\d\))\s*(?:=\s*|\s)(?P<said>\S.*)")
_HEADED = re.compile(
    r"(?:kilder?|kjelder?|source|källa|måleenhet|måleining|unit|kontakt|contact|sist endret"
    r"|sist endra|latest update) ?:",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:måleenhet|måleining|unit) ?: (?P<said>.+)", re.IGNORECASE)
_CONTACT = re.compile(r"(?:kontakt|contact) ?:.*", re.IGNORECASE)
_DIVIDED = re.compile(r".+, (?:etter|by) (?P<first>.+) (?:og|and) (?P<last>.+)")
_STARS = re.compile(r"\s*[;,]?\s*(?=(?<!\*)\*+ )")
_UNNAMED = re.compile(r"(?:ark|sheet|tabell|table|blad|book|data|csv|ark1)\s*\d*", re.IGNORECASE)


@dataclass(frozen=True)
class Surroundings:
    """What a table's surroundings say."""

    title: str = ""
    is_titled: bool = False
    unit: str = ""
    source: str = ""
    updated: str = ""
    period: Period | None = None
    notes: tuple[str, ...] = ()
    footnotes: Mapping[str, str] | None = None

    @property
    def legend(self) -> Mapping[str, str]:
        """What the marks in the table mean."""
        return self.footnotes or {}


def surroundings_of(
    grid: Grid, name: str, above: Iterable[Line], below: Iterable[Line], corner: str = ""
) -> Surroundings:
    """Return what the lines above and below a table, its sheet and its file say of it.

    `corner` stands over the headings of the rows, and is its title where nothing else is.
    """
    before = [_joined(line) for line in above]
    after = _with_headings([_joined(line) for line in below])
    notes, footnotes = notes_in([*before[1:], *after])
    first = before[0] if before and not _is_aside(before[0]) else corner
    stem = PurePosixPath(name.replace("\\", "/")).stem
    sheet = "" if _UNNAMED.fullmatch(grid.name) else grid.name
    sheet_title = "" if sheet == stem else sheet
    title, unit = without_unit(first or sheet or stem)
    stated = [*before, grid.name, stem]
    periods = (period_in(text) for text in stated)
    return Surroundings(
        title=title,
        is_titled=bool(first or sheet_title),
        unit=unit or _said(_UNIT, after),
        source=_said(_SOURCE, [*before, *after]),
        updated=_said(_UPDATED, [*before, *after]),
        period=next((found[0] for found in periods if found), None),
        notes=tuple(notes),
        footnotes=footnotes,
    )


def notes_in(texts: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Return the notes among texts, and what the footnotes among them say of which mark."""
    notes: list[str] = []
    footnotes: dict[str, str] = {}
    for text in texts:
        for part in _STARS.split(text):
            found = _FOOTNOTE.fullmatch(part.strip())
            if found:
                footnotes[found["mark"]] = found["said"].strip()
            elif part.strip() and not _is_aside(part):
                notes.append(part.strip())
    return notes, footnotes


def _is_aside(text: str) -> bool:
    asides = (_SOURCE, _UPDATED, _UNIT, _CONTACT)
    return any(aside.fullmatch(text.strip()) for aside in asides)


def _with_headings(texts: list[str]) -> list[str]:
    """Return lines where `Kilde:` and the line below it are one, as statistics offices write."""
    joined: list[str] = []
    heading = ""
    for text in texts:
        if _HEADED.fullmatch(text):
            heading = text
        elif not heading:
            joined.append(text)
        elif not text.endswith(":"):
            # Between the two the contents may be named.
            joined.append(f"{heading} {text}")
            heading = ""
    return joined


def divisions_in(title: str) -> list[str]:
    """Return by what a statistics office's title says that its table is divided."""
    found = _DIVIDED.fullmatch(title)
    return [*found["first"].split(", "), found["last"]] if found else []


def _joined(line: Line) -> str:
    """Return a line as one text: `Periode | 2018` is its second cell, named by its first."""
    texts = [text for _, text in line.said()]
    if meaning(texts[0]) is Means.SOURCE and len(texts) > 1:
        return f"{texts[0].rstrip(':')}: {' '.join(texts[1:])}"
    return " ".join(texts)


def _said(wanted: re.Pattern[str], texts: Iterable[str]) -> str:
    found = (wanted.fullmatch(text.strip()) for text in texts)
    return next((match["said"].strip() for match in found if match), "")
