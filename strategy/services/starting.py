"""The first day: load the demo municipality, or start one's own plan from the framework."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import (
    Direction,
    Item,
    Organisation,
    Person,
    Pillar,
    Role,
    Strategy,
)
from strategy.domain.roles import Permission, demand
from strategy.services.validation import build
from strategy.settings import DATA
from strategy.store.database import Database

_PERIOD_YEARS = 4


@dataclass(frozen=True)
class FrameworkPillar:
    """One of the framework's pillars, in one language."""

    code: str
    title: str
    description: str


@dataclass(frozen=True)
class FrameworkChallenge:
    """A challenge many organisations answer, in one language."""

    code: str
    title: str
    description: str


@dataclass(frozen=True)
class IndicatorDefinition:
    """An indicator many organisations use, in one language; `pillar_code` is where it fits best.

    `definition` says what is counted, `beware` what it must not be compared with. What is divided
    by what is empty where nothing is.
    """

    key: str
    pillar_code: str
    title: str
    unit: str
    direction: Direction
    cadence_days: int
    source: str
    definition: str
    beware: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class Framework:
    """What a new plan can start from, in one language."""

    strategy_title: str
    pillars: tuple[FrameworkPillar, ...]
    challenges: tuple[FrameworkChallenge, ...]
    indicators: tuple[IndicatorDefinition, ...]


@cache
def framework(language: str) -> Framework:
    """Return the framework in a language: nb, nn or en."""
    told = {
        **in_language(DATA / "framework.toml", language),
        **in_language(DATA / "library" / "indicators.toml", language),
    }
    return Framework(
        strategy_title=told["strategy"][0]["title"],
        pillars=tuple(FrameworkPillar(**row) for row in told["pillar"]),
        challenges=tuple(FrameworkChallenge(**row) for row in told["challenge"]),
        indicators=tuple(_definition(row) for row in told["indicator"]),
    )


def in_language(path: Path, language: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a file with texts in every language, by kind, in one language."""
    with path.open("rb") as file:
        written = tomllib.load(file)
    return {kind: [_translated(row, language) for row in rows] for kind, rows in written.items()}


def may_start(database: Database, *, replace_demo: bool = False) -> bool:
    """Return whether a plan can start here: the store is empty, or holds a replaceable demo."""
    if database.is_empty():
        return True
    return replace_demo and database.plan().organisation.demo


def start_own_plan(
    database: Database,
    *,
    name: str,
    language: str,
    administrator_name: str,
    today: date,
    number: str = "",
    by: Person | None = None,
    replace_demo: bool = False,
) -> Person:
    """Start a new plan with the framework's five pillars, and return its first administrator.

    Raises InvalidInputError where a plan exists already. A demo is removed with its history
    when `replace_demo` is set; `by` must then be its administrator, or None at the terminal.
    """
    if not may_start(database, replace_demo=replace_demo):
        raise InvalidInputError((Problem("organisation", "already_started"),))
    administrator = _administrator(administrator_name, language)
    items = (*_own_plan(name, number, language, today), administrator)
    if not database.is_empty():
        if by is not None:
            demand(by, Permission.ADMINISTER)
        database.clear()
    with database.change(by=administrator.id) as change:
        change.add_many(items)
    return administrator


# --- the demo -----------------------------------------------------------------------------------


# --- a new plan ---------------------------------------------------------------------------------


def _own_plan(name: str, number: str, language: str, today: date) -> Iterator[Item]:
    yield build(Organisation, {"name": name, "number": number, "language": language})
    usual = framework(language)
    yield Strategy(
        title=usual.strategy_title,
        period_from=date(today.year, 1, 1),
        period_to=date(today.year + _PERIOD_YEARS - 1, 12, 31),
    )
    for position, pillar in enumerate(usual.pillars, start=1):
        yield Pillar(
            code=pillar.code,
            title=pillar.title,
            description=pillar.description,
            position=position,
        )


def _administrator(name: str, language: str) -> Person:
    if not name.strip():
        raise InvalidInputError((Problem("administrator_name", "required"),))
    given = {"name": name, "roles": (Role.ADMINISTRATOR,), "language": language}
    return build(Person, given)


def _definition(row: Mapping[str, Any]) -> IndicatorDefinition:
    return IndicatorDefinition(
        key=row["key"],
        pillar_code=row["pillar"],
        title=row["title"],
        unit=row["unit"],
        direction=Direction(row["direction"]),
        cadence_days=row["cadence_days"],
        source=row["source"],
        definition=row["definition"],
        beware=row["beware"],
        numerator=row.get("numerator", ""),
        denominator=row.get("denominator", ""),
    )


def _translated(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        key: value[language] if isinstance(value, Mapping) else value for key, value in row.items()
    }
