"""The demo municipality as a story: what happened on which day, by whom, in order."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from strategy.demo.days import DemoDays
from strategy.domain.items import (
    Adoption,
    Challenge,
    Goal,
    Indicator,
    Item,
    Measurement,
    Organisation,
    Person,
    Pillar,
    PlanLink,
    Position,
    Strategy,
    StrategyStatus,
    Target,
    Unit,
    Value,
)
from strategy.domain.meeting_items import Meeting

Row = Mapping[str, Any]

CADENCE_DAYS = {"Q": 92, "T": 123, "Y": 366}
"""The longest a period of each kind lasts: a figure is fresh until the next one can exist."""

_DAYS_TO_COUNT = 5
_HR = "hanne"


@dataclass(frozen=True)
class Event:
    """What one person did on one day: items added, and items as changed."""

    on: date
    by_id: str
    added: tuple[Item, ...] = ()
    updated: tuple[Item, ...] = ()
    reason: str = ""


def item_id(kind: str, key: str) -> str:
    """Return the id an item of the demo always has."""
    return f"demo-{kind}-{key.lower()}"


def item_ids(kind: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the ids items of the demo always have."""
    return tuple(item_id(kind, key) for key in keys)


def optional_id(kind: str, key: str | None) -> str | None:
    """Return the id of an item of the demo, None where none is named."""
    return item_id(kind, key) if key else None


def given(row: Row, *names: str) -> dict[str, Any]:
    """Return those of the named values that a row gives."""
    return {name: row[name] for name in names if name in row}


class Chronicle:
    """Everything the demo's files say, and who held which position when."""

    def __init__(self, folder: Path, today: date) -> None:
        """Read the files of a folder as seen from today."""
        self.days = DemoDays(today)
        self.organisation = _read(folder / "organisation.toml")
        self.pillars = tuple(_read(path) for path in sorted(folder.glob("pillar_*.toml")))
        self._positions = {row["key"]: row for row in self.organisation["position"]}
        self._delays = {r["key"]: r.get("delay", 0) for r in self.organisation["person"]}

    def rows(self, kind: str) -> Iterator[Row]:
        """Return the rows of a kind from every file."""
        for file in (self.organisation, *self.pillars):
            yield from file.get(kind, ())

    def holder(self, position: str | None) -> str:
        """Return who speaks for a position; HR where nobody was ever asked."""
        return self._positions[position]["holder"] if position else _HR

    def planner(self, position: str | None) -> str:
        """Return who writes something into the plan for a position: its leader, or else HR."""
        person = self.holder(position)
        roles = next(r["roles"] for r in self.organisation["person"] if r["key"] == person)
        return person if {"leader", "hr"} & set(roles) else _HR

    def reporting_day(self, offset: int, person: str) -> date:
        """Return the day a person reports in a round: some are quick, some are not."""
        return self.days.past_day(offset + self._delays[person])

    def meeting_day(self, number: int) -> date:
        """Return the day of a meeting in the calendar, counted from one."""
        row = self.organisation["meeting"][number - 1]
        if row.get("committee"):
            return self.days.sitting_day(row["on"])
        return self.days.working_day(row["on"])

    @property
    def made(self) -> date:
        """The day the plan was first written down."""
        return self.days.day(self.organisation["strategy"]["made"])


def beginning(chronicle: Chronicle) -> Iterator[Event]:
    """Yield how the plan was written down, adopted and later sharpened."""
    strategy = chronicle.organisation["strategy"]
    yield Event(
        chronicle.made,
        item_id("person", strategy["by"]),
        added=(*_the_organisation(chronicle), *_the_plan(chronicle)),
        reason=strategy["reason"],
    )
    yield from _adoption(chronicle)
    yield from _vacancies(chronicle)
    yield from _renamed_goals(chronicle)


def measured(chronicle: Chronicle) -> Iterator[Event]:
    """Yield when each figure was recorded: some days after its period, the old ones at once."""
    for row in chronicle.rows("indicator"):
        person = chronicle.holder(row.get("owner"))
        for figure in row.get("measured", ()):
            measurement = _measurement(chronicle, row["code"], figure)
            counted = min(
                measurement.on.toordinal() + _DAYS_TO_COUNT, chronicle.days.day(-1).toordinal()
            )
            on = max(date.fromordinal(counted), chronicle.made)
            by = person if on > chronicle.made else _HR
            yield Event(on, item_id("person", by), added=(measurement,))


# --- the plan as first written down -------------------------------------------------------------


def _the_organisation(chronicle: Chronicle) -> Iterator[Item]:
    rows = chronicle.organisation
    yield Organisation(demo=True, **rows["organisation"])
    yield from (
        Unit(
            id=item_id("unit", row["code"]),
            code=row["code"],
            title=row["title"],
            parent_id=optional_id("unit", row.get("parent")),
        )
        for row in rows["unit"]
    )
    yield from (_position(row) for row in rows["position"])
    yield from (
        Person(
            id=item_id("person", row["key"]),
            email=f"{row['key']}@nyfjord.example",
            **given(row, "name", "roles", "language"),
        )
        for row in rows["person"]
    )
    yield from (
        Meeting(
            id=item_id("meeting", str(number)),
            title=row["title"],
            on=chronicle.meeting_day(number),
        )
        for number, row in enumerate(rows["meeting"], start=1)
    )


