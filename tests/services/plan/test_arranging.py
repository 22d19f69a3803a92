"""Pillars, challenges and values stand in the order somebody gave them."""

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError
from strategy.services import planning
from strategy.services.plan.arranging import move
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, a_challenge, a_pillar, a_value, an_organisation, stock


@pytest.fixture
def plan(duck: Database) -> Database:
    pillars = [a_pillar(id=f"p{n}", code=str(n), position=n) for n in (1, 2, 3)]
    # Whoever never ordered anything has the same number on all of them.
    values = [a_value(id=f"v{n}", title=title) for n, title in enumerate(("Modig", "Nær"))]
    stock(duck, an_organisation(), *pillars, *values, a_challenge(id="c1"), ADA, LIV, HEGE)
    return duck


def pillars(database: Database) -> list[str]:
    return [pillar.id for pillar in database.plan().pillars]


@pytest.mark.parametrize(
    ("place", "steps", "order"),
    [
        (1, -1, ["p2", "p1", "p3"]),
        (1, 1, ["p1", "p3", "p2"]),
        (0, -1, ["p1", "p2", "p3"]),
        (2, 1, ["p1", "p2", "p3"]),
        (2, -2, ["p3", "p1", "p2"]),
    ],
)
def test_a_leader_moves_a_pillar(plan, place, steps, order):
    move(plan, plan.plan().pillars[place], steps=steps, by=LIV)
    assert pillars(plan) == order


def test_values_nobody_has_ordered_can_be_ordered(plan):
    first, second = plan.plan().values
    move(plan, first, steps=1, by=ADA)
    assert [value.id for value in plan.plan().values] == [second.id, first.id]


def test_moving_is_one_change(plan):
    before = plan.revision()
    move(plan, plan.plan().pillars[2], steps=-2, by=LIV)
    assert plan.revision() == before + 1


def test_hr_does_not_rearrange_the_strategy(plan):
    with pytest.raises(NotAllowedError):
        move(plan, plan.plan().pillars[1], steps=-1, by=HEGE)
    assert pillars(plan) == ["p1", "p2", "p3"]


def test_what_has_left_the_plan_cannot_be_moved(plan):
    gone = plan.plan().pillars[1]
    planning.retire(plan, gone, by=ADA)
    with pytest.raises(NotFoundError):
        move(plan, gone, steps=1, by=ADA)
    assert pillars(plan) == ["p1", "p3"]
