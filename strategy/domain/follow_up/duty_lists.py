"""Who is responsible for what, as a list to print: one heading per person or per unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import (
    Action,
    ActionState,
    Goal,
    Indicator,
    Person,
    Position,
    Precision,
    Signal,
    Unit,
)
from strategy.domain.kinds import kind_of
from strategy.domain.plan import Plan

Duty = Goal | Action | Indicator


class ListBy(StrEnum):
    """What a list is grouped by."""

    PERSON = "person"
    UNIT = "unit"


class Heading(StrEnum):
    """What a heading is about; those that name somebody to contact come first."""

    PERSON = "person"
    VACANT = "vacant"
    TEXT = "text"
    UNIT = "unit"
    NOBODY = "nobody"


@dataclass(frozen=True)
class DutyLine:
    """One thing somebody is responsible for; `percent` is 0..1 and for actions only."""

    kind: str
    item_id: str
    code: str
    title: str
    signal: Signal
    owner: str
    holder: str
    unit: str
    due: date | None = None
    due_precision: Precision = Precision.DAY
    due_text: str = ""
    percent: float | None = None
    last: date | None = None


@dataclass(frozen=True)
class DutyGroup:
    """A part of the list: who it is about, their positions and deputies, and their duties."""

    heading: Heading
    key: str
    title: str
    positions: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    lines: tuple[DutyLine, ...] = ()


def duty_list(plan: Plan, assessment: Assessment, by: ListBy) -> tuple[DutyGroup, ...]:
    """Return the goals, open actions and indicators, grouped by who is responsible or by unit.

    What nobody is responsible for, or what belongs to no unit, comes last.
    """
    parts: defaultdict[tuple[Heading, str], list[Duty]] = defaultdict(list)
    for duty in _duties(plan):
        parts[_part_of(plan, duty, by)].append(duty)
    groups = (
        _group(plan, assessment, heading, key, duties) for (heading, key), duties in parts.items()
    )
    order = list(Heading)
    return tuple(sorted(groups, key=lambda g: (order.index(g.heading), g.title.casefold(), g.key)))


def _duties(plan: Plan) -> Iterator[Duty]:
    yield from plan.goals
    yield from (action for action in plan.actions if action.state is ActionState.OPEN)
    yield from plan.indicators


def _part_of(plan: Plan, duty: Duty, by: ListBy) -> tuple[Heading, str]:
    if by is ListBy.UNIT:
        unit = plan.unit_of(duty)
        return (Heading.UNIT, unit.id) if unit else (Heading.NOBODY, "")
    position = plan.find(Position, duty.owner_id)
    if position is None:
        return (Heading.TEXT, duty.owner_text) if duty.owner_text else (Heading.NOBODY, "")
    if plan.is_vacant(position):
        return Heading.VACANT, position.id
    return Heading.PERSON, str(position.holder_id)


def _group(
    plan: Plan, assessment: Assessment, heading: Heading, key: str, duties: list[Duty]
) -> DutyGroup:
    positions = list(dict.fromkeys(p for d in duties if (p := plan.find(Position, d.owner_id))))
    in_order = sorted(duties, key=_rank)
    lines = tuple(_line(plan, assessment, duty) for duty in in_order)
    if heading in {Heading.UNIT, Heading.NOBODY, Heading.TEXT}:
        unit = plan.find(Unit, key)
        return DutyGroup(heading, key, unit.title if unit else key, lines=lines)
    deputies = (_name(plan, position.deputy_id) for position in positions)
    return DutyGroup(
        heading,
        key,
        _name(plan, key) if heading is Heading.PERSON else positions[0].title,
        tuple(position.title for position in positions),
        tuple(dict.fromkeys(name for name in deputies if name)),
        lines,
    )


_KINDS = ("goal", "action", "indicator")


def _rank(duty: Duty) -> tuple[int, date, str]:
    due = None if isinstance(duty, Indicator) else duty.due
    return _KINDS.index(kind_of(duty)), due or date.max, duty.code


def _line(plan: Plan, assessment: Assessment, duty: Duty) -> DutyLine:
    position = plan.find(Position, duty.owner_id)
    unit = plan.unit_of(duty)
    line = DutyLine(
        kind_of(duty),
        duty.id,
        duty.code,
        duty.title,
        _signal(assessment, duty),
        owner=position.title if position else duty.owner_text,
        holder=_name(plan, position.holder_id) if position else "",
        unit=unit.title if unit else "",
    )
    if isinstance(duty, Indicator):
        return line
    dated = {"due": duty.due, "due_precision": duty.due_precision, "due_text": duty.due_text}
    if isinstance(duty, Goal):
        return DutyLine(**{**vars(line), **dated})
    check_in = plan.latest_check_in(duty.id)
    heard = {
        "percent": assessment.actions[duty.id].percent,
        "last": check_in.on if check_in else None,
    }
    return DutyLine(**{**vars(line), **dated, **heard})


def _signal(assessment: Assessment, duty: Duty) -> Signal:
    match duty:
        case Goal():
            return assessment.goals[duty.id].signal
        case Action():
            return assessment.actions[duty.id].signal
        case _:
            return assessment.indicators[duty.id].signal


def _name(plan: Plan, person_id: str | None) -> str:
    person = plan.find(Person, person_id)
    return person.name if person is not None else ""
