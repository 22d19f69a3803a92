"""Let the history begin later: what came before is folded into the states it led to."""

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
"""The event of an entry that tells how something stood when the history begins."""


@dataclass(frozen=True)
class Horizon:
    """From when the history is kept (UTC), None for all of it, and the first revision kept."""

    kept_from: datetime | None
    revision: int


def horizon(connection: Connection) -> Horizon:
    """Return where the history begins."""
    ((kept_from, revision),) = connection.rows(statement("kept_from"))
    return Horizon(kept_from, int(revision))


def forgotten(connection: Connection, revision: int) -> datetime | None:
    """Return from when the history is kept where a revision is older and not kept, else None."""
    begins = horizon(connection)
    if revision >= begins.revision or connection.rows(statement("is_kept"), {"number": revision}):
        return None
    return begins.kept_from


def forget_before(
    connection: Connection, moment: datetime, *, now: datetime, also_keep: Iterable[int]
) -> bool:
    """Forget what happened before a moment, and tell whether there was anything.

    The plan as it stood at the moment, and ever after, is told as before; so is the plan at the
    revisions that closed periods show and those to keep besides. Nothing is left of who did what
    led there, when and why. A change that says it was made long ago but follows one that was not is
    not old: a clock was wrong.
    """
    values = {"moment": moment, "now": now}
    ((base,),) = connection.rows(statement("revision_before"), values)
    if base <= horizon(connection).revision:
        return False
    frozen = (number for (number,) in connection.rows(statement("frozen_revisions")))
    kept = {number for number in (*frozen, *also_keep) if 0 < number < base}
    for after, until in pairwise((0, *sorted(kept), base)):
        _fold(connection, after, until)
    # Whoever holds an answer of before, in whatever process, must ask anew.
    begins = {"kept_from": moment, "kept_revision": base, "epoch": uuid.uuid4().hex}
    connection.run(statement("keep_from"), begins)
    return True


def _fold(connection: Connection, after: int, until: int) -> None:
    """Leave of what happened between two revisions only how things stood at the second."""
    between = {"after": after, "until": until}
    states = connection.rows(statement("states_between"), between)
    connection.run(statement("forget_journal_between"), between)
    connection.run(statement("forget_revisions_between"), between)
    connection.run(statement("forget_who_and_why"), {"number": until})
    connection.insert_many("journal", journal.COLUMNS, _beginnings(until, states))


def _beginnings(revision: int, states: Iterable[Row]) -> Iterator[Row]:
    for place, (kind, item_id, parent_id, version, after) in enumerate(states, start=1):
        yield revision, place, kind, item_id, parent_id, version, BEGINS, None, after
