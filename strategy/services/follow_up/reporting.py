"""Reporting periods: see who has reported, acknowledge or ask for more, close, adjust dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from strategy.domain.errors import InvalidInputError, NotAllowedError, NotFoundError, Problem
from strategy.domain.follow_up.reporting import (
    PeriodReport,
    Phase,
    may_review,
    period_of,
    phase_of,
    precision_of_day,
    report_of,
    seen_on,
)
from strategy.domain.items import (
    Action,
    Person,
    Precision,
    ReportingPeriod,
    Review,
    ReviewOutcome,
    Unit,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.domain.strategies import in_force_on, reported_later
from strategy.i18n import Words
from strategy.services.reading import moment
from strategy.services.validation import altered, build, written
from strategy.store.change import Change
from strategy.store.database import Database

_SET_BY_HAND = frozenset({"title", "first", "ends", "opens", "deadline", "grace_until"})


def reported_in(
    database: Database,
    period: ReportingPeriod,
    *,
    by: Person,
    today: date,
    unit_id: str | None = None,
) -> PeriodReport:
    """Return who has and has not reported in a period, of what this person may see.

    A closed period shows the plan it was closed with; one that is over, the plan as it stood when
    the next one opened. It is counted against the strategy in force on its last day, also where
    another has taken over since.
    """
    current = moment(database, by=by, today=today, unit_id=unit_id).plan
    then = _plan_of(database, period, current, by=by, today=today, unit_id=unit_id)
    held = in_force_on(then, period.ends)
    if held is not None and held.superseded_revision is not None:
        seen = moment(database, by=by, today=today, unit_id=unit_id, strategy_id=held.id)
        then = reported_later(seen.plan, then)
    return report_of(then, period, today=today)


def _plan_of(
    database: Database,
    period: ReportingPeriod,
    current: Plan,
    *,
    by: Person,
    today: date,
    unit_id: str | None,
) -> Plan:
    """Return the plan as a period shows it, whichever strategy was in force by then."""
    if period.closed_revision is not None:
        closed = period.closed_revision
        return moment(database, by=by, today=today, unit_id=unit_id, revision=closed).plan
    as_of = seen_on(current, period, today=today)
    if as_of is None:
        return current
    then = moment(database, by=by, today=today, unit_id=unit_id, as_of=as_of).plan
    # Later reviews still concern what was reported then.
    return replace(then, reviews=current.reviews)


def period_name(period: ReportingPeriod, w: Words) -> str:
    """Return the name of a period: its own, or one made from its dates."""
    return period.title or w.formats.due(period.ends, period.ends_precision)


def day_name(plan: Plan, day: date, w: Words) -> str:
    """Return the short name of a reporting day, after its period: `T2 2026`."""
    return w.formats.period(day, precision_of_day(plan, day))


def acknowledge(
    database: Database,
    period_id: str,
    unit_id: str | None,
    *,
    by: Person,
    today: date,
    comment: str = "",
) -> Review:
    """Acknowledge what a unit reported; for its reviewer, while the period is not closed."""
    values = {"unit_id": unit_id, "outcome": ReviewOutcome.ACKNOWLEDGED, "comment": comment}
    return _review(database, period_id, values, by=by, today=today)


def ask_back(
    database: Database,
    period_id: str,
    unit_id: str | None,
    *,
    comment: str,
    by: Person,
    today: date,
    action_id: str | None = None,
) -> Review:
    """Ask a unit for more, about all of it or one action, which then counts as not reported.

    For the reviewer; raises InvalidInputError without a text saying what is missing.
    """
    if not comment.strip():
        raise InvalidInputError((Problem("comment", "reason_required"),))
    values = {
        "unit_id": unit_id,
        "action_id": action_id,
        "outcome": ReviewOutcome.ASKED_BACK,
        "comment": comment,
    }
    return _review(database, period_id, values, by=by, today=today)


def close_period(
    database: Database, period_id: str, *, by: Person, today: date, reason: str = ""
) -> ReportingPeriod:
    """Close a period: from now on it shows the plan as it is at this moment.

    Those who may change the plan may. Raises InvalidInputError before it has opened, or when
    it is closed.
    """
    demand(by, Permission.CHANGE_PLAN)
    with database.change(by=by.id, reason=written(reason)) as change:
        period = _workable(change, period_id, today=today)
        closed = {
            "closed_on": today,
            "closed_by": by.id,
            "closed_revision": change.plan.revision,
        }
        return cast("ReportingPeriod", change.update(altered(period, closed)))


def reopen_period(
    database: Database, period_id: str, *, by: Person, reason: str
) -> ReportingPeriod:
    """Reopen a closed period, with a reason; for those who may change the plan."""
    demand(by, Permission.CHANGE_PLAN)
    why = written(reason)
    if not why:
        raise InvalidInputError((Problem("reason", "reason_required"),))
    with database.change(by=by.id, reason=why) as change:
        period = change.plan.find(ReportingPeriod, period_id)
        if period is None or period.closed_on is None:
            raise NotFoundError("reporting_period", period_id)
        opened = dict.fromkeys(("closed_on", "closed_by", "closed_revision"))
        return cast("ReportingPeriod", change.update(altered(period, opened)))


def add_period(database: Database, values: Mapping[str, Any], *, by: Person) -> ReportingPeriod:
    """Add a period besides those of the calendar; it needs a name."""
    demand(by, Permission.CHANGE_PLAN)
    period = build(ReportingPeriod, _by_hand(values))
    if not period.title:
        raise InvalidInputError((Problem("title", "required"),))
    with database.change(by=by.id) as change:
        return cast("ReportingPeriod", change.add(period))


def move_period(
    database: Database,
    period: ReportingPeriod,
    values: Mapping[str, Any],
    *,
    by: Person,
    today: date,
) -> ReportingPeriod:
    """Give a period other dates or another name than the calendar's.

    Raises StaleEditError when somebody changed it since it was read, and
    InvalidInputError once it is closed.
    """
    demand(by, Permission.CHANGE_PLAN)
    with database.change(by=by.id) as change:
        stored = _known(change.plan, period.id, today=today)
        _check_not_closed(stored)
        wanted = altered(stored, {**_by_hand(values), "version": period.version})
        if stored.version == 0:
            return cast("ReportingPeriod", change.add(wanted))
        return cast("ReportingPeriod", change.update(wanted))


def drop_period(
    database: Database, period: ReportingPeriod, *, by: Person, today: date, reason: str = ""
) -> None:
    """Remove a period from the calendar; what was reported stays with the actions."""
    demand(by, Permission.CHANGE_PLAN)
    with database.change(by=by.id, reason=written(reason)) as change:
        stored = _stored(change, _known(change.plan, period.id, today=today))
        _check_not_closed(stored)
        change.update(stored.model_copy(update={"retired": True}))


def _review(
    database: Database, period_id: str, values: dict[str, Any], *, by: Person, today: date
) -> Review:
    with database.change(by=by.id) as change:
        period = _workable(change, period_id, today=today)
        seen = change.plan_on(today).seen_by(by.id)
        unit = _unit(seen, values["unit_id"])
        action = _action(seen, values.get("action_id"), unit)
        if not may_review(change.plan, by, unit):
            raise NotAllowedError(Permission.REPORT)
        said = seen.latest_check_in(action.id) if action else None
        told = {
            "period_id": period.id,
            "check_in_id": said.id if said else None,
            "by_id": by.id,
            "on": today,
        }
        return cast("Review", change.add(build(Review, {**values, **told})))


def _unit(plan: Plan, unit_id: str | None) -> Unit | None:
    unit = plan.find(Unit, unit_id)
    if unit is None and unit_id is not None:
        raise NotFoundError("unit", unit_id)
    return unit


def _action(plan: Plan, action_id: str | None, unit: Unit | None) -> Action | None:
    """Return the action that is asked about; raises if it does not belong to this unit."""
    if action_id is None:
        return None
    action = plan.find(Action, action_id)
    if action is None or plan.unit_of(action) != unit:
        raise NotFoundError("action", action_id)
    return action


def _workable(change: Change, period_id: str, *, today: date) -> ReportingPeriod:
    """Return the period, stored, if it can still be changed."""
    period = _known(change.plan, period_id, today=today)
    _check_not_closed(period)
    if phase_of(period, today=today) is Phase.COMING:
        raise InvalidInputError((Problem("opens", "not_open_yet"),))
    return _stored(change, period)


def _known(plan: Plan, period_id: str, *, today: date) -> ReportingPeriod:
    period = period_of(plan, period_id, today=today)
    if period is None:
        raise NotFoundError("reporting_period", period_id)
    return period


def _stored(change: Change, period: ReportingPeriod) -> ReportingPeriod:
    # A period from the calendar is stored the first time somebody does something with it.
    if period.version > 0:
        return period
    return cast("ReportingPeriod", change.add(period))


def _check_not_closed(period: ReportingPeriod) -> None:
    if period.closed_on is not None:
        raise InvalidInputError((Problem("closed_on", "period_closed"),))


def _by_hand(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values; raises for fields that nobody fills in."""
    others = sorted(values.keys() - _SET_BY_HAND)
    if others:
        raise InvalidInputError(tuple(Problem(name, "not_here") for name in others))
    days = {"ends_precision": Precision.DAY} if "ends" in values else {}
    return {**values, **days}
