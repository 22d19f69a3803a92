"""Many at a time: a list typed or pasted, one item a line, saved all together or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from strategy.domain.dates import parse_date
from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import Action, Goal, Indicator, Item, Person, Pillar, Position, Unit
from strategy.domain.plan import Plan
from strategy.domain.roles import demand
from strategy.i18n import LANGUAGES, words
from strategy.services import planning
from strategy.services.reading import today_in
from strategy.services.rows import save_each
from strategy.services.validation import build
from strategy.store.change import Change
from strategy.store.database import Database

T = TypeVar("T", bound=Item)


class Many(StrEnum):
    """What can be added as a list."""

    GOAL = "goal"
    ACTION = "action"
    INDICATOR = "indicator"
    PERSON = "person"
    UNIT = "unit"


COLUMNS: dict[Many, tuple[str, ...]] = {
    Many.GOAL: ("title", "pillar", "owner", "due", "description"),
    Many.ACTION: ("title", "goal", "owner", "due", "description"),
    Many.INDICATOR: ("title", "goal", "measured_in", "source"),
    Many.PERSON: ("name", "email", "position", "unit"),
    Many.UNIT: ("title", "parent"),
}
"""The columns of a list, in the order they are read in where it has no headings."""

COLUMN_WORDS: dict[str, str] = {
    "title": "field.title",
    "pillar": "kind.pillar",
    "owner": "field.owner_id",
    "due": "field.due",
    "description": "many.column.description",
    "goal": "kind.goal",
    "measured_in": "many.column.measured_in",
    "source": "field.source",
    "name": "field.name",
    "email": "field.email",
    "position": "kind.position",
    "unit": "kind.unit",
    "parent": "many.column.parent",
}
"""The word for each column."""

MOST = 500
"""The most lines read at once; a longer list is a file, and imported as one."""

_MARK = re.compile(r"^(?:[-*•–]|\d{1,3}[.)])\s+")


@dataclass(frozen=True)
class Line:
    """One line of a list: its number, and what stands in each column."""

    number: int
    cells: Mapping[str, str]


def read_lines(kind: Many, text: str) -> tuple[Line, ...]:
    """Read a list; columns are divided by tabs, as spreadsheets copy them, and headings may lead.

    Raises InvalidInputError for more than MOST lines.
    """
    written = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    if len(written) > MOST:
        raise InvalidInputError((Problem("text", "too_many_lines", {"count": str(MOST)}),))
    columns = _headings(kind, written[0][1]) if written else ()
    rows = written[1:] if columns else written
    return tuple(Line(number, _cells(columns or COLUMNS[kind], cells)) for number, cells in rows)


def add_many(
    database: Database, kind: Many, lines: Sequence[Line], *, start: Mapping[str, Any], by: Person
) -> tuple[Item, ...]:
    """Add everything in a list, all or nothing, and return it as stored.

    `start` holds the values of every line that names no others. The positions and units people are
    listed with are made where they are missing; an owner the plan does not know is kept as text.
    Raises RowsRefusedError with the numbers of the lines that cannot be saved, and why.
    """
    today = today_in(database)
    with database.change(by=by.id) as writing:
        saving = _Saving(writing, by, today, start, made=[])
        rows = ((str(line.number), line) for line in lines)
        return save_each(rows, lambda line: _SAVES[kind](saving, line.cells))


@dataclass(frozen=True)
class _Saving:
    """What every line needs to be saved; `made` is what the lines before it have become."""

    writing: Change
    by: Person
    today: date
    start: Mapping[str, Any]
    made: list[Item]

    def all_of(self, kind: type[T]) -> tuple[T, ...]:
        """Return the plan's items of a kind, with those made here."""
        stored = tuple(i for i in self.writing.plan.by_id.values() if isinstance(i, kind))
        return (*stored, *self._made(kind))

    def code(self, kind: type[Item], *, under: str = "") -> str:
        """Return the next free code, after those given here."""
        plan = self.writing.plan
        known = replace(
            plan,
            goals=(*plan.goals, *self._made(Goal)),
            actions=(*plan.actions, *self._made(Action)),
            indicators=(*plan.indicators, *self._made(Indicator)),
            units=(*plan.units, *self._made(Unit)),
        )
        return planning.next_code(known, kind, under=under)

    def _made(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(item for item in self.made if isinstance(item, kind))

    def add(self, kind: type[Item], values: Mapping[str, Any]) -> Item:
        """Add an item that refers to what was in the plan before."""
        item = planning.add_within(self.writing, kind, values, by=self.by, today=self.today)
        self.made.append(item)
        return item

    def put(self, kind: type[Item], values: Mapping[str, Any]) -> Item:
        """Add an item that may refer to what was made here, for somebody who was let add that."""
        item = self.writing.add(build(kind, values))
        self.made.append(item)
        return item


def _headings(kind: Many, cells: Sequence[str]) -> tuple[str, ...]:
    """Return the columns a first line names, in any language; none where it is a line itself."""
    known = {
        words(language)(COLUMN_WORDS[column]).casefold(): column
        for language in LANGUAGES
        for column in COLUMNS[kind]
    }
    found = tuple(known.get(cell.casefold(), "") for cell in cells)
    return found if all(found) and found[0] == COLUMNS[kind][0] else ()


def _cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    told = dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
    # A list copied from a document has marks before its lines.
    return {**told, columns[0]: _MARK.sub("", told[columns[0]])}


def _save_goal(saving: _Saving, cells: Mapping[str, str]) -> Item:
    plan = saving.writing.plan
    values = {**saving.start, **_owned(plan, cells)}
    if cells.get("pillar"):
        values["pillar_id"] = _named(plan.pillars, cells["pillar"], "pillar_id")
    pillar = plan.find(Pillar, values.get("pillar_id"))
    code = saving.code(Goal, under=pillar.code if pillar else "")
    return saving.add(Goal, {**values, "code": code})


def _save_action(saving: _Saving, cells: Mapping[str, str]) -> Item:
    plan = saving.writing.plan
    values = {**saving.start, **_owned(plan, cells)}
    if cells.get("goal"):
        values["goal_ids"] = (_named(plan.goals, cells["goal"], "goal_ids"),)
    return saving.add(Action, {**values, "code": saving.code(Action)})


def _save_indicator(saving: _Saving, cells: Mapping[str, str]) -> Item:
    values = {**saving.start, "title": cells["title"], "source": cells.get("source", "")}
    values["unit"] = cells.get("measured_in", "")
    if cells.get("goal"):
        values["goal_id"] = _named(saving.writing.plan.goals, cells["goal"], "goal_id")
    return saving.add(Indicator, {**values, "code": saving.code(Indicator)})


def _save_person(saving: _Saving, cells: Mapping[str, str]) -> Item:
    person = saving.add(Person, {"name": cells["name"], "email": cells.get("email", "")})
    title, held = cells.get("position", ""), {"holder_id": person.id}
    vacant = (p for p in saving.writing.plan.positions if p.holder_id is None)
    waiting = next((p for p in vacant if title and _is_called(p, title)), None)
    if waiting is not None:
        saving.writing.update(waiting.model_copy(update=held))
    elif title:
        unit_id = _unit(saving, cells.get("unit", ""))
        saving.put(Position, {"title": title, "unit_id": unit_id, **held})
    return person


def _save_unit(saving: _Saving, cells: Mapping[str, str]) -> Item:
    demand(saving.by, planning.permission_to_change(Unit))
    parent_id = _unit(saving, cells.get("parent", ""))
    values = {"title": cells["title"], "code": saving.code(Unit), "parent_id": parent_id}
    return saving.put(Unit, values)


_SAVES: dict[Many, Callable[[_Saving, Mapping[str, str]], Item]] = {
    Many.GOAL: _save_goal,
    Many.ACTION: _save_action,
    Many.INDICATOR: _save_indicator,
    Many.PERSON: _save_person,
    Many.UNIT: _save_unit,
}


def _unit(saving: _Saving, title: str) -> str | None:
    """Return the id of the unit of this title or code, made where it is missing."""
    if not title:
        return None
    found = next((unit.id for unit in saving.all_of(Unit) if _is_called(unit, title)), None)
    return found or saving.put(Unit, {"title": title, "code": saving.code(Unit)}).id


def _owned(plan: Plan, cells: Mapping[str, str]) -> dict[str, Any]:
    """Return what goals and actions share: title, description, owner and due date."""
    told = {"title": cells["title"], "description": cells.get("description", "")}
    owner, due = cells.get("owner", ""), cells.get("due", "")
    owner_id = _owner(plan, owner)
    dated = parse_date(due)
    return {
        **told,
        **({"owner_id": owner_id} if owner_id else {"owner_text": owner}),
        **({"due": dated.date, "due_precision": dated.precision} if dated else {"due_text": due}),
    }


def _owner(plan: Plan, name: str) -> str | None:
    """Return the position with this title, or the one held by the person of this name."""
    names = {person.id: person.name.casefold() for person in plan.people}
    sought = name.casefold()
    for position in plan.positions:
        if sought and sought in {position.title.casefold(), names.get(position.holder_id or "")}:
            return position.id
    return None


def _named(items: Iterable[Pillar | Goal], name: str, field: str) -> str:
    """Return the id of the item with this code or title; raises where there is none."""
    found = next((item.id for item in items if _is_called(item, name)), None)
    if found is None:
        raise InvalidInputError((Problem(field, "not_found_by_name", {"name": name}),))
    return found


def _is_called(item: Pillar | Goal | Unit | Position, name: str) -> bool:
    code = getattr(item, "code", "")
    known = {code.casefold(), item.title.casefold(), f"{code} {item.title}".casefold()}
    return name.casefold() in known - {""}