def _the_plan(chronicle: Chronicle) -> Iterator[Item]:
    rows = chronicle.organisation
    yield _strategy(chronicle)
    yield from (
        PlanLink(id=item_id("plan", row["key"]), **given(row, "title", "url", "note"))
        for row in rows["plan_link"]
    )
    yield from (
        Value(id=item_id("value", str(place)), position=place, **row)
        for place, row in enumerate(rows["value"], start=1)
    )
    yield from (
        Challenge(id=item_id("challenge", row["code"]), position=place, **row)
        for place, row in enumerate(rows["challenge"], start=1)
    )
    for place, file in enumerate(chronicle.pillars, start=1):
        pillar = file["pillar"]
        yield Pillar(id=item_id("pillar", pillar["code"]), position=place, **pillar)
        yield from (_goal(chronicle, row, pillar["code"]) for row in file["goal"])
    for row in chronicle.rows("indicator"):
        yield _indicator(chronicle, row)
        yield from _targets(chronicle, row)


def _strategy(chronicle: Chronicle) -> Strategy:
    row = chronicle.organisation["strategy"]
    first = chronicle.days.first_year_after(chronicle.days.day(row["adopted"]))
    last = first + row["period_years"] - 1
    return Strategy(
        id=item_id("strategy", "1"),
        title=row["title"].replace("{from}", str(first)).replace("{to}", str(last)),
        vision=row["vision"],
        description=row["description"],
        period_from=date(first, 1, 1),
        period_to=date(last, 12, 31),
    )


def _position(row: Row) -> Position:
    return Position(
        id=item_id("position", row["key"]),
        title=row["title"],
        unit_id=item_id("unit", row["unit"]),
        holder_id=item_id("person", row["holder"]),
        deputy_id=optional_id("person", row.get("deputy")),
        leads=row.get("leads", False),
    )


def _goal(chronicle: Chronicle, row: Row, pillar: str) -> Goal:
    due = chronicle.days.dated(row["due"]) if "due" in row else None
    return Goal(
        id=item_id("goal", row["code"]),
        pillar_id=item_id("pillar", pillar),
        title=row.get("renamed", {}).get("from", row["title"]),
        owner_id=optional_id("position", row.get("owner")),
        due=due.date if due else None,
        challenge_ids=item_ids("challenge", row.get("challenges", ())),
        plan_link_ids=item_ids("plan", row.get("plans", ())),
        **({"due_precision": due.precision} if due else {}),
        **given(row, "code", "description", "owner_text", "due_text", "un_goals"),
    )


def _indicator(chronicle: Chronicle, row: Row) -> Indicator:
    cadence = row["cadence"]
    first = chronicle.days.period(row["baseline_on"]).end if "baseline_on" in row else None
    return Indicator(
        id=item_id("indicator", row["code"]),
        goal_id=optional_id("goal", row.get("goal")),
        pillar_id=optional_id("pillar", row.get("pillar")),
        baseline_on=first,
        cadence_days=CADENCE_DAYS.get(cadence, cadence),
        owner_id=optional_id("position", row.get("owner")),
        **given(
            row, "code", "title", "description", "unit", "direction", "baseline", "source",
            "owner_text",
        ),
    )  # fmt: skip


def _targets(chronicle: Chronicle, row: Row) -> Iterator[Target]:
    for number, target in enumerate(row.get("targets", ()), start=1):
        due = chronicle.days.dated(target["due"]) if "due" in target else None
        yield Target(
            id=item_id("target", f"{row['code']}-{number}"),
            indicator_id=item_id("indicator", row["code"]),
            due=due.date if due else None,
            **({"due_precision": due.precision} if due else {}),
            **given(target, "text", "comparison", "low", "high"),
        )


def _measurement(chronicle: Chronicle, code: str, figure: Row) -> Measurement:
    period = chronicle.days.period(figure["period"])
    return Measurement(
        id=item_id("measurement", f"{code}-{figure['period']}"),
        indicator_id=item_id("indicator", code),
        on=period.end,
        period=period.label,
        group_size=figure.get("group"),
        **given(figure, "value", "note", "series_break", "preliminary"),
    )


# --- what became of it --------------------------------------------------------------------------


def _adoption(chronicle: Chronicle) -> Iterator[Event]:
    strategy = chronicle.organisation["strategy"]
    steps = chronicle.organisation["adoption"]
    on = chronicle.made
    for number, row in enumerate(steps, start=1):
        on = chronicle.days.sitting_day(row["on"], after=on)
        case_number = row["case_number"].replace("{yy}", f"{on:%y}")
        step = Adoption(
            id=item_id("adoption", str(number)),
            body=row["body"],
            on=on,
            case_number=case_number,
            note=row["note"],
            # The revision is known only once the story is loaded; see loading.
            at_revision=0 if number == len(steps) else None,
        )
        by = strategy["adopted_by" if number == len(steps) else "by"]
        yield Event(on, item_id("person", by), added=(step,))
    adopted = {"status": StrategyStatus.ADOPTED, "adopted_on": on, "version": 1}
    yield Event(
        on,
        item_id("person", strategy["adopted_by"]),
        updated=(_strategy(chronicle).model_copy(update=adopted),),
        reason=case_number,
    )


def _vacancies(chronicle: Chronicle) -> Iterator[Event]:
    for row in chronicle.organisation["position"]:
        if "vacant_from" in row:
            left = _position(row).model_copy(update={"holder_id": None, "version": 1})
            on = chronicle.days.day(row["vacant_from"])
            yield Event(on, item_id("person", _HR), updated=(left,))


def _renamed_goals(chronicle: Chronicle) -> Iterator[Event]:
    for file in chronicle.pillars:
        for row in file["goal"]:
            if "renamed" not in row:
                continue
            renamed = row["renamed"]
            goal = _goal(chronicle, row, file["pillar"]["code"])
            yield Event(
                chronicle.days.day(renamed["on"]),
                item_id("person", renamed["by"]),
                updated=(goal.model_copy(update={"title": row["title"], "version": 1}),),
                reason=renamed["reason"],
            )


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
