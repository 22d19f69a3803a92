"""Change many actions at once, as from a spreadsheet: by id and version, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from strategy.domain.errors import InvalidInputError, NotFoundError
from strategy.domain.items import Action, Person
from strategy.domain.roles import Permission, demand
from strategy.services import planning, rows
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.validation import written
from strategy.store.change import Change
from strategy.store.database import Database

PLANNED = frozenset({"title", "owner_id", "unit_id", "start", "due", "due_precision", "due_text"})
"""The fields of the plan itself that the grid changes."""

SAID = frozenset({"percent", "comment"})
"""The fields the grid reports, as a separate check-in for each row."""


@dataclass(frozen=True)
class RowChange:
    """The requested changes to one action, and the version they were based on."""

    action_id: str
    version: int
    check_in_id: str | None
    values: Mapping[str, Any]


def save_rows(
    database: Database, changes: Sequence[RowChange], *, by: Person, today: date, reason: str = ""
) -> int:
    """Save the changed rows together and return how many there were.

    Nothing in the submitted table is trusted: ids, fields and values are checked here. Raises
    NotAllowedError, or RowsRefusedError naming every row that cannot be saved; nothing is saved
    then. A conflicting change by somebody else is a StaleEditError at its row.
    """
    demand(by, Permission.CHANGE_PLAN)
    why = written(reason)
    with database.change(by=by.id, reason=why) as change:
        rows.save_each(
            ((row.action_id, row) for row in changes),
            lambda row: _save(change, row, by=by, today=today, reason=why),
        )
    return len(changes)


def _save(change: Change, row: RowChange, *, by: Person, today: date, reason: str) -> None:
    action = change.plan.seen_by(by.id).find(Action, row.action_id)
    if action is None:
        raise NotFoundError("action", row.action_id)
    problems = tuple(rows.unknown(row.values, PLANNED | SAID))
    if problems:
        raise InvalidInputError(problems)
    # The report first: it is about the action as it was, and leaves its version unchanged.
    rows.take_steps(
        lambda: _report(change, action, row, by=by, today=today),
        lambda: _replan(change, action, row, by=by, today=today, reason=reason),
    )


def _replan(
    change: Change, action: Action, row: RowChange, *, by: Person, today: date, reason: str
) -> None:
    planned = {name: value for name, value in row.values.items() if name in PLANNED}
    if planned:
        read = action.model_copy(update={"version": row.version})
        planning.change_within(change, read, planned, by=by, reason=reason, today=today)


def _report(change: Change, action: Action, row: RowChange, *, by: Person, today: date) -> None:
    said = {name: value for name, value in row.values.items() if name in SAID}
    if not said:
        return
    latest = change.plan_on(today).latest_check_in(action.id)
    rows.check_latest(action, latest, row.check_in_id)
    start = {"percent": latest.percent if latest else 0}
    follow_up.check_in_within(change, action.id, start | said, by=by, today=today)
