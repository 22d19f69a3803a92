"""The first steps of a new plan, from its units to the first publication, and which are taken."""

from __future__ import annotations

from enum import StrEnum

from strategy.domain.plan import Plan


class Step(StrEnum):
    """A step on the way to a plan that lives, in the order they are usually taken."""

    ORGANISATION = "organisation"
    PEOPLE = "people"
    PILLARS = "pillars"
    GOAL = "goal"
    INDICATOR = "indicator"
    ACTION = "action"
    MEETING = "meeting"
    PUBLICATION = "publication"


def steps_left(plan: Plan, *, is_published: bool) -> tuple[Step, ...]:
    """Return the steps nobody has taken yet; `is_published` tells of the last one."""
    taken = {
        Step.ORGANISATION: bool(plan.units),
        Step.PEOPLE: any(position.holder_id for position in plan.positions),
        Step.PILLARS: bool(plan.pillars),
        Step.GOAL: bool(plan.goals),
        Step.INDICATOR: bool(plan.indicators),
        Step.ACTION: bool(plan.actions),
        Step.MEETING: bool(plan.meetings),
        Step.PUBLICATION: is_published,
    }
    return tuple(step for step in Step if not taken[step])
