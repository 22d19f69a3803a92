"""Fjordvik: a small municipality with an open plan, and a reorganisation only Liv knows of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

import pytest

from strategy.domain.errors import InvalidInputError, StrategyError
from strategy.domain.items import Item, Role
from strategy.store.database import Database
from tests.builders import (
    CAST,
    LIV,
    a_check_in,
    a_goal,
    a_measurement,
    a_milestone,
    a_person,
    a_pillar,
    a_position,
    a_postponement,
    a_strategy,
    a_target,
    a_unit,
    an_action,
    an_indicator,
    an_involvement,
    an_organisation,
)

TODAY = date(2026, 7, 1)
LONG_AGO = datetime(2020, 1, 1, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
SECRET = {"confidential_to": (LIV.id,)}

DINA = a_person("dina", "Dina Dahl", Role.OWNER)
ODD = a_person("odd", "Odd Olsen", Role.OWNER)

OPEN = an_action(id="action", goal_ids=("goal",), owner_id="position")
HIDDEN = an_action(id="secret-action", code="T-9", owner_id="position", **SECRET)
FIGURE = an_indicator(id="indicator", goal_id="goal", owner_id="position")
HIDDEN_FIGURE = an_indicator(id="secret-figure", code="I-9", owner_id="position", **SECRET)
HIDDEN_GOAL = a_goal(id="secret", code="1.9", title="Slå sammen skolene", **SECRET)


def fjordvik() -> tuple[Item, ...]:
    """Ola holds the position with the responsibility, Dina is his deputy, Odd holds another."""
    return (
        an_organisation(),
        a_strategy(),
        a_unit(),
        a_position(deputy_id=DINA.id),
        a_position(id="other", title="Kommunalsjef helse", holder_id=ODD.id, unit_id=None),
        a_pillar(),
        a_goal(id="goal"),
        OPEN,
        an_action(id="theirs", code="T-2", goal_ids=("goal",), owner_id="other"),
        a_milestone(OPEN, id="milestone"),
        FIGURE,
        an_indicator(id="their-figure", code="I-2", owner_id="other"),
        HIDDEN_GOAL,
        HIDDEN,
        a_milestone(HIDDEN, id="secret-milestone"),
        a_postponement(HIDDEN, id="secret-proposal"),
        a_check_in(HIDDEN, id="secret-check-in", comment="Ingen må vite det"),
        an_involvement(HIDDEN, id="secret-involvement"),
        HIDDEN_FIGURE,
        a_target(HIDDEN_FIGURE, id="secret-target"),
        a_measurement(HIDDEN_FIGURE, id="secret-measurement"),
        an_action(id="under-secret", code="T-8", goal_ids=("secret",), owner_id="position"),
        *CAST,
        DINA,
        ODD,
    )


def settle(database: Database, *more: Item) -> Database:
    """Put Fjordvik into a database, long before anybody does anything."""
    with database.change(by=None, reason="the first plan", made_at=LONG_AGO) as change:
        change.add_many((*fjordvik(), *more))
    # The program has run every day since.
    database.upkeep.believe(datetime.combine(TODAY, time(12)))
    return database


def item(database: Database, item_id: str) -> Item:
    """The item as it stands now."""
    return database.plan().by_id[item_id]


@contextmanager
def refused(
    database: Database, error: type[StrategyError]
) -> Iterator[pytest.ExceptionInfo[StrategyError]]:
    """What happens within is refused, and leaves no trace in plan or journal."""
    before = (database.revision(), database.plan(), database.journal())
    with pytest.raises(error) as caught:
        yield caught
    assert (database.revision(), database.plan(), database.journal()) == before


@contextmanager
def told(database: Database, *problems: tuple[str, str]) -> Iterator[None]:
    """What happens within is refused with exactly these problems: field and rule."""
    with refused(database, InvalidInputError) as caught:
        yield
    assert [(p.field, p.rule) for p in caught.value.problems] == list(problems)
