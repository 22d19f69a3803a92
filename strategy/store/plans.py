"""From rows and journal entries to a whole plan."""

from __future__ import annotations

import gc
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from strategy.domain.items import (
    CheckIn,
    Item,
    Organisation,
    Strategy,
)
from strategy.domain.kinds import KIND_OF, PLAN_KINDS
from strategy.domain.plan import Plan
from strategy.domain.strategies import of_strategy, together, which_holds
from strategy.store.engine import Connection
from strategy.store.shapes import shape_of, statement_for
from strategy.store.statements import statement

NOBODY = Organisation(name="–")
"""The organisation of a plan until one has been stored."""

Items = Mapping[str, Iterable[Item]]

_FIELDS: dict[str, str] = {
    "adoption": "adoptions",
    "plan_link": "plan_links",
    "value": "values",
    "challenge": "challenges",
    "unit": "units",
    "position": "positions",
    "pillar": "pillars",
    "goal": "goals",
    "indicator": "indicators",
    "target": "targets",
    "measurement": "measurements",
    "action": "actions",
    "milestone": "milestones",
    "check_in": "check_ins",
    "postponement": "postponements",
    "involvement": "involvements",
    "meeting": "meetings",
    "agenda_item": "agenda_items",
    "attendance": "attendances",
    "agreement": "agreements",
    "decision": "decisions",
    "hearing": "hearings",
    "prompt": "prompts",
    "reporting_period": "reporting_periods",
    "review": "reviews",
    "person": "people",
}
_SINGLE = ("organisation", "strategy")
_DIGITS = re.compile(r"(\d+)")


def current_plan(connection: Connection, revision: int) -> Plan:
    """Return the plan as the tables hold it."""
    with _without_collecting():
        items = {kind: _every(connection, kind) for kind in PLAN_KINDS if kind != "check_in"}
        items["check_in"] = latest_check_ins(connection, revision)
        return _plan(revision, items)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let the garbage collector rest: it would go through thousands of new items, to keep them."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def plan_at(connection: Connection, revision: int) -> Plan:
    """Return the plan at a past revision, rebuilt from the journal."""
    items: defaultdict[str, list[Item]] = defaultdict(list)
    found = connection.rows(statement("snapshots"), {"revision": revision})
    for kind, item_id, version, after in found:
        # A kind this program no longer knows cannot be shown, but must not be in the way.
        if kind in PLAN_KINDS:
            item = shape_of(kind).from_snapshot(item_id, version, json.loads(after))
            items[kind].append(item)
    items["check_in"] = latest_check_ins(connection, revision)
    # Names are in one table only, so that an erased person is erased from the past as well.
    items["person"] = _every(connection, "person")
    return _plan(revision, items)


def plan_before(connection: Connection, known: Plan, revision: int) -> Plan:
    """Return the plan at an earlier revision, reading only what changed until the known one.

    It shares with the known plan every item that has been the same since then.
    """
    later = _all_of(known)
    between = {"after": revision, "until": known.revision}
    changed: defaultdict[str, set[str]] = defaultdict(set)
    for kind, item_id in connection.rows(statement("changed_between"), between):
        changed[kind].add(item_id)
    earlier: defaultdict[str, list[Item]] = defaultdict(list)
    for kind, item_id, version, after in connection.rows(statement("snapshots_before"), between):
        if kind in PLAN_KINDS:
            item = shape_of(kind).from_snapshot(item_id, version, json.loads(after))
            earlier[kind].append(item)
    kinds = changed.keys() & PLAN_KINDS.keys() - {"check_in", "person"}
    items: dict[str, Iterable[Item]] = {
        kind: [*(i for i in _held(later, kind) if i.id not in changed[kind]), *earlier[kind]]
        for kind in kinds
    }
    if "check_in" in changed:
        kinds = kinds | {"check_in"}
        items["check_in"] = _said_before(connection, later, between)
    return _with(later, kinds, items, revision)


def _all_of(known: Plan) -> Plan:
    """Return a plan with the items of all strategies in its tuples, each tuple in order."""
    whole = together(known)
    parted = {KIND_OF[type(item)] for item in known.elsewhere}
    fields: dict[str, Any] = {
        _FIELDS[kind]: _shown(kind, getattr(whole, _FIELDS[kind])) for kind in parted
    }
    return replace(whole, **fields) if fields else whole


