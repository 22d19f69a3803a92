"""Take the latest import back in one step, for as long as nothing has built on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import Item, Person
from strategy.domain.kinds import PLAN_KINDS
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.exchange.tables.files import TYPES
from strategy.i18n import LANGUAGES, Language, words
from strategy.services.administration.transfer import permission_for, references
from strategy.services.planning import keep_begun_periods
from strategy.services.reading import today_in
from strategy.services.validation import written
from strategy.store.database import Database
from strategy.store.journal import JournalEntry

_ENDINGS = tuple(f".{each}" for each in (*TYPES, "xml", "json"))
_ALL = 1_000_000
_LOOKED_AT = 200
_NAMED = 5
_UNNAMED = "…"


@dataclass(frozen=True)
class Import:
    """An import as the journal has it: its revision, its file, who made it, and when (UTC)."""

    revision: int
    name: str
    by_id: str | None
    made_at: datetime


def latest_import(database: Database, *, by: Person) -> Import | None:
    """Return the latest import, or None where there is none or it has been taken back already."""
    demand(by, Permission.CHANGE_PLAN)
    undone: set[str] = set()
    for each in database.revisions(limit=_LOOKED_AT):
        if each.reason.casefold().endswith(_ENDINGS):
            taken_back = undone & {_reason(each.reason, language) for language in LANGUAGES}
            found = Import(each.number, each.reason, each.by_id, each.made_at)
            return None if taken_back else found
        undone.add(each.reason)
    return None


def take_back(database: Database, *, by: Person) -> Import:
    """Take the latest import back in one change: what it added goes, what it changed is as before.

    Raises NotAllowedError, and InvalidInputError where there is no import to take back, or where
    something has built on it; what has is named.
    """
    found = latest_import(database, by=by)
    if found is None:
        raise InvalidInputError((Problem("file", "no_import"),))
    entries = database.journal(revision=found.revision, limit=_ALL)
    for kind in {entry.kind for entry in entries}:
        demand(by, permission_for(PLAN_KINDS[kind]))
    today = today_in(database)
    reason = _reason(found.name, database.plan().organisation.language)
    with database.change(by=by.id, reason=reason) as change:
        built = tuple(dict.fromkeys(_built_on(entries, change.plan, by)))
        if built:
            names = ", ".join((*built[:_NAMED], *([_UNNAMED] if len(built) > _NAMED else [])))
            raise InvalidInputError((Problem("file", "import_built_on", {"names": names}),))
        for item in _as_before(entries, change.plan):
            if not item.retired:
                keep_begun_periods(change, item, today=today)
            change.update(item)
    return found


def _reason(name: str, language: Language) -> str:
    reason: str = written(words(language)("transfer.taken_back_reason", name=name))
    return reason


def _built_on(entries: Sequence[JournalEntry], plan: Plan, by: Person) -> Iterator[str]:
    """Return the names of what has been changed since, and of what refers to what was added.

    What the person may not see is not named.
    """
    theirs = plan.seen_by(by.id)
    seen = {item.id: item for item in _everything(theirs)}
    gone = {item.id: item for item in theirs.retired}
    for entry in entries:
        if entry.kind == "check_in" and _is_added(entry.parent_id, entries):
            # A status goes with its action, and one that came later refers to that.
            continue
        item = seen.get(entry.item_id)
        if item is None or item.version != entry.version or entry.kind == "check_in":
            yield _name(item or gone.get(entry.item_id))
    added = {entry.item_id for entry in entries if entry.before is None}
    touched = {entry.item_id for entry in entries}
    for item in _everything(plan):
        referred = next((each for each in references(item) if each in added), None)
        if item.id not in touched and referred is not None:
            yield _name(seen.get(item.id))


def _is_added(item_id: str | None, entries: Iterable[JournalEntry]) -> bool:
    return any(entry.item_id == item_id and entry.before is None for entry in entries)


def _everything(plan: Plan) -> Iterator[Item]:
    yield from plan.by_id.values()
    yield from plan.check_ins


def _name(item: Item | None) -> str:
    """Return what an item is called; a part of another, and what is gone, has no name."""
    told = (getattr(item, field, "") for field in ("code", "title", "name"))
    return " ".join(text for text in told if text) or _UNNAMED


def _as_before(entries: Iterable[JournalEntry], plan: Plan) -> Iterator[Item]:
    """Return every item of an import as it is to be: retired, or as it was before."""
    everything = {item.id: item for item in _everything(plan)}
    for entry in entries:
        if entry.kind == "check_in":
            continue
        item = everything[entry.item_id]
        if entry.before is None:
            yield item.model_copy(update={"retired": True})
        else:
            yield type(item).model_validate({**item.model_dump(mode="json"), **entry.before})
