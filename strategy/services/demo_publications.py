"""What the demo municipality has published: its last tertial, and the one before."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from strategy.domain.items import Person
from strategy.domain.plan import Plan
from strategy.domain.publication import Draft
from strategy.services import publishing
from strategy.services.demo_days import DemoDays
from strategy.services.demo_story import item_id
from strategy.store.database import Database

Row = Mapping[str, Any]

_PREPARED, _APPROVED = time(9, 15), time(13, 40)


def publish_demo(database: Database, file: Path, *, today: date) -> None:
    """Let the demo's people publish what the file says, on the days they did."""
    with file.open("rb") as written:
        told = tomllib.load(written)
    hr, leader = (_person(database, told[name]) for name in ("prepared_by", "approved_by"))
    for row in told["publication"]:
        _publish(database, row, hr=hr, leader=leader, today=today)


def _publish(database: Database, row: Row, *, hr: Person, leader: Person, today: date) -> None:
    days = DemoDays(today)
    period = days.period(row["period"])
    on = min(period.end + timedelta(days=row["after"]), max(days.day(-1), period.end))
    draft = publishing.prepare(
        database,
        title=period.label,
        day=period.end,
        by=hr,
        today=on,
        now=datetime.combine(on, _PREPARED),
    )
    written = _written(database.plan(revision=draft.revision), draft, row)
    draft = publishing.save(database, draft, written, by=hr)
    publishing.publish(database, draft, by=leader, now=datetime.combine(on, _APPROVED))


def _written(plan: Plan, draft: Draft, row: Row) -> dict[str, Any]:
    """Return what HR wrote; the figures in words are left as the tool proposed them."""
    codes = {pillar.id: pillar.code for pillar in plan.pillars}
    why = {item_id("action", code): said for code, said in row.get("explanations", {}).items()}
    return {
        "summary": row["summary"],
        "needed": tuple(row["needed"]),
        "pillars": tuple(
            {
                "pillar_id": text.pillar_id,
                "number": text.number,
                **row["pillars"][codes[text.pillar_id]],
            }
            for text in draft.pillars
        ),
        "explanations": tuple(
            {"action_id": one.action_id, "text": why.get(one.action_id, "")}
            for one in draft.explanations
        ),
    }


def _person(database: Database, key: str) -> Person:
    return next(p for p in database.plan().people if p.id == item_id("person", key))