def _held(plan: Plan, kind: str) -> Iterable[Item]:
    """Return every item of a kind that a plan holds, the retired ones too."""
    model = PLAN_KINDS[kind]
    if kind == "organisation":
        return (plan.organisation,)
    shown: Iterable[Item] = plan.strategies if kind == "strategy" else getattr(plan, _FIELDS[kind])
    return (*shown, *(item for item in plan.retired if type(item) is model))


def _said_before(
    connection: Connection, later: Plan, between: Mapping[str, object]
) -> Iterable[Item]:
    shape = shape_of("check_in")
    changed = {a for (a,) in connection.rows(statement("said_between"), between)}
    rows = connection.rows(statement_for("check_in", "said_before"), between)
    held = (said for said in _held(later, "check_in") if isinstance(said, CheckIn))
    same = (said for said in held if said.action_id not in changed)
    return [*same, *map(shape.item, rows)]


def plan_after(connection: Connection, known: Plan, revision: int) -> Plan:
    """Return the plan at a later revision, reading only what changed since the known one."""
    known = _all_of(known)
    since = {"revision": known.revision}
    kinds = {kind for (kind,) in connection.rows(statement("changed_kinds"), since)}
    fresh: dict[str, list[Item]] = {}
    for kind in kinds:
        if kind in _SINGLE:
            fresh[kind] = _every(connection, kind)
        elif kind == "check_in":
            fresh[kind] = _said_since(connection, known)
        else:
            fresh[kind] = _changed_since(connection, known, kind)
    return _with(known, kinds, fresh, revision)


def _with(known: Plan, kinds: AbstractSet[str], items: Items, revision: int) -> Plan:
    """Return a plan of all strategies with these kinds replaced, as the one in force is viewed.

    What is computed from tuples that stay the same objects is kept, in a cache of the plan's own.
    """
    fields: dict[str, Any] = {
        _FIELDS[kind]: _shown(kind, items[kind]) for kind in kinds - set(_SINGLE)
    }
    if "organisation" in kinds:
        fields["organisation"] = _organisation(items)
    if "strategy" in kinds:
        fields["strategies"] = _strategies(items)
        fields["strategy"] = which_holds(fields["strategies"])
    untouched = [item for item in known.retired if KIND_OF[type(item)] not in kinds]
    retired = _retired(items, untouched)
    if retired == known.retired:
        retired = known.retired
    own = {**known._shared}  # noqa: SLF001 - the plan's own cache goes with its tuples
    return of_strategy(replace(known, revision=revision, retired=retired, _shared=own, **fields))


def said_by(connection: Connection, plan: Plan, day: date) -> Plan:
    """Return a plan with the latest check-ins until a day: later ones do not count yet."""
    said = latest_check_ins(connection, plan.revision, until=day)
    return _with(_all_of(plan), {"check_in"}, {"check_in": said}, plan.revision)


def latest_check_ins(
    connection: Connection, revision: int, *, until: date = date.max
) -> list[Item]:
    """Return the latest check-in of each action as of a revision, of those until a day."""
    shape = shape_of("check_in")
    asked = {"revision": revision, "day": until}
    rows = connection.rows(statement_for("check_in", "latest_check_ins"), asked)
    return [shape.item(row) for row in rows]


def _every(connection: Connection, kind: str) -> list[Item]:
    shape = shape_of(kind)
    return [shape.item(row) for row in connection.rows(shape.select)]


def _changed_since(connection: Connection, known: Plan, kind: str) -> list[Item]:
    shape = shape_of(kind)
    held = (*getattr(known, _FIELDS[kind]), *known.retired)
    items = {item.id: item for item in held if type(item) is shape.model}
    where = ' where "revision" > $revision'
    for row in connection.rows(shape.select + where, {"revision": known.revision}):
        item = shape.item(row)
        items[item.id] = item
    return list(items.values())


