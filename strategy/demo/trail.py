"""The demo's decisions and hearings, and their way through the municipality's bodies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from strategy.demo.story import Chronicle, Event, Row, given, item_id, item_ids, optional_id
from strategy.domain.items import Adoption, Involvement
from strategy.domain.meeting_items import Decision, Hearing
from strategy.settings import DATA


def the_trail(chronicle: Chronicle) -> Iterator[Event]:
    """Yield the decisions and hearings, each on its day."""
    with (DATA / "demo" / "trail.toml").open("rb") as file:
        written: Mapping[str, list[Row]] = tomllib.load(file)
    for row in written["decision"]:
        yield from _decided(chronicle, row)
    for row in written["hearing"]:
        yield from _heard(chronicle, row)


def _decided(chronicle: Chronicle, row: Row) -> Iterator[Event]:
    on = chronicle.meeting_day(int(row["meeting"]))
    decision = Decision(
        id=item_id("decision", row["key"]),
        code=row["key"],
        meeting_id=item_id("meeting", row["meeting"]),
        goal_ids=item_ids("goal", row.get("goals", ())),
        action_ids=item_ids("action", row.get("actions", ())),
        agreement_ids=item_ids("agreement", row.get("agreements", ())),
        owner_id=optional_id("position", row.get("owner")),
        due=chronicle.days.day(row["due"]) if "due" in row else None,
        **given(row, "title", "description", "decided", "reorganisation"),
    )
    by = item_id("person", row["by"])
    yield Event(on, by, added=(decision,))
    for number, entry in enumerate(row.get("involved", ()), start=1):
        about = {"item_kind": "decision", "item_id": decision.id, "by_id": by}
        involved = _involvement(chronicle, f"{row['key']}-{number}", entry, about)
        yield Event(on, by, added=(involved,))
    for number, step in enumerate(row.get("steps", ()), start=1):
        day = chronicle.days.sitting_day(step["on"], after=on) if "on" in step else None
        yield Event(day or on, by, added=(_step(row, number, step, day),))


def _step(row: Row, number: int, step: Row, day: date | None) -> Adoption:
    return Adoption(
        id=item_id("adoption", f"{row['key']}-{number}"),
        decision_id=item_id("decision", row["key"]),
        body=step["body"],
        on=day,
        case_number=step["case_number"].replace("{yy}", f"{day:%y}" if day else ""),
        note=step["note"],
    )


def _involvement(
    chronicle: Chronicle, key: str, entry: Row, about: Mapping[str, Any]
) -> Involvement:
    told = {**about, **given(entry, "party", "who", "how", "outcome")}
    on = chronicle.days.working_day(entry["on"])
    return Involvement(id=item_id("involvement", key), on=on, **told)


def _heard(chronicle: Chronicle, row: Row) -> Iterator[Event]:
    opened = Hearing(
        id=item_id("hearing", row["key"]),
        goal_ids=item_ids("goal", row.get("goals", ())),
        action_ids=item_ids("action", row.get("actions", ())),
        decision_ids=item_ids("decision", row.get("decisions", ())),
        asked_ids=item_ids("person", row["asked_ids"]),
        opens=chronicle.days.working_day(row["opens"]),
        closes=chronicle.days.working_day(row["closes"]),
        **given(row, "title", "description", "asked"),
    )
    yield Event(opened.opens, item_id("person", row["by"]), added=(opened,))
    kind = "decision" if opened.decision_ids else "goal"
    about = {"item_kind": kind, "item_id": (*opened.decision_ids, *opened.goal_ids)[0]}
    for number, entry in enumerate(row["answers"], start=1):
        key = f"{row['key']}-heard-{number}"
        by = item_id("person", entry["by"])
        said = {**about, "hearing_id": opened.id, "by_id": by}
        answer = _involvement(chronicle, key, entry, said)
        yield Event(answer.on, by, added=(answer,))
    if "closed" in row:
        day = chronicle.days.working_day(row["closed"])
        closed = {"closed_on": day, "conclusion": row["conclusion"], "version": 1}
        by = item_id("person", row["concluded_by"])
        yield Event(day, by, updated=(opened.model_copy(update=closed),))
