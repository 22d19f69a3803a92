"""A group's judgement of its own maturity, round by round, as far as a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from strategy.domain.items import Person
from strategy.domain.reflection import Shown, Standing, standings
from strategy.domain.roles import Permission, demand
from strategy.services.reflection import answering as reflection
from strategy.store.database import Database


@dataclass(frozen=True)
class Judged:
    """A round in which some or all of the levels may be seen."""

    round_id: str
    title: str
    day: date
    shown: tuple[Shown, ...]
    standings: tuple[Standing, ...]


def judged_rounds(database: Database, *, by: Person, today: date) -> tuple[Judged, ...]:
    """Return the rounds with anything to compare, the earliest first."""
    demand(by, Permission.SEE_PLAN)
    views = (
        reflection.view(database, asked.id, by=by, today=today)
        for asked in reversed(reflection.rounds(database, by=by))
    )
    seen = ((view.round, tuple(one.shown for one in view.prompts)) for view in views)
    found = (
        Judged(asked.id, asked.title, asked.day, shown, standings(shown)) for asked, shown in seen
    )
    return tuple(one for one in found if one.standings)
