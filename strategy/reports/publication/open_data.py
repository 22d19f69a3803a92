"""A publication as open data: JSON with a schema, and CSV for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from strategy.domain.publishing.publication import Content
from strategy.domain.publishing.sealing import Publication
from strategy.exchange.spreadsheets import csv_text

SCHEMA = "schema.json"

Cell = str | float | int | None


def data_files(content: Content, publication: Publication) -> dict[str, str]:
    """Return a publication as machine-readable files, by file name."""
    record = {
        "number": publication.number,
        "published_at": f"{publication.published_at.isoformat(timespec='seconds')}Z",
        "content_hash": publication.content_hash,
    }
    data = {"$schema": f"../{SCHEMA}", "publication": record, **content.model_dump(mode="json")}
    return {
        "data.json": json.dumps(data, ensure_ascii=False, indent=1),
        "goals.csv": _goals(content),
        "actions.csv": _actions(content),
        "indicators.csv": _indicators(content),
    }


@cache
def schema() -> str:
    """Return the JSON Schema of the open data."""
    described = Content.model_json_schema(mode="serialization")
    record = {
        "type": "object",
        "required": ["number", "published_at", "content_hash"],
        "properties": {
            "number": {"type": "integer"},
            "published_at": {"type": "string", "format": "date-time"},
            "content_hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
    }
    described["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    described["properties"] |= {"$schema": {"type": "string"}, "publication": record}
    return json.dumps(described, ensure_ascii=False, indent=1)


def _goals(content: Content) -> str:
    return _csv(
        ("pillar", "code", "title", "signal", "activity", "effect", "measured", "indicators"),
        (
            (p.code, g.code, g.title, g.signal.value, g.activity, g.effect, g.measured,
             len(g.indicators))
            for p in content.pillars
            for g in p.goals
        ),
    )  # fmt: skip


def _actions(content: Content) -> str:
    codes = {goal.id: goal.code for goal in content.goals}
    return _csv(
        ("code", "title", "goals", "signal", "state", "percent", "due", "responsible", "unit"),
        (
            (a.code, a.title, " ".join(codes[g] for g in a.goal_ids if g in codes), a.signal.value,
             a.state.value, a.percent, a.due.isoformat() if a.due else None, a.responsible, a.unit)
            for a in content.actions
        ),
    )  # fmt: skip


def _indicators(content: Content) -> str:
    return _csv(
        ("code", "title", "unit", "on", "period", "value", "withheld", "preliminary", "doubtful",
         "numerator", "denominator", "source", "licence"),
        (
            (i.code, i.title, i.unit, f.on.isoformat(), f.period, f.value, int(f.withheld),
             int(f.preliminary), int(f.doubtful), i.numerator, i.denominator,
             f.source or i.source, f.licence or i.licence)
            for i in content.all_indicators
            for f in i.figures
        ),
    )  # fmt: skip


def _csv(head: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> str:
    return csv_text((head, *rows), delimiter=",")
