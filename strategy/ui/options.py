"""Options for forms and filters: ids with the words to show them by."""

from __future__ import annotations

from strategy.domain.items import Goal
from strategy.i18n import Words
from strategy.ui.session import Here
from strategy.ui.text import one_line, shortened

UN_GOALS_FIRST = (4, 5, 8, 9, 17)
"""The UN goals an employer strategy most often serves, offered first."""


def positions(here: Here) -> dict[str, str]:
    """Return the positions, each with who holds it."""
    people = {person.id: person.name for person in here.plan.people}
    vacant = here.words("position.vacant")
    return {
        p.id: one_line(f"{p.title} ({people.get(p.holder_id or '') or vacant})")
        for p in here.plan.positions
    }


def position_titles(here: Here) -> dict[str, str]:
    """Return the positions by title only."""
    return {p.id: one_line(p.title) for p in here.plan.positions}


def units(here: Here) -> dict[str, str]:
    """Return the units."""
    return {unit.id: one_line(unit.title) for unit in here.plan.units}


def pillars(here: Here) -> dict[str, str]:
    """Return the pillars."""
    return {pillar.id: one_line(f"{pillar.code} {pillar.title}") for pillar in here.plan.pillars}


def goals(here: Here) -> dict[str, str]:
    """Return the goals with their codes."""
    return {goal.id: goal_name(goal) for goal in here.plan.goals}


def goal_name(goal: Goal) -> str:
    """Return a goal's code and title for a list."""
    return one_line(shortened(f"{goal.code} {goal.title}", 70))


def challenges(here: Here) -> dict[str, str]:
    """Return the challenges the strategy answers."""
    return {c.id: one_line(c.title) for c in here.plan.challenges}


def plan_links(here: Here) -> dict[str, str]:
    """Return the overarching plans."""
    return {link.id: one_line(link.title) for link in here.plan.plan_links}


def people(here: Here) -> dict[str, str]:
    """Return the people who can use the tool."""
    return {p.id: one_line(p.name) for p in here.plan.people if not p.retired and not p.erased}


def un_goals(w: Words) -> dict[int, str]:
    """Return the UN goals, the usual ones first."""
    rest = (n for n in range(1, 18) if n not in UN_GOALS_FIRST)
    return {n: f"{n} {w(f'un_goal.{n}')}" for n in (*UN_GOALS_FIRST, *rest)}


def words_for(prefix: str, values: tuple[str, ...], w: Words) -> dict[str, str]:
    """Return the members of a closed set with their words."""
    return {value: w(f"{prefix}.{value}") for value in values}
