"""Who changed what, when and why, as far as the person asking may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from strategy.domain.items import (
    SMALLEST_GROUP,
    Item,
    Measurement,
    Organisation,
    Person,
    is_small,
)
from strategy.domain.kinds import PARENT_FIELDS
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.services.plan.in_force import CALENDAR
from strategy.services.reading import hidden_from
from strategy.services.validation import cleaned
from strategy.store.database import Database
from strategy.store.journal import JournalEntry
from strategy.store.retention import BEGINS

SHOWN_KINDS = (
    "goal", "indicator", "action", "check_in", "measurement", "postponement", "milestone",
    "target", "pillar", "strategy", "adoption", "involvement", "position", "unit", "person",
)  # fmt: skip
"""The kinds by which the history can be filtered."""

MACHINES = ("system", "demo", CALENDAR)
"""Authors of changes that are not people."""

FIRST_TOLD = ("added", BEGINS)
"""Events that record a whole item, not the changes to it."""

_ALL = 1000

_NOT_TOLD = {
    "id", "version", "retired", "unchanged_count", "action_id", "indicator_id", "item_id",
    "item_kind", "by_id", "demo", "prompt_key", "seal", "carried_from", "carried_action_ids",
    "at_revision", "adopted_revision", "superseded_revision", "closed_revision",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One change of one item, with the item's code and title and the changed fields."""

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
    opens: int = 0
    """How many other changes were made in the same step, when they are folded into this one."""


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
    """Return changes, the newest first; what is confidential to others is left out.

    Except in the history of one item, a takeover of a strategy, and one undone, is one entry that
    opens if anything in it is asked for: `made_in` returns all of it.
    """
    demand(by, Permission.SEE_PLAN)
    plan = database.plan()
    hidden = hidden_from(plan, by)
    without = _not_searched(plan, hidden, words)
    turns = {} if item_id else _turns(database, kind, _searchable(words), without)
    found = database.journal(
        item_id=item_id,
        kind=kind,
        by=who,
        search=_searchable(words),
        limit=max(limit, 0),
        offset=max(offset, 0),
        without=without,
        folded=list(turns),
        heads=_heads(turns),
    )
    told = _entries(plan, hidden, by, found)
    return tuple(
        replace(entry, opens=_others(database, entry.revision, hidden))
        if turns.get(entry.revision) == entry.item_id
        else entry
        for entry in told
    )


def made_in(database: Database, revision: int, *, by: Person, limit: int) -> tuple[Entry, ...]:
    """Return the changes made in one step, as far as this person may see them."""
    demand(by, Permission.SEE_PLAN)
    plan = database.plan()
    hidden = hidden_from(plan, by)
    found = database.journal(revision=revision, limit=limit, without=sorted(hidden))
    return _entries(plan, hidden, by, found)


def _entries(
    plan: Plan, hidden: frozenset[str], by: Person, found: Iterable[JournalEntry]
) -> tuple[Entry, ...]:
    known = {**plan.ever_by_id, **{m.id: m for m in plan.seen_by(by.id).measurements}}
    return tuple(_entry(known, hidden, entry) for entry in _with_one_beginning(found))


def _turns(
    database: Database, kind: str | None, search: str | None, without: list[str]
) -> dict[int, str]:
    """Return the takeovers, and undone ones, in which there is something that is asked for."""
    return {
        revision: item_id
        for revision, item_id in _all_turns(database).items()
        if database.journal_count(kind=kind, search=search, revision=revision, without=without)
    }


def _all_turns(database: Database) -> dict[int, str]:
    """Return the revisions in which one strategy took over from another, or gave it back.

    With each the id of the strategy that took over, by which the whole step is told.
    """
    told = database.journal(kind="strategy", limit=_ALL)
    turned = {entry.revision: entry.item_id for entry in told if _is_superseded(entry)}
    return {
        entry.revision: entry.item_id
        for entry in told
        if turned.get(entry.revision, entry.item_id) != entry.item_id
    }


def _is_superseded(entry: JournalEntry) -> bool:
    before, after = entry.before or {}, entry.after or {}
    superseded = (state.get("superseded_revision") is not None for state in (before, after))
    return entry.event == "changed" and len(set(superseded)) > 1


