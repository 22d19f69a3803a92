"""What the demo municipality has published, its last tertials, and what was asked about them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from strategy.demo.days import DemoDays, at_work
from strategy.demo.story import item_id
from strategy.domain.items import Person, Position
from strategy.domain.plan import Plan
from strategy.domain.publishing.publication import Draft
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import published, questions
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
    for row in told["question"]:
        _ask(database, row, hr=hr, leader=leader, today=today)


def _publish(database: Database, row: Row, *, hr: Person, leader: Person, today: date) -> None:
    days = DemoDays(today)
    period = days.period(row["period"])
    planned = at_work(period.end + timedelta(days=row["after"]))
    on = min(planned, max(days.day(-1), period.end))
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


def _ask(database: Database, row: Row, *, hr: Person, leader: Person, today: date) -> None:
    """Ask a question and, as far as the file says, have it handed on, answered and approved."""
    newest = published.told(database)[0]
    on = max(DemoDays(today).day(row["days"]), newest.publication.published_at.date())
    now, kind = datetime.combine(on, _APPROVED), row["subject"]
    asked = questions.ask(
        database,
        newest.publication.id,
        {
            "subject": kind,
            "subject_id": item_id(kind, row["code"]) if "code" in row else "",
            "text": row["text"],
        },
        by=_person(database, row["asked_by"]),
        today=on,
        now=now,
    )
    if "position" in row:
        position_id = item_id("position", row["position"])
        asked = questions.delegate(
            database,
            asked.id,
            asked.version,
            position_id=position_id,
            due=asked.due,
            by=hr,
            now=now,
        )
    if "answer" in row:
        answering = database.plan().find(Position, asked.position_id)
        holder = database.plan().find(Person, answering.holder_id if answering else None) or hr
        asked = questions.answer(
            database, asked.id, asked.version, text=row["answer"], by=holder, now=now
        )
        questions.approve(database, asked.id, asked.version, by=leader, today=today, now=now)


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
