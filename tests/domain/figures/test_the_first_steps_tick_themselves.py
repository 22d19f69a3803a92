"""A new plan's first steps: each is taken when the plan holds what it asks for."""

import pytest

from strategy.domain.figures.first_steps import Step, steps_left
from tests.builders import (
    a_goal,
    a_meeting,
    a_pillar,
    a_position,
    a_unit,
    an_action,
    an_indicator,
)
from tests.domain.plans import a_plan


def left(*items, is_published=False):
    return steps_left(a_plan(*items), is_published=is_published)


def test_an_empty_plan_has_every_step_before_it():
    assert left() == tuple(Step)


@pytest.mark.parametrize(
    ("item", "step"),
    [
        (a_unit(), Step.ORGANISATION),
        (a_position(), Step.PEOPLE),
        (a_pillar(), Step.PILLARS),
        (a_goal(), Step.GOAL),
        (an_indicator(), Step.INDICATOR),
        (an_action(), Step.ACTION),
        (a_meeting(), Step.MEETING),
    ],
)
def test_what_is_in_the_plan_ticks_its_step_and_no_other(item, step):
    assert set(Step) - set(left(item)) == {step}


def test_a_vacant_position_is_not_yet_somebody():
    assert Step.PEOPLE in left(a_position(holder_id=None))


def test_a_publication_ticks_the_last_step():
    assert Step.PUBLICATION not in left(is_published=True)
