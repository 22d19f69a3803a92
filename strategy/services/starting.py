"""The first day: load the demo municipality, or begin an own plan from the framework."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import (
    Adoption,
    Direction,
    Item,
    Organisation,
    Person,
    Pillar,
    Role,
    Strategy,
    StrategyStatus,
)
from strategy.domain.meeting_items import Decision
from strategy.domain.roles import Permission, demand
from strategy.services.demo_actions import happened
from strategy.services.demo_meetings import met, sealed
from strategy.services.demo_publications import publish_demo
from strategy.services.demo_reflection import agreed, reflect_demo
from strategy.services.demo_story import Chronicle, Event, beginning, measured
from strategy.services.demo_trail import the_trail
from strategy.services.validation import build
from strategy.settings import DATA
from strategy.store.database import Database

Progress = Callable[[float, str], None]

_FIRST_AT_WORK = time(6, 30)
_BETWEEN_PEOPLE = timedelta(minutes=37)
_PERIOD_YEARS = 4
_REFLECTION = DATA / "demo" / "reflection.toml"


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
    """An indicator many organisations use, in one language; `pillar_code` is where it fits best."""

    key: str
    pillar_code: str
    title: str
    unit: str
    direction: Direction
    cadence_days: int
    source: str


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
    with (DATA / "framework.toml").open("rb") as file:
        written = tomllib.load(file)
    told = {
        kind: [_in_language(row, language) for row in written[kind]]
        for kind in ("strategy", "pillar", "challenge", "indicator")
    }
    return Framework(
        strategy_title=told["strategy"][0]["title"],
        pillars=tuple(FrameworkPillar(**row) for row in told["pillar"]),
        challenges=tuple(FrameworkChallenge(**row) for row in told["challenge"]),
        indicators=tuple(_definition(row) for row in told["indicator"]),
    )


def may_start(database: Database, *, replace_demo: bool = False) -> bool:
    """Tell whether a plan can begin here: the store is empty, or holds a demo that may leave."""
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
    """Begin an own plan with the framework's five pillars, and return its first administrator.

    Refuses with InvalidInputError where a plan exists already. A demo leaves with its history
    when `replace_demo` says so; `by` must then be its administrator, or None at the terminal.
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


def load_demo(database: Database, *, today: date, progress: Progress | None = None) -> None:
    """Fill an empty store with the demo municipality and its two years of history.

    `progress` hears how far the story has come: the share told, and the day it has reached.
    Refuses with InvalidInputError where a plan exists already.
    """
    if not may_start(database):
        raise InvalidInputError((Problem("organisation", "already_started"),))
    told = tuple(_day_by_day(_story(today)))
    # Somebody who interrupts this finds an empty store afterwards, not half a municipality.
    with database.many_changes() as change_made:
        for number, day in enumerate(told, start=1):
            with change_made(by=day.by_id, reason=day.reason, made_at=day.made_at) as change:
                change.add_many(_frozen(item, change.revision) for item in day.added)
                for item in day.updated:
                    change.update(_frozen(item, change.revision))
            if progress is not None:
                progress(number / len(told), day.made_at.date().isoformat())
    publish_demo(database, DATA / "demo" / "publications.toml", today=today)
    reflect_demo(database, _REFLECTION, today=today)


# --- the demo -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _WorkingDay:
    """Everything one person did on one day."""

    made_at: datetime
    by_id: str
    reason: str
    added: tuple[Item, ...]
    updated: tuple[Item, ...]


def _story(today: date) -> list[Event]:
    chronicle = Chronicle(DATA / "demo", today)
    told = (beginning, happened, measured, the_trail)
    meetings = met(chronicle, DATA / "demo" / "meetings.toml")
    lived = (event for tell in told for event in tell(chronicle))
    events = (*lived, *agreed(chronicle, _REFLECTION), *meetings)
    # Sorting is stable: what one person did on a day stays in the order it is told in.
    story = sorted(events, key=lambda event: (event.on, event.by_id))
    return list(sealed(_numbered(story)))


def _numbered(story: list[Event]) -> list[Event]:
    """Give the decisions of each year their numbers in the order they were made."""
    made: Counter[int] = Counter()
    codes: dict[str, str] = {}
    for event in story:
        for item in event.added:
            if isinstance(item, Decision):
                made[event.on.year] += 1
                codes[item.id] = f"{made[event.on.year]}/{event.on.year}"

    def coded(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            item.model_copy(update={"code": codes[item.id]}) if item.id in codes else item
            for item in items
        )

    return [
        replace(event, added=coded(event.added), updated=coded(event.updated)) for event in story
    ]


def _frozen(item: Item, revision: int) -> Item:
    """Return a strategy or an adoption with the revision it was adopted as, if it was then."""
    if isinstance(item, Strategy) and item.status is StrategyStatus.ADOPTED:
        return item.model_copy(update={"adopted_revision": revision})
    if isinstance(item, Adoption) and item.at_revision is not None:
        return item.model_copy(update={"at_revision": revision})
    return item


def _day_by_day(story: list[Event]) -> Iterator[_WorkingDay]:
    for on, of_the_day in groupby(story, key=lambda event: event.on):
        start = datetime.combine(on, _FIRST_AT_WORK)
        people = groupby(of_the_day, key=lambda event: event.by_id)
        for place, (by_id, done) in enumerate(people):
            events = tuple(done)
            yield _WorkingDay(
                made_at=start + place * _BETWEEN_PEOPLE,
                by_id=by_id,
                reason=next((event.reason for event in events if event.reason), ""),
                added=tuple(item for event in events for item in event.added),
                updated=tuple(item for event in events for item in event.updated),
            )


# --- an own plan --------------------------------------------------------------------------------


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
    )


def _in_language(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        key: value[language] if isinstance(value, Mapping) else value for key, value in row.items()
    }