def _said_since(connection: Connection, known: Plan) -> list[Item]:
    held = (said for said in _held(known, "check_in") if isinstance(said, CheckIn))
    latest = {said.action_id: said for said in held}
    shape = shape_of("check_in")
    rows = connection.rows(
        statement_for("check_in", "check_ins_since"), {"revision": known.revision}
    )
    for said in map(shape.item, rows):
        assert isinstance(said, CheckIn)  # noqa: S101 - for the type checker
        before = latest.get(said.action_id)
        if before is None or said.on >= before.on:
            latest[said.action_id] = said
    return list(latest.values())


def _plan(revision: int, items: Items) -> Plan:
    shown: dict[str, Any] = {
        field: _shown(kind, items.get(kind, ())) for kind, field in _FIELDS.items()
    }
    strategies = _strategies(items)
    whole = Plan(
        revision=revision,
        organisation=_organisation(items),
        strategy=which_holds(strategies),
        strategies=strategies,
        retired=_retired(items),
        **shown,
    )
    return of_strategy(whole)


def _organisation(items: Items) -> Organisation:
    found = (item for item in items.get("organisation", ()) if isinstance(item, Organisation))
    return next(found, NOBODY)


def _strategies(items: Items) -> tuple[Strategy, ...]:
    """Return every strategy there is, the one that began first before the others."""
    found = (s for s in items.get("strategy", ()) if isinstance(s, Strategy) and not s.retired)
    return tuple(sorted(found, key=lambda s: (s.period_from or date.min, s.id)))


def _shown(kind: str, items: Iterable[Item]) -> tuple[Any, ...]:
    """Return the items of a kind in the plan, in order; former people stay, to be named."""
    kept = items if kind == "person" else (item for item in items if not item.retired)
    return tuple(sorted(kept, key=_ORDER[kind]))


def _retired(items: Items, others: Iterable[Item] = ()) -> tuple[Item, ...]:
    fresh = (
        item
        for kind, found in items.items()
        if kind not in {"person", "organisation"}
        for item in found
        if item.retired
    )
    return tuple(sorted((*others, *fresh), key=lambda item: (_RANK[type(item)], item.id)))


_RANK = {model: rank for rank, model in enumerate(PLAN_KINDS.values())}


def natural(code: str) -> tuple[str | int, ...]:
    """Return a sort key that orders codes as people count: "1.2" before "1.10"."""
    parts = _DIGITS.split(code.casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


_code: Callable[[Item], str] = attrgetter("code")
_position: Callable[[Item], int] = attrgetter("position")
Order = Callable[[Item], tuple[object, ...]]


def _by_code(item: Item) -> tuple[object, ...]:
    return natural(_code(item)), item.id


def _by_year(item: Item) -> tuple[object, ...]:
    # "3/2026" is the third of its year: the year comes before the number.
    return natural("/".join(reversed(_code(item).split("/")))), item.id


def _by_place(item: Item) -> tuple[object, ...]:
    return _position(item), natural(_code(item)), item.id


def _by(*fields: str) -> Order:
    return attrgetter(*fields, "id")


def _undated_last(field: str) -> Order:
    when = attrgetter(field)
    return lambda item: (when(item) is None, when(item) or date.max, item.id)


_ORDER: dict[str, Order] = {
    "adoption": _undated_last("on"),
    "plan_link": _by("title"),
    "value": _by("position", "title"),
    "challenge": _by_place,
    "unit": _by_code,
    "position": _by("title"),
    "pillar": _by_place,
    "goal": _by_code,
    "indicator": _by_code,
    "target": _undated_last("due"),
    "measurement": _by("on"),
    "action": _by_code,
    "milestone": _undated_last("due"),
    "check_in": _by("action_id"),
    "postponement": _by("proposed_on"),
    "involvement": _by("on"),
    "meeting": _by("on", "begins"),
    "agenda_item": _by("meeting_id", "parked", "position"),
    "attendance": _by("meeting_id", "attends_as"),
    "agreement": _by("on"),
    "decision": _by_year,
    "hearing": _by("opens"),
    "prompt": _by("theme", "position"),
    "reporting_period": _by("ends"),
    "review": _by("on"),
    "person": _by("name"),
}
