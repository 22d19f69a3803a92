"""Report on all of one's own tasks together: all or nothing, overwriting nobody's changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Indicator,
    Measurement,
    Person,
    Postponement,
)
from strategy.domain.kinds import KIND_OF
from strategy.domain.plan import Plan
from strategy.domain.roles import demand_report
from strategy.services import rows
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.validation import written
from strategy.store.change import Change
from strategy.store.database import Database

T = TypeVar("T", Action, Indicator)

Saved = CheckIn | Measurement | Postponement


@dataclass(frozen=True)
class ActionReport:
    """A report on one action, and the versions it was based on.

    `said` holds the values of a check-in, None where there is none; `unchanged` confirms that
    nothing has changed; `proposal` is a new date with its reason.
    """

    action_id: str
    version: int
    check_in_id: str | None
    said: Mapping[str, Any] | None = None
    unchanged: bool = False
    state: ActionState = ActionState.OPEN
    proposal: Mapping[str, Any] | None = None

    @property
    def row_id(self) -> str:
        """The id under which a refusal of this report is shown."""
        return self.action_id


@dataclass(frozen=True)
class FigureReport:
    """A new figure for one indicator, and the figure it was based on."""

    indicator_id: str
    version: int
    measurement_id: str | None
    measured: Mapping[str, Any]

    @property
    def row_id(self) -> str:
        """The id under which a refusal of this report is shown."""
        return self.indicator_id


Report = ActionReport | FigureReport


def report_all(
    database: Database, reports: Sequence[Report], *, by: Person, today: date, reason: str = ""
) -> tuple[Saved, ...]:
    """Save everything a person reports together, and return what was stored.

    Raises RowsRefusedError naming each report that cannot be saved, and why; nothing is saved
    then. Anything changed or reported by somebody else meanwhile is a StaleEditError at its row.
    """
    with database.change(by=by.id, reason=written(reason)) as change:
        saved = rows.save_each(
            ((report.row_id, report) for report in reports),
            lambda report: _save(change, report, by=by, today=today),
        )
    return tuple(item for items in saved for item in items)


def _save(change: Change, report: Report, *, by: Person, today: date) -> tuple[Saved, ...]:
    if isinstance(report, FigureReport):
        return (_save_figure(change, report, by=by, today=today),)
    return _save_action(change, report, by=by, today=today)


def _save_figure(change: Change, report: FigureReport, *, by: Person, today: date) -> Measurement:
    indicator = _mine(change.plan, Indicator, report.indicator_id, by)
    rows.check_unchanged(change, indicator, report.version, by)
    series = change.plan.measurements_of(indicator.id)
    rows.check_latest(indicator, series[-1] if series else None, report.measurement_id)
    return follow_up.record_within(change, indicator.id, report.measured, by=by, today=today)


def _save_action(
    change: Change, report: ActionReport, *, by: Person, today: date
) -> tuple[Saved, ...]:
    action = _mine(change.plan, Action, report.action_id, by)
    rows.check_unchanged(change, action, report.version, by)
    rows.check_latest(action, change.plan_on(today).latest_check_in(action.id), report.check_in_id)
    _check_says_something(report)
    steps: tuple[tuple[Saved, ...], ...] = rows.take_steps(
        lambda: _check_in(change, report, by=by, today=today),
        lambda: _propose(change, report, by=by, today=today),
    )
    return tuple(saved for step in steps for saved in step)


def _check_in(
    change: Change, report: ActionReport, *, by: Person, today: date
) -> tuple[CheckIn, ...]:
    if report.unchanged:
        return (follow_up.confirm_within(change, report.action_id, by=by, today=today),)
    if report.said is None:
        return ()
    said = follow_up.check_in_within(
        change, report.action_id, report.said, by=by, today=today, state=report.state
    )
    return (said,)


def _propose(
    change: Change, report: ActionReport, *, by: Person, today: date
) -> tuple[Postponement, ...]:
    if report.proposal is None:
        return ()
    proposed = follow_up.propose_within(
        change, report.action_id, report.proposal, by=by, today=today
    )
    return (proposed,)


def _mine(plan: Plan, kind: type[T], item_id: str, by: Person) -> T:
    item = plan.seen_by(by.id).find(kind, item_id)
    if item is None:
        raise NotFoundError(KIND_OF[kind], item_id)
    demand_report(plan, by, item)
    return item


def _check_says_something(report: ActionReport) -> None:
    if report.proposal is not None and report.state is not ActionState.OPEN:
        raise InvalidInputError((Problem("proposed_due", "closed"),))
    if report.said is None and report.proposal is None and not report.unchanged:
        raise InvalidInputError((Problem("comment", "required"),))
