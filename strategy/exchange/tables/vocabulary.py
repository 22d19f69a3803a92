"""What headings mean: the words plans use for their columns, and how alike another word is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

_VOCABULARY = Path(__file__).parent / "vocabulary.toml"


class Field(StrEnum):
    """What a column is taken for."""

    PILLAR = "pillar"
    GOAL = "goal"
    SUBGOAL = "subgoal"
    ACTION = "action"
    INDICATOR = "indicator"
    DESCRIPTION = "description"
    OWNER = "owner"
    CONTRIBUTOR = "contributor"
    DEPARTMENT = "department"
    DUE = "due"
    START = "start"
    STATUS = "status"
    PERCENT = "percent"
    COMMENT = "comment"
    CRITERION = "criterion"
    BUDGET = "budget"
    BASELINE = "baseline"
    TARGET = "target"
    VALUE = "value"
    PERIOD = "period"
    MEASURE = "measure"
    STEPS = "steps"
    CODE = "code"
    NOTHING = "nothing"


SUBJECTS = (Field.PILLAR, Field.GOAL, Field.SUBGOAL, Field.ACTION, Field.INDICATOR)
"""What the rows of a table can be about."""

EXACT, PART, SURE, ALIKE = 100, 95, 88, 82
_SHORTEST_WITHIN = 5
_ABOUT = 2_000
_END = re.compile(r"[\s:*†‡¹²³⁴⁵⁶⁷⁸⁹⁰.?!]+$")
_ABOUT_A_TOOL = re.compile(r".+[ _-](?:id|url|count|key|email|e-mail)")
_YEAR = re.compile(r"^(?P<rest>.*?)[\s(]*(?P<period>(?:[tqhk][1-4][ -]?)?(?:19|20)\d\d)\)?$")
_SEVERAL_WORDS = re.compile(r" ?/ ?| og | and | eller | och |, ?")
_ASIDE = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class Meaning:
    """What a heading may mean: how sure, 0 to 100, and the known word it is like."""

    field: Field
    score: int
    word: str


def folded_heading(text: str) -> str:
    """Return a heading in the form in which it is looked up."""
    joined = re.sub(r"-\s*\n\s*|\u00ad", "", text)
    return _END.sub("", re.sub(r"\s+", " ", joined).strip()).casefold()


def without_period(heading: str) -> tuple[str, str]:
    """Return a heading without the year it ends with, and the year: "Resultat T1 2024"."""
    found = _YEAR.match(folded_heading(heading))
    if found is None:
        return folded_heading(heading), ""
    return _END.sub("", found["rest"]), found["period"].upper()


@cache
def meanings(heading: str) -> tuple[Meaning, ...]:
    """Return what a heading may mean, the surest first."""
    said = folded_heading(heading)
    bare = _ASIDE.sub("", said)
    found: dict[Field, Meaning] = {}
    for field, word in _words_with_field():
        score = _likeness(said, bare, folded_heading(word))
        if score >= ALIKE and (field not in found or score > found[field].score):
            found[field] = Meaning(field, score, word)
    exact = any(meaning.score == EXACT for meaning in found.values())
    if not exact and _ABOUT_A_TOOL.fullmatch(said):
        return (Meaning(Field.NOTHING, EXACT, said.split()[-1]),)
    for field, ending in _endings():
        if field not in found and bare.endswith(ending) and " " not in bare:
            found[field] = Meaning(field, SURE, ending)
    return tuple(sorted(found.values(), key=lambda meaning: -meaning.score))


def named_exactly(heading: str) -> frozenset[Field]:
    """Return what a heading means where it is a known word, or two known words: without a guess."""
    bare = _ASIDE.sub("", folded_heading(heading))
    known = _fields_by_word()
    parts = (folded_heading(heading), bare, *_SEVERAL_WORDS.split(bare))
    return frozenset(field for part in parts for field in known.get(part, ()))


@cache
def _fields_by_word() -> Mapping[str, tuple[Field, ...]]:
    found: dict[str, tuple[Field, ...]] = {}
    for field, word in _words_with_field():
        found[folded_heading(word)] = (*found.get(folded_heading(word), ()), field)
    return found


@cache
def _endings() -> tuple[tuple[Field, str], ...]:
    endings = _vocabulary()["endings"]
    return tuple((Field(name), word) for name, words in endings.items() for word in words)


def _likeness(said: str, bare: str, word: str) -> int:
    if word in (said, bare):
        return EXACT
    if word in _SEVERAL_WORDS.split(bare):
        return PART
    if len(word) >= _SHORTEST_WITHIN and re.search(rf"\b{re.escape(word)}\b", bare):
        return 86 + min(len(word), 8)
    alike = fuzz.ratio(bare, word)
    return int(alike) - 1 if len(bare) >= _SHORTEST_WITHIN else 0


@cache
def _vocabulary() -> Mapping[str, Mapping[str, Any]]:
    with _VOCABULARY.open("rb") as file:
        return tomllib.load(file)


@cache
def _words_with_field() -> tuple[tuple[Field, str], ...]:
    columns = _vocabulary()["columns"]
    return tuple((Field(name), word) for name, words in columns.items() for word in words)


def section_of(text: str) -> tuple[Field, str] | None:
    """Return what a line is that begins with what it is: "Satsingsområde: Ledelse"."""
    for level, form in _sections():
        found = form.match(text)
        if found:
            return level, (found["title"] or found["rest"]).strip()
    return None


@cache
def _sections() -> tuple[tuple[Field, re.Pattern[str]], ...]:
    found = []
    for name, known in _vocabulary()["sections"].items():
        word = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
        form = (
            rf"(?:{word})(?:\s+[A-Z]?\d+(?:\.\d+)*(?!\.?\d))?\s*[:\-–.]\s*(?P<title>\S.*)$"
            rf"|(?:{word})\s+(?P<code>\d+(?:\.\d+)*)\s+(?P<rest>\S.*)$"
        )
        found.append((Field(name), re.compile(form, re.IGNORECASE)))
    return tuple(found)


def is_plain_title(text: str) -> bool:
    """Tell whether a sheet's name says nothing about what its rows belong to."""
    bare = re.sub(r"[\d\s.,()_–-]+", " ", text).strip().casefold()
    return not bare or bare in _folded("plain_titles")


