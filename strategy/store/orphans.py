"""References to items that do not exist. The services prevent them; this is the check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from strategy.domain.kinds import PLAN_KINDS
from strategy.store.engine import Connection
from strategy.store.shapes import quoted, shape_of

REFERENCES: dict[str, tuple[str, ...]] = {
    "pillar_id": ("pillar",),
    "goal_id": ("goal",),
    "goal_ids": ("goal",),
    "indicator_id": ("indicator",),
    "action_id": ("action",),
    "item_id": ("goal", "action", "decision"),
    "hearing_id": ("hearing",),
    "meeting_id": ("meeting",),
    "agenda_item_id": ("agenda_item",),
    "takes_up_id": ("agenda_item",),
    "agreement_ids": ("agreement",),
    "action_ids": ("action",),
    "decision_id": ("decision",),
    "decision_ids": ("decision",),
    "strategy_id": ("strategy",),
    "follows_id": ("strategy",),
    "carried_from": ("goal", "pillar", "challenge", "value", "plan_link"),
    "carried_action_ids": ("action",),
    "asked_ids": ("person",),
    "challenge_ids": ("challenge",),
    "plan_link_ids": ("plan_link",),
    "unit_id": ("unit",),
    "parent_id": ("unit",),
    "owner_id": ("position",),
    "contributor_ids": ("position",),
    "person_id": ("person",),
    "holder_id": ("person",),
    "deputy_id": ("person",),
    "by_id": ("person",),
    "proposed_by": ("person",),
    "decided_by": ("person",),
    "closed_by": ("person",),
    "approved_by": ("person",),
    "period_id": ("reporting_period",),
    "check_in_id": ("check_in",),
    "confidential_to": ("person",),
}
"""The kinds a field may refer to, by field name: a name means the same in every kind."""


@dataclass(frozen=True)
class Orphan:
    """An item that refers to something that does not exist."""

    kind: str
    item_id: str
    field: str
    missing_id: str


def find_orphans(connection: Connection) -> tuple[Orphan, ...]:
    """Return every reference to an item that does not exist."""
    targets = {kind for kinds in REFERENCES.values() for kind in kinds}
    ids = {kind: _ids(connection, kind) for kind in targets}
    return tuple(orphan for kind in PLAN_KINDS for orphan in _orphans_of(connection, kind, ids))


def _ids(connection: Connection, kind: str) -> frozenset[str]:
    rows = connection.rows(" ".join(("select", quoted(["id"]), "from", quoted([kind]))))
    return frozenset(item_id for (item_id,) in rows)


def _orphans_of(
    connection: Connection, kind: str, ids: Mapping[str, frozenset[str]]
) -> Iterator[Orphan]:
    shape = shape_of(kind)
    fields = [column for column in shape.columns if column in REFERENCES]
    if not fields:
        return
    select = ("select", quoted(["id", *fields]), "from", quoted([kind]), 'order by "id"')
    for item_id, *stored in connection.rows(" ".join(select)):
        for field, value in zip(fields, stored, strict=True):
            known = [ids[target] for target in REFERENCES[field]]
            named = shape.from_row[field](value) if field in shape.tuples else (value,)
            for missing in _missing(named, known):
                yield Orphan(kind, item_id, field, missing)


def _missing(named: Iterable[str | None], known: list[frozenset[str]]) -> Iterator[str]:
    for name in named:
        if name is not None and not any(name in ids for ids in known):
            yield name
