"""What happened: every version of every row, with who, when and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from strategy.domain.items import Item
from strategy.domain.kinds import PARENT_FIELDS, kind_of
from strategy.store.engine import Row

COLUMNS = (
    "revision",
    "place",
    "kind",
    "item_id",
    "parent_id",
    "version",
    "event",
    "before",
    "after",
)

_KEPT_OF_A_PERSON = {"roles", "language", "erased", "retired"}
_OF_THE_ENTRY = {"id", "version"}


@dataclass(frozen=True)
class Revision:
    """One change: who made it, when (UTC) and why."""

    number: int
    made_at: datetime
    by_id: str | None
    reason: str


@dataclass(frozen=True)
class JournalEntry:
    """What a change did to one item; `made_at` is UTC, `before` is None for a new one."""

    revision: int
    made_at: datetime
    by_id: str | None
    reason: str
    kind: str
    item_id: str
    parent_id: str | None
    version: int
    event: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def entry(row: Row) -> JournalEntry:
    """Return the entry a row of the journal holds."""
    *known, before, after = row
    return JournalEntry(*[*known, _read(before), _read(after)])


def _read(snapshot: str | None) -> Any:  # noqa: ANN401 - what JSON holds
    return json.loads(snapshot) if snapshot else None


def entry_row(revision: int, place: int, *, before: Item | None, after: Item) -> Row:
    """Return the row that records what a change did to an item."""
    kind = kind_of(after)
    parent = PARENT_FIELDS.get(kind)
    return (
        revision,
        place,
        kind,
        after.id,
        getattr(after, parent) if parent else None,
        after.version,
        _event(before, after),
        _snapshot(kind, before) if before else None,
        _snapshot(kind, after),
    )


def _event(before: Item | None, after: Item) -> str:
    if before is None:
        return "added"
    if before.retired == after.retired:
        return "changed"
    return "retired" if after.retired else "restored"


def _snapshot(kind: str, item: Item) -> str:
    # Names can be erased from their own table, but not from a history.
    if kind == "person":
        return item.model_dump_json(include=_KEPT_OF_A_PERSON)
    return item.model_dump_json(exclude=_OF_THE_ENTRY)