def is_total(text: str) -> bool:
    """Tell whether a row begins as one with sums does."""
    return folded_heading(text) in _folded("totals")


@cache
def _folded(name: str) -> frozenset[str]:
    return frozenset(folded_heading(word) for word in _vocabulary()["words"][name])


def is_role(text: str) -> bool:
    """Tell whether a text names somebody by what they do: "HTV", "kommunikasjonssjef"."""
    words = re.findall(r"[\w-]+", text.casefold())
    roles = _folded("roles")
    endings = tuple(role for role in roles if len(role) >= _SHORTEST_WITHIN - 1)
    return any(word in roles or word.endswith(endings) for word in words)


def shape_of(headings: Iterator[str]) -> str:
    """Return the tool a table comes from, by its headings; "table" for anybody's own."""
    said = {folded_heading(heading) for heading in headings}
    for tool, words in _vocabulary()["shapes"].items():
        known = {folded_heading(word) for word in words}
        if len(known & said) >= max(len(known) - 1, 2):
            return str(tool).partition("_")[0]
    return "table"


@lru_cache(maxsize=1024)
def theme_of(text: str) -> str:
    """Return which of the five themes a title is about, by its words; empty if by none."""
    said = text[:_ABOUT].casefold()
    hits = {
        theme: sum(word in said for word in words)
        for theme, words in _vocabulary()["pillars"].items()
    }
    best = max(hits, key=lambda theme: hits[theme])
    return best if hits[best] else ""