def _heads(turns: Mapping[int, str]) -> list[str]:
    return [f"{revision}/{item_id}" for revision, item_id in turns.items()]


def _others(database: Database, revision: int, hidden: frozenset[str]) -> int:
    return database.journal_count(revision=revision, without=sorted(hidden)) - 1


def count(
    database: Database,
    *,
    by: Person,
    kind: str | None = None,
    who: str | None = None,
    words: str = "",
) -> int:
    """Return how many changes there are that this person may see."""
    demand(by, Permission.SEE_PLAN)
    plan = database.plan()
    left_out = _not_searched(plan, hidden_from(plan, by), words)
    search = _searchable(words)
    turns = _turns(database, kind, search, left_out)
    return database.journal_count(
        kind=kind,
        by=who,
        search=search,
        without=left_out,
        folded=list(turns),
        heads=_heads(turns),
    )


def _not_searched(plan: Plan, hidden: frozenset[str], words: str) -> list[str]:
    """Return the ids to leave out; a search hit would otherwise reveal a withheld figure."""
    return sorted(hidden | plan.withheld if _searchable(words) else hidden)


def _with_one_beginning(found: Iterable[JournalEntry]) -> Iterator[JournalEntry]:
    """Yield the entries, keeping only the latest of those that record an item's initial state."""
    begun: set[str] = set()
    for entry in found:
        if entry.event != BEGINS:
            yield entry
        elif entry.item_id not in begun:
            begun.add(entry.item_id)
            yield entry


def _searchable(words: str) -> str | None:
    # Half characters and invisible ones match nothing, and no database accepts them.
    clean = str(cleaned(words.encode(errors="ignore").decode())).strip()
    return clean or None


def _entry(known: Mapping[str, Item], hidden: frozenset[str], entry: JournalEntry) -> Entry:
    before, after = (_tellable(known, hidden, entry, s) for s in (entry.before, entry.after))
    state = after or before or {}
    parent = known.get(str(state.get(PARENT_FIELDS.get(entry.kind, ""), "")))
    return Entry(
        revision=entry.revision,
        made_at=entry.made_at,
        by_id=entry.by_id,
        reason=entry.reason,
        kind=entry.kind,
        item_id=entry.item_id,
        event=entry.event,
        code=str(state.get("code") or getattr(parent, "code", "") or ""),
        title=str(state.get("title") or getattr(parent, "title", "") or ""),
        before=before,
        fields=_changed_fields(entry.event, before or {}, after or {}),
    )


def _tellable(
    known: Mapping[str, Item],
    hidden: frozenset[str],
    entry: JournalEntry,
    state: dict[str, Any] | None,
) -> dict[str, Any] | None:
    """Return a state without references to hidden items and without figures of small groups."""
    if state is None:
        return None
    told = {name: _without(value, hidden) for name, value in state.items()}
    item = known.get(entry.item_id)
    if isinstance(item, Measurement) and (item.masked or _was_of_few(known, told)):
        # Whatever the figure was, also in entries from before it was marked as a small group.
        told |= {"value": None, "text": ""}
    return told


def _was_of_few(known: Mapping[str, Item], state: Mapping[str, Any]) -> bool:
    """Tell whether a measurement was about a small group then, whatever it is about today."""
    organisation = next((i for i in known.values() if isinstance(i, Organisation)), None)
    limit = organisation.smallest_group if organisation else SMALLEST_GROUP
    return is_small(state.get("group_size"), limit)


def _without(value: object, hidden: frozenset[str]) -> object:
    if isinstance(value, list):
        return [part for part in value if part not in hidden]
    return None if isinstance(value, str) and value in hidden else value


def _changed_fields(
    event: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, Any, Any], ...]:
    if event in FIRST_TOLD:
        names = [name for name in after if name not in {"code", "title"} and _says(after[name])]
    else:
        names = [name for name in after if before.get(name) != after.get(name)]
    return tuple((n, before.get(n), after.get(n)) for n in names if n not in _NOT_TOLD)


def _says(value: object) -> bool:
    # Zero is a figure like any other: 0 per cent done, nobody absent.
    return value is not None and value is not False and value not in ("", [])
