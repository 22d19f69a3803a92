"""Shorten the history: what came before a moment is folded into the states it led to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from strategy.store import journal
from strategy.store.engine import Connection, Row
from strategy.store.statements import statement

BEGINS = "begins"
"""The event of an entry that records an item's state when the history begins."""


@dataclass(frozen=True)
class Horizon:
    """Since when the history is kept (UTC; None for all of it), and the first revision kept."""

    kept_from: datetime | None
    revision: int


def horizon(connection: Connection) -> Horizon:
    """Return where the history begins."""
    ((kept_from, revision),) = connection.rows(statement("kept_from"))
    return Horizon(kept_from, int(revision))


def forgotten(connection: Connection, revision: int) -> datetime | None:
    """Return since when the history is kept if a revision is older and not kept, else None."""
    begins = horizon(connection)
    if revision >= begins.revision or connection.rows(statement("is_kept"), {"number": revision}):
        return None
    return begins.kept_from


def forget_before(
    connection: Connection, moment: datetime, *, now: datetime, also_keep: Iterable[int]
) -> bool:
    """Forget what happened before a moment, and tell whether there was anything.

    The plan at that moment and later stays available; so does the plan at the revisions that closed
    periods show and at those in `also_keep`. Who made the earlier changes, when and why, is
    deleted. A change dated before the moment that follows one dated after it is not old: a clock
    was wrong.
    """
    values = {"moment": moment, "now": now}
    ((base,),) = connection.rows(statement("revision_before"), values)
    if base <= horizon(connection).revision:
        return False
    frozen = (number for (number,) in connection.rows(statement("frozen_revisions")))
    kept = {number for number in (*frozen, *also_keep) if 0 < number < base}
    for after, until in pairwise((0, *sorted(kept), base)):
        _fold(connection, after, until)
    # A new epoch invalidates the answers cached before, in every process.
    begins = {"kept_from": moment, "kept_revision": base, "epoch": uuid.uuid4().hex}
    connection.run(statement("keep_from"), begins)
    return True


def _fold(connection: Connection, after: int, until: int) -> None:
    """Replace what happened between two revisions with the state of things at the second."""
    between = {"after": after, "until": until}
    states = connection.rows(statement("states_between"), between)
    connection.run(statement("forget_journal_between"), between)
    connection.run(statement("forget_revisions_between"), between)
    connection.run(statement("forget_who_and_why"), {"number": until})
    connection.insert_many("journal", journal.COLUMNS, _beginnings(until, states))


def _beginnings(revision: int, states: Iterable[Row]) -> Iterator[Row]:
    for place, (kind, item_id, parent_id, version, after) in enumerate(states, start=1):
        yield revision, place, kind, item_id, parent_id, version, BEGINS, None, after
