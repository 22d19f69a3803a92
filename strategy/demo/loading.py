"""Load the demo municipality into an empty store, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from strategy.demo.actions import happened
from strategy.demo.meetings import met, sealed
from strategy.demo.publications import publish_demo
from strategy.demo.reflection import agreed, reflect_demo
from strategy.demo.story import Chronicle, Event, beginning, measured
from strategy.demo.trail import the_trail
from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import (
    Adoption,
    Item,
    Strategy,
    StrategyStatus,
)
from strategy.domain.meeting_items import Decision
from strategy.services.starting import may_start
from strategy.settings import DATA
from strategy.store.database import Database

Progress = Callable[[float, str], None]


_FIRST_AT_WORK = time(6, 30)


_BETWEEN_PEOPLE = timedelta(minutes=37)


_REFLECTION = DATA / "demo" / "reflection.toml"


def load_demo(database: Database, *, today: date, progress: Progress | None = None) -> None:
    """Fill an empty store with the demo municipality and its two years of history.

    `progress` is called with how far it has come: the share loaded, and the day reached.
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
    # The story ends some days ago; that is no reason to doubt the clock it was dated by.
    database.upkeep.believe(datetime.combine(today - timedelta(days=1), time(12)))


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
    # Sorting is stable: what one person did on a day stays in the order of the story.
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
