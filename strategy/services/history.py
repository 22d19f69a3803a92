"""Who changed what, when and why, as far as the one who asks may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from strategy.domain.items import PARENT_FIELDS, Person
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.store.database import Database
from strategy.store.journal import JournalEntry

SHOWN_KINDS = (
    "goal", "indicator", "action", "check_in", "measurement", "postponement", "milestone",
    "target", "pillar", "strategy", "adoption", "involvement", "position", "unit", "person",
)  # fmt: skip
"""The kinds one can narrow the history down to."""

WORDS_FOR_FIELD = {
    "judgement": "signal",
    "state": "state",
    "direction": "direction",
    "comparison": "comparison",
    "due_precision": "precision",
    "start_precision": "precision",
    "outcome": "outcome",
    "party": "party",
    "status": "strategy_status",
    "roles": "role",
}
"""The fields whose values are words of ours, and where those words stand."""

MACHINES = ("system", "demo")
"""Who can be behind a change without being a person."""

_NOT_TOLD = {
    "id", "version", "retired", "unchanged_count", "action_id", "indicator_id", "item_id",
    "item_kind", "by_id", "demo",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One change of one item, with the item's code and title and the fields that changed."""

    revision: int
    made_at: datetime
    by_id: str | None
    reason: str
    kind: str
    item_id: str
    event: str
    code: str
    title: str
    before: dict[str, Any] | None
    fields: tuple[tuple[str, Any, Any], ...]


def entries(
    database: Database,
    *,
    by: Person,
    item_id: str | None = None,
    kind: str | None = None,
    who: str | None = None,
    words: str = "",
    limit: int = 30,
    offset: int = 0,
) -> tuple[Entry, ...]:
    """Return changes, the newest first; what is confidential to others is left out."""
    demand(by, Permission.SEE_PLAN)
    plan = database.plan()
    hidden = _hidden_ids(plan, by)
    found = database.journal(
        item_id=item_id,
        kind=kind,
        by=who,
        search=words or None,
        limit=limit,
        offset=offset,
        without=hidden,
    )
    return tuple(_entry(plan, entry) for entry in found)


def count(
    database: Database,
    *,
    by: Person,
    kind: str | None = None,
    who: str | None = None,
    words: str = "",
) -> int:
    """Return how many changes there are that this person may know of."""
    demand(by, Permission.SEE_PLAN)
    hidden = _hidden_ids(database.plan(), by)
    return database.journal_count(kind=kind, by=who, search=words or None, without=hidden)


def _hidden_ids(plan: Plan, by: Person) -> tuple[str, ...]:
    """Return the ids of everything this person may not know of."""
    if not plan.has_confidential:
        return ()
    seen = plan.seen_by(by.id)
    known = {*seen.by_id, *(item.id for item in seen.retired)}
    everything = {*plan.by_id, *(item.id for item in plan.retired)}
    return tuple(sorted(everything - known))


def _entry(plan: Plan, entry: JournalEntry) -> Entry:
    state = entry.after or entry.before or {}
    parent = plan.by_id.get(str(state.get(PARENT_FIELDS.get(entry.kind, ""), "")))
    code = str(state.get("code") or getattr(parent, "code", "") or "")
    title = str(state.get("title") or getattr(parent, "title", "") or "")
    return Entry(
        revision=entry.revision,
        made_at=entry.made_at,
        by_id=entry.by_id,
        reason=entry.reason,
        kind=entry.kind,
        item_id=entry.item_id,
        event=entry.event,
        code=code,
        title=title,
        before=entry.before,
        fields=_changed_fields(entry),
    )


def _changed_fields(entry: JournalEntry) -> tuple[tuple[str, Any, Any], ...]:
    before, after = entry.before or {}, entry.after or {}
    if entry.event == "added":
        empty: tuple[object, ...] = (None, "", [], False)
        told = {name: value for name, value in after.items() if value not in empty}
        names = [name for name in told if name not in {"code", "title"}]
    else:
        names = [name for name in after if before.get(name) != after.get(name)]
    return tuple((n, before.get(n), after.get(n)) for n in names if n not in _NOT_TOLD)
